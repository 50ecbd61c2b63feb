"""Questions that lean on what was said before, made to stand alone.

Four ways to lean: on an item of a list ("第二项", "the last one"), on the rest of a list ("另外两类", "the others"),
on the last question by a pronoun or by leaving its subject out, and on the last question as a whole in another language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.domain import Answered, Language, Shape
from assistant.sentences import units
from assistant.terms import overlap, terms, without_empty_words
from assistant.understand.shape import shape_of
from assistant.understand.wordings import WORDING

_ZH_NUMBER = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_EN_ORDINAL = {
    word: n
    for n, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1)
}

_ORDINAL = WORDING["ordinal"]
_REST = WORDING["rest"]
_IN_ENGLISH = WORDING["in_english"]
_IN_CHINESE = WORDING["in_chinese"]
_PRONOUN = WORDING["pronoun"]
_CONNECTIVE = WORDING["connective"]
_BARE = WORDING["bare"]
_SCHEME_NAME = WORDING["scheme_name"]


NAMED = 0.5
"""Share of a follow-up's own words that a list item must have to be the one meant."""


@dataclass(frozen=True)
class Resolved:
    """A question that stands alone, and what of it the follow-up said itself."""

    question: str
    language: Language
    shape: Shape
    said: str = ""
    focus: str = ""
    about: tuple[str, ...] = ()


def resolve(message: str, language: Language, history: Sequence[Answered]) -> Resolved:
    """The message made to stand alone; unchanged when it leans on nothing."""
    asked = [turn for turn in history if turn.understanding.intent == "question"]
    if not asked:
        return Resolved(message, language, shape_of(message))
    last = asked[-1]
    about = tuple(dict.fromkeys(citation.passage for citation in last.answer.citations))
    if _IN_ENGLISH.match(message) or _IN_CHINESE.match(message):
        target: Language = "en" if _IN_ENGLISH.match(message) else "zh"
        return Resolved(last.understanding.question, target, last.understanding.shape, about=about)
    for lean in (_on_an_item, _on_the_rest):
        resolved = lean(message, language, asked)
        if resolved:
            return resolved
    if _leans(message):
        return _on_the_last_question(message, language, last, about)
    return Resolved(message, language, shape_of(message))


def _on_an_item(message: str, language: Language, asked: Sequence[Answered]) -> Resolved | None:
    match = _ORDINAL.search(message)
    if not match:
        return None
    answered = [turn for turn in asked if turn.answer.citations and not turn.answer.refused]
    # A list shown in the language of the message comes before the same one in the other.
    for turn in sorted(reversed(answered[-3:]), key=lambda turn: turn.answer.language != language):
        items = _items(turn)
        number = _number(match, len(items))
        if items and 1 <= number <= len(items):
            item = items[number - 1]
            question = f"{message[: match.start()]}{_quoted(item, language)}{message[match.end() :]}".strip()
            about = tuple(citation.passage for citation in turn.answer.citations)
            return Resolved(question, language, shape_of(message), focus=item, about=about)
    return None


def _on_the_rest(message: str, language: Language, asked: Sequence[Answered]) -> Resolved | None:
    match = _REST.search(message)
    if not match or len(terms(without_empty_words(_REST.sub("", message)))) > 4:
        return None
    last = asked[-1]
    said = f"{last.message} {last.understanding.focus} {_marked_text(last)}"
    rest = [item for item in _items(last) if overlap(item, said) < 0.6]
    if not rest:
        return None
    joined = ("、" if language == "zh" else "; ").join(rest)
    question = f"{message[: match.start()]}{_quoted(joined, language)}{message[match.end() :]}".strip()
    about = tuple(citation.passage for citation in last.answer.citations)
    shape = shape_of(message)
    return Resolved(question, language, last.understanding.shape if shape == "fact" else shape, focus=joined, about=about)


def _on_the_last_question(message: str, language: Language, last: Answered, about: tuple[str, ...]) -> Resolved:
    subject = last.understanding.focus or without_empty_words(last.understanding.question)
    shape = shape_of(message)
    if _BARE.match(message):
        question = f"{last.understanding.question} {message}"
        return Resolved(question, language, last.understanding.shape if shape == "fact" else shape, about=about)
    own = without_empty_words(_CONNECTIVE.sub("", message))
    if shape == "fact" and own and _CONNECTIVE.search(message):
        # "那培训呢？" asks of something else what was asked before.
        shape = last.understanding.shape
        item = _item_named(own, last)
        if item:
            return Resolved(f"{item} {last.message}", language, shape, said=message, focus=item, about=about)
    said = "" if _PRONOUN.search(message) else message
    return Resolved(f"{subject} {message}".strip(), language, shape, said=said, focus=own, about=about)


def _item_named(own: str, last: Answered) -> str | None:
    """The one item of the list last shown or cited that the follow-up's own words name."""
    shares = [(overlap(own, item), item) for item in _items(last)]
    named = [item for share, item in shares if share >= NAMED and share == max(share for share, _ in shares)]
    return named[0] if len(named) == 1 else None


def _leans(message: str) -> bool:
    if _BARE.match(message):
        return True
    if _SCHEME_NAME.search(message):
        return False
    weight = len(terms(message))
    if _CONNECTIVE.search(message) and weight <= 8:
        # "包括哪些内容呢" only sounds like one that leans: it says what it asks.
        return not message.rstrip("？?。").endswith("呢") or shape_of(message) == "fact" or weight <= 2
    return (bool(_PRONOUN.search(message)) and weight <= 8) or weight <= 2


def _items(turn: Answered) -> list[str]:
    """The list that the turn showed, else the list of the passage that it cited first."""
    texts = [turn.answer.text, *(citation.quote for citation in turn.answer.citations[:1])]
    for text in texts:
        items = [_plain(text[unit.start : unit.end]) for unit in units(text) if unit.kind == "item"]
        if len(items) > 1:
            return items
    return []


def _marked_text(turn: Answered) -> str:
    shown = [unit for unit in units(turn.answer.text) if unit.kind == "item"]
    # A whole list shown leaves nothing out: then only the question tells what was spoken of.
    return "" if len(shown) > 1 else turn.answer.text


def _plain(item: str) -> str:
    return re.sub(r"\s*\[\d+\]|[*_`]", "", item).strip(" ；;。.，,")


def _number(match: re.Match[str], count: int) -> int:
    if match["zlast"] or match["elast"]:
        return count
    if match["eo"]:
        return _EN_ORDINAL[match["eo"].lower()]
    figure = match["zn"] or match["ed"]
    if figure.isdigit():
        return int(figure)
    if len(figure) == 2:
        return 10 + _ZH_NUMBER[figure[1]] if figure[0] == "十" else 0
    return _ZH_NUMBER[figure]


def ordinal_of(message: str, count: int) -> int | None:
    """Which of so many choices a message picks by its number ("第二个", "the last one", "②", "2"), from 1; None if it doesn't."""
    circled = re.match(r"\s*(?:选|option)?\s*([①-⑨1-9])\s*[.、)）]?\s*$", message, re.IGNORECASE)
    if circled:
        number = "①②③④⑤⑥⑦⑧⑨".find(circled[1]) + 1 or int(circled[1])
    else:
        match = _ORDINAL.search(message)
        number = _number(match, count) if match else 0
    return number if 1 <= number <= count else None


def _quoted(text: str, language: Language) -> str:
    return f"“{text}”" if language == "zh" else f" “{text}” "
