"""Changes of the matrix that go through several rows or roles at once, in both languages.

Everybody out but those named, somebody's part handed on as he leaves, the rows of a phase deleted, rows moved a place up or down. They are
only about rows and roles that are there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from assistant.case.lexicon import Lexicon, activities, roles, squeezed
from assistant.case.raci import RaciMatrix, Row
from assistant.case.values import LETTERS, Phase
from assistant.domain import Command
from assistant.terms import HAN
from assistant.understand.commands.clauses import Clause
from assistant.understand.commands.counts import whole_number
from assistant.understand.commands.raci_en_rows import phases_in as phases_en
from assistant.understand.commands.raci_en_spoken import number_said
from assistant.understand.commands.raci_zh_names import role_like
from assistant.understand.commands.raci_zh_places import partly_named, phase_in, rows_at
from assistant.understand.commands.reading import Context, Reading
from assistant.wording import load_wording

WORDING = load_wording(Path(__file__).with_name("raci_wholesale.yaml"))
LONGEST = 160
"""Characters of a sentence that is read here."""
_SHORTEST_PART = 2
_JUST_NAMED = 4
"""Roles of the last messages of which one may be taken back."""
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True)
class _Sentence:
    numbers: tuple[int, ...]
    text: str
    """Folded, its clauses joined by commas."""
    whole: bool = True
    """No single clause out of several."""


def read(reading: Reading, context: Context) -> None:
    """Take the sentences that change several rows or roles at once."""
    names = _Names(context)
    readers = (
        (_all_but, _leaves_to, _out_in, _not_after_all, _cell_to, _rows_out, _phase_out, _moves, _trade_places)
        if names.matrix.rows
        else (_nobody_replaced, _moves)
    )
    for sentence in list(_sentences(reading)):
        for reader in readers:
            commands = reader(sentence, names)
            if commands:
                reading.take(sentence.numbers[0], *commands)
                for number in sentence.numbers:
                    reading.take(number)
                break


def _sentences(reading: Reading) -> Iterator[_Sentence]:
    """The sentences of which every clause is free, and each of their clauses by itself."""
    for _, group in groupby(enumerate(reading.clauses), key=lambda each: each[1].sentence):
        clauses = list(group)
        if any(number in reading.used for number, _ in clauses):
            continue
        runs: list[list[tuple[int, Clause]]] = [clauses]
        runs += [[each] for each in clauses] if len(clauses) > 1 else []
        for run in runs:
            numbers = tuple(number for number, _ in run)
            text = ",".join(clause.folded.strip() for _, clause in run)
            asks = run[-1][1].asks and not WORDING["polite"].search(text)
            if len(text) <= LONGEST and not asks and not WORDING["supposed"].search(text) and not set(numbers) & reading.used:
                yield _Sentence(numbers, text, run is clauses)


def _match(name: str, text: str) -> re.Match[str] | None:
    """The first of the patterns `name_1`, `name_2`, … that a text matches."""
    patterns = (pattern for key, pattern in WORDING.items() if key.rpartition("_")[0] == name)
    return next((match for pattern in patterns if (match := pattern.search(text))), None)


class _Names:
    """The rows and roles that there are, as a message names them."""

    def __init__(self, context: Context) -> None:
        self.matrix: RaciMatrix = context.file.case.raci
        spoken = next((name for name in context.file.talk.activities if self.matrix.row(name)), None)
        only = self.matrix.rows[0].activity if len(self.matrix.rows) == 1 else None
        self.current = self.matrix.row(spoken or only or "")
        self.just_named = context.file.talk.roles[:_JUST_NAMED]

    def row(self, said: str) -> Row | None:
        """By its name, a part of it that no other row has, its number, or as the one spoken of."""
        said = WORDING["row_dressing"].sub("", said.strip()).strip(" ,")
        if not said or WORDING["this_row"].search(said):
            return self.current
        if row := self.matrix.row(said):
            return row
        numbered = _HAN.search(said) and re.search(r"[第行条]|最|首", said) and rows_at(said, self.matrix)
        if numbered:
            return self.matrix.row(numbered[0])
        if ordinal := WORDING["row_ordinal"].search(said):
            number = number_said(ordinal["after"] or ordinal["before"] or "") or whole_number(ordinal["bare"] or "") or 0
            number = {"last": len(self.matrix.rows), "bottom": len(self.matrix.rows), "top": 1}.get(ordinal["before"] or "", number)
            return self.matrix.rows[number - 1] if 0 < number <= len(self.matrix.rows) else None
        name = partly_named(said, [row.activity for row in self.matrix.rows]) if len(said) >= _SHORTEST_PART else None
        return self.matrix.row(name) if name else None

    def role(self, said: str, held: Sequence[str]) -> str | None:
        """The one of some roles that is meant."""
        said = WORDING["role_dressing"].sub("", said.strip()).strip()
        same = next((role for role in held if roles().key(role) == roles().key(said)), None)
        if same or len(squeezed(said)) < _SHORTEST_PART:
            return same
        part = squeezed(said)
        near = [role for role in held if part in squeezed(role)]
        return near[0] if len(near) == 1 else None


def _all_but(sentence: _Sentence, names: _Names) -> list[Command]:
    """“除了质量经理别人都去掉”, “everyone but the GM out of the management review”."""
    match = _match("all_but", sentence.text)
    if not match:
        return []
    groups = match.groupdict()
    row = names.row(groups.get("before") or groups["row"] or "")
    if row is None:
        return []
    held = _held(row)
    kept: list[str] = []
    for part in filter(None, WORDING["and"].split(match["kept"])):
        found = _of_letter(row, part) or [names.role(part, held)]
        if None in found:
            return []
        kept += [role for role in found if role]
    return [Command("remove_role", {"role": role, "activity": row.activity}, sentence.text) for role in held if role not in kept]


def _of_letter(row: Row, said: str) -> list[str | None]:
    letter = next((each for each in LETTERS if WORDING["role_dressing"].sub("", said.strip()).upper() == each), None)
    return list(row.of(letter)) if letter else []


def _held(row: Row) -> list[str]:
    covering = [name for name in (row.primary, row.backup) if name]
    return list({roles().key(name): name for name in (*covering, *(each.role for each in row.assignments))}.values())


def _leaves_to(sentence: _Sentence, names: _Names) -> list[Command]:
    """“The delivery manager leaves, give his part to the ops manager”: in every row."""
    match = _match("leaves_to", sentence.text)
    if not match:
        return []
    groups = match.groupdict()
    said = groups.get("old") or groups.get("old2") or ""
    # Of a role that stands nowhere the refusal says so.
    old = names.role(said, list(names.matrix.named.values())) or (said if role_like(said) or roles().find(said) else None)
    new = WORDING["role_dressing"].sub("", match["new"].strip()).strip()
    if old is None or not new or _is_other(new) or roles().key(old) == roles().key(new):
        return []
    new = names.role(new, [role for role in names.matrix.named.values() if role != old]) or new
    return [Command("replace_role", {"old": old, "new": new}, sentence.text)]


def _cell_to(sentence: _Sentence, names: _Names) -> list[Command]:
    """“财务总监那一格给总经理”: in the row that is spoken of."""
    match, row = WORDING["cell_to"].search(sentence.text), names.current
    old = names.role(match["old"], _held(row)) if match and row else None
    if match is None or row is None or old is None or _is_other(match["new"]):
        return []
    return [Command("replace_role", {"old": old, "new": match["new"], "activity": row.activity}, sentence.text)]


def _out_in(sentence: _Sentence, names: _Names) -> list[Command]:
    """“Take procurement off and put the vendor team in”: in the row that is spoken of, else in the only one that has the role."""
    match = _match("out_in", sentence.text)
    old = names.role(match["old"], list(names.matrix.named.values())) if match else None
    if match and old is None and roles().find(match["old"]) and roles().find(match["new"]):
        # The refusal says that it stands nowhere.
        return [Command("replace_role", {"old": match["old"], "new": match["new"]}, sentence.text)]
    if match is None or old is None or _is_other(match["new"]):
        return []
    having = [row for row in names.matrix.rows if row.has(old)]
    row = names.current if names.current in having else having[0] if len(having) == 1 else None
    return [Command("replace_role", {"old": old, "new": match["new"], "activity": row.activity}, sentence.text)] if row else []


def _not_after_all(sentence: _Sentence, names: _Names) -> list[Command]:
    """“Actually not HR”, right after HR has been given a part."""
    match, row = _match("not_after_all", sentence.text) if sentence.whole else None, names.current
    said = next((value for value in match.groups() if value), "") if match else ""
    old = names.role(said, _held(row)) if said and row else None
    if row is None or old is None or roles().key(old) not in map(roles().key, names.just_named):
        return []
    return [Command("remove_role", {"role": old, "activity": row.activity}, sentence.text)]


def _rows_out(sentence: _Sentence, names: _Names) -> list[Command]:
    """“最后两行删掉”, “remove the last two rows”; nothing where there are not so many."""
    match = WORDING["rows_out"].search(sentence.text)
    count = whole_number(match["n"] or match["en_n"]) if match else None
    rows = names.matrix.rows
    if match is None or not count or count > len(rows):
        return []
    first = (match["end"] or match["en_end"]) in ("前", "最前面", "最上面", "开头", "first", "top")
    return [Command("remove_row", {"activity": row.activity}, sentence.text) for row in (rows[:count] if first else rows[-count:])]


def _is_other(name: str) -> bool:
    return activities().find(name) is not None and roles().find(name) is None


def _nobody_replaced(sentence: _Sentence, names: _Names) -> list[Command]:
    """“把PM换成QA” where there is no row: the refusal says so."""
    match = WORDING["replaces_nobody"].search(sentence.text)
    if not match or not all(roles().find(match[group]) for group in ("old", "new")):
        return []
    return [Command("replace_role", {"old": match["old"], "new": match["new"]}, sentence.text)]


def _phase_out(sentence: _Sentence, names: _Names) -> list[Command]:
    """“实施阶段的行都删了”, “remove all rows of the audit phase”."""
    match = _match("phase_out", sentence.text)
    phase = _phase(match["phase"].strip()) if match else None
    if match is None or phase is None:
        return []
    # Of a phase without rows the refusal names those that there are.
    gone = [row.activity for row in names.matrix.rows if row.phase == phase] or [match["phase"].strip()]
    return [Command("remove_row", {"activity": activity}, sentence.text) for activity in gone]


def _phase(said: str) -> Phase | None:
    if _HAN.search(said):
        return phase_in(said if WORDING["phase_word"].search(said) else f"{said}阶段")
    if WORDING["audit_phase"].search(said):
        return "audit"
    named = said if WORDING["phase_word"].search(said) else f"{said} phase"
    return next((phase for phase, _, _ in phases_en(named)), None)


def _moves(sentence: _Sentence, names: _Names) -> list[Command]:
    """“管理评审上移一行”, “move the review down two rows”; at the top or the bottom it stays."""
    for name, sign in (("moves_up", -1), ("moves_down", 1)):
        match = _match(name, sentence.text)
        row = names.row(match["row"]) if match else None
        lacking = WORDING["row_dressing"].sub("", match["row"].strip()).strip(" ,") if match and row is None else ""
        if lacking and activities().find(lacking):
            # The refusal names the rows that there are.
            return [Command("move_row", {"activity": lacking, "at": 1}, sentence.text)]
        if match is None or row is None:
            continue
        groups = match.groupdict()
        said = groups.get("n") or groups.get("n2") or ""
        far = (1 if said in ("", "a") else whole_number(said)) or 1
        place = names.matrix.rows.index(row) + 1
        at = max(1, min(len(names.matrix.rows), place + sign * far))
        return [Command("move_row", {"activity": row.activity, "at": at}, sentence.text)]
    return []


def _trade_places(sentence: _Sentence, names: _Names) -> list[Command]:
    """“Swap rows 1 and 3”: the two rows in each other's place, never two roles."""
    match = WORDING["trade_places"].search(sentence.text)
    if not match or any(_role_in(roles(), names, match[group]) for group in ("row", "other")):
        return []
    found = [names.row(match[group]) for group in ("row", "other")]
    if None in found or found[0] is found[1]:
        return []
    first, second = sorted((row for row in found if row), key=names.matrix.rows.index)
    places = names.matrix.rows.index(first) + 1, names.matrix.rows.index(second) + 1
    moves = [Command("move_row", {"activity": second.activity, "at": places[0]}, sentence.text)]
    if places[1] - places[0] > 1:
        moves.append(Command("move_row", {"activity": first.activity, "at": places[1]}, sentence.text))
    return moves


def _role_in(lexicon: Lexicon, names: _Names, said: str) -> bool:
    name = WORDING["role_dressing"].sub("", said.strip())
    return lexicon.find(name) is not None or lexicon.key(name) in names.matrix.named
