"""Code has the last word: what an answer may not contain is taken out before anyone sees it."""

import re
from collections.abc import Iterable, Sequence

from assistant.answer.wordings import WORDING
from assistant.domain import Citation
from assistant.figures import covered, figures
from assistant.sentences import spans_of_sentences
from assistant.terms import fold

_REFERENCE = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}\.\s", re.MULTILINE)
_PROMISE = WORDING["promise"]


def checked(text: str, citations: Sequence[Citation], allowed: Iterable[str] = ()) -> str:
    """The text less every sentence that cites what is not there, prints a figure from nowhere, or promises success.

    `allowed`: further figures that may be printed (`assistant.figures`), such as those of the ledger and the contact line.
    """
    quoted = " ; ".join(f"{c.quote} ; {c.title} ; {c.section} ; {c.original or ''}" for c in citations)
    # Parts of a date are held by the date: a list of years is no invention.
    held = figures(quoted) | frozenset(allowed) | _numbers(quoted)
    known = {citation.n for citation in citations}
    lines = [_checked_line(line, known, held) for line in text.split("\n")]
    kept = [line for line, before in zip(lines, text.split("\n"), strict=True) if line or not before.strip()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _checked_line(line: str, known: set[int], held: frozenset[str]) -> str:
    marker = _LIST_NUMBER.match(line)
    if marker:
        item = _checked_line(line[marker.end() :], known, held)
        return marker.group() + item if item else ""
    spans = spans_of_sentences(line)
    bad = [span for span in spans if not _stands(line[span[0] : span[1]], known, held)]
    if not bad:
        return line
    kept = [line[start:end] for start, end in spans if (start, end) not in bad]
    return " ".join(kept) if kept and re.search("[a-z]", kept[0]) else "".join(kept)


def _stands(sentence: str, known: set[int], held: frozenset[str]) -> bool:
    if any(int(n) not in known for n in _REFERENCE.findall(sentence)) or _PROMISE.search(sentence):
        return False
    return covered(figures(_REFERENCE.sub(" ", sentence)), held)


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(fold(text))}
