"""What follows from a change of the case: what a row lacks, what the costs come to, what has to be asked or gone through again."""

from collections.abc import Iterator

from assistant.case.case import Case
from assistant.case.categories import categories
from assistant.case.changes_raci import line, row_told
from assistant.case.costs import CostChecklist
from assistant.case.fitting import question_between, scope_statement
from assistant.case.raci import RaciMatrix
from assistant.case.telling import sums_line
from assistant.case.values import listed
from assistant.domain import Command, Language
from assistant.texts import say

_ROWS_TOLD = 3
"""Rows of which it is told that they are complete, or what they lack."""


def consequences(before: Case, after: Case, language: Language) -> list[str]:
    """A paragraph each, in the order of the tabs."""
    told = [
        *_of_categories(before, after, language),
        (" " if language == "en" else "").join(_of_raci(before.raci, after.raci, language)),
        sums_line(after.costs, language) if _sums(before.costs) != _sums(after.costs) else "",
        *_stale(before, after, language),
    ]
    return [each for each in told if each]


def later_question(before: Case, after: Case, language: Language) -> str:
    """When the certification fee is new or another: whether it contains what comes in later years; "" when that is known."""
    fee = after.costs.item("certification")
    if fee is None or fee.amount is None or fee == before.costs.item("certification"):
        return ""
    unknown = [which for which, state in after.costs.later().items() if state == "unknown"]
    if not unknown:
        return ""
    if len(unknown) == len(after.costs.later()):
        return say("ask_later", language)
    return say("ask_later_rest", language, rest=listed([say(which, language) for which in unknown], language))


def category_question(before: Case, after: Case, language: Language) -> str:
    """What has to be asked of the work that was described; "" when the categories are clear, or nothing was described."""
    if after.fit == before.fit or not after.fit.described or (after.fit.fitted and not after.fit.between):
        return ""
    return question_between(after.fit.between, language)


def standing(command: Command, case: Case, language: Language) -> str:
    """The line that a command is about, as it stands; "" for one about no line."""
    args = command.args
    if command.tool == "set_cost":
        item = case.costs.item(args.get("part"), args.get("label"))
        return line(item.name(language), item.said(language), language) if item else ""
    named = args.get("activity") or args.get("item") or args.get("target")
    row = case.raci.row(named) if isinstance(named, str) else None
    return line(row.activity, row_told(row, language), language) if row else ""


def _of_categories(before: Case, after: Case, language: Language) -> Iterator[str]:
    known = categories()
    if after.fit.described == before.fit.described:
        return
    new = [each for each in after.fit.fitted if each.category not in before.fit.ids]
    for each in new:
        why = say("category_because", language, category=known[each.category].name.of(language), why=listed(each.why, language))
        yield f"{'；'.join([why, *each.why_not])}。" if language == "zh" else f"{'; '.join([why, *each.why_not])}."
    if new:
        yield scope_statement(after.fit.ids, language)


def _of_raci(before: RaciMatrix, after: RaciMatrix, language: Language) -> Iterator[str]:
    old = {row.activity: row for row in before.rows}
    touched = [row for row in after.rows if row.assignments and old.get(row.activity) != row]
    lacking = [row for row in touched if row.missing]
    for row in touched if len(touched) <= _ROWS_TOLD else lacking[:_ROWS_TOLD]:
        if row.missing:
            yield say("row_lacks", language, activity=row.activity, letters=listed(row.missing, language))
        else:
            yield say("row_complete", language, activity=row.activity)
    held = before.overloaded()
    for role in after.overloaded():
        if role not in held:
            yield say("overloaded", language, role=role, count=after.accountable_in(role))


def _sums(costs: CostChecklist) -> object:
    items = costs.started().items
    return [(item.label, item.status, item.amount, item.amount_high, item.currency) for item in items], costs.budget


def _stale(before: Case, after: Case, language: Language) -> Iterator[str]:
    new = [each for each in after.stale if each not in before.stale]
    for because in dict.fromkeys(each.because for each in new):
        areas = [say(f"area_{each.area}", language) for each in new if each.because == because]
        joined = ("、" if language == "zh" else " and ").join(areas)
        yield say("stale_area", language, because=say(f"profile_{because}", language), area=joined)
