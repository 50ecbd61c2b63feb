"""Names that stand for several schemes, and names of schemes that no ledger is about, as the corpus lists them."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.errors import CorpusError
from assistant.ledger import Said
from assistant.settings import ROOT

AMBIGUOUS = ROOT / "corpus" / "reference" / "ambiguous.yaml"
NOT_HELD = ROOT / "corpus" / "reference" / "not-held.yaml"


@dataclass(frozen=True)
class Choice:
    """One reading of an ambiguous name."""

    scheme: str
    label: Said


@dataclass(frozen=True)
class Ambiguous:
    """Names that stand for several schemes, and how that is asked back."""

    names: tuple[str, ...]
    ask: Said
    choices: tuple[Choice, ...]
    together: bool = False
    """The name stands for all of them at once, as 三体系 does."""


def read_ambiguous(path: Path = AMBIGUOUS) -> tuple[Ambiguous, ...]:
    """The ambiguous names of a corpus; none without the file. CorpusError says what is wrong with a row."""
    if not path.is_file():
        return ()
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["names"]
        return tuple(
            Ambiguous(
                tuple(row["names"]),
                Said(**row["ask"]),
                tuple(Choice(each["scheme"], Said(zh=each["zh"], en=each["en"])) for each in row["choices"]),
                row.get("together") is True,
            )
            for row in rows
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error


def read_not_held(path: Path = NOT_HELD) -> tuple[str, ...]:
    """Names of schemes that the corpus does not hold; none without the file. CorpusError when it holds no list of names."""
    if not path.is_file():
        return ()
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))["names"]
        return tuple(str(row) for row in rows)
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise CorpusError(f"{path.name}: {' '.join(str(error).split())}") from error
