"""Why a chat model gave no answer: what its library raises, read as one of a few troubles, with no key in it."""

import re
from typing import Literal

Trouble = Literal["slow", "busy", "refused", "unreachable", "too_long", "broken", "resting"]
"""Took too long; over quota or overloaded; key or model not accepted; no connection, or one that broke off; a prompt of more tokens than
the model reads; an answer that is none; left alone after failures."""
_SECRET = re.compile(r"(?i)\b(?:sk|key|bearer|token)[-_ :=]+[\w\-.]{6,}|[A-Za-z0-9_\-]{28,}")
# How OpenAI, DeepSeek, DashScope, Moonshot, vLLM, llama.cpp and Ollama put it.
_TOO_LONG = re.compile(
    r"(?i)context[ _]?(?:length|size|window)|contextwindow|prompt is too long|input is too long|maximum context|"
    r"(?:prompt|input|range of input)\b.{0,40}\b(?:exceed|too (?:long|large|many)|length should be)|reduce the length"
)
_UNREADABLE: tuple[int | None, ...] = (None, 400, 413, 422)
"""Statuses with which a prompt that is too long is turned away; without one, amid a stream. A quota of tokens a minute comes with 429."""


class ModelFailed(Exception):
    """The model gave no answer in time. The text holds no key and is fit for a log."""

    def __init__(self, trouble: Trouble, reason: str = "", wait: float = 0.0) -> None:
        """`wait`: seconds for which the provider asks to be left alone; 0 where it does not."""
        super().__init__(f"{trouble}: {_SECRET.sub('…', reason)[:300]}" if reason else trouble)
        self.trouble, self.wait = trouble, wait


def failure(error: BaseException, secret: str = "") -> ModelFailed:
    """What an error of the model's library means; `secret` is blotted out of the reason, whatever it looks like."""
    if isinstance(error, ModelFailed):
        return error
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    name, reason = type(error).__name__, str(error)
    if secret:
        reason = reason.replace(secret, "…")
    if status in (401, 403, 404) or "Authentication" in name or "PermissionDenied" in name:
        return ModelFailed("refused", reason)
    if status in _UNREADABLE and ("ContextOverflow" in name or _TOO_LONG.search(reason)):
        return ModelFailed("too_long", reason)
    if status in (408, 504) or "Timeout" in name:
        return ModelFailed("slow", reason)
    if status == 429 or (isinstance(status, int) and status >= 500) or "RateLimit" in name:
        return ModelFailed("busy", reason, _wait(response))
    if "Connect" in name or isinstance(error, OSError) or type(error).__module__.startswith(("httpx", "httpcore")):
        return ModelFailed("unreachable", reason)
    return ModelFailed("broken", f"{name}: {reason}")


def _wait(response: object) -> float:
    """Seconds of a Retry-After; a date in it is not waited for."""
    said = (getattr(response, "headers", None) or {}).get("retry-after", "")
    return float(said) if re.fullmatch(r"\d{1,6}(?:\.\d+)?", said) else 0.0
