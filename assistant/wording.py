"""Ways of putting things, kept as data: a file of patterns, each a list of alternatives."""

import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import yaml


class Wording:
    """A pattern of a file of wordings. It is compiled when it is first used: one message needs a part of them only."""

    def __init__(self, name: str, pattern: str, flags: re.RegexFlag) -> None:
        """`name` says which file and which entry, for the error: ValueError, on first use, if the pattern is none."""
        self.name = name
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, compiled."""
        try:
            return re.compile(self.pattern, self.flags)
        except re.error as error:
            raise ValueError(f"{self.name} cannot be used ({error})") from error

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.fullmatch`."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As `re.Pattern.finditer`."""
        return self.compiled.finditer(text, start, end)

    def findall(self, text: str) -> list[str]:
        """As `re.Pattern.findall`."""
        return self.compiled.findall(text)

    def split(self, text: str) -> list[str]:
        """As `re.Pattern.split`."""
        return self.compiled.split(text)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """As `re.Pattern.sub`."""
        return self.compiled.sub(instead, text, count)


def load_wording(path: Path, flags: re.RegexFlag = re.IGNORECASE) -> dict[str, Wording]:
    """The patterns of a YAML file by name, without regard to case.

    A pattern is a list of alternatives, or `{before, any, after}` with the alternatives under `any`.
    ValueError names a pattern that is neither.
    """
    loaded = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return {name: Wording(f"{path.name}: the pattern {name!r}", _source(path, name, row), flags) for name, row in loaded.items()}


def _source(path: Path, name: str, row: object) -> str:
    try:
        if isinstance(row, dict):
            return f"{row['before']}{'|'.join(row['any'])}{row['after']}"
        if isinstance(row, list):
            return "|".join(row)
        raise TypeError("neither a list nor a mapping")
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: the pattern {name!r} cannot be used ({error})") from error
