"""Talking to the assistant through its door, and what holds of every answer whatever was asked."""

import re
import uuid
from functools import cache

from assistant.assistant import Assistant
from assistant.domain import Answered, Citation, Failed, Language, Token
from assistant.figures import figures, missing
from assistant.ledger import Ledger
from assistant.ledger_reading import read_ledger
from assistant.settings import ROOT

PHONE = "13983086348"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def tell(assistant: Assistant, *messages: str, session: str | None = None) -> Answered:
    """Say these one after another in one session (by default a new one); the last turn, found sound."""
    session = session or uuid.uuid4().hex
    turns = [_turn(assistant, session, message) for message in messages]
    for turn in turns:
        assert_sound(turn)
    return turns[-1]


def _turn(assistant: Assistant, session: str, message: str) -> Answered:
    events = list(assistant.reply(session, message))
    last = events[-1]
    assert not isinstance(last, Failed), last.text
    assert isinstance(last, Answered)
    assert "".join(event.text for event in events if isinstance(event, Token)) == last.answer.text
    assert (last.session, last.message) == (session, message)
    return last


def assert_sound(turn: Answered) -> None:
    """Markers and citations belong together, quotes are the corpus's own words, and no number comes from nowhere."""
    text, citations = turn.answer.text, turn.answer.citations
    assert text.strip() == text != ""
    assert {int(n) for n in re.findall(r"\[(\d+)\]", text)} == {citation.n for citation in citations}
    assert [citation.n for citation in citations] == list(range(1, len(citations) + 1))
    for citation in citations:
        _assert_verbatim(citation)
    if turn.understanding.intent == "question" and not turn.answer.asks:
        held = " ".join([PHONE, *(f"{c.quote} {c.title} {c.section} {c.original}" for c in citations)])
        # A refusal names a topic and a question that can be asked, in quotation marks, with the numbers in their names.
        stated = re.sub("“[^”]*”", "", text) if turn.answer.refused else text
        assert not missing(figures(re.sub(r"\[\d+\]", " ", stated)), figures(held) | set(NUMBER.findall(held)) | ledger_figures(turn)), text
        assert turn.answer.refused or citations
    if turn.understanding.intent != "other_language":
        assert language_shown(text) == turn.answer.language == turn.understanding.language, text


def _assert_verbatim(citation: Citation) -> None:
    assert squeezed(citation.quote) in source_text(citation.source)
    assert all(squeezed(words) in squeezed(citation.quote) for words in citation.highlights)
    assert citation.title and citation.section and citation.status in ("current", "abolished")
    if citation.source == "iso20000-page.en":
        assert citation.original and squeezed(citation.original) in source_text("iso20000-page.zh")
    else:
        assert citation.original is None


def numbers(text: str) -> set[str]:
    """The figures an answer prints; markers and the numbering of its list are no statements."""
    return set(NUMBER.findall(re.sub(r"\[\d+\]|^\d{1,2}\. ", " ", text, flags=re.MULTILINE)))


def items(text: str) -> list[str]:
    """The list of an answer, without bullets, numbers and markers."""
    found = re.findall(r"^(?:- |\d{1,2}\. )(.+)$", text, flags=re.MULTILINE)
    return [re.sub(r"\s*\[\d+\]", "", item) for item in found]


def language_shown(text: str) -> Language:
    """By its characters, since a Chinese answer has English terms in it and the reverse."""
    han = len(_HAN.findall(text))
    return "zh" if han > len(re.findall("[A-Za-z]+", text)) else "en"


@cache
def source_text(document: str) -> str:
    """A document of the corpus, white space taken out."""
    folder = "source" if document.startswith("iso20000-page") else "standards"
    return squeezed((ROOT / "corpus" / folder / f"{document}.md").read_text(encoding="utf-8"))


@cache
def _ledger() -> Ledger:
    return read_ledger()


def ledger_figures(turn: Answered) -> frozenset[str]:
    """What the ledgers of the schemes cited or mentioned hold."""
    ids = {mention.scheme for mention in turn.understanding.mentions} | {one.source.rsplit(".", 1)[0] for one in turn.answer.citations}
    schemes = [_ledger().get(id) for id in ids]
    known = [scheme for scheme in schemes if scheme]
    # How old a fact is may be told too.
    dates = figures(" ; ".join(fact.as_of for scheme in known for fact in scheme.facts))
    return dates.union(*(scheme.figures for scheme in known))


def squeezed(text: str) -> str:
    """Without white space, by which a passage and its source may differ."""
    return "".join(text.split())
