"""Steps back and forward, and the answers to what the assistant has asked."""

import re

from assistant.domain import Command
from assistant.terms import fold
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.commands.wordings import WORDING

_NUMBER = {
    word: n
    for n, row in enumerate(
        (
            ("一", "one", "once"),
            ("二", "两", "two", "twice"),
            ("三", "three"),
            ("四", "four"),
            ("五", "five"),
            ("六", "six"),
            ("七", "seven"),
            ("八", "eight"),
            ("九", "nine"),
            ("十", "ten"),
        ),
        start=1,
    )
    for word in row
}
_STEPS = re.compile(
    r"(\d+|[一二两三四五六七八九十]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twice)\b)\s*(?:步|次|下|steps?|times|changes|messages)?"
)


def read(reading: Reading, context: Context) -> None:
    """Undo and redo, yes and no; the clauses they take are used up."""
    for number, clause in reading.free():
        text = clause.folded
        if WORDING["not_a_step"].search(text) or clause.asks:
            continue
        undo, redo = WORDING["undo"].search(text), WORDING["redo"].search(text)
        if undo or redo:
            tool = "undo" if undo else "redo"
            reading.take(number, Command(tool, {"steps": steps_in(text)}, clause.text))
    pending = context.file.talk.pending
    if pending is None or pending.kind not in ("confirm", "proposal") or reading.commands:
        return
    for number, clause in reading.free():
        text = fold(clause.text).strip(" .。!！,，")
        if WORDING["yes"].search(text):
            reading.take(number, Command(pending.tool, dict(pending.args), clause.text))
            return
        if WORDING["no"].search(text):
            reading.take(number)
            reading.declined = True
            return


def steps_in(text: str) -> int:
    """How many steps are meant; one where none is said."""
    match = _STEPS.search(text)
    if match is None:
        return 1
    said = match.group(1)
    return max(1, min(100, int(said) if said.isdigit() else _NUMBER.get(said, 1)))
