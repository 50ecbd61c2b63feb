"""What the words of a description say for and against each category: a table of signs, read clause by clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from assistant.case.categories import Sign, categories
from assistant.case.fitting_clauses import Described
from assistant.domain import Language

_LOOKED_AT = 40
"""Characters behind a sign that may make it one of another category."""
_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|…")
_LATIN = re.compile("[a-z]")
_LATIN_OR_HYPHEN = re.compile("[a-z-]")
_GAP = 6
"""Characters that `…` in a Chinese word may stand for; a denial is none of them."""
_SKIPPED = re.compile(
    r"an?|the|th(?:is|at|[eo]se)|their|ou?r|its|your?|his|her|my|of|all|any|some|each|every|whole|own|new|old|(?:client|customer)s?'s?$"
)
_SKIPPED_AT_MOST = 2
_WORDS_IN_GAP = 3
"""Words that `…` in an English one may stand for."""
_WHOLE = 4
"""Letters of an English word from which on its beginning is enough: test, testing, tests."""


@dataclass(frozen=True)
class Hit:
    """A sign found in a description."""

    category: str
    language: Language
    place: int
    """Number of the sign among those of its category and side."""
    sign: Sign
    side: Literal["for", "against"]
    words: str
    """The words of the description."""
    start: int
    end: int
    clause: int
    denied: bool
    """The words are about work that others do."""


@dataclass(frozen=True)
class _Word:
    category: str
    language: Language
    place: int
    sign: Sign
    side: Literal["for", "against"]


@dataclass(frozen=True)
class _Table:
    """Every word of every sign, for finding: English ones by the first letters of their first."""

    chinese: tuple[tuple[str, _Word], ...]
    english: dict[str, tuple[tuple[tuple[str, ...], _Word], ...]]


def hits_of(described: Described) -> list[Hit]:
    """All signs found, in the order of the table."""
    found: list[Hit] = []
    for start, end, word in _matches(described.text):
        if _is_of_another(word.sign, described.text, end):
            continue
        number = described.at(start)
        denied = bool(described.clauses) and described.clauses[number].denies(start, end)
        words = described.text[start:end]
        found.append(Hit(word.category, word.language, word.place, word.sign, word.side, words, start, end, number, denied))
    return found


def places_of(word: str, language: Language, text: str) -> Iterator[tuple[int, int]]:
    """Where a word of a table stands in a folded text."""
    if language == "en":
        yield from _english_places(_pieces_of(word), text)
    else:
        yield from _chinese_places(word.lower(), text)


def _matches(text: str) -> Iterator[tuple[int, int, _Word]]:
    table = _table()
    for literal, word in table.chinese:
        for start, end in _chinese_places(literal, text):
            yield start, end, word
    tokens = _tokens(text)
    for number, (token, start, _) in enumerate(tokens):
        for wanted, word in table.english.get(token[:3], ()):
            stop = _end_of(wanted, tokens, number)
            if stop is not None:
                yield start, stop, word


def _chinese_places(literal: str, text: str) -> Iterator[tuple[int, int]]:
    if "…" in literal:
        yield from (match.span() for match in _gapped(literal).finditer(text))
        return
    at = text.find(literal)
    while at >= 0:
        if _stands_alone(text, at, literal):
            yield at, at + len(literal)
        at = text.find(literal, at + len(literal))


def _english_places(wanted: tuple[str, ...], text: str) -> Iterator[tuple[int, int]]:
    tokens = _tokens(text)
    for number, (_, start, _) in enumerate(tokens):
        end = _end_of(wanted, tokens, number) if wanted else None
        if end is not None:
            yield start, end


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """English words with their places; a short word behind a hyphen (top-ups) is no word of its own."""
    found: list[tuple[str, int, int]] = []
    for match in _TOKEN.finditer(text):
        joined = (
            match.start() and text[match.start() - 1] == "-" and len(match.group()) < _WHOLE and found and found[-1][2] == match.start() - 1
        )
        found.append((f"-{match.group()}" if joined else match.group(), match.start(), match.end()))
    return found


@cache
def _gapped(literal: str) -> re.Pattern[str]:
    gap = f"[^,。;!?\n不没别]{{0,{_GAP}}}?"
    return re.compile(gap.join(map(re.escape, literal.split("…"))))


@lru_cache(maxsize=1000)
def _pieces_of(word: str) -> tuple[str, ...]:
    return tuple(token for token, _, _ in _tokens(word.lower()))


def _end_of(wanted: tuple[str, ...], tokens: list[tuple[str, int, int]], number: int) -> int | None:
    """Where the wanted words end that begin with a token; None if they do not stand there."""
    at, may_skip = number, 0
    for place, piece in enumerate(wanted):
        if piece == "…":
            may_skip = _WORDS_IN_GAP
            continue
        skipped = 0
        while at < len(tokens) and not _begins(tokens[at][0], piece, place > 0):
            empty = place and _SKIPPED.fullmatch(tokens[at][0]) and skipped < _SKIPPED_AT_MOST
            if not (empty or skipped < may_skip):
                return None
            at, skipped = at + 1, skipped + 1
        if at >= len(tokens):
            return None
        at, may_skip = at + 1, 0
    return tokens[at - 1][2]


def _begins(token: str, piece: str, inside: bool) -> bool:
    if inside:
        token, piece = token.lstrip("-"), piece.lstrip("-")
    if len(piece) >= _WHOLE:
        return token.startswith(piece)
    return token in (piece, f"{piece}s", f"{piece}'s")


def _stands_alone(text: str, at: int, literal: str) -> bool:
    """Whether Latin letters at the edge of a Chinese table's word (`ups`, `app开发`) are no part of a longer word."""
    end = at + len(literal)
    before = _LATIN.match(literal) and at > 0 and _LATIN_OR_HYPHEN.match(text[at - 1])
    after = _LATIN.match(literal[-1]) and end < len(text) and _LATIN.match(text[end])
    return not before and not after


@cache
def _table() -> _Table:
    chinese: list[tuple[str, _Word]] = []
    english: dict[str, list[tuple[tuple[str, ...], _Word]]] = {}
    for literal, word in _words():
        if word.language == "en":
            pieces = _pieces_of(literal)
            if pieces:
                english.setdefault(pieces[0][:3], []).append((pieces, word))
        else:
            chinese.append((literal, word))
    return _Table(tuple(chinese), {first: tuple(rows) for first, rows in english.items()})


def _is_of_another(sign: Sign, text: str, end: int) -> bool:
    """Whether what stands behind the words of a sign makes them none."""
    return bool(sign.not_before and re.match(sign.not_before, text[end : end + _LOOKED_AT]))


def _words() -> Iterator[tuple[str, _Word]]:
    for category in categories().values():
        sides: tuple[tuple[Literal["for", "against"], dict[Language, tuple[Sign, ...]]], ...]
        sides = (("for", category.signs), ("against", category.against))
        for side, tables in sides:
            for language, signs in tables.items():
                for place, sign in enumerate(signs):
                    for word in sign.words:
                        yield word.lower(), _Word(category.id, language, place, sign, side)
