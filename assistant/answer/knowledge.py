"""What an answer may draw on besides the evidence that was found: the ledger, the sections of the summaries, the day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answer.refusal import Contact
from assistant.domain import Basis, Evidence, Language, Mention, Passage
from assistant.figures import figures, missing
from assistant.ledger import Confidence, Ledger, Scheme, Source
from assistant.names import NameIndex, schemes_of
from assistant.terms import overlap
from assistant.texts import date_said, say

Originals = Callable[[Passage], str | None]
"""Gives the original text of a translated passage."""
Sections = Callable[[str, str], Sequence[Passage]]
"""The passages of a section, by the id of a document and the anchor."""


def _no_original(_: Passage) -> str | None:
    return None


def _no_section(_: str, __: str) -> Sequence[Passage]:
    return ()


@dataclass(frozen=True)
class Knowledge:
    """Held by the assistant for all its turns; `today` is asked for in every turn."""

    contact: Contact
    originals: Originals = _no_original
    sections: Sections = _no_section
    ledger: Ledger = field(default_factory=Ledger)
    names: NameIndex = field(default_factory=lambda: NameIndex(Ledger()))
    today: Callable[[], str] = lambda: ""
    """The day that answers speak of, ISO 8601."""

    def schemes(self, mentions: Sequence[Mention]) -> list[Scheme]:
        """The schemes mentioned that the ledger holds."""
        return [scheme for scheme in map(self.ledger.get, schemes_of(mentions)) if scheme]

    def section(self, scheme: Scheme, anchor: str, language: Language) -> list[Passage]:
        """The passages of a section of a scheme's summary."""
        return list(self.sections(f"{scheme.id}.{language}", anchor))

    def basis(self, passage: Passage) -> tuple[Basis, ...]:
        """The sources of the facts that a section of a summary tells, each once; none for any other document."""
        document = passage.document
        scheme = self.ledger.get(document.scheme)
        if scheme is None or document.id != f"{scheme.id}.{document.language}":
            return ()
        facts = [(key, fact.confidence) for fact in scheme.facts if fact.at == passage.anchor for key in fact.source]
        if passage.anchor == "validity":
            facts += [(key, scheme.validity.confidence) for key in scheme.validity.source]
        if passage.anchor in ("basis", "replaced"):
            facts += [(key, edition.confidence) for edition in scheme.editions for key in edition.source]
        sure = dict(reversed(facts))
        return tuple(
            Basis(_source_said(key, scheme.sources[key], sure[key], document.language), scheme.sources[key].url)
            for key in dict.fromkeys(key for key, _ in facts)
            if key in scheme.sources
        )


BORNE_OUT = 0.7
"""Share of the words of a note that a section has to hold for being cited for it."""
_NOTE = "note: "
"""Begins the place of a note of the ledger, which is no section."""
_BACKGROUND = "background"
"""Key of what the trade knows and no document has been held against."""


def _source_said(key: str, source: Source, confidence: Confidence, language: Language) -> str:
    if key == _BACKGROUND:
        return say("background", language)
    number = f"{source.number} " if source.number and source.number not in source.title else ""
    date = f" · {date_said(source.date, language)}" if source.date else ""
    return f"{number}{source.title}{date} · {say(f'confidence_{confidence}', language)}"


class References:
    """Evidence for statements that code puts together, with keys beyond those of what was found."""

    FIRST = 51

    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self._knowledge, self._language = knowledge, language
        self._by_place: dict[tuple[str, str], Evidence | None] = {}
        self.supports: dict[str, tuple[str, ...]] = {}

    @property
    def evidence(self) -> list[Evidence]:
        """What has been referred to."""
        return [one for one in self._by_place.values() if one]

    def key(self, scheme: Scheme, anchor: str, words: str = "") -> str:
        """The key of a section, for a statement that rests on it; "" if the library does not hold the section.

        `words`: what in the section supports the statement.
        """
        place = (scheme.id, anchor)
        if place not in self._by_place:
            passages = self._knowledge.section(scheme, anchor, self._language)
            holding = next((one for one in passages if words and words in one.text), passages[0] if passages else None)
            number = self.FIRST + len(self._by_place)
            self._by_place[place] = Evidence(f"S{number}", holding, 1.0, 1.0, 0.0) if holding else None
        found = self._by_place[place]
        if found is None:
            return ""
        if words and words in found.passage.text:
            self.supports[found.key] = tuple(dict.fromkeys((*self.supports.get(found.key, ()), words)))
        return found.key

    def noted(self, note: str, scheme: Scheme, anchors: Sequence[str]) -> str:
        """A note of the ledger, marked with the section that says the same, or else with the note itself."""
        held = {anchor: " ".join(one.text for one in self._knowledge.section(scheme, anchor, self._language)) for anchor in anchors}
        if any(words and _bears_out(words, note) for words in held.values()) or not any(held.values()):
            return self.marked_best(note, scheme, anchors)
        place = (scheme.id, f"{_NOTE}{note}")
        if place not in self._by_place:
            first = next(self._knowledge.section(scheme, anchor, self._language)[0] for anchor, words in held.items() if words)
            heading = say("names_and_what_to_do", self._language)
            passage = replace(first, id="", section=(heading,), anchor="names", text=note)
            number = self.FIRST + len(self._by_place)
            self._by_place[place] = Evidence(f"S{number}", passage, 1.0, 1.0, 0.0)
        return self.marked(note, scheme, place[1])

    def marked_best(self, text: str, scheme: Scheme, anchors: Sequence[str]) -> str:
        """The statement marked with the sections of these that hold most of it, a second one where the first lacks a figure."""
        texts = {anchor: " ".join(one.text for one in self._knowledge.section(scheme, anchor, self._language)) for anchor in anchors}
        held = {anchor: words for anchor, words in texts.items() if words}
        if not held:
            return text
        best = max(held, key=lambda anchor: (-len(missing(figures(text), figures(held[anchor]))), overlap(text, held[anchor])))
        lacking = missing(figures(text), figures(held[best]))
        others = [anchor for anchor in held if anchor != best and set(lacking) - set(missing(lacking, figures(held[anchor])))]
        marked = self.marked(text, scheme, best)
        return _after_last_marker(marked, self.key(scheme, others[0])) if lacking and others else marked

    def marked(self, text: str, scheme: Scheme, anchor: str, words: str = "") -> str:
        """The statement with its marker before the full stop."""
        key = self.key(scheme, anchor, words)
        if not key:
            return text
        stop = text[-1:] if text[-1:] in "。.!！?？" else ""
        body = text[: len(text) - len(stop)] if stop else text
        return f"{body}{'' if self._language == 'zh' else ' '}[{key}]{stop}"


def _bears_out(words: str, note: str) -> bool:
    return not missing(figures(note), figures(words)) and overlap(note, words) >= BORNE_OUT


def _after_last_marker(text: str, key: str) -> str:
    place = text.rindex("]") + 1
    return f"{text[:place]}[{key}]{text[place:]}"
