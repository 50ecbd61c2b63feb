"""Records how a real OpenAI-compatible server answers, for `tests/replaying.py`.

`python -m tests.record_exchanges http://127.0.0.1:8080/v1 local [exchange …]`: each exchange becomes a file of `tests/recorded/`, the
request as the client of LangChain makes it, and status, headers and body of the answer as they came. The path under which a server
keeps its model is made a mere file name.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import httpx

FOLDER = Path(__file__).parent / "recorded"
HEADERS = ("content-type", "transfer-encoding", "retry-after")
_FOLDER_OF_MODEL = re.compile(r'(?<=")/(?:[^"/\s]+/)+(?=[^"/\s]+\.gguf")')

ANSWERED = [
    {"content": "Answer in Chinese, in one short sentence, from this evidence alone: 认证服务费付给审核机构。", "role": "system"},
    {"content": "认证服务费付给谁？", "role": "user"},
]
READY = [{"content": "Answer with one word: ready", "role": "user"}]
COMMANDED = [
    {"content": "Call the tools that make the changes which the message asks for; otherwise call none.", "role": "system"},
    {"content": "内部审核由审计组做，预算80000。", "role": "user"},
]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "assign_raci",
            "description": "Give a role its letters in the row of an activity.",
            "parameters": {
                "type": "object",
                "properties": {
                    "activity": {"type": "string"},
                    "role": {"type": "string"},
                    "letters": {"type": "array", "items": {"enum": ["R", "A", "C", "I"]}},
                },
                "required": ["activity", "role", "letters"],
            },
        },
    },
    {
        "type": "function",
        "function": {
            "name": "set_budget",
            "description": "Note the budget.",
            "parameters": {"type": "object", "properties": {"amount": {"type": "number"}}, "required": ["amount"]},
        },
    },
]
SENTENCE, TIMES = "认证费用由哪几部分组成？", 1500
"""Some 12,000 tokens, where the server that was recorded takes 8,192."""
TOO_LONG = [{"content": SENTENCE * TIMES, "role": "user"}]


def payload(model: str, messages: list[dict[str, str]], stream: bool, **offered: Any) -> dict[str, Any]:
    """What the client sends."""
    options = {"stream_options": {"include_usage": True}} if stream else {}
    return {"model": model, "messages": messages, "stream": stream, "temperature": 0.0, **options, **offered}


def record(base: str, model: str, *only: str) -> None:
    """The exchanges that are named, or every one, one after another."""
    route = "/chat/completions"
    wanted: dict[str, tuple[str, Any]] = {
        "answer-streamed": (base + route, payload(model, ANSWERED, stream=True)),
        "answer-whole": (base + route, payload(model, READY, stream=False)),
        "tools-whole": (base + route, payload(model, COMMANDED, stream=False, tools=TOOLS)),
        "tools-streamed": (base + route, payload(model, COMMANDED, stream=True, tools=TOOLS)),
        # Told to call one by all means, and stopped: a small model goes on after its call.
        "tools-rambling": (
            base + route,
            payload(model, COMMANDED, stream=False, tools=TOOLS, tool_choice="required", max_tokens=60),
        ),
        "error-unknown-route": (base.removesuffix("/v1") + "/v2" + route, payload(model, READY, stream=False)),
        "error-malformed-body": (base + route, '{"model": "local", "messages": ['),
        "error-no-messages": (base + route, {"model": model, "stream": False}),
        "error-too-long": (base + route, payload(model, TOO_LONG, stream=False)),
        "error-too-long-streamed": (base + route, payload(model, TOO_LONG, stream=True)),
    }
    FOLDER.mkdir(exist_ok=True)
    for name in only or wanted:
        address, sent = wanted[name]
        body = sent if isinstance(sent, str) else json.dumps(sent, ensure_ascii=False)
        answer = httpx.post(address, content=body.encode(), headers={"content-type": "application/json"}, timeout=600)
        exchange = {
            "path": httpx.URL(address).path,
            "request": _shortened(sent),
            "status": answer.status_code,
            "headers": {key: value for key, value in answer.headers.items() if key in HEADERS},
            "body": _FOLDER_OF_MODEL.sub("", answer.content.decode("utf-8")),
        }
        (FOLDER / f"{name}.json").write_text(json.dumps(exchange, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _shortened(sent: Any) -> Any:
    return json.loads(json.dumps(sent, ensure_ascii=False).replace(SENTENCE * TIMES, f"{SENTENCE} × {TIMES}"))


if __name__ == "__main__":
    record(sys.argv[1].rstrip("/"), *sys.argv[2:])
