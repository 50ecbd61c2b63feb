"""Schemes as people speak of them without a name: by trade, thing or purpose."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from assistant.errors import CorpusError
from assistant.settings import ROOT
from assistant.terms import HAN, fold

SPOKEN = ROOT / "corpus" / "reference" / "spoken.yaml"
_HAN = re.compile(f"[{HAN}]")
_START = 2
"""Characters by which phrases are looked up. With 2,700 phrases, trying each at each place of a long message takes a second."""


class Spoken:
    """Phrases that speak of schemes without naming them: the factory's trade, the thing, the purpose."""

    def __init__(self, phrases: Mapping[str, tuple[str, ...]]) -> None:
        """`phrases`: each with the ids of the schemes that it speaks of."""
        self._starts: defaultdict[str, list[tuple[str, bool, tuple[str, ...]]]] = defaultdict(list)
        for phrase, schemes in phrases.items():
            folded = fold(phrase)
            self._starts[folded[:_START]].append((folded, not _HAN.search(folded), schemes))

    def find(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The longest phrase in the text and its schemes: Chinese ones anywhere, English ones from the start of a word."""
        return max(self._found(fold(text)), key=lambda each: len(each[0]), default=("", ()))

    def _found(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        for at in range(len(text)):
            for phrase, latin, schemes in self._starts.get(text[at : at + _START], ()):
                if text.startswith(phrase, at) and not (latin and at and (text[at - 1].isalnum() or text[at - 1] == "_")):
                    yield phrase, schemes


def read_spoken(path: Path = SPOKEN) -> Spoken:
    """Ways of speaking of schemes without a name; none without the file. CorpusError says what is wrong with a row."""
    if not path.is_file():
        return Spoken({})
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return Spoken({word: tuple(row["schemes"]) for row in rows for words in row["say"].values() for word in words})
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error
