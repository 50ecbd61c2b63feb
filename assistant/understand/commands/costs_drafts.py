"""What a message says of each item of the checklist, gathered from its sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.understand.commands.costs_items import Item
from assistant.understand.commands.costs_lines import Line, Piece
from assistant.understand.commands.costs_marks import Kind, Mark
from assistant.understand.commands.costs_patterns import COST_WORDING
from assistant.understand.commands.money import Amount

_SAYING: tuple[Kind, ...] = (
    *("amount", "delta", "factor", "rate", "convert", "to_be_quoted", "free", "excluded", "wanted", "quoted", "estimated", "payer", "note"),
)
"""Kinds that say something to note."""
_FORWARD: tuple[Kind, ...] = ("to_be_quoted", "free", "excluded", "wanted")
_LEADING: tuple[Kind, ...] = ("correction", "convert", "currency")
"""Kinds that lead up to what the next clause says."""
_WORDS_BESIDE = 12
"""Han characters beside what is understood that may stand in a clause without an item of its own; twice as many Latin letters."""


@dataclass(frozen=True)
class Said:
    """A mark in its clause."""

    mark: Mark
    piece: Piece


@dataclass
class Draft:
    """One item, or several named in a row, with what is said of it."""

    items: list[Item]
    named: dict[int, list[Mark]] = field(default_factory=dict)
    """Where it is named, by the numbers of the clauses."""
    said: list[Said] = field(default_factory=list)
    carried: Literal["quoted", "estimated", ""] = ""
    """The status that was said of the item before in the same sentence."""
    pieces: dict[int, Piece] = field(default_factory=dict)
    """The clauses that it takes up, by their numbers."""
    beside: dict[int, int] = field(default_factory=dict)
    """How much of each clause is not understood (see `words_beside`)."""

    def of(self, *kinds: Kind) -> list[Mark]:
        """The marks of some kinds in order."""
        return [each.mark for each in self.said if each.mark.kind in kinds]

    def has(self, *kinds: Kind) -> bool:
        """Whether anything of some kinds is said."""
        return bool(self.of(*kinds))

    @property
    def text(self) -> str:
        """The clauses as they are read."""
        return ", ".join(piece.text for _, piece in sorted(self.pieces.items()))

    def spoken_shortly(self, *kinds: Kind) -> bool:
        """Whether the clauses that say these kinds (none: all clauses) say little else: a command, no sentence of a text."""
        numbers = [each.piece.number for each in self.said if each.mark.kind in kinds] if kinds else list(self.pieces)
        return all(self.beside.get(number, 0) <= _WORDS_BESIDE for number in numbers)

    def add(self, mark: Mark, line: Line) -> None:
        """Something more is said of the item; an amount may reach over clauses (20人，每人800)."""
        self.said.append(Said(mark, line.piece(mark.start)))
        self.pieces |= {piece.number: piece for piece in line.pieces if piece.start < mark.end and mark.start < piece.end}

    def join(self, other: "Draft") -> None:
        """What another draft has of the same item, put behind."""
        self.said += other.said
        self.pieces |= other.pieces
        self.beside |= other.beside


@dataclass
class Gathering:
    """The drafts of a message so far."""

    drafts: list[Draft] = field(default_factory=list)
    orphans: list[tuple[Line, Piece, list[Mark]]] = field(default_factory=list)
    """Clauses that say something of an item spoken of before the message, or of none."""
    carried: Literal["quoted", "estimated", ""] = ""
    line: Line | None = None
    """The sentence in which the current item was spoken of last."""

    @property
    def current(self) -> Draft | None:
        """What was spoken of last."""
        return self.drafts[-1] if self.drafts else None

    def take(self, line: Line, pieces: Sequence[Piece], marks: Sequence[Mark]) -> None:
        """Go through a sentence clause by clause."""
        self.carried = ""
        homes = [(_home(mark, pieces, marks), mark) for mark in marks if mark.kind != "later"]
        for piece in pieces:
            own = [mark for home, mark in homes if home == piece.number]
            runs = _runs(own, line)
            if runs:
                self._with_items(line, piece, own, runs)
            elif any(mark.kind in (*_SAYING, "currency", "correction", "setting") for mark in own):
                self._without_items(line, piece, own)

    def _with_items(self, line: Line, piece: Piece, own: list[Mark], runs: list[list[Mark]]) -> None:
        drafts = [self._draft(line, piece, run, first=run is runs[0]) for run in runs]
        for draft in drafts:
            draft.beside[piece.number] = words_beside(line, piece, own)
        for mark in own:
            if mark.kind not in ("item", "ref"):
                at = _target(mark, own, runs, line)
                drafts[at].add(mark, line)
                self._carry(drafts[at], mark)
                drafts[at].carried = drafts[at].carried or self.carried
        if self.orphans and self.orphans[-1][0] is line and not drafts[0].said and drafts[0].beside[piece.number] <= 1:
            # 两万八,培训的
            for mark in self.orphans.pop()[2]:
                drafts[0].add(mark, line)

    def _draft(self, line: Line, piece: Piece, run: list[Mark], first: bool) -> Draft:
        items = list({mark.value.key: mark.value for mark in run if isinstance(mark.value, Item)}.values())
        last = self.current
        if first and last and self.line is line and not last.said and _only_names(line, last):
            last.items += [item for item in items if item.key not in {each.key for each in last.items}]
            draft = last
        elif last and {item.key for item in items} == {item.key for item in last.items}:
            draft = last
        else:
            draft = Draft(items, carried=self.carried)
            self.drafts.append(draft)
        draft.named.setdefault(piece.number, []).extend(run)
        draft.pieces[piece.number] = piece
        self.line = line
        return draft

    def _without_items(self, line: Line, piece: Piece, own: list[Mark]) -> None:
        draft = self.current
        referring = any(mark.kind == "ref" and mark.value == 0 for mark in own)
        if draft is None or not _goes_on(draft, self.line is line, words_beside(line, piece, own), own, referring):
            last = self.orphans[-1] if self.orphans else None
            # 刚说错了,是五万; 换算成人民币,汇率7.2
            goes_on = [mark for mark in last[2] if mark.kind in _LEADING or mark.former] if last and last[0] is line else []
            if last and goes_on and len(goes_on) == len(last[2]):
                self.orphans.pop()
            self.orphans.append((line, piece, [*goes_on, *own]))
            if any(mark.kind == "quoted" for mark in own):
                self.carried = "quoted"
            return
        self.line = line
        for mark in own:
            if mark.kind != "ref":
                draft.add(mark, line)
                self._carry(draft, mark)

    def _carry(self, draft: Draft, mark: Mark) -> None:
        if mark.kind == "quoted" or mark.kind == "estimated":
            self.carried = mark.kind
        elif mark.kind == "amount" and isinstance(mark.value, Amount) and mark.value.about and not draft.has("quoted"):
            self.carried = "estimated"


def _home(mark: Mark, pieces: Sequence[Piece], marks: Sequence[Mark]) -> int:
    """The clause of a mark; of an amount that reaches over several, the first that names an item."""
    over = [piece for piece in pieces if piece.start < mark.end and mark.start < piece.end]
    named = [piece for piece in over if any(each.kind == "item" and piece.start <= each.start < piece.end for each in marks)]
    return (named or over or list(pieces))[0].number


def words_beside(line: Line, piece: Piece, marks: Sequence[Mark]) -> int:
    """How much of a clause is not understood: Han characters count double Latin letters."""
    rest = list(line.text[piece.start : piece.end])
    for mark in marks:
        for place in range(max(mark.start, piece.start), min(mark.end, piece.end)):
            rest[place - piece.start] = ""
    left = "".join(rest)
    return (
        sum(1 for character in left if character > "\u2e80") + sum(character.isalpha() for character in left if character < "\u2e80") // 2
    )


def _goes_on(draft: Draft, here: bool, beside: int, own: Sequence[Mark], referring: bool) -> bool:
    """Whether a clause without an item is about the one before; `here`: in the same sentence."""
    kinds = {mark.kind for mark in own}
    if draft.items[0].strength == "weak" and here and not draft.has("amount") and not referring:
        return bool(kinds & {"quoted", "to_be_quoted"}) or (beside <= 2 and max(draft.beside.values(), default=9) <= 1)
    if beside > _WORDS_BESIDE:
        return False
    if referring or here or kinds & {"correction", "setting", "factor", "delta", "rate", "payer", "note"}:
        return True
    return not draft.has("amount", "excluded", "to_be_quoted")


def _only_names(line: Line, draft: Draft) -> bool:
    """The clause of the draft holds its names and nothing else."""
    return all(words_beside(line, piece, draft.named.get(number, ())) <= 1 for number, piece in draft.pieces.items())


def _runs(own: Sequence[Mark], line: Line) -> list[list[Mark]]:
    """The items of a clause, those that are listed (咨询和培训) in one run."""
    runs: list[list[Mark]] = []
    for mark in own:
        if mark.kind != "item":
            continue
        if runs and COST_WORDING["list_link"].search(line.text[runs[-1][-1].end : mark.start]):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs


def _target(mark: Mark, own: Sequence[Mark], runs: Sequence[Sequence[Mark]], line: Line) -> int:
    """Which run of items a mark is about: the one before it, or the one behind it where nothing else fits."""
    earlier = [n for n, run in enumerate(runs) if run[-1].end <= mark.start]
    later = [n for n, run in enumerate(runs) if run[0].start >= mark.end]
    if not earlier:
        return later[0] if later else 0
    if not later or mark.kind not in ("amount", "delta", *_FORWARD):
        return earlier[-1]
    if mark.kind in _FORWARD:
        # scrap the training and drop the tools
        leading = any(each.kind in _FORWARD and each.end <= runs[0][0].start for each in own)
        return later[0] if leading else earlier[-1]
    taken = any(each.kind in ("amount", "delta") and runs[earlier[-1]][-1].end <= each.start < mark.start for each in own)
    linked = COST_WORDING["forward_link"].search(line.text[mark.end : runs[later[0]][0].start])
    led = any(each.kind in ("amount", "delta") and each.end <= runs[0][0].start for each in own)
    return later[0] if linked and (taken or led) else earlier[-1]
