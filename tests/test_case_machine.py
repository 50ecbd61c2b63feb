"""Any tools in any order: the case never becomes a wrong one, and every step can be gone back."""

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assistant.case import Case, CaseFile, Rejected
from assistant.case.categories import categories
from assistant.case.changes import changes
from assistant.case.lexicon import activities, roles, squeezed
from assistant.case.values import LETTERS, PARTS
from assistant.tools import TOOLS, Setting, applied, done, made
from assistant.tools.base import Tool

ROLES = st.sampled_from(
    ["管代", "管理者代表", "management representative", "总经理", "GM", "內審員", "法务", "质量 部", "质量部", "车间主任", "PM"]
)
ACTIVITIES = st.sampled_from(
    ["内审", "内部审核", "internal audit", "管评", "管理评审", "差距分析", "供应商评审", "供应商 评审", "Gap Analysis", "打扫"]
)
AMOUNTS = st.one_of(
    st.sampled_from([Decimal(n) for n in ("0", "0.005", "1", "9999.995", "42000", "1e12", "-1", "1e13")]),
    st.decimals(0, 200_000, places=2),
)
DELTAS = AMOUNTS.map(lambda amount: 50 - amount)
FACTORS = st.sampled_from([Decimal(n) for n in ("0.9", "1.06", "100", "0.001")])
RATES = st.sampled_from([Decimal("7.1"), Decimal("0.14"), Decimal(0)])
CURRENCIES = st.sampled_from(["CNY", "USD", "EUR", "usd", "RMBX"])
LABELS = st.sampled_from(["差旅费", "差旅 费", "translation", "Translation", "", "培训费用"])
PHASES = st.sampled_from(["preparation", "gap-analysis", "establishment", "audit"])
PART = st.sampled_from([*PARTS])
IDS = st.lists(st.sampled_from([*list(categories())[:5], "no-such-category"]), max_size=3)
PLACES = st.lists(st.sampled_from(["重庆", "成都", "Berlin", "berlin"]), min_size=1, max_size=3)
WORK = st.sampled_from(
    ["别家写的系统，我们排故障、打补丁", "我们给客户守机房", "我们看看", "we run a service desk for our clients", "①", "都做"]
)


def _some(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


ARGS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "set_profile": _some(
        {},
        {
            "company": st.sampled_from(["甲公司", "Example Ltd", ""]),
            "headcount": st.sampled_from([1, 80, 120, 0]),
            "sites": PLACES,
            "certificates": st.just(["iso-9001"]),
            "target": st.just(["iso-20000-1"]),
            "target_date": st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)),
            "maturity": st.just("刚起步"),
        },
    ),
    "add_to_profile": _some({"field": st.sampled_from(["sites", "certificates", "target", "contacts"]), "values": PLACES}, {}),
    "remove_from_profile": _some({"field": st.sampled_from(["company", "sites", "headcount", "target_date"])}, {"values": PLACES}),
    "describe_services": _some({"text": WORK}, {"add": st.booleans()}),
    "answer_category_question": _some({"text": WORK}, {}),
    "choose_categories": _some({}, {"add": IDS, "remove": IDS}),
    "assign_raci": _some(
        {"activity": ACTIVITIES, "role": ROLES, "letters": st.lists(st.sampled_from([*LETTERS]), min_size=1, max_size=4)},
        {"phase": PHASES, "add": st.booleans(), "replace": st.booleans()},
    ),
    "remove_role": _some({"role": ROLES}, {"activity": ACTIVITIES}),
    "replace_role": _some({"old": ROLES, "new": ROLES}, {"activity": ACTIVITIES}),
    "swap_roles": _some({"activity": ACTIVITIES, "one": ROLES, "other": ROLES}, {}),
    "copy_row": _some({"source": ACTIVITIES, "target": ACTIVITIES}, {}),
    "remove_row": _some({"activity": ACTIVITIES}, {}),
    "rename_row": _some({"activity": ACTIVITIES, "new": ACTIVITIES}, {}),
    "move_row": _some({"activity": ACTIVITIES}, {"phase": PHASES, "before": ACTIVITIES, "at": st.integers(-1, 5)}),
    "clear_raci": _some({}, {}),
    "set_responsibility": _some({"item": ACTIVITIES}, {"primary": ROLES, "backup": ROLES, "group": st.just("服务台")}),
    "use_template": _some(
        {},
        {
            "kind": st.sampled_from(["raci", "responsibilities"]),
            "phases": st.lists(PHASES, max_size=2),
            "activities": st.lists(ACTIVITIES, max_size=2),
        },
    ),
    "set_cost": _some(
        {"part": PART},
        {
            "label": LABELS,
            "status": st.sampled_from(["estimated", "quoted", "to_be_quoted", "excluded"]),
            "amount": AMOUNTS,
            "amount_high": AMOUNTS,
            "currency": CURRENCIES,
            "payer": st.just("集团"),
            "note": st.just("含税"),
        },
    ),
    "adjust_cost": _some(
        {},
        {
            "part": PART,
            "label": LABELS,
            "factor": st.sampled_from([Decimal(n) for n in ("0.9", "1.06", "100", "0.001")]),
            "delta": DELTAS,
        },
    ),
    "convert_cost": _some({"part": PART, "rate": RATES}, {"currency": CURRENCIES, "label": LABELS}),
    "remove_cost": _some({}, {"part": PART, "label": LABELS}),
    "set_later": _some(
        {"state": st.sampled_from(["included", "not_included", "unknown"])},
        {"which": st.lists(st.sampled_from(["surveillance", "recertification", "certificate_management"]), max_size=3)},
    ),
    "set_budget": _some({}, {"amount": AMOUNTS, "delta": DELTAS, "currency": CURRENCIES}),
}
COMMANDS = st.sampled_from(sorted(ARGS)).flatmap(lambda name: st.tuples(st.just(name), ARGS[name]))


class CaseMachine(RuleBasedStateMachine):
    """A case with its history beside a plain list of its states."""

    def __init__(self) -> None:
        super().__init__()
        self.file = CaseFile()
        self.states = [Case()]
        self.at = 0

    @initialize()
    def begin_with_fifty_steps(self) -> None:
        for headcount in range(1, 51):
            self.change(("set_profile", {"headcount": headcount}), "zh")
        assert self.file.at == 50

    @rule(command=COMMANDS, language=st.sampled_from(["zh", "en"]))
    def change(self, command: tuple[str, dict[str, Any]], language: Any) -> None:
        """A command makes one step, or says why not and leaves the very same case."""
        name, args = command
        before, kept = self.file.case, self.file.case.model_dump_json()
        try:
            tool = made(TOOLS[name], args)
            after = applied(tool, before, Setting(language))
            file = done(tool, self.file, Setting(language))
        except Rejected as rejected:
            assert rejected.said("zh") and rejected.said("en")
            assert self.file.case is before and before.model_dump_json() == kept
            return
        assert before.model_dump_json() == kept, "a command works on the value itself"
        assert file.case == after
        self.file = file
        if after != before:
            self.states = [*self.states[: self.at + 1], after]
            self.at += 1
        self._assert_told(before, after, language)

    @precondition(lambda self: self.at > 0)
    @rule(steps=st.integers(1, 3))
    def undo(self, steps: int) -> None:
        self.file = self.file.undone(steps)
        self.at = max(0, self.at - steps)

    @precondition(lambda self: self.at < len(self.states) - 1)
    @rule(steps=st.integers(1, 3))
    def redo(self, steps: int) -> None:
        self.file = self.file.redone(steps)
        self.at = min(len(self.states) - 1, self.at + steps)

    @rule()
    def all_the_way_and_back(self) -> None:
        """Every state comes back as it was, the first one too."""
        file, at = self.file, self.at
        while self.file.at:
            self.undo(1)
            self.it_is_the_state_it_was()
        assert self.file.case == Case()
        while self.at < len(self.states) - 1:
            self.redo(1)
            self.it_is_the_state_it_was()
        self.file, self.at = file, at

    @invariant()
    def it_is_the_state_it_was(self) -> None:
        assert self.file.case == self.states[self.at]

    @invariant()
    def the_matrix_is_sound(self) -> None:
        matrix = self.file.case.raci
        assert len({activities().key(row.activity) for row in matrix.rows}) == len(matrix.rows)
        for row in matrix.rows:
            keys = [roles().key(each.role) for each in row.assignments]
            letters = Counter(letter for each in row.assignments for letter in each.letters)
            assert len(set(keys)) == len(keys) and letters["A"] <= 1
            assert all(tuple(letter for letter in LETTERS if letter in each.letters) == each.letters != () for each in row.assignments)
            assert row.primary is None or row.backup is None or roles().key(row.primary) != roles().key(row.backup)
        names = {name for row in matrix.rows for name in (*(each.role for each in row.assignments), row.primary, row.backup) if name}
        assert len({roles().key(name) for name in names}) == len(names), "a role is written in two ways"
        columns = matrix.as_json().get("roles", [])
        assert all(set(row["assignments"]) <= set(columns) for row in matrix.as_json().get("rows", []))

    @invariant()
    def the_costs_are_sound(self) -> None:
        costs = self.file.case.costs
        assert len({squeezed(item.label) if item.label else item.part for item in costs.items}) == len(costs.items)
        assert not costs.items or [item.part for item in costs.items if item.label is None] == [*PARTS]
        lows: dict[str, Decimal] = defaultdict(Decimal)
        highs: dict[str, Decimal] = defaultdict(Decimal)
        for item in costs.items:
            assert (item.amount is None) == (item.status in ("to_be_quoted", "excluded"))
            assert item.amount_high is None or item.amount is not None
            if item.amount is not None:
                high = item.amount if item.amount_high is None else item.amount_high
                assert 0 <= item.amount <= high and item.amount == round(item.amount, 2)
                lows[item.currency] += item.amount
                highs[item.currency] += high
        assert costs.totals == {currency: (low, highs[currency]) for currency, low in lows.items()}
        if costs.budget:
            currency, amount = costs.budget.currency, costs.budget.amount
            assert amount >= 0 and costs.remaining == (amount - lows[currency], amount - highs[currency])

    @invariant()
    def the_categories_are_of_the_fourteen(self) -> None:
        fit = self.file.case.fit
        assert {*fit.ids, *fit.between, *fit.removed} <= set(categories()) and len(set(fit.ids)) == len(fit.ids)

    @invariant()
    def it_comes_back_from_json(self) -> None:
        case = self.file.case
        assert Case.model_validate_json(case.model_dump_json()) == case
        assert case.as_json("zh") and case.as_json("en")

    def _assert_told(self, before: Case, after: Case, language: Any) -> None:
        """What a reader can see changed is told; a checklist that was only begun shows nothing that was not so before."""
        seen = [(case.profile, {*case.fit.ids}, case.raci, case.costs.started()) for case in (before, after)]
        assert bool(changes(before, after, language)) == (seen[0] != seen[1])


def test_every_tool_is_tried() -> None:
    assert {*ARGS, "undo", "redo"} == {*TOOLS}
    assert all(issubclass(tool, Tool) for tool in TOOLS.values())


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
