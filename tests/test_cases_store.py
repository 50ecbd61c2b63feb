"""Where the cases are kept: they come back as they were, with every step, each session its own."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import assistant.cases
from assistant.case import Case, CaseFile, Pending, Rejected, Talk
from assistant.case.file import STEPS_KEPT
from assistant.case.profile import Profile
from assistant.cases import CaseStore, open_cases
from assistant.errors import SettingsError


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'sessions.db'}"


def with_headcount(count: int) -> Case:
    return Case(profile=Profile(headcount=count))


def change(store: CaseStore, session: str, count: int) -> None:
    store.save(session, store.load(session).with_case(with_headcount(count)))


def execute(url: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        return connection.execute(statement, values).fetchall()


@pytest.mark.parametrize("count", [1, 2, 60, STEPS_KEPT, STEPS_KEPT + 30])
def test_every_step_can_be_gone_back_after_a_restart(url: str, count: int) -> None:
    with open_cases(url) as store:
        for number in range(1, count + 1):
            change(store, "s", number)
        kept = store.load("s")
    with open_cases(url) as store:
        file = store.load("s")
        assert file == kept
        for number in range(count - 1, max(0, count - STEPS_KEPT) - 1, -1):
            file = file.undone()
            assert file.case == (with_headcount(number) if number else Case())
        with pytest.raises(Rejected):
            file.undone()


def test_what_was_undone_can_be_done_again_after_a_restart(url: str) -> None:
    with open_cases(url) as store:
        for number in (1, 2, 3):
            change(store, "s", number)
        store.save("s", store.load("s").undone(2))
    with open_cases(url) as store:
        assert store.load("s").case == with_headcount(1) and store.load("s").redone(2).case == with_headcount(3)
        change(store, "s", 9)
    with open_cases(url) as store:
        assert [state.profile.headcount for state in store.load("s").states] == [None, 1, 9]


def test_the_talk_is_kept_even_when_nothing_was_changed(url: str) -> None:
    pending = Pending(kind="confirm", tool="assign_raci", args={"activity": "内审", "letters": ["A"], "replace": True})
    talk = Talk(activities=("内部审核",), costs=(("tools", None),), pending=pending)
    with open_cases(url) as store:
        assert not store.known("s")
        store.save("s", store.load("s").with_talk(talk))
        assert store.known("s")
    with open_cases(url) as store:
        assert store.load("s") == CaseFile(talk=talk)


def test_sessions_do_not_see_one_another(url: str) -> None:
    with open_cases(url) as store:
        change(store, "甲", 1)
        change(store, "乙", 2)
        change(store, "甲", 3)
    with open_cases(url) as store:
        assert (store.load("甲").case, store.load("乙").case) == (with_headcount(3), with_headcount(2))
        assert store.load("甲").undone().case == with_headcount(1)
        assert store.load("丙") == CaseFile()


def test_what_is_forgotten_is_gone_and_nothing_else(url: str) -> None:
    with open_cases(url) as store:
        change(store, "甲", 1)
        change(store, "乙", 2)
        store.forget("甲")
        assert store.load("甲") == CaseFile() and not store.known("甲")
        change(store, "甲", 5)
        store.forget("nobody")
    with open_cases(url) as store:
        assert store.load("甲").undone().case == Case() and store.load("乙").case == with_headcount(2)


def test_cases_beyond_those_in_memory_are_read_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assistant.cases, "HELD", 2)
    with open_cases(url) as store:
        for turn in (1, 2, 3):
            for number in range(5):
                change(store, f"s{number}", 10 * number + turn)
        for number in range(5):
            counts = [state.profile.headcount for state in store.load(f"s{number}").states]
            assert counts == [None, 10 * number + 1, 10 * number + 2, 10 * number + 3]


def test_only_what_is_new_is_written(url: str) -> None:
    with open_cases(url) as store:
        for number in range(1, 30):
            change(store, "s", number)
    before = execute(url, "SELECT rowid, step, state FROM case_steps ORDER BY step")
    with open_cases(url) as store:
        change(store, "s", 99)
    after = execute(url, "SELECT rowid, step, state FROM case_steps ORDER BY step")
    assert after[:-1] == before and len(after) == 31


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE case_steps SET state = '{\"profile\": 5}' WHERE step = 1",
        "UPDATE case_steps SET state = 'no json' WHERE step = 1",
        "UPDATE case_steps SET state = 7 WHERE step = 1",
        "UPDATE case_steps SET state = x'ff00' WHERE step = 1",
        'UPDATE case_steps SET state = \'{"raci": {"rows": [{"activity": "内审"}, {"activity": "内部审核"}]}}\' WHERE step = 2',
        "UPDATE case_steps SET state = '{\"of_a_later_version\": 1}' WHERE step = 2",
        'UPDATE case_heads SET talk = \'{"pending": {"kind": "no such kind"}}\'',
        "UPDATE case_heads SET step = 77",
        "UPDATE case_heads SET step = 'x'",
        "DELETE FROM case_steps WHERE step = 1",
        "DELETE FROM case_steps",
        "DELETE FROM case_heads",
        "DROP TABLE case_heads",
    ],
)
def test_a_damaged_case_is_refused_by_its_session_and_others_go_on(url: str, damage: str) -> None:
    with open_cases(url) as store:
        for number in (1, 2):
            change(store, "broken", number)
    with open_cases(url) as store:
        execute(url, damage)
        for attempt in (lambda: store.load("broken"), lambda: store.save("broken", CaseFile().with_case(with_headcount(3)))):
            with pytest.raises(SettingsError, match=r"'broken' cannot be read .*ASSISTANT_SESSIONS"):
                attempt()
        if not damage.startswith("DROP"):
            change(store, "other", 7)
            store.forget("broken")
            assert store.load("broken") == CaseFile() and store.load("other").case == with_headcount(7)


def test_turns_of_many_sessions_at_once(url: str) -> None:
    with open_cases(url) as store:

        def talk(session: str) -> None:
            for number in range(1, 21):
                change(store, session, number)

        threads = [threading.Thread(target=talk, args=(f"s{n}",)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with open_cases(url) as store:
        assert all(len(store.load(f"s{n}").states) == 21 for n in range(8))


def test_cases_can_be_kept_in_memory_only() -> None:
    with open_cases("sqlite://") as store:
        change(store, "s", 1)
        assert store.load("s").case == with_headcount(1)


@pytest.mark.parametrize("url", ["postgresql://host/db", "sessions.db"])
def test_cases_are_kept_only_where_they_can_be(url: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_SESSIONS"), open_cases(url):
        pass
