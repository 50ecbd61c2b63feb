"""The questions in `questions/` of a corpus folder: which passages they lead to, and where in these the answer stands.

A file names a pair of documents and lists `sections` with their `asks`; `gaps`, questions that the texts do not answer,
become documents of their own (`ingest.gaps`). A piece of an answer that isn't found in its section is an error: the text has changed since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from assistant.domain import Key, Language, Passage, Verdict
from assistant.errors import CorpusError
from assistant.sentences import Unit, units
from ingest.clean import characters
from ingest.sources import read_yaml

FOLDER = "questions"
WHOLE_LIST = "list"
"""A piece that stands for the section's whole list with its lead-in."""

LANGUAGES: tuple[Language, ...] = get_args(Language)
_VERDICTS = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Ask:
    """Questions with one answer, in one language."""

    file: str
    anchor: str
    questions: tuple[tuple[Language, str], ...]
    """In either language: people ask of a text in the other one too."""
    pieces: tuple[str, ...]
    """Verbatim sentences or items of the section that answer."""
    whole: bool
    """Whether the whole list answers that holds or follows the first piece."""
    verdict: Verdict | None = None
    """What the pieces answer, if the questions can be answered by yes or no."""


@dataclass(frozen=True)
class Gap:
    """Questions that no text of the corpus answers."""

    file: str
    nearest: str | None
    """Anchor of the section that lies nearest; None when there is none."""
    foreign: bool
    """Whether it is no question of the field at all."""
    lacks: Mapping[Language, str]
    """What is lacking, as a noun phrase."""
    questions: Mapping[Language, tuple[str, ...]]


@dataclass(frozen=True)
class Questions:
    """Every ask of a corpus, by the id of its document."""

    asks: Mapping[str, tuple[Ask, ...]] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()

    def of(self, document: str) -> tuple[Ask, ...]:
        """The asks of one document, in the language of that document."""
        return self.asks.get(document, ())


def read_questions(folder: Path) -> Questions:
    """All files of `questions/` below a corpus folder; CorpusError names file and place of what is wrong."""
    asks: dict[str, list[Ask]] = {}
    gaps: list[Gap] = []
    for path in sorted((folder / FOLDER).rglob("*.yaml")):
        file = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        raw = _mapping(read_yaml(path), file)
        if unknown := sorted(map(str, raw.keys() - {"document", "sections", "gaps"})):
            raise CorpusError(f"{file}: unknown entry {', '.join(unknown)}.")
        for document, ask in _asks_of(file, raw):
            asks.setdefault(document, []).append(ask)
        gaps += _gaps_of(file, raw)
    return Questions({document: tuple(found) for document, found in asks.items()}, tuple(gaps))


def keys_of(asks: Sequence[Ask], passages: Sequence[Passage]) -> tuple[Key, ...]:
    """The keys of one document. Each leads to the passage that holds the first piece; CorpusError if a piece isn't there."""
    sections: dict[str, list[Passage]] = {}
    for passage in passages:
        if passage.anchor is not None:
            sections.setdefault(passage.anchor, []).append(passage)
    keys: list[Key] = []
    for ask in asks:
        if ask.anchor not in sections:
            raise CorpusError(f"{ask.file}: there is no section {ask.anchor!r} in {passages[0].document.id}.")
        passage, spans = _place(ask, sections[ask.anchor])
        keys += [Key(question, language, passage.id, spans, ask.verdict) for language, question in ask.questions]
    return tuple(dict.fromkeys(keys))


def _place(ask: Ask, section: Sequence[Passage]) -> tuple[Passage, tuple[tuple[int, int], ...]]:
    """The passage of the section that holds the first piece, and the spans of all pieces that it holds."""
    if not ask.pieces:
        return section[0], ()
    first = next((passage for passage in section if _found(ask, ask.pieces[0], passage)), section[0])
    spans: set[tuple[int, int]] = set()
    for piece in ask.pieces:
        span = _found(ask, piece, first)
        if span:
            spans.add(span)
        elif not any(_found(ask, piece, other) for other in section):
            document = first.document.id
            raise CorpusError(f"{ask.file}: section {ask.anchor!r} of {document} does not hold the piece {piece!r}.")
    return first, tuple(sorted(spans))


def _found(ask: Ask, piece: str, passage: Passage) -> tuple[int, int] | None:
    text = passage.text
    if piece == WHOLE_LIST:
        return _list_span(text, 0)
    start = text.find(characters(piece).strip())
    if start < 0:
        return None
    if ask.whole and piece == ask.pieces[0]:
        return _list_span(text, start)
    return start, start + len(characters(piece).strip())


def _list_span(text: str, at: int) -> tuple[int, int] | None:
    """The list or table that holds or follows the offset, with the sentence that leads in."""
    found = units(text)
    group = next((unit.group for unit in found if unit.kind != "sentence" and unit.end > at), None)
    if group is None:
        return None
    members = [number for number, unit in enumerate(found) if unit.group == group]
    before = found[members[0] - 1] if members[0] else None
    start = before.start if before and before.introduces else _line_start(text, found[members[0]])
    return start, found[members[-1]].end


def _line_start(text: str, unit: Unit) -> int:
    return text.rfind("\n", 0, unit.start) + 1


def _asks_of(file: str, raw: Mapping[str, Any]) -> Iterator[tuple[str, Ask]]:
    sections = _sequence(raw.get("sections"), f"{file}: sections")
    if not sections:
        return
    documents = _mapping(raw.get("document"), f"{file}: document")
    for entry in sections:
        section = _mapping(entry, f"{file}: a section")
        anchor = section.get("anchor")
        where = f"{file}: section {anchor!r}"
        if not isinstance(anchor, str) or not anchor:
            raise CorpusError(f"{where}: an anchor is expected.")
        for number, one in enumerate(_sequence(section.get("asks"), f"{where}: asks"), 1):
            for language, ask in _ask_by_language(file, anchor, one, f"{where}, ask {number}"):
                document = documents.get(language)
                if not isinstance(document, str):
                    raise CorpusError(f"{file}: document: none is named for {language}.")
                yield document, ask


def _ask_by_language(file: str, anchor: str, raw: Any, where: str) -> Iterator[tuple[Language, Ask]]:
    ask = _mapping(raw, where)
    verdict = _verdict(ask.get("verdict"), where)
    answers = _mapping(ask.get("answer"), f"{where}: answer")
    asked = {language: _texts(ask.get(language), f"{where}: {language}") for language in LANGUAGES}
    questions = tuple((language, question) for language in LANGUAGES for question in asked[language])
    for language in LANGUAGES:
        pieces = _texts(answers.get(language), f"{where}: answer in {language}")
        if asked[language]:
            yield language, Ask(file, anchor, questions, pieces, ask.get("list") is True, verdict)


def _gaps_of(file: str, raw: Mapping[str, Any]) -> list[Gap]:
    gaps: list[Gap] = []
    for number, entry in enumerate(_sequence(raw.get("gaps"), f"{file}: gaps"), 1):
        where = f"{file}: gap {number}"
        gap = _mapping(entry, where)
        lacks = _mapping(gap.get("lacks"), f"{where}: lacks")
        for language in LANGUAGES:
            if not isinstance(lacks.get(language), str) or not lacks[language].strip():
                raise CorpusError(f"{where}: lacks: a noun phrase in {language} is expected.")
            if not _texts(gap.get(language), f"{where}: {language}"):
                raise CorpusError(f"{where}: questions in {language} are expected.")
        questions = {language: _texts(gap[language], f"{where}: {language}") for language in LANGUAGES}
        nearest = gap.get("nearest")
        gaps.append(
            Gap(
                file,
                None if nearest is None else str(nearest),
                gap.get("foreign") is True,
                {each: str(lacks[each]) for each in LANGUAGES},
                questions,
            )
        )
    return gaps


def _verdict(raw: Any, where: str) -> Verdict | None:
    # YAML reads a bare yes or no as true or false.
    verdict = _VERDICTS.get(raw, raw) if isinstance(raw, bool) else raw
    if verdict not in (*_VERDICTS.values(), None):
        raise CorpusError(f"{where}: the verdict is {raw!r}; it must be yes, no or null.")
    return cast(Verdict | None, verdict)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise CorpusError(f"{where}: a mapping is expected, not {value!r}.")
    return value


def _sequence(value: Any, where: str) -> Sequence[Any]:
    if value is not None and not isinstance(value, list):
        raise CorpusError(f"{where}: a list is expected, not {value!r}.")
    return value or ()


def _texts(value: Any, where: str) -> tuple[str, ...]:
    texts = _sequence(value, where)
    if wrong := [text for text in texts if not isinstance(text, str) or not text.strip()]:
        raise CorpusError(f"{where}: {wrong[0]!r} is no text.")
    return tuple(texts)
