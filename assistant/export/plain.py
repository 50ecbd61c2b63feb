"""Words of the user made fit for a file: text that no program takes for a command, and names of files that stay in their folder."""

import re
import unicodedata

LONGEST = 16_000
"""Characters of a cell; Excel holds 32,767 halves of such a pair as an emoji is."""
LONGEST_NAME, MOST_BYTES = 80, 180
"""Of a file's name without its ending: file systems hold 255 bytes, and a Chinese character is three."""
_ILLEGAL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""What XML cannot hold or a terminal obeys."""
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_FORMULA = re.compile(r"[\t\n]|\s*[=+\-@＝＋－＠]")
"""The beginning of what a spreadsheet would compute, now or when the sheet is saved as text and opened again."""
_SEPARATOR = re.compile(r'[\\/:*?"<>|%⁄∕]')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def cleaned(text: str) -> str:
    """Without control characters, every line break a `\\n`, cut with … at `LONGEST`."""
    text = _BREAK.sub("\n", _ILLEGAL.sub("", text[: 2 * LONGEST]))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def defused(text: str) -> str:
    """Cleaned, with an apostrophe in front of what a spreadsheet would take for a formula."""
    text = cleaned(text)
    return f"'{text}" if _FORMULA.match(text) else text


def file_name(names: tuple[str | None, ...], ending: str) -> str:
    """A name of a file with an ending, from the first of some names that has any character left which every system allows; else `case`."""
    stem = next(filter(None, (_stem(name) for name in names if name)), "case")
    return f"{stem}.{ending}"


def _stem(name: str) -> str:
    kept = "".join(c if not unicodedata.category(c).startswith("C") else " " if c.isspace() else "" for c in name[: 4 * LONGEST_NAME])
    words = " ".join(_SEPARATOR.sub(" ", kept).split())[:LONGEST_NAME]
    # Neither hidden, nor an option of a command, nor with an end that Windows drops.
    stem = words.encode()[:MOST_BYTES].decode(errors="ignore").lstrip(".-~ ").rstrip(". ")
    return f"{stem}_" if _DEVICE.fullmatch(stem) else stem


def width(text: str) -> int:
    """Columns that the widest line takes up; a Chinese character takes two."""
    return max((sum(_columns(c) for c in line) for line in text[:LONGEST].split("\n")), default=0)


def _columns(character: str) -> int:
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1
