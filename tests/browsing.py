"""A server before an assistant, and a browser that visits it."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.web.door import Door
from assistant.web.server import build_app, listen
from assistant.web.staff import Staff

ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
EXECUTABLE = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


@contextmanager
def served(assistant: Door, staff: Staff | None = None) -> Iterator[str]:
    """The address of a server that stands before the assistant."""
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(build_app(assistant, staff), log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)


class Visit:
    """A browser of its own at the page; at its end nothing may have gone elsewhere, and no script may have failed."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        options = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}, **options}
        self.context: BrowserContext = browser.new_context(**options)
        self.page: Page = self.context.new_page()
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        self.context.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("dialog", lambda dialog: self.errors.append(f"dialog {dialog.message}"))
        self.page.goto(address)
        self.page.wait_for_selector(".welcome")

    def _note(self, url: str) -> None:
        if not url.startswith(("http://127.0.0.1", "data:", "blob:http://127.0.0.1")):
            self.elsewhere.append(url)

    def say(self, message: str) -> None:
        self.page.fill("#box textarea", message)
        self.page.press("#box textarea", "Enter")

    def ask(self, message: str) -> None:
        finished = self.page.locator(".turn .actions").count()
        self.say(message)
        expect(self.page.locator(".turn .actions")).to_have_count(finished + 1, timeout=15_000)
        expect(self.page.locator("#send")).to_be_visible()
