"""The prompts of the folder `prompts/`, the only copies there are."""

import hashlib
from functools import cache

from assistant.errors import CorpusError
from assistant.settings import ROOT

FOLDER = ROOT / "prompts"


@cache
def prompt(name: str) -> str:
    """The text of a prompt with its blanks in braces; CorpusError when the file is missing."""
    path = FOLDER / f"{name}.md"
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise CorpusError(f"The prompt {path.name} cannot be read ({error.strerror}). It belongs into the folder prompts/.") from error


def hashes() -> dict[str, str]:
    """A short hash of every prompt, by name: figures measured with other prompts are not comparable."""
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in sorted(FOLDER.glob("*.md"))}
