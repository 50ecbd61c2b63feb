"""An answer written by a chat model from the evidence, and what code leaves of it.

The model adds words. Which keys exist, which figures may be printed, which sentence its passage bears out: that is decided here,
whatever the model was told by a document or a message.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer.bearing import begins
from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.knowledge import Knowledge
from assistant.answer.scrutiny import KEYS, Scrutiny, keys_in, plain_text
from assistant.domain import Answer, Citation, Evidence, Understanding
from assistant.figures import figures
from assistant.sentences import spans_of_sentences, units
from assistant.terms import overlap

NO_ANSWER = "NO_ANSWER"
_TAG = re.compile(r"</?(?:likely|evidence|before|client|said|question)\b[^<>]{0,200}>\s?", re.IGNORECASE)
"""Of the prompt; small models repeat them."""
_OPEN_TAG = re.compile(r"<[/a-zA-Z]?[^<>\n]{0,200}$")


@dataclass(frozen=True)
class Written:
    """What code left of a model's words."""

    answer: Answer | None
    """None: nothing that may be shown, the quotation stands."""
    removed: tuple[str, ...] = ()
    """Sentences that were taken out, with the reason in front."""
    quoted: tuple[str, ...] = ()
    """Sentences in whose place the passage's own words stand, likewise."""


def written(
    text: str,
    understanding: Understanding,
    evidence: Sequence[Evidence],
    knowledge: Knowledge,
    allowed: frozenset[str] = frozenset(),
    quoted: Answer | None = None,
) -> Written:
    """The model's words less every sentence that no passage bears out, or that may not be said, in the frame that code has put.

    A sentence without a key, or with a wrong one, gets that of the passage that bears it out, if there is one; in the place of one
    that tells a passage's sentence wrongly, or too freely to be sure, that sentence itself is quoted.
    `allowed`: figures of the case, which may be printed besides those of the passages cited; `quoted`: the answer in the words of
    the evidence, with its frame; the model may not say yes where that says no.
    """
    plain = plain_text(text)
    if NO_ANSWER in plain.upper() or not plain.strip():
        return Written(None)
    frame = quoted.frame if quoted else None
    verdict = begins(quoted.text) if quoted and understanding.shape == "yes_no" and not frame else None
    scrutiny = Scrutiny(understanding.language, {one.key: one for one in evidence}, allowed, understanding.question, verdict)
    # What has been said need not be said once more.
    drafted = scrutiny.read(plain, frame.before if frame else "")
    taken = tuple(scrutiny.removed), tuple(scrutiny.quoted)
    if not drafted or not KEYS.search(drafted):
        return Written(None, *taken)
    supports: dict[str, tuple[str, ...]] = _supports(drafted, scrutiny.known)
    if frame:
        drafted = "\n\n".join(part for part in (frame.before, drafted, frame.behind) if part)
        evidence, supports = [*evidence, *frame.evidence], {**supports, **frame.supports}
        # How old a fact is stands in the ledger, not in a passage.
        allowed |= figures(f"{frame.before} ; {frame.behind}")
    shown, citations = resolve(drafted, evidence, supports, knowledge.originals, knowledge.basis)
    shown = checked(shown, citations, _held(citations, evidence, knowledge) | allowed)
    if not shown or not citations:
        return Written(None, *taken)
    return Written(Answer(shown, understanding.language, citations=citations), *taken)


def _supports(text: str, known: Mapping[str, Evidence]) -> dict[str, tuple[str, ...]]:
    """For each key the sentences of its passage that hold most of the words said of it."""
    supports: dict[str, list[str]] = {}
    for start, end in spans_of_sentences(text):
        sentence = text[start:end]
        for key in keys_in(sentence):
            found = known.get(key)
            if found is None:
                continue
            passage = found.passage.text
            pieces = [passage[unit.start : unit.end] for unit in units(passage)]
            best = max(pieces, key=lambda piece: overlap(KEYS.sub(" ", sentence), piece), default="")
            if best and best not in supports.setdefault(found.key, []):
                supports[found.key].append(best)
    return {key: tuple(pieces) for key, pieces in supports.items()}


def _held(citations: Sequence[Citation], evidence: Sequence[Evidence], knowledge: Knowledge) -> frozenset[str]:
    sources = {citation.source for citation in citations}
    schemes = [knowledge.ledger.get(one.passage.document.scheme) for one in evidence if one.passage.document.id in sources]
    return frozenset[str]().union(*(scheme.figures for scheme in schemes if scheme))


def without_keys(text: str) -> str:
    """A marked text as it is shown before its keys have become numbers."""
    return re.sub(rf"\s*(?:{KEYS.pattern})", "", text, flags=re.IGNORECASE)


def pieces_shown(pieces: Iterator[str]) -> Iterator[str]:
    """The pieces of a stream fit to be shown while they arrive: neither thoughts nor tags nor the word for no answer."""
    held, thinking = "", False
    for piece in pieces:
        held += piece
        while held:
            if thinking:
                end = held.lower().find("</think>")
                if end < 0:
                    held = held[-8:]
                    break
                held, thinking = held[end + 8 :], False
                continue
            held = _TAG.sub("", held)
            start = held.lower().find("<think>")
            if start >= 0:
                if held[:start]:
                    yield held[:start]
                held, thinking = held[start + 7 :], True
                continue
            safe = _cut(held)
            if safe:
                yield held[:safe]
            held = held[safe:]
            break
    if held and not thinking and NO_ANSWER not in held.upper():
        yield held


def _cut(text: str) -> int:
    """Up to where a text can be shown: not into what may yet become a tag or the word for no answer."""
    tag = _OPEN_TAG.search(text)
    if tag:
        return tag.start()
    if (said := text.upper().find(NO_ANSWER)) >= 0:
        return said
    for length in range(min(len(NO_ANSWER), len(text)), 0, -1):
        if NO_ANSWER.startswith(text[-length:].upper()):
            return len(text) - length
    return len(text)
