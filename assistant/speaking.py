"""Where a chat model comes in: it words an answer that the quotation has found already, and its words are checked before they stand."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Knowledge
from assistant.answer.briefing import LANGUAGE_NAMES, Beside, messages
from assistant.answer.model import Written, pieces_shown, without_keys, written
from assistant.answer.scrutiny import language_like
from assistant.case import Case
from assistant.case.telling import tell
from assistant.chat import Chat, ModelFailed, text_of
from assistant.domain import Answer, Answered, Asked, Evidence, Language, Retrieved, Understanding
from assistant.figures import covered, figures
from assistant.prompts import prompt
from assistant.recording import recorder
from assistant.terms import names
from assistant.texts import say
from assistant.tokens import tokens

Show = Callable[[str], None]
"""Shows a piece of the draft while it arrives."""
TURNS_BEFORE = 3
"""Turns before this one that a prompt holds."""
BUDGET = 6000
"""Tokens of a prompt, about: evidence, what was said before and what is known of the client."""
REWRITE_SHARE = 0.3
"""Share of the model's time limit for putting a question anew."""
LONGEST_QUESTION = 200
LONGEST_ANSWER = 4000
"""Characters after which a model rambles: it is read no further."""
_REPEATED, _TIMES = 40, 4
"""Characters at the end of a text that stand in it so many times when a model goes round in circles."""
_SHARE_OF_EVIDENCE, _SHARE_OF_CLIENT, _SHARE_OF_TURNS = 0.6, 0.15, 0.25


@dataclass(frozen=True)
class Around:
    """What surrounds a question: the conversation and the case."""

    history: Sequence[Answered]
    case: Case
    scheme_name: Callable[[str, Language], str]
    budget: int = BUDGET
    """Tokens that a prompt may hold besides its rules."""


def worded(
    chat: Chat, understanding: Understanding, retrieved: Retrieved, quoted: Answer, knowledge: Knowledge, around: Around, show: Show
) -> Answer:
    """The quotation in the model's words, as far as they stand; the quotation with a note where the model fails.

    Only what is made of passages is worded anew: refusals, questions back, tables and notes on names are said by code.
    """
    if not quoted.free or retrieved.elsewhere:
        return quoted
    evidence = _evidence(retrieved, quoted)
    said = without_keys(quoted.frame.before) if quoted.frame else ""
    beside = Beside(
        likely=_likely(evidence, quoted),
        history=turns_before(around.history, int(around.budget * _SHARE_OF_TURNS)),
        client=client_notes(around, understanding.language),
        said=said,
    )
    prompted = messages(understanding, evidence, beside, int(around.budget * _SHARE_OF_EVIDENCE))
    pieces: list[str] = []
    try:
        for piece in _behind(said, pieces_shown(_kept(chat.stream(prompted), pieces))):
            show(piece)
    except ModelFailed as failed:
        _note(fallback=failed.trouble)
        return _with_note(quoted, say(f"model_{failed.trouble}", quoted.language))
    case_figures = figures(json.dumps(around.case.as_json(understanding.language), ensure_ascii=False))
    result = written("".join(pieces), understanding, evidence, knowledge, case_figures, quoted)
    mended = bool(result.removed or result.quoted)
    _note(result.answer, (result.removed, result.quoted), "" if result.answer else "not borne out" if mended else "no answer")
    if result.answer is None:
        return _with_note(quoted, say("model_not_borne_out", quoted.language)) if mended else quoted
    return _with_note(result.answer, _mended(result, quoted.language)) if mended else result.answer


def _mended(result: Written, language: Language) -> str:
    """What a reader is told of sentences that did not stand."""
    notes = [
        say(f"model_sentence{'' if len(sentences) == 1 else 's'}_{what}", language, count=len(sentences))
        for what, sentences in (("quoted", result.quoted), ("removed", result.removed))
        if sentences
    ]
    return ("" if language == "zh" else " ").join(notes)


def rewritten(chat: Chat, understanding: Understanding, around: Around, language: Language | None = None) -> str:
    """The question made to stand alone, in the words of the field, by the model; in its own language or another.

    "" when it fails, or writes anything but one short line of that language, or names what nobody has spoken of.
    """
    from langchain_core.messages import HumanMessage, SystemMessage

    before = turns_before(around.history, int(around.budget * _SHARE_OF_TURNS))
    said = "".join(f"Q: {question}\nA: {answer[:200]}\n" for question, answer in before)
    asked = understanding.said or understanding.question
    language = language or understanding.language
    prompted = [SystemMessage(prompt("rewrite").format(language=LANGUAGE_NAMES[language])), HumanMessage(f"{said}Q: {asked}")]
    try:
        message = chat.call(prompted, limit=chat.limit * REWRITE_SHARE)
    except ModelFailed:
        return ""
    line = text_of(message).strip().removeprefix("Q:").strip(' "“”「」')
    if not line or "\n" in line or len(line) > LONGEST_QUESTION or not language_like(line, language):
        return ""
    spoken_of = f"{said} {asked}"
    known = names(line) <= names(spoken_of) and covered(figures(line), figures(spoken_of))
    return line if known else ""


def turns_before(history: Sequence[Answered], budget: int) -> list[tuple[str, str]]:
    """The last questions with their answers, oldest first, as many as the budget of tokens holds; long answers are cut."""
    chosen: list[tuple[str, str]] = []
    left = budget
    for turn in reversed(history[-TURNS_BEFORE:]):
        pair = (turn.message[:400], turn.answer.text[:800])
        left -= tokens(pair[0]) + tokens(pair[1])
        if left < 0:
            break
        chosen.insert(0, pair)
    return chosen


def client_notes(around: Around, language: Language) -> str:
    """What is known of the client, what was decided and what is open, from the case; "" for an empty one."""
    if around.case == Case():
        return ""
    open_points = around.case.costs.open(language)
    told = tell(Asked("case", {}), around.case, language, around.scheme_name)
    text = "\n".join([told, *open_points])
    while tokens(text) > around.budget * _SHARE_OF_CLIENT:
        text = text[: int(len(text) * 0.8)]
    return text


def _evidence(retrieved: Retrieved, quoted: Answer) -> list[Evidence]:
    """The passages that the quotation cites first, then the others in their rank."""
    cited = {citation.passage for citation in quoted.citations}
    ordered = sorted(retrieved.evidence, key=lambda one: one.passage.id not in cited)
    return [replace(one, key=f"S{number}") for number, one in enumerate(ordered, start=1)]


def _likely(evidence: Sequence[Evidence], quoted: Answer) -> list[tuple[str, str]]:
    """The sentences that the quotation is made of, each with the key of its passage."""
    keys = {one.passage.id: one.key for one in evidence}
    said = {words for held in quoted.frame.supports.values() for words in held} if quoted.frame else set()
    cited = [(one.passage, words) for one in quoted.citations for words in one.highlights]
    return [(keys[passage], words) for passage, words in cited if passage in keys and words not in said]


def _behind(said: str, draft: Iterator[str]) -> Iterator[str]:
    """The draft behind what code has said, which is shown as soon as there is a draft."""
    for number, piece in enumerate(draft):
        yield f"{said}\n\n{piece}" if said and not number else piece


def _kept(stream: Iterator[str], pieces: list[str]) -> Iterator[str]:
    text = ""
    for piece in stream:
        pieces.append(piece)
        yield piece
        text += piece
        if len(text) > LONGEST_ANSWER or (len(text) > _REPEATED * _TIMES and text.count(text[-_REPEATED:]) >= _TIMES):
            # What it was about to say is half a sentence.
            pieces[:] = [text[: max(text.rfind(stop) for stop in ("。", ". ", "\n")) + 1]]
            return


def _note(answer: Answer | None = None, mended: tuple[Sequence[str], Sequence[str]] = ((), ()), fallback: str = "") -> None:
    """Tell who records the turn what became of the model's words."""
    noted = recorder()
    if noted:
        noted.worded, noted.fallback = answer.text if answer else "", fallback
        noted.removed += mended[0]
        noted.quoted += mended[1]


def _with_note(answer: Answer, note: str) -> Answer:
    return replace(answer, text=f"{answer.text}\n\n{note}")
