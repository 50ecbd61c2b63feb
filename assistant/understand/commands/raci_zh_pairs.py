"""Chinese clauses about who is primarily responsible for a work item and who stands in: 主要负责人是网管，备份是系统管理员."""

from dataclasses import dataclass
from itertools import pairwise

from assistant.understand.commands.raci_zh_moves import names_in
from assistant.understand.commands.raci_zh_names import WORDS as NAME_WORDS
from assistant.understand.commands.raci_zh_names import Noun, plausible, role_like
from assistant.understand.commands.raci_zh_phrases import phrases_of
from assistant.understand.commands.raci_zh_places import WORDS, activity_of
from assistant.understand.commands.raci_zh_state import Clause, State
from assistant.understand.commands.stretches import Stretch

_KINDS = ("primary", "backup")
_AROUND = ("filler", "between", "is", "by", "of", "tag", "ref", "also", "take", "and", "to", "says", "inside", "at", "we")
"""Kinds of words that are no part of the name of a work item."""


@dataclass(frozen=True)
class _Label:
    """A word for one of the two, with where the texts before and behind it end that belong to it."""

    which: str
    begin: int
    start: int
    end: int
    stop: int


def speaks_of_pairs(folded: str) -> bool:
    """Whether a message sets a primary or a backup, so that its A角 is one as well."""
    return bool(WORDS["pair_said"].search(folded) or WORDS["backup"].search(folded) or WORDS["primary"].search(folded))


def read_pair(state: State, stretch: Stretch) -> bool:
    """Whether the clause says who is primary or backup of a work item; the commands are kept in the state."""
    labels = _labels(stretch.folded)
    if not labels:
        return False
    label_first = _emptied(stretch, labels[0]) or _name(state, stretch, labels[0].end, labels[0].stop, behind=True) is not None
    given: dict[str, str | None] = {}
    for label in labels:
        span = (label.end, label.stop) if label_first else (label.begin, label.start)
        name = None if _emptied(stretch, label) else _name(state, stretch, *span, behind=label_first)
        if name or _emptied(stretch, label):
            given[label.which] = name
    item = _item(state, stretch, labels[0].start, label_first=label_first)
    return bool(given and item) and _kept(state, stretch, item or "", given)


def _labels(folded: str) -> list[_Label]:
    found = [(match.start(), match.end(), which) for which in _KINDS for match in WORDS[which].finditer(folded)]
    if not any(which == "primary" for _, _, which in found):
        found += [(match.start(), match.end(), "primary") for match in WORDS["primary_if_backup"].finditer(folded)]
    found.sort()
    edges = [0, *(end for _, end, _ in found)]
    starts = [*(start for start, _, _ in found), len(folded)]
    return [
        _Label(which, begin, start, end, stop)
        for (start, end, which), begin, (_, stop) in zip(found, edges, pairwise(starts), strict=False)
    ]


def _emptied(stretch: Stretch, label: _Label) -> bool:
    behind = stretch.folded[label.end : label.stop].strip(" ,、的也就")
    before = stretch.folded[label.begin : label.start].strip(" ,、的")
    return bool(WORDS["pair_empty"].search(behind) or WORDS["pair_empty_before"].search(before))


def _name(state: State, stretch: Stretch, start: int, end: int, *, behind: bool) -> str | None:
    """The role between two places, behind a label or before it; an unknown one only where a word links it."""
    folded = stretch.folded[start:end]
    link = WORDS["pair_link"].search(folded) if behind else WORDS["pair_by"].search(folded)
    if behind:
        folded = WORDS["pair_tail"].sub("", " " * link.end() + folded[link.end() :] if link else folded)
    elif link:
        folded = folded[: link.start()]
    nouns = [noun for noun in _nouns(state, folded) if noun.kind != "activity"]
    if not nouns or (behind and not link and len(nouns) > 1):
        return None
    noun = nouns[0] if behind else nouns[-1]
    name = state.names.spelt(noun, stretch.text[start:end])
    sure = noun.known or role_like(noun.text) or state.is_role(name)
    return name if sure or (link and NAME_WORDS["loose_role"].search(noun.text)) else None


def _item(state: State, stretch: Stretch, start: int, *, label_first: bool) -> str | None:
    """The work item: what stands before the labels, or the one spoken of if it has such a pair or was named in this message."""
    lead = WORDS["pair_empty_before"].sub("", stretch.folded[:start].rstrip(" ,、的"))
    tokens = phrases_of(lead, state.names, governed=True)
    roles = [n for n, token in enumerate(tokens) if token.kind == "role"]
    if not label_first and roles:
        # 网管是机房值班的主要负责人, or 机房值班网管主责
        tokens = tokens[roles[-1] + 1 :] if roles[-1] == 0 else tokens[: roles[-1]]
    while tokens and tokens[0].kind in _AROUND:
        tokens = tokens[1:]
    while tokens and tokens[-1].kind in _AROUND:
        tokens = tokens[:-1]
    said = stretch.text[tokens[0].start : tokens[-1].end] if tokens else ""
    if len(said) > 1 and plausible(said.lower().replace("的", "")):
        return activity_of(said, "", state.matrix)
    return next((name for name in state.rows if state.targets or _paired(state, name)), None)


def _nouns(state: State, folded: str) -> list[Noun]:
    return [token.noun for token in phrases_of(folded, state.names, governed=True) if token.noun]


def _paired(state: State, activity: str) -> bool:
    row = state.matrix.row(activity)
    return row is not None and bool(row.primary or row.backup)


def _kept(state: State, stretch: Stretch, item: str, given: dict[str, str | None]) -> bool:
    state.turn_to(item)
    clause = Clause(stretch.numbers[0], stretch.text, (), len(state.moves))
    named = {which: name for which, name in given.items() if name}
    if named:
        state.command(clause, "set_responsibility", {"item": item, **named})
    row = state.matrix.row(item)
    for which, name in given.items():
        holder = getattr(row, which) if row and name is None else None
        if row and holder in names_in(row):
            state.command(clause, "remove_role", {"role": holder, "activity": item})
    return bool(named) or len(state.moves) > clause.first_move
