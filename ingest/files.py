"""Which files of the given paths are documents, in a fixed order, and why the others are not."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Document
from assistant.settings import ROOT
from ingest.sniff import kind_of
from ingest.sources import Listed, read_sources

CORPUS = ROOT / "corpus"


@dataclass(frozen=True)
class Source:
    """A file to be read."""

    file: Path
    id: str
    """Of the document: as `sources.yaml` says, or the path below the given folder."""
    origin: str
    """The given path it was found under."""
    description: Document | None = None
    """From `sources.yaml`; None for a file without an entry."""


@dataclass(frozen=True)
class Skipped:
    """A file that was not read."""

    path: str
    reason: str
    error: bool
    """Whether something is wrong with it; otherwise it is merely no document."""


@dataclass(frozen=True)
class Root:
    """A given path."""

    path: Path
    origin: str
    listed: tuple[Listed, ...] | None = None
    """The documents of a folder with a `sources.yaml`: only these are read there."""


def roots_of(paths: Sequence[Path]) -> tuple[Root, ...]:
    """The given paths, each once; without any, the project's corpus. CorpusError for a broken `sources.yaml`."""
    roots: dict[Path, Root] = {}
    for path in paths or [CORPUS]:
        resolved = path.resolve()
        # The project's own corpus keeps its name when the project moves.
        origin = CORPUS.name if resolved == CORPUS.resolve() else readable(resolved)
        roots[resolved] = Root(resolved, origin, read_sources(resolved) if resolved.is_dir() else None)
    return tuple(roots.values())


def find(roots: Sequence[Root]) -> tuple[list[Source], list[Skipped]]:
    """The documents below the roots, and what was passed over. Hidden files are passed over without a word."""
    sources: dict[Path, Source] = {}
    taken: dict[str, Path] = {}
    skipped: list[Skipped] = []
    for root in roots:
        for found in _below(root):
            if isinstance(found, Skipped):
                skipped.append(found)
            elif found.file not in sources and found.id in taken:
                reason = f"another document has the same id {found.id!r}: {taken[found.id]}; give a folder above both"
                skipped.append(Skipped(readable(found.file), reason, error=True))
            elif found.file not in sources:
                sources[found.file] = found
                taken[found.id] = found.file
    return list(sources.values()), skipped


def readable(path: Path) -> str:
    """The path as text that every output can take: names that are no UTF-8 exist on disks."""
    return os.fsencode(path).decode("utf-8", "replace")


def _below(root: Root) -> Iterator[Source | Skipped]:
    if root.listed is not None:
        yield from _listed(root, root.listed)
    elif root.path.is_dir():
        yield from _walk(root)
    else:
        yield _looked_at(root.path, Path(root.path.name), root)


def _listed(root: Root, listed: Sequence[Listed]) -> Iterator[Source | Skipped]:
    named: set[Path] = set()
    for entry in listed:
        file = root.path / entry.path
        named.add(file)
        if not file.is_file():
            yield Skipped(readable(file), "named in sources.yaml, but not there", error=True)
        elif not file.resolve().is_relative_to(root.path):
            yield Skipped(readable(file), "a link that leaves the folder", error=True)
        elif kind_of(file.name) is None:
            yield Skipped(readable(file), _unsupported(file), error=True)
        else:
            yield Source(file, entry.description.id, root.origin, entry.description)
    for found in _walk(root):
        if isinstance(found, Source) and found.file not in named:
            yield Skipped(readable(found.file), "not named in sources.yaml", error=False)


def _walk(root: Root) -> Iterator[Source | Skipped]:
    failed: list[OSError] = []
    for folder, folders, files in os.walk(root.path, onerror=failed.append):
        here = Path(folder)
        for name in sorted(folders):
            if (here / name).is_symlink() and not _hidden(name) and _leaves(here / name, root.path):
                yield Skipped(readable(here / name), "a link that leaves the folder", error=False)
        folders[:] = sorted(name for name in folders if not _hidden(name))
        for name in sorted(files):
            file = here / name
            if _hidden(name):
                continue
            if not file.is_symlink():
                yield _looked_at(file, file.relative_to(root.path), root)
            elif _leaves(file, root.path):
                yield Skipped(readable(file), "a link that leaves the folder", error=False)
            # A link within the folder leads to a file that is found under its own name.
    for error in failed:
        yield Skipped(str(error.filename), f"unreadable: {error.strerror}", error=True)


def _looked_at(file: Path, relative: Path, root: Root) -> Source | Skipped:
    if kind_of(file.name) is None:
        return Skipped(readable(file), _unsupported(file), error=False)
    try:
        regular = stat.S_ISREG(file.stat().st_mode)
    except OSError as error:
        return Skipped(readable(file), f"unreadable: {error.strerror}", error=True)
    if not regular:
        # Opening a pipe would wait for ever.
        return Skipped(readable(file), "not a regular file", error=False)
    return Source(file, readable(relative).replace(os.sep, "/"), root.origin)


def _unsupported(file: Path) -> str:
    return f"unsupported type {file.suffix.lower() or '(no suffix)'}"


def _hidden(name: str) -> bool:
    """Dot files, and the owner files that Office leaves beside an open document."""
    return name.startswith((".", "~$"))


def _leaves(link: Path, folder: Path) -> bool:
    return not link.resolve().is_relative_to(folder)
