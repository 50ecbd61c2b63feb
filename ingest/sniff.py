"""What a file holds, told by its first bytes and not by its name, and the text of a plain one."""

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from assistant.errors import DocumentError

Kind = Literal["text", "html", "docx", "pdf", "xlsx"]

KINDS: dict[str, Kind] = {
    ".md": "text",
    ".markdown": "text",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".xlsx": "xlsx",
}
"""What a file's name promises, by its suffix in lower case."""

MAX_PART = 64 << 20
"""Bytes that one part of an Office file may unpack to; the parser holds a tree several times as large."""
MAX_PARTS = 256 << 20
"""Bytes that all parts of an Office file together may unpack to."""

_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|main|article|section|div|p|h[1-6]|table|ul|ol|br|span|a)\b", re.I)
_WHOLE_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
_SIGNATURES = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
_NAMES: dict[Kind, str] = {
    "text": "plain text",
    "html": "an HTML page",
    "docx": "a Word document",
    "pdf": "a PDF",
    "xlsx": "an Excel workbook",
}
_MARKS = {
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_COMMON = 0.4
"""Share of the characters beyond ASCII that stand in GB 2312 in any Chinese text; other encodings read as GB 18030 fall below."""


def kind_of(name: str) -> Kind | None:
    """What the name promises; None where it is no type that is read."""
    return KINDS.get(PurePath(name).suffix.lower())


def check_content(name: str, data: bytes) -> Kind:
    """The kind of a supported file, if its content is what its name says; DocumentError says what it is instead."""
    expected = KINDS[PurePath(name).suffix.lower()]
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise DocumentError("empty")
    found = _content(data)
    # Markdown may hold HTML, and a text may speak of it; neither may be a whole page.
    if found == expected or (expected == "text" and found == "html" and not _WHOLE_PAGE.match(data)):
        return expected
    if found in _NAMES:
        raise DocumentError(f"mislabelled: named {PurePath(name).suffix.lower()}, but it holds {_NAMES[found]}")
    if found == "binary":
        raise DocumentError(f"broken: not {_NAMES[expected]}")
    raise DocumentError(found if found.startswith("encrypted") else f"mislabelled: it holds {found}")


def decode(data: bytes) -> str:
    """The text of a plain file in UTF-8, UTF-16 or UTF-32 with a mark, or GB 18030; DocumentError for any other encoding."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _strictly(data, "gb18030")
    beyond = [character for character in text if character > "\x7f"]
    common = sum(_in_gb2312(character) for character in beyond)
    if common < _COMMON * len(beyond):
        raise DocumentError("unreadable: the text is neither in UTF-8, UTF-16 nor GB 18030")
    return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DocumentError("unreadable: the text is neither in UTF-8, UTF-16 nor GB 18030") from error


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _content(data: bytes) -> str:
    """A Kind, "binary", or in words what else it is."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if data.startswith(_OFFICE):
        return "encrypted: a password is needed to open it" if _ENCRYPTED in data else "an old Office file (doc, xls)"
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            return name
    marked = data.startswith(tuple(_MARKS))
    if not marked and b"\0" in data:
        return "binary"
    return "html" if _MARKUP.search(data[:4096] if not marked else _head(data)) else "text"


def _head(data: bytes) -> bytes:
    return decode(data)[:4096].encode("utf-8", "replace")


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DocumentError(f"broken: {error}") from error
    names = {part.filename for part in parts}
    found = "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else "a ZIP archive"
    if found != "a ZIP archive":
        _check_sizes(parts)
    return found


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse what would unpack to more than memory should hold. `zipfile` unpacks no more than a part declares."""
    largest = max(part.file_size for part in parts)
    total = sum(part.file_size for part in parts)
    if largest > MAX_PART or total > MAX_PARTS:
        raise DocumentError(f"oversized: it unpacks to {total / (1 << 20):,.0f} MB")
    if any(part.flag_bits & 1 for part in parts):
        raise DocumentError("encrypted: a password is needed to open it")
