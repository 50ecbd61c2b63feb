"""Names of roles and activities: which words mean the same, and how they are written out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from assistant.case.values import Phase
from assistant.domain import Language
from assistant.errors import CorpusError
from assistant.settings import ROOT
from assistant.terms import fold, simplified

ROLES = ROOT / "corpus" / "reference" / "roles.yaml"
ACTIVITIES = ROOT / "corpus" / "reference" / "activities.yaml"
ABBREVIATED = 0.7
"""Share of the full name up to which another name of the same is taken for its abbreviation: 内审, mgmt rep."""
_BETWEEN = re.compile(r"[\s\-_/·.,，、'\"“”‘’「」()（）]+")


@dataclass(frozen=True)
class Entry:
    """One role or activity that is known."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    phase: Phase | None = None
    outside: bool = False

    def of(self, language: Language) -> str:
        """Its name in a language."""
        return self.zh if language == "zh" else self.en


class Lexicon:
    """The known names of one kind. Any other name is taken as it is said."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._by_id = {entry.id: entry for entry in entries}
        self._by_name: dict[str, Entry] = {}
        for entry in entries:
            for name in (entry.zh, entry.en, *entry.aliases):
                self._by_name.setdefault(squeezed(name), entry)

    def find(self, name: str) -> Entry | None:
        """The entry that a name means, however it is spaced, cased or written wide."""
        return self._by_name.get(squeezed(name))

    def entry(self, id: str) -> Entry:
        """The entry of an id; KeyError without."""
        return self._by_id[id]

    def key(self, name: str) -> str:
        """What is equal for two names of the same thing."""
        found = self.find(name)
        return found.id if found else squeezed(name)

    def standard(self, name: str, language: Language) -> str:
        """How a name is kept: an abbreviation written out, anything else in the speaker's words."""
        words = " ".join(name.split())
        found = self.find(words)
        if found is None:
            return words
        full = found.zh if re.search(r"[\u4e00-\u9fff]", words) else found.of(language)
        return full if len(words) <= ABBREVIATED * len(full) else words

    @property
    def names(self) -> Mapping[str, Entry]:
        """Every name by its squeezed form (see `squeezed`), for finding names in a text."""
        return self._by_name


@lru_cache(maxsize=4_096)
def squeezed(name: str) -> str:
    """What is equal for two spellings of a name: lower case, half width, simplified, nothing between its words."""
    folded = simplified(fold(name))
    return _BETWEEN.sub("", folded) or folded


@cache
def roles() -> Lexicon:
    """The roles of the corpus."""
    return _read(ROLES)


@cache
def activities() -> Lexicon:
    """The activities of the corpus."""
    return _read(ACTIVITIES)


def _read(path: Path) -> Lexicon:
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return Lexicon(
            tuple(
                Entry(
                    row["id"],
                    str(row["zh"]),
                    str(row["en"]),
                    tuple(str(name) for language in ("zh", "en") for name in row.get("aliases", {}).get(language, ())),
                    row.get("phase"),
                    row.get("outside") is True,
                )
                for row in rows
            )
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error
