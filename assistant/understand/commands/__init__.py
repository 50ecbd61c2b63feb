"""The changes of the case that a message asks for, by rules: commands, questions to the case, and what is unclear."""

import datetime as dt
import re

from assistant.case import CaseFile
from assistant.domain import Language
from assistant.names import NameIndex
from assistant.terms import HAN, fold
from assistant.understand.commands import costs, profile, raci_en, raci_zh, services, steps
from assistant.understand.commands.clauses import clauses_of, own_words
from assistant.understand.commands.reading import Context, Reading
from assistant.understand.commands.tables import tables_in
from assistant.understand.commands.wordings import WORDING

__all__ = ["Reading", "read_commands"]
_HAN = re.compile(f"[{HAN}]")


def read_commands(message: str, language: Language, file: CaseFile, names: NameIndex | None, today: dt.date) -> Reading:
    """What a message wants done to the case. Never fails; what is only quoted in it is not obeyed."""
    text, tabled = tables_in(own_words(message))
    reading = Reading(clauses_of(text))
    if not file.case.raci.rows and WORDING["bare_ordinal"].search(fold(text).strip()):
        # With no rows to point at, it picks from what was asked or listed.
        return reading
    reading.found += [(-1, command) for command in tabled]
    context = Context(language, file, names, today)
    for reader in (steps, costs):
        reader.read(reading, context)
    if file.talk.subject == "categories" and not file.case.raci.rows:
        # Amid a talk about the work, “除了测试还做数据录入” tells more of it and gives no role a part.
        services.read(reading, context)
    _read_raci(reading, context, text)
    for reader in (profile, services):
        reader.read(reading, context)
    return reading


def _read_raci(reading: Reading, context: Context, text: str) -> None:
    """In Chinese also where only a word of an English message is, unless the English reader makes more of it."""
    if context.language == "zh":
        raci_zh.read(reading, context)
        return
    if _HAN.search(text):
        trial = Reading(reading.clauses, used=set(reading.used))
        raci_zh.read(trial, context)
        if (trial.found or trial.asked) and not trial.unclear:
            raci_zh.read(reading, context)
            return
    raci_en.read(reading, context)
