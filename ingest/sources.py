"""`sources.yaml` of a corpus folder: what is known of its documents. `path` is relative to the folder."""

import datetime as dt
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from assistant.domain import Document, Language, Status
from assistant.errors import CorpusError
from assistant.ledger_reading import front_matter, read_scheme

NAME = "sources.yaml"
STANDARDS = "standards"
"""Folder of the summaries, which describe themselves."""
ISSUER: dict[Language, str] = {"zh": "本助手的资料摘要", "en": "summary written for this assistant"}

_FIELDS = frozenset(field.name for field in fields(Document)) - {"gaps"}
"""Gaps are no file: they are made of the corpus's questions."""
_REQUIRED = ("id", "path", "title", "language")
_Choice = Literal["language", "status"]
_CHOICES: dict[_Choice, tuple[str, ...]] = {"language": get_args(Language), "status": get_args(Status)}


@dataclass(frozen=True)
class Listed:
    """One document of the list."""

    description: Document
    path: str
    """Relative to the folder of the list, with `/`."""


def read_sources(folder: Path) -> tuple[Listed, ...] | None:
    """The documents that the folder's list names; None where it has no such list. CorpusError says what is wrong in it."""
    file = folder / NAME
    if not file.is_file():
        return None
    raw = read_yaml(file)
    if not isinstance(raw, dict) or not isinstance(raw.get("documents"), list):
        raise CorpusError(f"{file}: a mapping with a list `documents` is expected.")
    listed = tuple(_listed(file, number, entry) for number, entry in enumerate(raw["documents"], 1))
    summaries = sorted((folder / STANDARDS).glob("*.md"))
    listed += tuple(Listed(described(path), path.relative_to(folder).as_posix()) for path in summaries)
    _check_once(file, [one.description.id for one in listed], "id")
    _check_once(file, [one.path for one in listed], "path")
    _check_renderings(file, {one.description.id: one.description for one in listed})
    return listed


def described(file: Path) -> Document:
    """The description of one summary of a scheme (`standards/<id>.zh.md`), from its front matter. CorpusError if that is lacking."""
    raw = front_matter(file)
    language = raw.get("language")
    if language not in get_args(Language) or not isinstance(raw.get("title"), str) or not isinstance(raw.get("id"), str):
        raise CorpusError(f"{file.name}: the front matter needs id, title and language (zh or en).")
    ledger = read_scheme(file.with_name(f"{raw['id']}.zh.md"))
    edition = next((one.number for one in ledger.editions if one.state == "current"), None)
    return Document(
        id=f"{raw['id']}.{language}",
        title=raw["title"],
        language=cast(Language, language),
        issuer=ISSUER[cast(Language, language)],
        date=ledger.as_of,
        edition=edition,
        status=ledger.document_status,
        scheme=ledger.id,
    )


def read_yaml(file: Path) -> Any:
    """The content of a YAML file; CorpusError names the file and the line where it breaks."""
    # The C loader is ten times as fast; builds of PyYAML without it exist.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(file.read_text(encoding="utf-8"), loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CorpusError(f"{file}: cannot be read: {' '.join(str(error).split())}") from error


def _listed(file: Path, number: int, entry: Any) -> Listed:
    where = f"{file}: document {number}"
    if not isinstance(entry, dict):
        raise CorpusError(f"{where}: a mapping of fields is expected, not {entry!r}.")
    values = {str(name): _text(value) for name, value in entry.items()}
    where = f"{where} ({values.get('id') or 'no id'})"
    if missing := [name for name in _REQUIRED if not values.get(name)]:
        raise CorpusError(f"{where}: {', '.join(missing)} missing.")
    if unknown := sorted(values.keys() - _FIELDS - {"path"}):
        raise CorpusError(f"{where}: unknown field {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}.")
    for name, allowed in _CHOICES.items():
        if values.get(name) is not None and values[name] not in allowed:
            raise CorpusError(f"{where}: {name} is {values[name]!r}; it must be one of {', '.join(allowed)}.")
    path = str(values.pop("path"))
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise CorpusError(f"{where}: the path {path!r} leaves the folder.")
    return Listed(Document(**values), Path(path).as_posix())  # type: ignore[arg-type]


def _text(value: Any) -> str | None:
    """YAML makes dates and numbers of what is meant as text."""
    if value is None or value == "":
        return None
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _check_once(file: Path, names: list[str], field: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CorpusError(f"{file}: the {field} {twice[0]!r} stands there more than once.")


def _check_renderings(file: Path, described: dict[str, Document]) -> None:
    for document in described.values():
        if document.renders is None:
            continue
        original = described.get(document.renders)
        if original is None or original.language == document.language:
            raise CorpusError(f"{file}: {document.id} renders {document.renders!r}, which is no document of another language there.")
