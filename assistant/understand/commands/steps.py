"""Steps back and forward, and the answers to what the assistant has asked."""

import re
from collections.abc import Sequence

from assistant.case import CaseFile, Pending
from assistant.case.changes import changes
from assistant.case.lexicon import activities, roles
from assistant.domain import Command, Language
from assistant.terms import HAN, fold, simplified
from assistant.understand.commands.clauses import Clause
from assistant.understand.commands.numerals import numbers_in
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.commands.wordings import WORDING

_ENDS = " .。!！,，~、…"
_TOKEN = re.compile(rf"[{HAN}]{{2,}}|[a-z0-9]{{2,}}")
LONGEST_STEP = 80
"""Characters of a clause that can be a step or an answer to a yes-or-no question."""
MOST_STEPS = 100


def read(reading: Reading, context: Context) -> None:
    """Undo and redo, yes and no; the clauses they take are used up."""
    _read_steps(reading, context)
    pending = context.file.talk.pending
    if pending is not None and pending.kind in ("confirm", "proposal") and not reading.commands:
        _read_answer(reading, pending, context.file)
    elif len(reading.clauses) == 1 and not reading.used and WORDING["lets_be"].search(reading.clauses[0].folded.strip(_ENDS)):
        reading.take(0)
        reading.declined = True


def _read_steps(reading: Reading, context: Context) -> None:
    said: list[tuple[int, Clause, str]] = []
    for number, clause in reading.free():
        tool = "" if clause.asks else _step(clause.folded, context.file, context.language)
        if tool == "redo" and WORDING["brings_back"].search(clause.folded) and _nothing_undone(context.file):
            # What was just deleted is wanted back.
            tool = "undo"
        if tool:
            said.append((number, clause, tool))
    for place, (number, clause, tool) in enumerate(said):
        # “刚才不算，退两步” is one request in two clauses: the last one counts.
        later = said[place + 1] if place + 1 < len(said) else None
        repeated = later and (later[1].sentence, later[2]) == (clause.sentence, tool) and not WORDING["step_again"].search(later[1].folded)
        all_of_them = tool == "undo" and context.file.at and WORDING["to_the_start"].search(clause.folded)
        steps = min(MOST_STEPS, context.file.at) if all_of_them else steps_in(clause.folded)
        reading.take(number, *([] if repeated else [Command(tool, {"steps": steps}, clause.text)]))


def _nothing_undone(file: CaseFile) -> bool:
    return 0 < file.at == len(file.states) - 1


def steps_in(text: str) -> int:
    """How many steps a folded clause means; one where none is said."""
    for found in numbers_in(text):
        before, after = text[: found.start], text[found.end :]
        alone = not WORDING["step_filler"].sub("", after).strip()
        if WORDING["step_counted"].search(after) or (alone and WORDING["step_before"].search(before)):
            return max(1, min(MOST_STEPS, int(found.low)))
    return 2 if re.search(r"\btwice\b", text) else 1


def _step(text: str, file: CaseFile, language: Language) -> str:
    """`undo`, `redo`, or "" for a clause that says something else."""
    if len(text) > LONGEST_STEP or WORDING["not_a_step"].search(text):
        return ""
    said = [(match.start(), -match.end(), tool) for tool in ("undo", "redo") for match in [WORDING[tool].search(text)] if match]
    if not said:
        return ""
    # What is said first decides: 恢复刚才撤销的, undo the redo; of two that begin together the longer one: 撤销错了.
    tool = min(said)[2]
    left = text
    for name in (tool, "undo" if tool == "redo" else "redo", "step_filler"):
        left = WORDING[name].sub(" ", left)
    return tool if not left.strip() or _is_about(left, file, tool, language) else ""


def _is_about(left: str, file: CaseFile, tool: str, language: Language) -> bool:
    """Whether every other word of a clause is about the step that would be made: “undo the budget” right after the budget was set."""
    other = file.at - 1 if tool == "undo" else file.at + 1
    if not 0 <= other < len(file.states):
        return False
    told = simplified(fold(" ".join(changes(file.states[other], file.case, language))))
    named = activities().find(left) or roles().find(left)
    if named:
        return fold(named.zh) in told or fold(named.en) in told
    words = _TOKEN.findall(left)
    return bool(words) and all(word in told for word in words)


def _read_answer(reading: Reading, pending: Pending, file: CaseFile) -> None:
    for number, clause in reading.free():
        text = clause.folded.strip(_ENDS)
        if clause.asks or len(text) > LONGEST_STEP:
            return
        if WORDING["accepts"].search(text) or _picks(text, [str(pending.args.get("role", ""))]):
            reading.take(number, Command(pending.tool, dict(pending.args), clause.text))
            return
        if WORDING["declines"].search(text) or _picks(text, _holders(pending, file)):
            reading.take(number)
            reading.declined = True
            return
        if not WORDING["interjection"].search(text):
            return


def _picks(text: str, names: Sequence[str]) -> bool:
    """Whether an answer is one of the names: “还是管代吧”, “the plant manager”."""
    said = WORDING["picks"].sub("", text).strip(_ENDS)
    return bool(said) and any(roles().key(said) == roles().key(name) for name in names if name)


def _holders(pending: Pending, file: CaseFile) -> tuple[str, ...]:
    """Who has the A that the pending command would take."""
    activity = pending.args.get("activity")
    row = file.case.raci.row(activity) if isinstance(activity, str) else None
    return row.of("A") if row else ()
