"""How the ledger is read: from the front matter of `corpus/standards/`, or from what was kept when it was read last."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from assistant.errors import CorpusError
from assistant.ledger import Ledger, Scheme
from assistant.settings import ROOT

STANDARDS = ROOT / "corpus" / "standards"
LEDGER = ROOT / "data" / "cache" / "ledger.json"
"""The ledgers as they were read last."""
FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_SCHEMES: TypeAdapter[list[Scheme]] = TypeAdapter(list[Scheme])


def read_ledger(folder: Path = STANDARDS, cache: Path | None = None) -> Ledger:
    """The ledgers of all Chinese summaries in a folder; empty without the folder.

    `cache`: a file where they are kept in a form that is read ten times as fast, made anew when a summary has changed.
    Raises CorpusError for the first summary whose front matter cannot be used.
    """
    files = sorted(folder.glob("*.md"))
    stamp = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    kept = _kept(cache, stamp) if cache else None
    if kept is not None:
        return Ledger(kept)
    schemes = [read_scheme(file) for file in files if file.name.endswith(".zh.md")]
    if cache and schemes:
        _keep(cache, stamp, schemes)
    return Ledger(schemes)


def read_scheme(file: Path) -> Scheme:
    """The ledger of one Chinese summary (`<id>.zh.md`). CorpusError says which field is wrong."""
    raw = front_matter(file)
    english = file.with_name(file.name.replace(".zh.md", ".en.md"))
    title = front_matter(english).get("title", "") if english.is_file() else ""
    try:
        return Scheme.model_validate({**raw, "title_en": title})
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise CorpusError(f"{file.name}: {problems}") from error


def front_matter(file: Path) -> dict[str, Any]:
    """The YAML mapping that a Markdown file begins with. CorpusError when there is none, it is no YAML or the file cannot be read."""
    try:
        found = FRONT.match(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{file.name}: cannot be read: {error}") from error
    if not found:
        raise CorpusError(f"{file.name}: it does not begin with front matter between two lines of ---.")
    try:
        raw = yaml.load(found.group(1), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise CorpusError(f"{file.name}: the front matter is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(raw, dict):
        raise CorpusError(f"{file.name}: the front matter is no mapping.")
    return raw


def _kept(cache: Path, stamp: list[list[Any]]) -> list[Scheme] | None:
    try:
        held = json.loads(cache.read_bytes())
        return _SCHEMES.validate_python(held["schemes"]) if held["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(cache: Path, stamp: list[list[Any]], schemes: list[Scheme]) -> None:
    # Where nothing can be written, the summaries are parsed at every start, a second longer.
    content = json.dumps({"stamp": stamp, "schemes": _SCHEMES.dump_python(schemes, mode="json")}, ensure_ascii=False)
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        unfinished = cache.with_suffix(".new")
        unfinished.write_text(content, encoding="utf-8")
        unfinished.replace(cache)
    except OSError:
        pass
