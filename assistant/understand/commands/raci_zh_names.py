"""Names in a Chinese message about the RACI matrix: which stretch of words is an activity and which a role, known or not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.case.lexicon import activities, roles, squeezed
from assistant.case.raci import RaciMatrix
from assistant.terms import simplified
from assistant.wording import load_wording

WORDS = load_wording(Path(__file__).with_name("raci_zh_names.yaml"))
Kind = Literal["activity", "role", "unknown"]
Slot = Literal["subject", "object", "activity", "free"]
"""Where a name stands: before what a role does, after a word that calls for a role, where an activity belongs, anywhere."""
LONGEST, MODIFIER, WORKPLACE = 20, 8, 4
"""Characters of an unknown name, of what is put before a known one, and of what is done at a place of work."""


@dataclass(frozen=True)
class Noun:
    """A name in a text, by its place."""

    kind: Kind
    start: int
    end: int
    text: str
    """Folded and simplified."""
    known: bool


class Names:
    """The names that are known: of the lexicon and of the case."""

    def __init__(self, matrix: RaciMatrix, spoken: Iterable[tuple[str, Kind]] = ()) -> None:
        """`spoken`: names of activities and roles that the conversation has had."""
        self._own: dict[str, tuple[Kind, str]] = {}
        self._lengths: dict[str, set[int]] = {}
        for row in matrix.rows:
            self.learn(row.activity, "activity")
            for name in (*(each.role for each in row.assignments), row.primary, row.backup):
                if name:
                    self.learn(name, "role")
        for name, kind in spoken:
            self.learn(name, kind)

    def learn(self, name: str, kind: Kind) -> None:
        """A name that the case or the message itself has brought."""
        key = squeezed(simplified(name))
        if key and _lexicon()[0].get(key) is None:
            self._own.setdefault(key, (kind, name))
            self._lengths.setdefault(key[0], set()).add(len(key))

    def at(self, folded: str, start: int) -> Noun | None:
        """The longest known name that begins at a place of a folded text."""
        table, lengths = _lexicon()
        first = folded[start]
        wanted = lengths.get(first, frozenset()) | self._lengths.get(first, set())
        if not wanted or (_latin(first) and start and _latin(folded[start - 1])):
            return None
        squeezed_text, ends = _forward(folded, start, max(wanted))
        for length in sorted(wanted, reverse=True):
            key = squeezed_text[:length]
            if len(key) < length or (key not in table and key not in self._own):
                continue
            end = ends[length - 1]
            if _latin(folded[end - 1]) and end < len(folded) and _latin(folded[end]):
                continue
            return Noun(table.get(key) or self._own[key][0], start, end, folded[start:end], True)
        return None

    def spelt(self, noun: Noun, text: str) -> str:
        """A name as it is kept: as the case has it, simplified where only that is known, else as it was written."""
        key = squeezed(noun.text)
        if key in self._own:
            return self._own[key][1]
        written = " ".join(text[noun.start : noun.end].split()).strip("的")
        return noun.text if key in _lexicon()[0] and squeezed(written) != key else written


def nouns(pieces: Sequence[Noun], slot: Slot, *, plural: bool = False, governed: bool = True, headed: bool = False) -> list[Noun]:
    """The activities and roles that adjoining pieces make up.

    `plural`: 都 follows, so that there may be several roles. `governed`: an activity is known already; `headed`: and no other is expected.
    """
    found: list[Noun] = []
    for piece in _cut(pieces, plural):
        if found:
            last = piece is pieces[-1] or piece.end == pieces[-1].end
            made = _workplace(found[-1], piece) if headed else None
            made = made or _joined(found[-1], piece, slot if last else "free", plural, governed)
            if made is not None:
                found[-1] = made
                continue
        found.append(piece)
    behind_a_role = slot == "object" and len(found) > 1 and found[-2].kind == "role"
    if found and found[-1].kind == "unknown" and not behind_a_role:
        found[-1] = _by_slot(found[-1], slot)
    return found


def role_like(text: str) -> bool:
    """Whether an unknown name ends as roles and departments do."""
    return len(text) > 1 and plausible(text) and bool(WORDS["role_end"].search(text)) and not WORDS["not_a_role"].search(text)


def activity_like(text: str) -> bool:
    """Whether an unknown name ends as activities do."""
    return (
        len(text) > 1 and plausible(text) and bool(WORDS["activity_end"].search(text)) and not WORDS["not_an_activity"].search(text.strip())
    )


def plausible(text: str) -> bool:
    """Whether words can be a name at all."""
    return 0 < len(text) <= LONGEST and not WORDS["not_a_name"].search(text)


def _by_slot(noun: Noun, slot: Slot) -> Noun:
    if slot in ("subject", "object") and len(noun.text) > 1 and plausible(noun.text) and not WORDS["not_a_role"].search(noun.text):
        return _as(noun, "role")
    if slot == "activity" and plausible(noun.text) and len(noun.text) > 1 and not WORDS["not_an_activity"].search(noun.text):
        return _as(noun, "activity")
    return noun


def _cut(pieces: Sequence[Noun], plural: bool) -> list[Noun]:
    """Unknown pieces judged by their endings, and parted where an activity and a role adjoin, or two roles alike."""
    found: list[Noun] = []
    for piece in pieces:
        if piece.kind != "unknown":
            found.append(piece)
            continue
        if len(found) > 1 and found[-2].kind == "activity" and _headed_by(found[-1], piece):
            found[-1] = _one(found[-1], piece, "role")  # 内部稽核|稽核室
            continue
        at = _border(piece.text) or (_middle(piece.text) if plural else 0)
        if not at and found and found[-1].known:
            head = WORDS["role_head"].match(piece.text)
            rest = piece.text[head.end() :] if head else ""
            at = head.end() if head and rest and (role_like(rest) or activity_like(rest)) and not role_like(piece.text) else 0
        for start, end in ((0, at), (at, len(piece.text))) if at else ((0, len(piece.text)),):
            found.append(_judged(Noun("unknown", piece.start + start, piece.start + end, piece.text[start:end], False)))
    return found


def _border(text: str) -> int:
    """Where an unknown stretch parts into an activity and a role: 监理日志|监理员; 0 if it does not."""
    for at in range(3, len(text) - 1):
        left, right = text[:at], text[at:]
        if activity_like(left) and role_like(right) and not WORDS["role_head"].fullmatch(right):
            return at
    return 0


def _middle(text: str) -> int:
    """Where two roles with the same ending adjoin: 一线|二线."""
    halves = ((at, text[:at], text[at:]) for at in range(2, len(text) - 1))
    return next((at for at, left, right in halves if left[-1] == right[-1] and role_like(left) and role_like(right)), 0)


def _judged(noun: Noun) -> Noun:
    kind: Kind = "role" if role_like(noun.text) else "activity" if activity_like(noun.text) else "unknown"
    return _as(noun, kind)


def _as(noun: Noun, kind: Kind) -> Noun:
    return Noun(kind, noun.start, noun.end, noun.text, noun.known)


def _joined(left: Noun, right: Noun, slot: Slot, plural: bool, governed: bool) -> Noun | None:
    """One name of two that adjoin, or None when they are two."""
    if right.start - left.end > 1:
        return None
    if not right.known and left.kind != "unknown" and WORDS["role_head"].fullmatch(right.text):
        return _one(left, right, "role")
    if left.end != right.start:
        return None
    if left.kind == "role":
        return _after_role(left, right, slot, plural)
    if left.kind == "activity":
        return _after_activity(left, right, slot)
    return _after_unknown(left, right, slot, governed)


def _after_role(left: Noun, right: Noun, slot: Slot, plural: bool) -> Noun | None:
    bare = not WORDS["department_end"].search(left.text) and not WORDS["title_end"].search(left.text)
    if right.kind == "activity":
        return _one(left, right, "activity") if bare and not WORDS["action_name"].search(right.text) else None
    if right.kind == "unknown" or plural:
        return None
    if bare and _doing(right, slot):
        return _one(left, right, "activity")
    if left.known and right.known and bare and not (WORDS["department_end"].search(right.text) or WORDS["title_end"].search(right.text)):
        return None
    ranked = bool(WORDS["department_end"].search(left.text)) and bool(WORDS["title_end"].search(right.text))
    nested = not left.known and bool(WORDS["department_end"].search(left.text))
    return _one(left, right, "role") if bare or ranked or nested else None


def _after_activity(left: Noun, right: Noun, slot: Slot) -> Noun | None:
    if right.kind == "activity":
        return _one(left, right, "activity") if not right.known or WORDS["activity_head"].search(right.text) else None
    if right.kind == "unknown" and activity_like(left.text + right.text):
        return _one(left, right, "activity")
    if right.kind == "role":
        return _one(left, right, "activity") if _doing(right, slot) else None
    return None


def _after_unknown(left: Noun, right: Noun, slot: Slot, governed: bool) -> Noun | None:
    if not plausible(left.text) or len(left.text) > MODIFIER:
        return None
    if right.kind == "activity" or _doing(right, slot):
        return _one(left, right, "activity")
    if right.kind == "role":
        belongs = WORDS["role_begin"].search(left.text) or len(left.text) <= 2 or (governed and len(left.text) <= 4)
        return _one(left, right, "role") if belongs else None
    return None


def _workplace(left: Noun, right: Noun) -> Noun | None:
    """A place of work named by what is done there: 扫描车间."""
    named = left.kind in ("activity", "unknown") and not left.known and len(left.text) <= WORKPLACE and plausible(left.text)
    return _one(left, right, "role") if named and left.end == right.start and WORDS["workplace"].fullmatch(right.text) else None


def _headed_by(noun: Noun, head: Noun) -> bool:
    return noun.known and noun.kind == "role" and noun.end == head.start and bool(WORDS["role_head"].fullmatch(head.text))


def _doing(noun: Noun, slot: Slot) -> bool:
    """Whether the name of those who do something stands for what they do: 采购 in 设备采购."""
    return noun.known and slot in ("activity", "free") and bool(WORDS["doing"].search(noun.text))


def _one(left: Noun, right: Noun, kind: Kind) -> Noun:
    return Noun(kind, left.start, right.end, left.text + " " * (right.start - left.end) + right.text, False)


@cache
def _lexicon() -> tuple[dict[str, Kind], dict[str, frozenset[int]]]:
    """Kind of each name by its squeezed form, and the lengths there are by its first character."""
    table: dict[str, Kind] = {}
    for kind, names in (("activity", activities().names), ("role", roles().names)):
        for name in names:
            if len(name) > 1:
                table.setdefault(name, "activity" if kind == "activity" else "role")
    lengths: dict[str, set[int]] = {}
    for name in table:
        lengths.setdefault(name[0], set()).add(len(name))
    return table, {first: frozenset(sizes) for first, sizes in lengths.items()}


def _forward(folded: str, start: int, length: int) -> tuple[str, list[int]]:
    """The next characters without the separators inside a name, and where each of them ends; a space between Han ends it."""
    taken: list[str] = []
    ends: list[int] = []
    at = start
    while at < len(folded) and len(taken) < length:
        character = folded[at]
        if character in " -_":
            following = folded[at + 1 : at + 2]
            if not (_latin(folded[at - 1]) or _latin(following)) or not following.strip():
                break
        elif re.match(r"[\w&+]", character):
            taken.append(character)
            ends.append(at + 1)
        else:
            break
        at += 1
    return "".join(taken), ends


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
