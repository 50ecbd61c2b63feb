"""An answer written by a chat model from the evidence, and what code leaves of it.

The model adds words. Which keys exist, which figures may be printed, which sentence its passage bears out: that is decided here,
whatever the model was told by a document or a message.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answer.bearing import bearer, unsupported
from assistant.answer.checks import checked
from assistant.answer.citations import resolve
from assistant.answer.knowledge import Knowledge
from assistant.answer.wordings import WORDING
from assistant.domain import Answer, Citation, Evidence, Frame, Language, Understanding
from assistant.figures import figures
from assistant.sentences import ITEM, spans_of_sentences, units
from assistant.terms import HAN, fold, overlap

NO_ANSWER = "NO_ANSWER"
ENOUGH_LEFT = 0.5
"""Share of the model's sentences that have to stand; otherwise the quotation is better."""
_KEYS = re.compile(r"[\[【［]\s*S\d+(?:\s*[,，、;；]\s*S?\d+)*\s*[\]】］]", re.IGNORECASE)
_KEY = re.compile(r"\d+")
_BEHIND = re.compile(rf"([。！？!?；;]|\.(?!\d))[ \t]*((?:{_KEYS.pattern}[ \t]*)+)", re.IGNORECASE)
"""Keys behind a full stop: they are meant for the sentence before it."""
_LINK = re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)|<[^>\n]{1,200}>|(?:https?|ftp|javascript|data)\s*:\s*\S+|\bwww\.\S+", re.IGNORECASE)
_FENCE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?(?:likely|evidence|before|client|said|question)\b[^<>]{0,200}>\s?", re.IGNORECASE)
"""Of the prompt; small models repeat them."""
_OPEN_TAG = re.compile(r"<[/a-zA-Z]?[^<>\n]{0,200}$")
_STOP = re.compile(r"[。！？!?；;：:.]+[\"”’)）」』]*$")
_PREFACE = WORDING["preface"]
_MISKEYED = ("no source", "figure", "support", "clause")
"""Faults that another passage of the evidence may mend."""
_FORBIDDEN = (WORDING["promise"], WORDING["leak"], WORDING["posing"], WORDING["assured"])
_OF_THE_PASSAGE = (WORDING["elsewhere"], WORDING["spelled_number"])
"""What may be said only in the passage's very words: addresses, amounts in words."""


@dataclass(frozen=True)
class Written:
    """What code left of a model's words."""

    answer: Answer | None
    """None: nothing that may be shown, the quotation stands."""
    removed: tuple[str, ...] = ()
    """Sentences that were taken out, with the reason in front."""


def written(
    text: str,
    understanding: Understanding,
    evidence: Sequence[Evidence],
    knowledge: Knowledge,
    allowed: frozenset[str] = frozenset(),
    frame: Frame | None = None,
) -> Written:
    """The model's words less every sentence that no passage bears out, or that may not be said, in the frame that code has put.

    A sentence without a key, or with a wrong one, gets that of the passage that bears it out, if there is one.
    `allowed`: figures of the case, which may be printed besides those of the passages cited.
    """
    plain = _plain(text)
    if NO_ANSWER in plain.upper() or not plain.strip():
        return Written(None)
    scrutiny = _Scrutiny(understanding.language, {one.key: one for one in evidence}, allowed)
    if frame:
        # What has been said need not be said once more.
        scrutiny.said |= {_bare(frame.before[start:end]) for start, end in spans_of_sentences(frame.before)}
    kept = [scrutiny.line(line) for line in plain.split("\n")]
    removed = tuple(scrutiny.removed)
    if not any(kept) or len(removed) > (1 - ENOUGH_LEFT) * scrutiny.whole or scrutiny.answer_is_gone:
        return Written(None, removed)
    drafted = re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in kept if line is not None)).strip()
    if not _KEYS.search(drafted):
        return Written(None, removed)
    supports: dict[str, tuple[str, ...]] = _supports(drafted, scrutiny.known)
    if frame:
        drafted = "\n\n".join(part for part in (frame.before, drafted, frame.behind) if part)
        evidence, supports = [*evidence, *frame.evidence], {**supports, **frame.supports}
        # How old a fact is stands in the ledger, not in a passage.
        allowed |= figures(f"{frame.before} ; {frame.behind}")
    shown, citations = resolve(drafted, evidence, supports, knowledge.originals, knowledge.basis)
    shown = checked(shown, citations, _held(citations, evidence, knowledge) | allowed)
    if not shown or not citations:
        return Written(None, removed)
    return Written(Answer(shown, understanding.language, citations=citations), removed)


@dataclass
class _Scrutiny:
    """Goes through the model's lines and remembers what it took out."""

    language: Language
    known: Mapping[str, Evidence]
    allowed: frozenset[str]
    whole: int = 0
    """Sentences seen."""
    removed: list[str] = field(default_factory=list)
    answer_is_gone: bool = False
    """The first sentence was taken out, and it was no mere introduction: what follows it says nothing alone."""
    said: set[str] = field(default_factory=set)
    """Sentences that need not be said once more."""

    def line(self, line: str) -> str | None:
        """What stands of a line: "" for a blank one, None for one of which nothing is left."""
        if not line.strip():
            return ""
        marker = ITEM.match(line)
        prefix = marker.group() if marker else ""
        body = _PREFACE.sub("", line[len(prefix) :].replace("**", "").strip())
        if body.startswith("#"):
            return None
        spans = spans_of_sentences(body) or [(0, len(body))]
        good = [kept for start, end in spans if (kept := self._sentence(body[start:end].strip()))]
        return prefix + (" " if self.language == "en" else "").join(good) if good else None

    def _sentence(self, sentence: str) -> str:
        bare = _KEYS.sub("", sentence).strip()
        said = _bare(sentence)
        if not re.search(r"\w", bare) or said in self.said:
            return ""
        self.said.add(said)
        self.whole += 1
        reason = _unfit(bare, self.language) or self._unsupported(sentence)
        if not reason and self._spells(bare, _keys_in(sentence)):
            reason = "address or amount"
        if not reason:
            return sentence
        found = bearer(bare, list(self.known.values()), self.allowed) if reason in _MISKEYED else None
        if found and not self._spells(bare, [found.key]):
            return _keyed(bare, found.key, self.language)
        self.removed.append(f"{reason}: {sentence[:200]}")
        self.answer_is_gone |= self.whole == 1 and not bare.endswith(("：", ":"))
        return ""

    def _unsupported(self, sentence: str) -> str:
        cited = [self.known[key] for key in _keys_in(sentence) if key in self.known]
        return unsupported(_KEYS.sub("，", sentence), cited, self.allowed) if cited else "no source"

    def _spells(self, bare: str, keys: Sequence[str]) -> bool:
        """Whether it holds an address or an amount in words that is not in its passages."""
        held = fold("\n".join(self.known[key].passage.text for key in keys if key in self.known))
        return any(match.group() not in held for pattern in _OF_THE_PASSAGE for match in pattern.finditer(fold(bare)))


def _bare(sentence: str) -> str:
    """Without keys and full stop."""
    return _KEYS.sub("", sentence).strip().rstrip("。.；;！!").rstrip()


def _unfit(bare: str, language: Language) -> str:
    """Why a sentence may not be said, whatever bears it out."""
    folded = fold(bare)
    if any(pattern.search(folded) for pattern in _FORBIDDEN):
        return "wording"
    return "" if language_like(bare, language) else "language"


def _keyed(sentence: str, key: str, language: Language) -> str:
    """The key goes before the full stop."""
    end = _STOP.search(sentence)
    at = end.start() if end else len(sentence)
    return f"{sentence[:at]}{' ' if language == 'en' else ''}[{key}]{sentence[at:]}"


def _plain(text: str) -> str:
    """Without the model's thoughts, code, mark-up and links: none of them is an answer. Its keys stand before the full stops."""
    bare = _LINK.sub("", _FENCE.sub("", _THOUGHTS.sub("", text)))
    return _BEHIND.sub(lambda match: f"{' ' if match[1] == '.' else ''}{match[2].strip()}{match[1]} ", bare)


def _keys_in(text: str) -> list[str]:
    return [f"S{number}" for marker in _KEYS.findall(text) for number in _KEY.findall(marker)]


def language_like(text: str, language: Language) -> bool:
    """Whether a text is mainly written in a language."""
    han, latin = len(re.findall(f"[{HAN}]", text)), len(re.findall(r"[A-Za-z]{2,}", text))
    return han >= latin if language == "zh" else han <= 2 * latin


def _supports(text: str, known: Mapping[str, Evidence]) -> dict[str, tuple[str, ...]]:
    """For each key the sentences of its passage that hold most of the words said of it."""
    supports: dict[str, list[str]] = {}
    for start, end in spans_of_sentences(text):
        sentence = text[start:end]
        for key in _keys_in(sentence):
            found = known.get(key)
            if found is None:
                continue
            passage = found.passage.text
            pieces = [passage[unit.start : unit.end] for unit in units(passage)]
            best = max(pieces, key=lambda piece: overlap(_KEYS.sub(" ", sentence), piece), default="")
            if best and best not in supports.setdefault(found.key, []):
                supports[found.key].append(best)
    return {key: tuple(pieces) for key, pieces in supports.items()}


def _held(citations: Sequence[Citation], evidence: Sequence[Evidence], knowledge: Knowledge) -> frozenset[str]:
    sources = {citation.source for citation in citations}
    schemes = [knowledge.ledger.get(one.passage.document.scheme) for one in evidence if one.passage.document.id in sources]
    return frozenset[str]().union(*(scheme.figures for scheme in schemes if scheme))


def without_keys(text: str) -> str:
    """A marked text as it is shown before its keys have become numbers."""
    return re.sub(rf"\s*(?:{_KEYS.pattern})", "", text, flags=re.IGNORECASE)


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
