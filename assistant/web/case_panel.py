"""The case beside the chat: its tabs, the buttons beneath them, and the bar that stands for it on a phone. Pure functions."""

from collections.abc import Callable
from html import escape

from assistant.case import Case
from assistant.case.categories import Fitted, categories
from assistant.case.changes import changes, told
from assistant.case.fitting import scope_statement
from assistant.case.profile import Profile
from assistant.domain import Language
from assistant.texts import say
from assistant.web.costs_panel import costs_html, sum_said
from assistant.web.raci_panel import raci_html
from assistant.web.shown import Shown, asking, classes, differs, gone, held, listed, mark, panel, stale, teaching, text, told_mark
from assistant.web.texts import word

LONGEST_LINE = 200
"""Characters of a change that the bar holds; it shows as many as fit."""


def categories_html(shown: Shown) -> str:
    """Each category that fits with why and why not, then a statement of scope; or between which it still has to be asked.

    Either way it says that no official definitions were found.
    """
    language, known = shown.language, categories()
    fit, before = shown.case.fit, shown.before.fit
    body = stale("categories", shown)
    if fit.between:
        names = listed((known[id].name.of(language) for id in fit.between if id in known), language)
        body += f'<p class="asked-back">{escape(word("between", language).format(names=names))}</p>'
    old = {each.category: each for each in before.fitted}
    body += "".join(_fitted(each, old.get(each.category), shown) for each in fit.fitted)
    body += gone([known[id].name.of(language) for id in before.ids if id not in fit.ids], shown)
    if fit.fitted:
        body += f"<h3>{word('scope', language)}</h3><blockquote><p>{escape(scope_statement(fit.ids, language))}</p></blockquote>"
    elif fit.between:
        body += f'<p class="hedge">{word("hedge", language)}</p>'
    else:
        body += teaching("categories", language)
    return panel("categories", body, shown)


def client_html(shown: Shown) -> str:
    """What is known of the client, a line a field."""
    language, profile, before = shown.language, shown.case.profile, shown.before.profile
    fields = [field for field in Profile.model_fields if getattr(profile, field) not in (None, ())]
    rows = "".join(_field(field, shown) for field in fields)
    body = f'<dl class="facts">{rows}</dl>' if rows else teaching("client", language)
    emptied = [
        say(f"profile_{field}", language)
        for field in Profile.model_fields
        if field not in fields and getattr(before, field) not in (None, ())
    ]
    return panel("client", gone(emptied, shown) + body, shown)


TABS: dict[str, Callable[[Shown], str]] = {
    "categories": categories_html,
    "raci": raci_html,
    "costs": costs_html,
    "client": client_html,
}
"""The tabs of the case from left to right; the names are those of the tabs' words and elements."""


def tabs_html(language: Language) -> str:
    """The row of tabs; the page's script chooses among them, and puts a dot on one with a change that was not seen yet."""
    names = {"source": word("source", language)} | {name: word(f"tab_{name}", language) for name in TABS}
    tabs = "".join(
        f'<button type="button" role="tab" id="tab-{name}" aria-controls="pane-{name}" aria-selected="{str(name == "source").lower()}"'
        f' data-unseen="{word("unseen_change", language).format(tab=label)}">{label}</button>'
        for name, label in names.items()
    )
    close = f'<button type="button" class="quiet close" data-close="1">{word("close", language)}</button>'
    return f'<div class="tabs" lang="{language}"><div role="tablist" aria-label="{word("panel", language)}">{tabs}</div>{close}</div>'


def failed_html(name: str, language: Language) -> str:
    """What a tab says when the case cannot be read."""
    about = f'id="pane-{name}" role="tabpanel" aria-labelledby="tab-{name}" lang="{language}"'
    return f'<div class="case {name}" {about}><p class="note" role="status">{word("case_failed", language)}</p></div>'


def tools_html(shown: Shown, key: str) -> str:
    """Undo and redo as messages like any other, and the case as files under a key of the browser's own; nothing for an empty case."""
    language, empty = shown.language, Case()
    if shown.case == empty and shown.before == empty:
        return ""
    steps = asking("say_undo", "undo", language) + asking("say_redo", "redo", language)
    files = "".join(
        f'<a class="quiet" href="case/{escape(key)}/{format}?language={language}" download>{name}</a>'
        for format, name in (("xlsx", "Excel"), ("md", "Markdown"))
    )
    downloads = f'<span class="files"><span>{word("download", language)}</span>{files}</span>' if shown.case != empty else ""
    return f'<div class="tools" lang="{language}">{steps}{downloads}</div>'


def bar_html(shown: Shown) -> str:
    """On a phone: what the last turn changed, else what there is, on the button that opens the case."""
    language = shown.language
    lines = changes(shown.before, shown.case, language, shown.scheme_name)
    changed = [name for name in TABS if differs(name, shown)]
    if lines:
        line = f"{lines[0][:LONGEST_LINE]}{word('bar_more', language).format(count=len(lines) - 1) if len(lines) > 1 else ''}"
    else:
        line = _summary(shown.case, language) or word("bar_empty", language)
    turn = f' data-turn="{shown.turn}"' if changed else ""
    flash = classes("flash" if lines and shown.flash else "")
    filled = [name for name in ("raci", "costs", "categories", "client") if held(name, shown.case) != held(name, Case())]
    opens = next(iter([*changed, *filled]), "categories")
    return (
        f'<button type="button" class="casebar" lang="{language}" data-sheet="{opens}" aria-controls="panel"'
        f' aria-expanded="false"{turn}><b>{word("case_bar", language)}</b><span{flash}>{text(line)}</span></button>'
    )


def _fitted(each: Fitted, was: Fitted | None, shown: Shown) -> str:
    language, category = shown.language, categories()[each.category]
    other: Language = "en" if language == "zh" else "zh"
    changed = was is None or (was.why, was.why_not) != (each.why, each.why_not)
    reasons = "".join(
        f'<h4>{word(name, language)}</h4><ul class="{name}">{"".join(f"<li>{text(reason)}</li>" for reason in told_as)}</ul>'
        for name, told_as in (("why", each.why), ("why_not", each.why_not))
        if told_as
    )
    return (
        f"<section{classes('fitted', mark(changed, shown))}><h3>{escape(category.name.of(language))}{told_mark(changed, shown)}"
        f' <small lang="{other}">{escape(category.name.of(other))}</small></h3>{reasons}</section>'
    )


def _field(field: str, shown: Shown) -> str:
    language, profile = shown.language, shown.case.profile
    if field in ("services", "contacts"):
        value = "".join(f"<li>{text(each)}</li>" for each in getattr(profile, field))
        said = f"<ul>{value}</ul>"
    else:
        said = text(told(field, profile, language, shown.scheme_name))
    changed = getattr(profile, field) != getattr(shown.before.profile, field)
    return f"<dt>{say(f'profile_{field}', language)}</dt><dd{classes(mark(changed, shown))}>{said}{told_mark(changed, shown)}</dd>"


def _summary(case: Case, language: Language) -> str:
    """`RACI 12行（2行缺项） · 费用合计68,000元 · 1项待报价`."""
    parts = []
    if rows := case.raci.rows:
        lacking = sum(bool(row.missing) for row in rows)
        count = word("bar_row", language) if len(rows) == 1 else word("bar_rows", language).format(count=len(rows))
        parts.append(count + (word("bar_lacking", language).format(count=lacking) if lacking else ""))
    sums = [sum_said(low, high, currency, language) for currency, (low, high) in case.costs.totals.items()]
    if sums:
        parts.append(word("bar_total", language).format(total=" + ".join(sums)))
    if blank := sum(item.status == "to_be_quoted" for item in case.costs.items):
        parts.append(word("bar_open", language).format(count=blank))
    if not parts:
        parts = [categories()[id].name.of(language) for id in case.fit.ids[:1]] or ([case.profile.company] if case.profile.company else [])
    return " · ".join(parts)
