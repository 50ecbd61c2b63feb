"""Which rows a Chinese message points at: by a part of the name, by number, by phase."""

import re
from collections.abc import Sequence
from pathlib import Path

from assistant.case.lexicon import activities
from assistant.case.raci import RaciMatrix
from assistant.case.values import Phase
from assistant.terms import simplified
from assistant.understand.commands.counts import whole_number
from assistant.wording import load_wording

WORDS = load_wording(Path(__file__).with_name("raci_zh_rows.yaml"))
PHASES: tuple[Phase, ...] = ("preparation", "gap-analysis", "establishment", "audit")
_RANGE = re.compile(r"到|至|-|~")
_NUMBER = re.compile(r"\d{1,3}|[一二两三四五六七八九十]{1,3}")


def phase_in(folded: str) -> Phase | None:
    """The phase that a text names."""
    return next((phase for phase in PHASES if WORDS[f"phases_{phase}"].search(folded)), None)


def phases_in(folded: str) -> tuple[Phase, ...]:
    """Every phase that a text names, in their order."""
    return tuple(phase for phase in PHASES if WORDS[f"phases_{phase}"].search(folded))


def activity_of(name: str, tag: str, matrix: RaciMatrix) -> str:
    """The row that is meant by a part of its name (事件那条), or the process by its subject (变更这块); else the name itself."""
    known = activities().find(name)
    if matrix.row(name) or not tag or (known and not re.search("[条行]", tag)):
        return name
    partly = partly_named(name, [row.activity for row in matrix.rows])
    if partly or known:
        return partly or name
    return f"{name}管理" if activities().find(f"{name}管理") else name


def partly_named(part: str, whole: Sequence[str]) -> str | None:
    """The only one of several names that begins with the words, or that has them in it."""
    wanted = simplified(part).lower()
    for fits in (str.startswith, str.__contains__):
        found = [name for name in whole if fits(simplified(name).lower(), wanted)]
        if len(found) == 1:
            return found[0]
    return None


def rows_at(folded: str, matrix: RaciMatrix) -> tuple[str, ...]:
    """The activities of rows by number (第三行, 第1、2行, 第二到第四行, 最后一行); nothing when one of them is not there."""
    names = [row.activity for row in matrix.rows]
    if not names:
        return ()
    if re.search(r"最后|末行", folded):
        return (names[-1],)
    if re.search(r"首行|头一|最上", folded):
        return (names[0],)
    numbers = [whole_number(match.group()) or 0 for match in _NUMBER.finditer(folded)]
    if len(numbers) == 2 and _RANGE.search(folded):
        numbers = list(range(numbers[0], min(numbers[1], len(names) + 1) + 1))
    return tuple(names[number - 1] for number in numbers) if numbers and all(0 < number <= len(names) for number in numbers) else ()


def number_in(folded: str) -> int | None:
    """The first number in a text."""
    match = _NUMBER.search(folded)
    return whole_number(match.group()) if match else None
