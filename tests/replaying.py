"""A server on this machine that answers as an OpenAI-compatible provider did, or misbehaves as one may.

`tests/recorded/` holds what a real server said (see `tests/record_exchanges.py`), `tests/documented/` what providers document and
nobody here has recorded.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Reply:
    """What the server answers to one request."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    body: str = "{}"
    after: int | None = None
    """Events of a stream, or 0 for none, after which it goes wrong; None, it does not."""
    stall: float = 0.0
    """Seconds for which it then says nothing; 0, it hangs up."""

    @property
    def events(self) -> list[str]:
        """The body as it is sent, a stream event by event."""
        if "event-stream" not in self.headers["content-type"]:
            return [self.body]
        return [f"{event}\n\n" for event in self.body.split("\n\n") if event]

    def going_wrong(self, after: int, stall: float = 0.0) -> "Reply":
        """The same, broken off or stalled after some events."""
        return replace(self, after=after, stall=stall)


def error(status: int, message: str, **headers: str) -> Reply:
    """An error as OpenAI words it."""
    body = json.dumps({"error": {"message": message, "type": "error", "code": None}})
    return Reply(status, {"content-type": "application/json", **headers}, body)


def exchange(name: str, folder: str = "recorded") -> dict[str, Any]:
    """A recorded exchange by its name: path, request, status, headers, body."""
    loaded: dict[str, Any] = json.loads((HERE / folder / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def reply(name: str, folder: str = "recorded") -> Reply:
    """The answer of a recorded exchange."""
    held = exchange(name, folder)
    return Reply(held["status"], held["headers"], held["body"])


class Provider(ThreadingHTTPServer):
    """Gives its replies in their order, the last one for good."""

    daemon_threads = True

    def __init__(self, replies: list[Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies = replies
        self.requests: list[dict[str, Any]] = []
        """Path, headers in lower case, and body of what has been asked."""
        self.hung_up = threading.Event()
        """A client has gone away during a stall."""
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        """What ASSISTANT_MODEL_BASE_URL would be."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that goes away is what some tests are about."""

    def next(self) -> Reply:
        """The reply to the next request."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Provider

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {key.lower(): value for key, value in self.headers.items()}
        self.server.requests.append({"path": self.path, "headers": headers, "body": json.loads(body)})
        self._answer(self.server.next())

    def _answer(self, given: Reply) -> None:
        if given.after == 0:
            self._go_wrong(given)
            return
        self.send_response(given.status)
        for key, value in given.headers.items():
            self.send_header(key, value)
        if "transfer-encoding" not in given.headers:
            self.send_header("content-length", str(len(given.body.encode())))
        self.end_headers()
        for number, event in enumerate(given.events):
            if number == given.after:
                self._go_wrong(given)
                return
            self._send(event.encode(), chunked="transfer-encoding" in given.headers)
        if "transfer-encoding" in given.headers:
            self.wfile.write(b"0\r\n\r\n")

    def _send(self, piece: bytes, chunked: bool) -> None:
        self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" if chunked else piece)
        self.wfile.flush()

    def _go_wrong(self, given: Reply) -> None:
        """Say nothing for a while, or until the client goes away; then hang up."""
        self.close_connection = True
        waited = 0.0
        self.connection.settimeout(0.05)
        while waited < given.stall and not self.server.closing.is_set():
            try:
                gone = self.connection.recv(1) == b""
            except TimeoutError:
                waited += 0.05
                continue
            except OSError:
                gone = True
            if gone:
                self.server.hung_up.set()
                return

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests look at `requests`."""


@contextmanager
def provider(*replies: Reply) -> Iterator[Provider]:
    """A provider that gives these replies, as long as the block lasts."""
    server = Provider(list(replies))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
