"""The changes of the case that a message asks for, by rules: commands, questions to the case, and what is unclear."""

import datetime as dt
import re

from assistant.case import CaseFile
from assistant.case.lexicon import squeezed
from assistant.domain import Language
from assistant.names import NameIndex
from assistant.terms import HAN, fold
from assistant.texts import say
from assistant.understand.commands import costs, profile, raci_en, raci_wholesale, raci_zh, services, steps
from assistant.understand.commands.clauses import READ_AT_MOST, clauses_in, clauses_of, own_words
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.commands.tables import tables_in
from assistant.understand.commands.wordings import WORDING

__all__ = ["Reading", "read_commands", "unread_row"]

QUOTED_AT_LEAST = 10
"""Characters of others' words from which a message without a wish of its own is taken for a quotation."""
LONGEST_UNREAD = 200
"""Characters of a statement that is asked back about."""
_HAN = re.compile(f"[{HAN}]")


def read_commands(message: str, language: Language, file: CaseFile, names: NameIndex | None, today: dt.date) -> Reading:
    """What a message wants done to the case. Never fails; what is only quoted in it is not obeyed."""
    own = own_words(message)
    text, tabled = tables_in(own)
    reading = Reading(clauses_in(text))
    if not file.case.raci.rows and WORDING["bare_ordinal"].search(fold(text).strip()):
        # With no rows to point at, it picks from what was asked or listed.
        return reading
    reading.found += [(-1, command) for command in tabled]
    context = Context(language, file, names, today)
    for reader in (steps, raci_wholesale, costs):
        reader.read(reading, context)
    if file.talk.subject == "categories" and not file.case.raci.rows:
        # Amid a talk about the work, “除了测试还做数据录入” tells more of it and gives no role a part.
        services.read(reading, context)
    _read_raci(reading, context, text)
    for reader in (profile, services):
        reader.read(reading, context)
    quoted = len("".join(message[:READ_AT_MOST].split())) - len("".join(own.split()))
    asks = any(clause.asks for clause in reading.clauses) or "?" in message or "？" in message
    if quoted >= QUOTED_AT_LEAST and not asks and not reading.understood:
        reading.unclear.append(say("others_words", context.language))
    return reading


def unread_row(message: str, file: CaseFile, language: Language) -> str:
    """A question back for a statement that names a role or row of the matrix and that nothing has understood; "" for anything else."""
    clauses = clauses_of(message)
    if not clauses or any(clause.asks for clause in clauses) or len(message) > LONGEST_UNREAD:
        return ""
    packed = squeezed(" ".join(clause.folded for clause in clauses))
    for row in file.case.raci.rows:
        role = next((each.role for each in row.assignments if squeezed(each.role) in packed), "")
        if role or squeezed(row.activity) in packed:
            role = role or next((each.role for each in row.assignments), "")
            return say("not_followed_role" if role else "not_followed", language, activity=row.activity, role=role)
    return ""


def _read_raci(reading: Reading, context: Context, text: str) -> None:
    """In Chinese also where only a word of an English message is, unless the English reader makes more of it."""
    if context.language == "zh":
        raci_zh.read(reading, context)
        return
    if _HAN.search(text):
        trial = Reading(reading.clauses, used=set(reading.used))
        raci_zh.read(trial, context)
        if (trial.found or trial.asked) and not trial.unclear:
            reading.take_over(trial)
            return
    raci_en.read(reading, context)
