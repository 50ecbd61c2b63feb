"""The text of a PDF as Markdown: paragraphs rebuilt from its lines, without page numbers, running heads and feet."""

import io
import logging
import re
import warnings
from collections import Counter

from assistant.errors import DocumentError
from ingest.clean import characters
from ingest.draft import Draft, Lines
from ingest.from_text import with_headings

_NUMBER = re.compile(
    r"\s*(?:[-–—·]?\s*\d{1,4}\s*[-–—·]?|(?:Page|page|PAGE)\s+\d+(?:\s*(?:of|/)\s*\d+)?|\d+\s*/\s*\d+"
    r"|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?)\s*$"
)
_EDGE = 2
"""Lines at the head and the foot of a page that may be its running head, running foot or number."""
_RUNNING = 3
"""Pages on which a line returns at the edge to count as running."""
_HYPHEN = re.compile(r"(?<=[a-z])-$")
_MADE_BY = re.compile(r"^(?:Microsoft (?:Word|Excel|PowerPoint)|WPS .*) - |\.(?:docx?|xlsx?|pptx?|wps|indd|tex|dvi|pdf)$|^untitled", re.I)


def read_pdf(data: bytes) -> Draft:
    """The text layer; a scan has none and is reported as empty."""
    pages, title = _pages(data)
    lines = Lines()
    for line in with_headings(_dehyphenated(_without_edges(pages))):
        lines.add(line)
    stated = title if title and not _MADE_BY.search(title) else None
    return Draft(lines.text(), stated)


def _pages(data: bytes) -> tuple[list[list[str]], str | None]:
    """The lines of every page, and the title that the file states."""
    from pypdf.errors import DependencyError

    # pypdf reports each flaw that it works round, and most files have some.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _read_pages(data)
        except DependencyError as error:
            raise DocumentError("encrypted: its protection (AES) cannot be opened here") from error


def _read_pages(data: bytes) -> tuple[list[list[str]], str | None]:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise DocumentError("encrypted: a password is needed to open it")
    counted = Lines()
    pages: list[list[str]] = []
    for page in reader.pages:
        text = characters(page.extract_text())
        counted.add(text)
        pages.append(text.split("\n"))
    title = reader.metadata.title if reader.metadata else None
    return pages, str(title).strip() if title else None


def _without_edges(pages: list[list[str]]) -> list[str]:
    """All lines, less the page numbers and what returns at the edges of the pages."""
    trimmed = [[line.strip() for line in page if line.strip()] for page in pages]
    times: Counter[str] = Counter()
    for page in trimmed:
        times.update({_alike(line) for line in [*page[:_EDGE], *page[-_EDGE:]]})
    kept: list[str] = []
    for page in trimmed:
        for place, line in enumerate(page):
            edge = place < _EDGE or place >= len(page) - _EDGE
            if not (edge and (_NUMBER.match(line) or times[_alike(line)] >= _RUNNING)):
                kept.append(line)
    return kept


def _alike(line: str) -> str:
    """The line with its numbers made equal, so that "Guide 12" and "Guide 13" are one running head."""
    return re.sub(r"\d+", "0", line)


def _dehyphenated(lines: list[str]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        if joined and _HYPHEN.search(joined[-1]) and line[:1].islower():
            first, _, rest = line.partition(" ")
            joined[-1] = f"{joined[-1][:-1]}{first}"
            if rest:
                joined.append(rest)
        else:
            joined.append(line)
    return joined
