"""Which commands a chat model is shown for a message: those that it can concern, chosen by code from what it speaks of."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from assistant.case import Case
from assistant.case.lexicon import activities, roles, squeezed
from assistant.case.profile import Profile
from assistant.terms import fold, simplified
from assistant.tools import TOOLS
from assistant.tools.compact import compact
from assistant.wording import load_wording

Topic = Literal["profile", "services", "raci", "costs"]
NEVER = ("undo", "redo", "clear_raci")
"""What a model may not do of its own accord: these are understood by rules or not at all."""
_BY_TOPIC: dict[Topic, tuple[str, ...]] = {
    "profile": ("set_profile", "add_to_profile", "remove_from_profile"),
    "services": ("describe_services", "answer_category_question", "choose_categories"),
    "raci": (
        "assign_raci",
        "remove_role",
        "replace_role",
        "swap_roles",
        "set_responsibility",
        "copy_row",
        "remove_row",
        "rename_row",
        "move_row",
        "use_template",
    ),
    "costs": ("set_cost", "adjust_cost", "convert_cost", "remove_cost", "set_later", "set_budget"),
}
_ON_ROWS = ("copy_row", "remove_row", "rename_row", "move_row", "use_template")
"""Those of them that a message about roles calls for only if it speaks of rows as such."""
_LONGEST_TEXT = 20_000
_SHORTEST_NAME = 2


def offered(message: str, case: Case) -> tuple[str, ...]:
    """The names of the tools for a message, in the order of TOOLS; those of every topic where nothing tells what it speaks of.

    Left out are those that only change what the case does not hold yet.
    """
    spoken_of = topics_of(message, case)
    names = {name for topic in spoken_of or _BY_TOPIC for name in _BY_TOPIC[topic]}
    if spoken_of and not _wording()["rows"].search(simplified(fold(message[:_LONGEST_TEXT]))):
        names -= set(_ON_ROWS)
    return tuple(name for name in TOOLS if name in names and _NEEDS.get(name, _always)(case))


def topics_of(message: str, case: Case) -> frozenset[Topic]:
    """What a message speaks of: by its words, by the roles and activities that are known, and by what the case calls things."""
    from assistant.understand.commands.amounts import amounts_in

    text = simplified(fold(message[:_LONGEST_TEXT]))
    packed = squeezed(text)
    topics: set[Topic] = {topic for topic in _BY_TOPIC if _wording()[topic].search(text)}
    if amounts_in(text):
        topics.add("costs")
    if any(name in packed for lexicon in (roles(), activities()) for name in lexicon.names if len(name) >= _SHORTEST_NAME):
        topics.add("raci")
    topics |= {topic for topic, names in _names_in(case).items() if any(_stands(name, packed) for name in names)}
    return frozenset(topics)


def schemas(names: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The tools of these names as a model sees them (see `compact`), without names all that it may call."""
    return compact(TOOLS[name] for name in (TOOLS if names is None else names) if name not in NEVER)


@cache
def _wording() -> Mapping[str, Any]:
    return load_wording(Path(__file__).with_suffix(".yaml"))


def _names_in(case: Case) -> dict[Topic, Iterable[str]]:
    profile = case.profile
    return {
        "profile": (profile.company or "", *profile.sites, *profile.contacts),
        "raci": (*case.raci.named.values(), *(row.activity for row in case.raci.rows)),
        "costs": tuple(item.label or "" for item in case.costs.items),
    }


def _stands(name: str, packed: str) -> bool:
    short = squeezed(name) if name else ""
    return len(short) >= _SHORTEST_NAME and short in packed


def _always(_: Case) -> bool:
    return True


def _has_profile(case: Case) -> bool:
    return case.profile.changed(services=()) != Profile()


def _has_rows(case: Case) -> bool:
    return bool(case.raci.rows)


def _has_amounts(case: Case) -> bool:
    return any(item.amount is not None for item in case.costs.items)


_NEEDS: dict[str, Callable[[Case], bool]] = {
    "add_to_profile": _has_profile,
    "remove_from_profile": _has_profile,
    "answer_category_question": lambda case: bool(case.fit.between),
    **dict.fromkeys(("remove_role", "replace_role", "swap_roles", "copy_row", "remove_row", "rename_row", "move_row"), _has_rows),
    "adjust_cost": _has_amounts,
    "convert_cost": _has_amounts,
    "remove_cost": lambda case: bool(case.costs.items),
}
"""What a case must hold for a tool that changes something there is; another tool notes the same where there is nothing yet."""
