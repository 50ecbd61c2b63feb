"""The case with its history: steps back and forward, and what rests on what."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from assistant.case import Case, CaseFile, Pending, Rejected, Stale, Talk
from assistant.case.categories import Fit, Fitted
from assistant.case.file import STEPS_KEPT
from assistant.case.profile import Profile


def with_headcount(count: int) -> Case:
    return Case(profile=Profile(headcount=count))


def stepped(count: int) -> CaseFile:
    file = CaseFile()
    for number in range(1, count + 1):
        file = file.with_case(with_headcount(number))
    return file


def test_each_change_is_a_step_back_and_forward() -> None:
    file = stepped(60)
    for number in range(59, 0, -1):
        file = file.undone()
        assert file.case == with_headcount(number)
    assert file.undone().case == Case()
    assert file.redone(59).case == with_headcount(60)


def test_the_same_case_is_no_step() -> None:
    file = stepped(2)
    assert file.with_case(with_headcount(2)) is file


def test_what_was_undone_is_gone_once_something_else_is_done() -> None:
    file = stepped(3).undone(2).with_case(with_headcount(9))
    assert [state.profile.headcount for state in file.states] == [None, 1, 9]
    with pytest.raises(Rejected, match="nothing to redo"):
        file.redone()


def test_as_many_steps_as_there_are() -> None:
    assert stepped(3).undone(50).case == Case() and stepped(3).undone(50).redone(50).case == with_headcount(3)
    with pytest.raises(Rejected, match="nothing to undo"):
        stepped(3).undone(50).undone()


def test_old_states_are_let_go_and_numbers_go_on() -> None:
    file = stepped(STEPS_KEPT + 20)
    assert (len(file.states), file.at, file.base) == (STEPS_KEPT + 1, STEPS_KEPT, 20)
    assert file.undone(STEPS_KEPT).case == with_headcount(20)


@pytest.mark.parametrize(
    ("field", "value", "stale"),
    [
        ("headcount", 300, ["costs"]),
        ("sites", ("成都",), ["costs"]),
        ("services", ("别的",), ["costs"]),
        ("target", ("iso-27001",), ["categories", "raci", "costs"]),
        ("company", "乙公司", []),
        ("target_date", dt.date(2028, 1, 1), []),
    ],
)
def test_what_rests_on_the_profile_has_to_be_gone_through_again(field: str, value: Any, stale: list[str]) -> None:
    profile = Profile(company="甲公司", headcount=120, sites=("重庆",), services=("运维",), target=("iso-20000-1",))
    case = Case(profile=profile, fit=Fit(fitted=(Fitted(category="data-processing", score=1),)))
    case = case.changed(raci=case.raci.assign("内审", "管代", ["A"]), costs=case.costs.set("training", amount=Decimal(5)))
    changed = case.with_profile(profile.changed(**{field: value}))
    assert changed.stale == tuple(Stale(area=area, because=field) for area in stale)  # type: ignore[arg-type]
    assert changed.fresh("costs").stale == tuple(each for each in changed.stale if each.area != "costs")


def test_what_is_said_first_makes_nothing_stale_and_neither_does_an_empty_area() -> None:
    filled = Case().changed(costs=Case().costs.set("training", amount=Decimal(5)))
    assert filled.with_profile(Profile(headcount=5)).stale == ()
    assert Case(profile=Profile(headcount=5)).with_profile(Profile(headcount=6)).stale == ()


@pytest.mark.parametrize(
    "fields",
    [{"headcount": 0}, {"headcount": 10_000_001}, {"company": ""}, {"sites": ("x" * 201,)}, {"services": ("x" * 2001,)}, {"unknown": 1}],
)
def test_no_profile_can_be_made_that_breaks_a_rule(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Profile.model_validate(fields)


def test_a_long_description_of_services_is_kept_whole() -> None:
    assert Profile(services=("维护" * 1000,)).services == ("维护" * 1000,)


def test_a_case_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Case().profile = Profile()  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Case().changed(nonsense=1)


def test_only_categories_of_the_announcement() -> None:
    with pytest.raises(ValidationError, match="none of the categories"):
        Fitted(category="gardening", score=1)


def test_case_and_talk_come_back_from_json() -> None:
    case = Case(profile=Profile(target_date=dt.date(2027, 6, 30), sites=("重庆", "成都")), stale=(Stale(area="raci", because="target"),))
    assert Case.model_validate_json(case.model_dump_json()) == case
    pending = Pending(kind="confirm", tool="assign_raci", args={"activity": "内审", "letters": ["A"], "replace": True})
    talk = Talk(activities=("内部审核",), costs=(("tools", "差旅费"), ("training", None)), subject="costs", pending=pending)
    assert Talk.model_validate_json(talk.model_dump_json()) == talk


def test_the_contract_of_the_command_line() -> None:
    shown = Case(profile=Profile(headcount=5, target_date=dt.date(2027, 6, 30))).as_json()
    assert shown["profile"] == {"headcount": 5, "target_date": "2027-06-30"}
    assert {*shown} >= {"profile", "categories", "raci", "costs", "plan", "questionnaire"}
    assert Case().as_json()["raci"] == Case().as_json()["costs"] == {}
