"""The HTTP API beside the page: `POST /api/reply`, one turn whole or as server-sent events, and `GET /api/health`."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.cli_lines import as_line, read_line
from assistant.domain import Language
from assistant.web.door import Door
from assistant.web.replying import Named, Replies
from assistant.web.texts import word
from assistant.web.turns import LONGEST_MESSAGE
from assistant.web.visitor import preferred

LARGEST_BODY = 2_000_000
"""Bytes; the longest message fits, every character of it written as JSON's escape."""
LONGEST_SESSION = 128
"""Characters of a session's name."""
_FIELDS = ("session", "message")
_JSON, _EVENTS = "application/json", "text/event-stream"
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


class Refused(Exception):
    """A request that is not taken; what it says is what is wrong and what to send."""

    def __init__(self, status: int, key: str, **blanks: object) -> None:
        """`status`: of HTTP; `key`: of the sentence in our words, with its blanks."""
        super().__init__(key)
        self.status, self._key, self._blanks = status, key, blanks

    def said(self, language: Language) -> str:
        """The sentence."""
        return word(self._key, language).format(**self._blanks)


class EventStream(StreamingResponse):
    """A turn as server-sent events while it goes on. A client that goes away ends it."""

    media_type = _EVENTS

    def __init__(self, turn: AbstractAsyncContextManager[AsyncIterator[Named]]) -> None:
        """`turn`: entered when the response begins and left when it ends, however it does."""
        # A proxy that gathers pieces would hold the stream back.
        super().__init__(self._frames(), headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        self._turn = turn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the stream, as ASGI has it."""
        async with self._turn as self._events:
            await super().__call__(scope, receive, send)

    async def _frames(self) -> AsyncIterator[str]:
        async for name, line in self._events:
            yield f"event: {name}\ndata: {line}\n\n"


def add_api(app: FastAPI, assistant: Door) -> None:
    """Add both addresses to the app; to be done before a page is mounted at `/`, which takes every other one."""
    replies = Replies(assistant)

    @app.get("/api/health")
    def health() -> dict[str, Any]:
        model = assistant.chat
        return {"status": "ok", "model": asdict(model.health) if model else None}

    @app.post("/api/reply")
    async def reply(request: Request) -> Response:
        try:
            asked = await read_request(request)
        except Refused as refused:
            return _json({"error": refused.said(_language(request))}, refused.status)
        turn = replies.turn(asked["session"], asked["message"])
        if _EVENTS in request.headers.get("accept", ""):
            return EventStream(turn)
        async with turn as events:
            last = [event async for event in events][-1]
        return Response(last[1], 200 if last[0] == "answered" else 503, {"cache-control": "no-store"}, _JSON)

    @app.api_route("/api/{rest:path}", methods=_METHODS)
    def other(rest: str, request: Request) -> Response:
        return _json({"error": word("api_unknown", _language(request))}, 404)


async def read_request(request: Request) -> dict[str, str]:
    """The `session` and the `message` of a request. Refused for one that another website sent, or that lacks something."""
    if _is_foreign(request):
        raise Refused(403, "api_foreign")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise Refused(415, "api_type", kind=repr(kind[:80]))
    try:
        text = (await _body(request)).decode("utf-8")
    except (UnicodeDecodeError, ClientDisconnect) as error:
        raise Refused(400, "api_text") from error
    asked = read_line(text, _FIELDS, "body")
    if "error" in asked:
        raise Refused(400, "api_body", error=asked["error"])
    session, message = asked["session"], asked["message"]
    if not session.strip() or not session.isprintable() or len(session) > LONGEST_SESSION:
        raise Refused(422, "api_session", limit=LONGEST_SESSION)
    if not message.strip():
        raise Refused(422, "api_blank")
    if len(message) > LONGEST_MESSAGE:
        raise Refused(422, "api_too_long", limit=f"{LONGEST_MESSAGE:,}")
    return asked


def _language(request: Request) -> Language:
    """English for whoever says nothing of languages, as programs do."""
    return preferred(request.headers.get("accept-language") or "en")


def _is_foreign(request: Request) -> bool:
    """A browser says from whose page a request comes; other programs say nothing of it."""
    origin = request.headers.get("origin")
    if origin is None:
        return False
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        return True
    return not host or host != request.headers.get("host", "").lower()


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise Refused(413, "api_large", limit=f"{LARGEST_BODY:,}")
    return bytes(body)


def _json(row: dict[str, Any], status: int) -> Response:
    return Response(as_line(row), status, media_type=_JSON)
