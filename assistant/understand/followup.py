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

_ZH_NUMBER = {c: n for n, c in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}
_EN_ORDINAL = {
    word: n
    for n, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], start=1)
}

_ORDINAL = re.compile(
    r"(?P<zh>第\s*(?P<zn>[一二三四五六七八九十]{1,2}|\d{1,2})\s*(?:个|项|条|类|点|部分|步|块|阶段|种|笔|方面|样)?)|(?P<zlast>最后(?:一|那)?(?:个|项|条|类|点|部分|步|块))"
    r"|(?:the\s+|number\s+|no\.?\s*|#\s*|item\s+|point\s+)(?P<en>(?P<eo>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)|(?P<ed>\d{1,2})(?:st|nd|rd|th)?|(?P<elast>last))"
    r"(?:\s+(?:one|item|part|point|category|step|phase|type|fee|cost|thing|area|bullet))?\b(?!\s+(?:section|edition|batch|year|visit|stage audit|time|of all))",
    re.IGNORECASE,
)
_REST = re.compile(
    r"另外(?:那)?[几两二三四五]?(?:个|类|项|种|块|部分|条)|其[他它余](?:的)?[几两二三四五]?(?:个|类|项|种|块|部分|条)?(?=要|是|呢|也|都|可|能|必|[?？]|怎)|剩下的?|别的(?=呢|要|也|都|[?？])|"
    r"\bthe (?:rest|others?(?: (?:one|two|three|four|five|parts?|items?|ones?|costs?|fees?))*|remaining(?: \w+)?)\b",
    re.IGNORECASE,
)
_IN_ENGLISH = re.compile(
    r"^(?:那|请)?(?:用|换成?|翻译成|译成)?(?:英文|英语)(?:里|版|怎么说|说一[遍下]|再说一遍|呢|的?|回答|讲)*[?？。!！]*$|^(?:and |now |please )?(?:in english|say (?:it|that) in english)(?:,? please)?[?.!]*$",
    re.IGNORECASE,
)
_IN_CHINESE = re.compile(
    r"^(?:那|请)?(?:用|换成?|翻译成|译成)?(?:中文|汉语)(?:里|版|怎么说|说一[遍下]|再说一遍|呢|的?|回答|讲)*[?？。!！]*$|^(?:and |now |please )?(?:in chinese|say (?:it|that) in chinese)(?:,? please)?[?.!]*$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"它们?|这个|那个|这些|那些|其中|上面|上述|刚才|刚刚|前面|这样|那样|这[是要能会有两几三四五种类项里块部步]|那[是要能会有两几三四五种类项里块部步]|此"
    r"|\b(?:it|its|this|that|these|those|they|them|their|one|ones|there|above|same|such|both|each|either|former|latter)\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"^(?:那么?|还有|另外|然后|以及|同时|再问|再说|而且|可是|但是?|所以|顺便)|呢[?？。]*$|^(?:and|but|so|then|also|what about|how about|or|ok so|okay so|plus)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:为什么|为啥|为何|怎么做|怎么弄|怎么办|如何做|具体(?:点|一点|呢|怎么做)?|详细(?:点|一点|说说)?|展开(?:说说|讲讲)?|举个?例子?|比如|例如|还有(?:吗|呢|别的吗|其他的吗)?|然后呢|谁(?:来)?(?:做|负责|填)?|什么意思|啥意思|真的吗|确定吗|有哪些|哪些|多少|多久|几个|"
    r"why(?: is that| so| not)?|how(?: so| come)?|who|when|where|which ones?|such as|like what|for example|for instance|what else|anything else|any others?|(?:tell me )?more|go on|"
    r"(?:can you )?(?:explain|elaborate)(?: (?:that|it|more|further))?|meaning|really|are you sure|details?|more details?(?:,? please)?)[?？。.!！\s]*$",
    re.IGNORECASE,
)
_SCHEME_NAME = re.compile(r"\b(?:iso|iec|gjb|cmmi|ccrc|itss|itil|iatf|cnas|cma|haccp|gmp|api|brc|raci|sla)\b|\d{4,5}", re.IGNORECASE)


@dataclass(frozen=True)
class Resolved:
    """A question that stands alone, and what of it the follow-up said itself."""

    question: str
    language: Language
    shape: Shape
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
    for turn in reversed(asked[-3:]):
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
    return Resolved(f"{subject} {message}".strip(), language, shape, focus=own, about=about)


def _leans(message: str) -> bool:
    if _BARE.match(message):
        return True
    if _SCHEME_NAME.search(message):
        return False
    weight = len(terms(message))
    if _CONNECTIVE.search(message) and weight <= 8:
        return True
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


def _quoted(text: str, language: Language) -> str:
    return f"“{text}”" if language == "zh" else f" “{text}” "
