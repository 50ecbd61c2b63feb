"""What is said of later years: whether the certification fee contains surveillance, recertification and certificate management."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.case.costs import CostChecklist
from assistant.case.values import LATER, Later, LaterState
from assistant.understand.commands.costs_drafts import words_beside
from assistant.understand.commands.costs_lines import Line, Piece
from assistant.understand.commands.costs_marks import Mark
from assistant.understand.commands.costs_patterns import COST_WORDING

_STATES: tuple[tuple[str, LaterState], ...] = (
    ("later_free", "included"),
    ("later_not", "not_included"),
    ("later_unknown", "unknown"),
    ("later_in", "included"),
)
_OPPOSITE: dict[LaterState, LaterState] = {"included": "not_included", "not_included": "included", "unknown": "unknown"}
_ORDINALS: tuple[tuple[str, slice], ...] = (
    ("later_first_two", slice(0, 2)),
    ("later_last_two", slice(-2, None)),
    ("later_first", slice(0, 1)),
    ("later_last", slice(-1, None)),
    ("later_second", slice(1, 2)),
)
_APART = 4
"""Characters between two words that are one state: not included in the price."""
_LONGEST_ANSWER = 60
_LONG = 24
_UNEXPLAINED = 6
"""Latin letters (a Han character counts for two) that may be left of an answer."""


@dataclass(frozen=True)
class Token:
    """Something of later years, or a state."""

    start: int
    end: int
    which: tuple[Later, ...] = ()
    state: LaterState | None = None


@dataclass
class LaterYears:
    """The states that a message gives, and the clauses that give them."""

    states: dict[Later, LaterState] = field(default_factory=dict)
    pieces: dict[int, Piece] = field(default_factory=dict)
    waiting: list[Later] = field(default_factory=list)
    """Named, with the state still to come: 监审、复评都不含."""
    fees: list[str] = field(default_factory=list)
    """Prices said for later years, as they were said."""
    _named: dict[int, Piece] = field(default_factory=dict)

    def take(self, line: Line, pieces: Sequence[Piece], marks: Sequence[Mark]) -> None:
        """Go through a sentence that names something of later years."""
        self.waiting, self._named = [], {}
        named = [mark for mark in marks if mark.kind == "later"]
        loose: tuple[LaterState, Piece] | None = None
        for piece in pieces:
            own = [mark for mark in marks if _within(mark, piece)]
            tokens = tokens_in(line, piece, named)
            if not tokens:
                self._fee_behind(line, piece, own)
            elif _speaks(line, piece, tokens, own):
                if tokens[0].state and not self.waiting and not any(token.which for token in tokens):
                    loose = tokens[0].state, piece
                self._clause(line, piece, tokens, own)
        if loose and self.waiting:
            # Everything is included, all three years.
            self._give(tuple(self.waiting), *loose)

    def _clause(self, line: Line, piece: Piece, tokens: Sequence[Token], own: Sequence[Mark]) -> None:
        if any(token.which for token in tokens):
            self._named[piece.number] = piece
        for part in _apart(line, piece, tokens):
            self._part(line, piece, part)
        kinds = {mark.kind for mark in own if mark.start > tokens[0].start}
        if self.waiting and "amount" in kinds and all(mark.kind != "item" for mark in own):
            # 监审每次八千: what has a price of its own is not contained.
            self.fees.append(line.said(piece.start, piece.end))
            self._give(tuple(self.waiting), "not_included", piece)
            self.waiting = []

    def _fee_behind(self, line: Line, piece: Piece, own: Sequence[Mark]) -> None:
        if self._named and is_later_fee(piece, own):
            self.fees.append(line.said(piece.start, piece.end))
            self.pieces[piece.number] = piece

    def answer(self, line: Line, pieces: Sequence[Piece], costs: CostChecklist) -> None:
        """Go through the answer to the question about later years; what is known already stays as it is."""
        open_ones = tuple(which for which, state in costs.later().items() if state == "unknown") or LATER
        if len(line.text) > _LONGEST_ANSWER or any(piece.asks for piece in line.pieces):
            return
        for piece in pieces:
            named = [
                Mark("later", match.start(), match.end(), open_ones[part])
                for name, part in _ORDINALS
                for match in COST_WORDING[name].finditer(line.text, piece.start, piece.end)
            ]
            tokens = tokens_in(line, piece, named)
            if any(token.which for token in tokens) and _answers(piece.text, line, tokens):
                for each in _apart(line, piece, tokens):
                    self._part(line, piece, each)
            elif (state := _state(piece, tokens, first=piece is pieces[0])) and _answers(line.text, line, tokens):
                self._give(open_ones, state, piece)
                self.pieces |= {each.number: each for each in pieces}
                return

    def _part(self, line: Line, piece: Piece, tokens: Sequence[Token]) -> None:
        text = line.text[tokens[0].start : tokens[-1].end]
        ahead = line.text[piece.start : tokens[0].start]
        names = tuple(which for token in tokens for which in token.which)
        if names and COST_WORDING["later_except"].search(ahead + text):
            if state := next((token.state for token in tokens if token.state), None):
                self._give(tuple(which for which in LATER if which not in names), state, piece)
                self._give(names, _OPPOSITE[state], piece)
            return
        state = None
        forward = tokens[0].state is not None and bool(names)
        for token in tokens:
            if token.state is None and forward and state:
                self._give(token.which, state, piece)
            elif token.state is None:
                self.waiting += [which for which in token.which if which not in self.waiting]
            else:
                state = token.state
                if not forward:
                    self._give(tuple(self.waiting), state, piece)
                    self.waiting = []
        alone = not COST_WORDING["later_but"].search(piece.text)
        only = COST_WORDING["later_only"].search(piece.text if alone else ahead + text)
        if only and names and state == "included":
            self._give(tuple(which for which in LATER if which not in names), "not_included", piece)

    def _give(self, which: Sequence[Later], state: LaterState, piece: Piece) -> None:
        if which:
            self.states.update(dict.fromkeys(which, state))
            self.pieces |= self._named | {piece.number: piece}


def _speaks(line: Line, piece: Piece, tokens: Sequence[Token], own: Sequence[Mark]) -> bool:
    """Whether the clause states something: it does not only lead up to a question, and is no sentence of a text."""
    led = piece.led and all(mark.kind != "amount" for mark in own)
    return not led and not _long(line, piece, tokens)


def _long(line: Line, piece: Piece, tokens: Sequence[Token]) -> bool:
    """A sentence of a text rather than a spoken one. What stands in brackets or beside a price does not count."""
    spans = [Mark("later", token.start, token.end) for token in tokens]
    return not re.search(r"\d", piece.text) and words_beside(line, piece, spans) > _LONG


def is_later_fee(piece: Piece, own: Sequence[Mark]) -> bool:
    """每年8000, behind 监审另收: a price of what comes later, not of the certification."""
    kinds = {mark.kind for mark in own}
    return "amount" in kinds and "item" not in kinds and not COST_WORDING["total_word"].search(piece.text)


def tokens_in(line: Line, piece: Piece, named: Sequence[Mark]) -> list[Token]:
    """The names and states of a clause in order; of names that say all and single ones, the single ones."""
    own = [mark for mark in named if _within(mark, piece)]
    if any(mark.value not in (LATER, ()) for mark in own):
        own = [mark for mark in own if mark.value != LATER]
    found = [Token(mark.start, mark.end, mark.value) for mark in own if isinstance(mark.value, tuple)]
    for name, state in _STATES:
        for match in COST_WORDING[name].finditer(line.text, piece.start, piece.end):
            clear = all(match.end() <= other.start or other.end <= match.start() for other in found)
            if clear and match.group().strip():
                found.append(Token(match.start(), match.end(), (), state))
    found.sort(key=lambda token: token.start)
    return [
        token
        for n, token in enumerate(found)
        if not (n and token.state and found[n - 1].state and token.start - found[n - 1].end <= _APART)
    ]


def _apart(line: Line, piece: Piece, tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens on either side of a “but”."""
    run: list[Token] = []
    for token in tokens:
        if run and COST_WORDING["later_but"].search(line.text, run[-1].end, token.start):
            yield run
            run = []
        run.append(token)
    yield run


def _within(mark: Mark, piece: Piece) -> bool:
    return piece.start <= mark.start and mark.end <= piece.end


def _state(piece: Piece, tokens: Sequence[Token], first: bool) -> LaterState | None:
    return next((token.state for token in tokens if token.state), None) or (_yes_or_no(piece) if first else None)


def _answers(text: str, line: Line, tokens: Sequence[Token]) -> bool:
    """The clause or sentence is the answer and nothing else."""
    left = text
    for token in tokens:
        left = left.replace(line.text[token.start : token.end], " ", 1)
    left = COST_WORDING["answer_light"].sub(" ", left)
    for name in ("later_yes", "later_no"):
        left = COST_WORDING[name].sub(" ", left.strip())
    return sum(2 if character > "\u2e80" else 1 for character in left if character.isalnum()) <= _UNEXPLAINED


def _yes_or_no(piece: Piece) -> Literal["included", "not_included"] | None:
    if COST_WORDING["later_yes"].search(piece.text):
        return "included"
    return "not_included" if COST_WORDING["later_no"].search(piece.text) else None
