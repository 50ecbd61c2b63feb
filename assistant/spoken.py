"""Schemes as people speak of them without a name: by trade, thing or purpose."""

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.domain import Language
from assistant.errors import CorpusError
from assistant.settings import ROOT
from assistant.terms import HAN, fold

SPOKEN = ROOT / "corpus" / "reference" / "spoken.yaml"


@dataclass(frozen=True)
class Spoken:
    """Schemes as people speak of them without a name: the factory's trade, the thing, the purpose."""

    pattern: re.Pattern[str]
    schemes: tuple[str, ...]


def read_spoken(path: Path = SPOKEN) -> tuple[Spoken, ...]:
    """Ways of speaking of schemes without a name; none without the file. CorpusError says what is wrong with a row."""
    if not path.is_file():
        return ()
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return tuple(Spoken(_any_of(row["say"]), tuple(row["schemes"])) for row in rows)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error


def _any_of(say: dict[Language, list[str]]) -> re.Pattern[str]:
    """Chinese words anywhere, English ones from the start of a word; the longest first."""
    words = [fold(word) for language in ("zh", "en") for word in say.get(language, [])]
    forms = [re.escape(word) if re.search(f"[{HAN}]", word) else rf"\b{re.escape(word)}" for word in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(forms))
