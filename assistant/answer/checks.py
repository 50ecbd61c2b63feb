"""Code has the last word: what an answer may not contain is taken out before anyone sees it."""

import re
from collections.abc import Iterable, Sequence

from assistant.answer.wordings import WORDING
from assistant.domain import Citation
from assistant.sentences import spans_of_sentences
from assistant.terms import fold

_REFERENCE = re.compile(r"\[(\d+)\]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_NUMBER = re.compile(r"^\s*\d{1,2}\.\s", re.MULTILINE)
_PROMISE = WORDING["promise"]


def checked(text: str, citations: Sequence[Citation], allowed: Iterable[str] = ()) -> str:
    """The text less every sentence that cites what is not there, prints a number that no cited passage has, or promises success.

    `allowed`: further texts whose numbers may be printed, such as the contact line.
    """
    held = _numbers(" ".join([*(f"{c.quote} {c.title} {c.section} {c.original or ''}" for c in citations), *allowed]))
    known = {citation.n for citation in citations}
    lines = [_checked_line(line, known, held) for line in text.split("\n")]
    kept = [line for line, before in zip(lines, text.split("\n"), strict=True) if line or not before.strip()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _checked_line(line: str, known: set[int], held: set[str]) -> str:
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


def _stands(sentence: str, known: set[int], held: set[str]) -> bool:
    if any(int(n) not in known for n in _REFERENCE.findall(sentence)) or _PROMISE.search(sentence):
        return False
    return _numbers(_REFERENCE.sub(" ", sentence)) <= held


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(fold(text))}
