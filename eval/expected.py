"""What a dialogue expects of the case, and how that is compared with what it is."""

import datetime as dt
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from assistant.case import Case
from assistant.case.lexicon import activities, roles, squeezed

EFFECTS = {"raci", "costs", "later", "budget", "categories", "profile", "phases", "pb", "back", "forward"}
"""Keys of a turn that change the case."""


class Expected:
    """The case that a dialogue expects, with its steps back and forward."""

    def __init__(self) -> None:
        self._states: list[dict[str, Any]] = [
            {"raci": {}, "phases": {}, "pb": {}, "costs": {}, "later": {}, "budget": None, "categories": [], "profile": {}}
        ]
        self._at = 0

    def after(self, turn: dict[str, Any]) -> None:
        """Carry the effects of a message forward."""
        if "back" in turn:
            self._at = max(0, self._at - int(turn["back"]))
        elif "forward" in turn:
            self._at = min(len(self._states) - 1, self._at + int(turn["forward"]))
        elif EFFECTS & set(turn):
            state = _changed(deepcopy(self._states[self._at]), turn)
            self._states = [*self._states[: self._at + 1], state]
            self._at += 1

    def take_over(self, case: Case) -> None:
        """Go on from what the case is."""
        self._states[self._at] = _seen(case)

    def differences(self, case: Case) -> Iterator[str]:
        """What in the case is not as expected."""
        state, seen = self._states[self._at], _seen(case)
        yield from _named_rows("raci", state["raci"], seen["raci"], _row_equal)
        yield from _named_rows("pb", state["pb"], seen["pb"], _pair_equal)
        for activity, phase in state["phases"].items():
            found = next((value for name, value in seen["phases"].items() if _same(activity, name, activities().key)), None)
            if found != phase:
                yield f"phase of {activity}: {found}, not {phase}"
        yield from _cost_differences(state["costs"], seen["costs"])
        for which in ("surveillance", "recertification", "certificate_management"):
            if state["later"].get(which, "unknown") != seen["later"][which]:
                yield f"later {which}: {seen['later'][which]}, not {state['later'].get(which, 'unknown')}"
        if _sum(state["budget"]) != _sum(seen["budget"]):
            yield f"budget: {seen['budget']}, not {state['budget']}"
        if sorted(state["categories"]) != sorted(seen["categories"]):
            yield f"categories: {seen['categories']}, not {state['categories']}"
        yield from _profile_differences(state["profile"], seen["profile"])


def _changed(state: dict[str, Any], turn: dict[str, Any]) -> dict[str, Any]:
    for key in ("raci", "phases", "pb", "costs", "later", "profile"):
        for name, value in (turn.get(key) or {}).items():
            _put(state[key], name, value)
    for activity, row in (turn.get("raci") or {}).items():
        if row is None:
            for other in ("phases", "pb"):
                _put(state[other], activity, None)
    if "budget" in turn:
        state["budget"] = turn["budget"]
    if "categories" in turn:
        state["categories"] = turn["categories"] or []
    return state


def _put(rows: dict[str, Any], name: str, value: Any) -> None:
    known = next((held for held in rows if _same(name, held, activities().key) or _same(held, name, activities().key)), None)
    if known is not None:
        del rows[known]
    if value is not None:
        rows[name] = value


def _seen(case: Case) -> dict[str, Any]:
    costs = {}
    for item in case.costs.items:
        if item.label or item.status != "to_be_quoted" or item.payer:
            costs[item.label or item.part] = {
                "status": item.status,
                "amount": item.amount,
                "amount_high": item.amount_high,
                "currency": item.currency,
                "payer": item.payer,
            }
    profile = case.profile.model_dump(mode="json", exclude={"services"})
    return {
        "raci": {row.activity: {each.role: "".join(each.letters) for each in row.assignments} for row in case.raci.rows if row.assignments},
        "phases": {row.activity: row.phase for row in case.raci.rows},
        "pb": {row.activity: {"primary": row.primary, "backup": row.backup} for row in case.raci.rows if row.primary or row.backup},
        "costs": costs,
        "later": dict(case.costs.later()),
        "budget": {"amount": case.costs.budget.amount, "currency": case.costs.budget.currency} if case.costs.budget else None,
        "categories": list(case.fit.ids),
        "profile": {name: value for name, value in profile.items() if value not in (None, [])},
    }


def _same(expected: str, name: str, key: Callable[[str], str]) -> bool:
    """Whether one of the ways in which each is written is the same."""
    ways, others = ([way.strip() for way in each.split("|")] for each in (expected, name))
    return any(key(one) == key(other) or squeezed(one) == squeezed(other) for one in ways for other in others)


def _named_rows(kind: str, expected: dict[str, Any], seen: dict[str, Any], equal: Callable[[Any, Any], bool]) -> Iterator[str]:
    left = dict(seen)
    for activity, row in expected.items():
        name = next((held for held in left if _same(activity, held, activities().key)), None)
        if name is None:
            yield f"{kind}: no {activity} {row}"
        elif not equal(row, left.pop(name)):
            yield f"{kind}: {activity} is {seen[name]}, not {row}"
    yield from (f"{kind}: {activity} {row} too many" for activity, row in left.items())


def _row_equal(expected: dict[str, str], seen: dict[str, str]) -> bool:
    left = dict(seen)
    for role, letters in expected.items():
        name = next((held for held in left if _same(role, held, roles().key)), None)
        if name is None or set(left.pop(name)) != set(letters.replace("/", "")):
            return False
    return not left


def _pair_equal(expected: dict[str, str], seen: dict[str, str | None]) -> bool:
    for which in ("primary", "backup"):
        one, other = expected.get(which), seen[which]
        if bool(one) != bool(other) or (one and other and not _same(one, other, roles().key)):
            return False
    return True


def _cost_differences(expected: dict[str, Any], seen: dict[str, Any]) -> Iterator[str]:
    left = dict(seen)
    for label, item in expected.items():
        name = next((held for held in left if _same(label, held, squeezed)), None)
        if name is None:
            if item.get("status") != "to_be_quoted":
                yield f"costs: no {label} {item}"
            continue
        found = left.pop(name)
        numbers = [(item.get(key), found[key]) for key in ("amount", "amount_high")]
        right = item.get("status") == found["status"] and all(
            (one is None) == (other is None) and (one is None or abs(float(one) - float(other)) < 0.01) for one, other in numbers
        )
        right = right and (found["amount"] is None or item.get("currency", "CNY") == found["currency"])
        if not right or ("payer" in item and not _same(item["payer"], found["payer"], roles().key)):
            yield f"costs: {label} is {_plain(found)}, not {item}"
    yield from (f"costs: {label} {_plain(item)} too many" for label, item in left.items())


def _profile_differences(expected: dict[str, Any], seen: dict[str, Any]) -> Iterator[str]:
    for name in sorted({*expected, *seen}):
        one, other = expected.get(name), seen.get(name)
        # YAML makes a date of what is not in quotation marks.
        one = one.isoformat() if isinstance(one, dt.date) else one
        if isinstance(one, list) or isinstance(other, list):
            ones, others = list(one or []), list(other or [])
            equal = len(ones) == len(others) and all(any(_same(str(a), str(b), squeezed) for b in others) for a in ones)
        elif isinstance(one, str) and isinstance(other, str):
            equal = _same(one, other, squeezed)
        else:
            equal = one == other or (one in (None, "") and other in (None, ""))
        if not equal:
            yield f"profile {name}: {other}, not {one}"


def _sum(budget: Any) -> tuple[float, str] | None:
    return (float(budget["amount"]), budget.get("currency", "CNY")) if budget else None


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) for key, value in item.items() if value not in (None, "")}
