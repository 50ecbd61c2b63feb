"""A Chinese clause about the RACI matrix as a sequence of names and of words that hold a sentence together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.case.values import LETTERS, Letter
from assistant.understand.commands.raci_zh_names import Names, Noun
from assistant.wording import load_wording

WORDS = load_wording(Path(__file__).with_name("raci_zh.yaml"))
VERBS: dict[str, Letter] = {"consulted": "C", "informed": "I", "signs": "A", "does": "R", "does_weak": "R"}
NOUNS: dict[str, Letter] = {"does_noun": "R", "signs_noun": "A", "consulted_noun": "C", "informed_noun": "I"}
_ANYWHERE = (
    *NOUNS,
    *VERBS,
    "vague",
    "letter",
    "asks_opinion",
    "opinion",
    "somebody",
    "becomes",
    "takes_over",
    "steps_in",
    "deletes",
    "negates",
    "besides",
    "adds",
    "who",
    "formerly",
    "henceforth",
    "vague_noun",
    "fixes",
    "meant",
    "not_but",
    "likewise",
    "is",
    "by",
    "to",
    "take",
    "and",
    "at",
    "of",
    "tag",
    "ref",
    "before_last",
    "both",
    "row",
    "phase",
    "speaker",
    "we",
    "also",
)
"""Kinds of words in the order in which they are tried; of two that are equally long the first is taken."""
_AT_AN_EDGE = ("every", "changes", "inside", "says", "filler", "between")
"""Only where no name has begun: the same characters are part of many names."""
_AFTER_A_VERB = "吧了的啊呀哈呢嘛,、 "
_ADDS = re.compile(r"也|同时|还(?!是)|又|并|兼")
_PLURAL = re.compile(r"都|均|一起|共同|分别|联合|一块")


@dataclass(frozen=True)
class Token:
    """A word, or a name."""

    kind: str
    start: int
    end: int
    text: str
    letters: tuple[Letter, ...] = ()
    noun: Noun | None = None

    @property
    def verb(self) -> bool:
        """What a role does in a row."""
        return self.kind in VERBS

    @property
    def adds(self) -> bool:
        """It says that something holds besides: 也, 同时."""
        return bool(_ADDS.search(self.text))

    @property
    def plural(self) -> bool:
        """It is said of several: 都, 一起."""
        return bool(_PLURAL.search(self.text))


def tokens_of(folded: str, names: Names) -> list[Token]:
    """The tokens of a clause in order; an unknown stretch is a name of kind `unknown`."""
    return list(_tokens(folded, names))


def _tokens(folded: str, names: Names) -> Iterator[Token]:
    at, begun, previous = 0, -1, ""
    while at < len(folded):
        found, end = _next(folded, at, names, begun < 0, previous if begun < 0 else "name")
        if found is None:
            if folded[at].isspace() and not _within_latin(folded, at):
                end = at + 1
                if begun >= 0:
                    yield _unknown(folded, begun, at)
                    begun, previous = -1, "name"
            elif begun < 0 and not folded[at].isspace():
                begun = at
            at = end
            continue
        if begun >= 0:
            yield _unknown(folded, begun, at)
            begun = -1
        yield found
        at, previous = found.end, found.kind
    if begun >= 0:
        yield _unknown(folded, begun, at)


def _next(folded: str, at: int, names: Names, edge: bool, previous: str) -> tuple[Token | None, int]:
    """The token at a place, or None with where to look on."""
    word = _word(folded, at, names, edge, previous)
    noun = names.at(folded, at)
    stands_for_letter = word is not None and word.kind in NOUNS and folded[word.end : word.end + 1] in ("是", "为", ":", "=", "换", "改")
    if noun and (word is None or noun.end >= word.end) and not (stands_for_letter and word and word.end >= noun.end):
        return Token("name", noun.start, noun.end, noun.text, noun=noun), noun.end
    kept = WORDS["kept"].match(folded, at)
    if kept and (word is None or kept.end() > word.end) and not (word and (word.verb or word.kind in NOUNS or word.kind == "vague_noun")):
        return None, kept.end()
    return word, at + 1


def _word(folded: str, at: int, names: Names, edge: bool, previous: str) -> Token | None:
    kinds = (*_ANYWHERE, *_AT_AN_EDGE) if edge else _ANYWHERE
    best: Token | None = None
    for kind in kinds:
        match = WORDS[kind].match(folded, at)
        if not match or match.end() == at or (best and match.end() <= best.end):
            continue
        if not _fits(kind, match, folded, names, previous):
            continue
        best = Token(kind, at, match.end(), match.group(), _letters(kind, match.group()))
    if best is None and not edge:
        best = _before_a_name(folded, at, names)
    return best


def _before_a_name(folded: str, at: int, names: Names) -> Token | None:
    """In the middle of an unknown stretch, words of an edge count if a known name follows: 大促就|运营部."""
    for kind in ("between", "inside"):
        match = WORDS[kind].match(folded, at)
        if match and match.end() < len(folded) and names.at(folded, match.end()):
            return Token(kind, at, match.end(), match.group())
    return None


def _fits(kind: str, match: re.Match[str], folded: str, names: Names, previous: str) -> bool:
    if kind == "negates" and re.search(r"(?:不|未)$", match.group()):
        return any(WORDS[verb].match(folded, match.end()) for verb in (*VERBS, "vague"))
    if kind == "changes":
        after = match.end()
        return after < len(folded) and bool(
            names.at(folded, after) or any(WORDS[other].match(folded, after) for other in (*VERBS, "letter")) or len(folded) - after > 1
        )
    if kind == "does" and match.group().endswith("管") and match.end() < len(folded) and folded[match.end()] not in _AFTER_A_VERB:
        noun = names.at(folded, match.end())
        return bool(noun and noun.kind == "activity")
    if kind == "between":
        return previous in ("name", "tag", "row", "ref", "of", "between", "inside", "letter")
    if kind == "inside":
        return previous in ("name", "tag", "row", "ref", "every", "both", "before_last", "letter", *VERBS, *NOUNS)
    if kind == "ref":
        return previous != "name"
    if kind == "tag":
        return previous in ("name", "of", "speaker", "we", "between", "does_weak", "signs")
    return True


def _letters(kind: str, text: str) -> tuple[Letter, ...]:
    if kind in VERBS:
        return (VERBS[kind],)
    if kind in NOUNS:
        return (NOUNS[kind],)
    if kind in ("asks_opinion", "opinion"):
        return ("C",)
    if kind == "letter":
        return tuple(letter for letter in LETTERS if letter.lower() in text)
    return ()


def _unknown(folded: str, start: int, end: int) -> Token:
    text = folded[start:end].rstrip()
    noun = Noun("unknown", start, start + len(text), text, False)
    return Token("name", start, noun.end, text, noun=noun)


def _within_latin(folded: str, at: int) -> bool:
    before, after = folded[at - 1 : at], folded[at + 1 : at + 2]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalpha()
