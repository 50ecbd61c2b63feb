"""Starts the chat page: `python app.py [--host 127.0.0.1] [--port 7860] [--no-browser]`. Wiring only."""

import argparse
import logging
import os
import subprocess
import sys
import threading
from contextlib import ExitStack

from assistant.assistant import Assistant, open_assistant
from assistant.errors import AssistantError, IndexMismatch, IndexMissing
from assistant.settings import ROOT, Settings
from assistant.usage import Price
from assistant.web.server import serve
from assistant.web.staff import Staff
from assistant.web.texts import word


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; the exit code is 0, or 1 for a failure said on standard error."""
    options = _options().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    try:
        with ExitStack() as stack:
            settings = Settings()
            # A price that is none is said here, not when the first answer has its cost.
            price = Price.read(settings.model_price) if settings.model_price else None
            assistant = stack.enter_context(_open(settings))
            threading.Thread(target=_warm, args=(assistant,), daemon=True).start()
            staff = Staff(price) if settings.staff else None
            serve(assistant, options.host, options.port, open_browser=not options.no_browser, say=_say, staff=staff)
    except (AssistantError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _open(settings: Settings) -> Assistant:
    """The assistant; where there is no index, or one of an older version, ingest builds it first, in a process of its own."""
    try:
        return open_assistant(settings)
    except IndexMissing:
        return _built(settings, "building")
    except IndexMismatch:
        return _built(settings, "rebuilding", "--rebuild")


def _built(settings: Settings, saying: str, *how: str) -> Assistant:
    for language in ("zh", "en"):
        _say(word(saying, language))
    path = os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH")) if part)
    subprocess.run([sys.executable, "-m", "ingest", *how], env={**os.environ, "PYTHONPATH": path}, check=False)
    return open_assistant(settings)


def _warm(assistant: Assistant) -> None:
    """Load the encoder while the user is still reading; a failure shows when the first question is asked."""
    try:
        assistant.warm()
    except AssistantError as error:
        logging.getLogger(__name__).warning("warm-up failed: %s", error)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Serve the chat page.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s, this machine only)")
    parser.add_argument("--port", type=int, default=7860, help="port; the next free one when it is in use (default: %(default)s)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    return parser


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
