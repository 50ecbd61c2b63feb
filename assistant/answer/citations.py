"""From markers in a text to numbered references; everything in a reference comes from the corpus."""

import re
from collections.abc import Callable, Sequence

from assistant.domain import Basis, Citation, Evidence, Passage

_MARKER = re.compile(r"\s?[\[【［]\s*(S\d+(?:\s*[,，、;；]\s*S?\d+)*)\s*[\]】］]", re.IGNORECASE)
_KEY = re.compile(r"\d+")


def resolve(
    text: str,
    evidence: Sequence[Evidence],
    supports: dict[str, tuple[str, ...]],
    original_of: Callable[[Passage], str | None],
    basis_of: Callable[[Passage], tuple[Basis, ...]] = lambda passage: (),
) -> tuple[str, tuple[Citation, ...]]:
    """The text with `[1]`, `[2]` in order of appearance, and their citations.

    Markers may be written `[S1]`, `【S1】`, `［S1、S2］`; unknown keys are dropped.
    `supports`: by evidence key, the words of its passage to highlight. `original_of`: the original of a translated passage.
    `basis_of`: the sources that a passage of a summary rests on.
    """
    known = {found.key: found for found in evidence}
    numbers: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        keys = [f"S{number}" for number in _KEY.findall(match.group(1))]
        used = [numbers.setdefault(key, len(numbers) + 1) for key in keys if key in known]
        space = " " if match.group()[0].isspace() else ""
        return space + "".join(f"[{n}]" for n in dict.fromkeys(used)) if used else ""

    shown = _MARKER.sub(numbered, text)
    citations = tuple(_citation(n, known[key], supports.get(key, ()), original_of, basis_of) for key, n in numbers.items())
    return shown, citations


def section_path(passage: Passage) -> str:
    """The heading path as one line, outermost first; a document without headings goes by its title."""
    return " › ".join(passage.section) or passage.document.title


def _citation(
    n: int,
    found: Evidence,
    highlights: tuple[str, ...],
    original_of: Callable[[Passage], str | None],
    basis_of: Callable[[Passage], tuple[Basis, ...]],
) -> Citation:
    passage = found.passage
    document = passage.document
    basis = basis_of(passage)
    return Citation(
        n=n,
        passage=passage.id,
        source=document.id,
        title=document.title,
        section=section_path(passage),
        quote=passage.text,
        original=original_of(passage),
        url=document.url or next((one.url for one in basis if one.url), None),
        edition=document.edition,
        status=document.status,
        highlights=highlights,
        basis=basis,
    )
