"""The web server around the page: health check, headers, a free port, and no word to anybody outside."""

import contextlib
import errno
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from typing import Literal

import gradio as gr
import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.domain import Language
from assistant.errors import AssistantError
from assistant.web.api import add_api
from assistant.web.door import Door
from assistant.web.downloads import MEDIA_TYPES, Downloads, disposition
from assistant.web.page import STATIC, build_page
from assistant.web.staff import Staff
from assistant.web.texts import word

PORTS_TRIED = 50
_LATIN = ["-apple-system", "BlinkMacSystemFont", "Segoe UI"]
_CJK = ["PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei"]
_HEADERS = {
    # Gradio's own front end needs inline scripts and eval; nothing may be loaded from or sent to another host.
    b"content-security-policy": b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    b"style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    b"worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}


class SafeHeaders:
    """Adds the headers to every response; ASGI, so that streams pass through as they come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; a response gets the headers on its way out."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS.items()]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def build_app(assistant: Door, staff: Staff | None = None) -> FastAPI:
    """The page at `/`, `GET /health`, the files of a case at `/case/{key}/{format}`, and the API at `/api`.

    `staff`: the page is for the firm's own people.
    """
    app = FastAPI(title="certification-assistant", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(SafeHeaders)

    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}

    downloads = Downloads(assistant)

    @app.get("/case/{key}/{format}")
    def case(key: str, format: Literal["xlsx", "md"], language: Language = "zh") -> Response:
        try:
            found = downloads.file(key, format, language)
        except AssistantError as error:
            return PlainTextResponse(str(error), status_code=503)
        if found is None:
            return PlainTextResponse(word("gone", language), status_code=404)
        headers = {"content-disposition": disposition(found.name), "cache-control": "no-store"}
        return Response(found.content, media_type=MEDIA_TYPES[format], headers=headers)

    add_api(app, assistant)
    gr.mount_gradio_app(
        app,
        build_page(assistant, downloads, staff),
        path="/",
        theme=_theme(),
        head=_head(),
        favicon_path=str(STATIC / "favicon.svg"),
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        run_history=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        max_file_size="1kb",  # the page takes no files
    )
    return app


def serve(assistant: Door, host: str, port: int, *, open_browser: bool, say: Callable[[str], None], staff: Staff | None = None) -> None:
    """Serve until interrupted; `say` tells the operator, a line at a time. `staff`: the page is for the firm's own people.

    A port in use gives way to the next free one; OSError when there is none.
    """
    listener = listen(host, port)
    taken = listener.getsockname()[1]
    if taken != port:
        _say_both(say, "port_taken", port=port, taken=taken)
    server = uvicorn.Server(uvicorn.Config(build_app(assistant, staff), log_level="warning", timeout_graceful_shutdown=3))
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{taken}"
    threading.Thread(target=_announce, args=(server, address, open_browser, say), daemon=True).start()
    with contextlib.closing(listener), contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on the port, or on the next free one above it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + PORTS_TRIED, 65536)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there it would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE:
                raise
        else:
            return listener
    raise OSError(errno.EADDRINUSE, word("no_port", "en").format(first=port, last=port + PORTS_TRIED - 1))


def has_display() -> bool:
    """Whether opening a browser can mean anything here: not on a build server, not without a screen."""
    if os.environ.get("CI"):
        return False
    return sys.platform in ("darwin", "win32") or any(os.environ.get(key) for key in ("DISPLAY", "WAYLAND_DISPLAY"))


def _announce(server: uvicorn.Server, address: str, open_browser: bool, say: Callable[[str], None]) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    _say_both(say, "serving", address=address)
    if open_browser and has_display():
        webbrowser.open(address)


def _say_both(say: Callable[[str], None], key: str, **values: object) -> None:
    for language in ("zh", "en"):
        say(word(key, language).format(**values))


def _head() -> str:
    """Our style and script, inline. Gradio's own `css` would put a prefix before every selector, `body` included."""
    style = (STATIC / "page.css").read_text(encoding="utf-8")
    script = (STATIC / "page.js").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"


def _theme() -> gr.themes.Base:
    return gr.themes.Base(
        primary_hue="teal",
        neutral_hue="slate",
        font=[*_LATIN, *_CJK, "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )
