"""A case as the page shows it, and what every tab of it has: what changed, what is stale, what to say to begin. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from assistant.case import Case
from assistant.case.case import Area
from assistant.case.changes import SchemeName
from assistant.domain import Language
from assistant.texts import say
from assistant.web import render
from assistant.web.texts import word


@dataclass(frozen=True)
class Shown:
    """What the panel shows: a case, and the case before the last turn, from which it tells what changed."""

    case: Case
    before: Case
    language: Language
    scheme_name: SchemeName
    turn: int = 0
    """Number of turns so far: by it the page knows a change that it has not shown yet."""
    flash: bool = False
    """The turn has just ended: what changed is to draw the eye once."""


def text(words: str) -> str:
    """Words of a user as HTML: escaped, without what cannot be seen."""
    return escape(render.seen(words))


def listed(names: Iterable[str], language: Language) -> str:
    """Names in a row, not escaped yet."""
    return ("、" if language == "zh" else ", ").join(names)


def classes(*names: str) -> str:
    """The attribute of an element that has these classes, with a space before it; "" without any."""
    joined = " ".join(name for name in names if name)
    return f' class="{joined}"' if joined else ""


def mark(changed: bool, shown: Shown) -> str:
    """The classes of what the last turn changed."""
    return "" if not changed else "changed flash" if shown.flash else "changed"


def told_mark(changed: bool, shown: Shown) -> str:
    """The same for those who hear the page."""
    return f'<span class="unseen"> {word("has_changed", shown.language)}</span>' if changed else ""


def held(name: str, case: Case) -> tuple[object, ...]:
    """What a tab has of a case; equal values look the same."""
    parts = {"categories": (case.fit.fitted, case.fit.between), "raci": case.raci, "costs": case.costs, "client": case.profile}
    return parts[name], [each for each in case.stale if each.area == name]


def differs(name: str, shown: Shown) -> bool:
    """Whether the last turn changed what a tab has."""
    return held(name, shown.case) != held(name, shown.before)


def panel(name: str, body: str, shown: Shown) -> str:
    """A tab's content; one that changed names the turn, and that is how the page comes to put a dot on its tab."""
    turn = f' data-turn="{shown.turn}"' if differs(name, shown) else ""
    about = f'id="pane-{name}" role="tabpanel" aria-labelledby="tab-{name}" tabindex="0" lang="{shown.language}"'
    return f'<div class="case {name}" {about}{turn}>{body}</div>'


def stale(area: Area, shown: Shown) -> str:
    """A line for each change of the profile since which the area has not been gone through."""
    language = shown.language
    lines = [
        say("stale_area", language, because=say(f"profile_{each.because}", language), area=say(f"area_{area}", language))
        for each in shown.case.stale
        if each.area == area
    ]
    return "".join(f'<p class="stale">{escape(line)}</p>' for line in lines)


def teaching(name: str, language: Language, *, template: bool = False) -> str:
    """What an empty tab says: that it is empty, and a sentence that fills it, on a button that says it."""
    sentence = word(f"say_{name}", language)
    quoted = f"「{sentence}」" if language == "zh" else f"“{sentence}”"
    also = f'<p class="also">{asking("say_template", "template_raci", language)}</p>' if template else ""
    return (
        f'<div class="teach"><p>{word(f"empty_{name}", language)}{"" if language == "zh" else " "}{word("teach", language)}</p>'
        f'<button type="button" class="example" data-ask="{escape(sentence)}">{escape(quoted)}</button>{also}</div>'
    )


def asking(said: str, shown_as: str, language: Language, kind: str = "quiet") -> str:
    """A button that sends a message: the words of the page under `said`, shown as those under `shown_as`."""
    return f'<button type="button" class="{kind}" data-ask="{escape(word(said, language))}">{escape(word(shown_as, language))}</button>'


def gone(names: Iterable[str], shown: Shown) -> str:
    """What the last turn took out; "" for nothing."""
    said = listed(names, shown.language)
    line = word("taken_out", shown.language).format(names=said)
    return f"<p{classes('gone', mark(True, shown))}>{text(line)}</p>" if said else ""
