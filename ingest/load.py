"""From a file to a page: its content checked, read, cleaned and described."""

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.domain import Document, Language
from assistant.errors import DocumentError
from ingest.clean import clean
from ingest.draft import MAX_CHARACTERS, Draft
from ingest.files import Source
from ingest.sniff import Kind, check_content, decode

MAX_BYTES = 20 << 20
"""Bytes of one file."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile("[A-Za-z]")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*(?:\{#[\w.-]+\})?\s*$", re.MULTILINE)
_CHINESE_FROM = 0.15
"""Share of Han among the letters from which a document is Chinese: one Chinese character stands for several Latin letters."""


@dataclass(frozen=True)
class Page:
    """A document as loaded."""

    description: Document
    body: str
    """Cleaned Markdown with its headings, one line a paragraph."""


def read_bytes(file: Path) -> bytes:
    """The content of a file; DocumentError if it is too large or cannot be read."""
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(f"oversized: {size / (1 << 20):,.1f} MB, more than {MAX_BYTES >> 20} MB")
        return file.read_bytes()
    except OSError as error:
        raise DocumentError(f"unreadable: {error.strerror}") from error


def load(source: Source, data: bytes) -> Page:
    """The page in these bytes; DocumentError says in a few words why there is none."""
    kind = check_content(source.file.name, data)
    draft = _drafted(kind, source.file, data)
    if len(draft.body) > MAX_CHARACTERS:
        raise DocumentError(f"oversized: more than {MAX_CHARACTERS:,} characters of text")
    body = clean(draft.body)
    if not re.search(r"[^\W_]", body):
        raise DocumentError("empty: a scan without a text layer" if kind == "pdf" else "empty: no text in it")
    return Page(source.description or _described(source, draft, body), body)


def language_of(text: str) -> Language:
    """Chinese or English, by the share of Han characters among the letters."""
    han = len(_HAN.findall(text))
    latin = len(_LATIN.findall(text))
    return "zh" if han and han >= _CHINESE_FROM * (han + latin) else "en"


def _drafted(kind: Kind, file: Path, data: bytes) -> Draft:
    try:
        return _read(kind, file, data)
    except DocumentError:
        raise
    except Exception as error:
        # The edge to four parsers that meet arbitrary bytes: what they raise then is neither documented nor bounded.
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DocumentError(f"broken: {reason[:200]}") from error


def _read(kind: Kind, file: Path, data: bytes) -> Draft:
    # The parsers are imported when the first file of their kind is read.
    if kind == "html":
        from ingest.from_html import read_html

        return read_html(data)
    if kind == "docx":
        from ingest.from_docx import read_docx

        return read_docx(data)
    if kind == "xlsx":
        from ingest.from_xlsx import read_xlsx

        return read_xlsx(data)
    if kind == "pdf":
        from ingest.from_pdf import read_pdf

        return read_pdf(data)
    from ingest.from_text import read_markdown, read_plain

    return read_plain(decode(data)) if file.suffix.lower() == ".txt" else read_markdown(decode(data))


def _described(source: Source, draft: Draft, body: str) -> Document:
    heading = _HEADING.search(body) if draft.headed else None
    title = heading.group(1) if heading else (draft.title or "")
    return Document(id=source.id, title=" ".join(title.split())[:200] or Path(source.id).stem, language=language_of(body))
