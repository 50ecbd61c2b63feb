"""What a conversation keeps: across a restart, beside other conversations, and when a turn fails."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant, open_assistant
from assistant.domain import Answered, Event, Failed, Progress, Timings, Token
from assistant.errors import IndexUnreachable, SettingsError
from assistant.settings import Settings
from tests.talking import assert_sound, tell

COSTS = "认证费用由哪几部分组成？"


@contextmanager
def opened(index: Path, file: Path) -> Iterator[Assistant]:
    with open_assistant(Settings(index=str(index), sessions=f"sqlite:///{file}")) as assistant:
        yield assistant


def kept(turns: list[Answered]) -> list[Answered]:
    """Less the timings, which are told with the event only."""
    return [replace(turn, timings=Timings()) for turn in turns]


def test_a_conversation_goes_on_after_a_restart(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "deep" / "sessions.db"
    with opened(index, file) as assistant:
        told = [tell(assistant, message, session="client") for message in (COSTS, "in English please", "谢谢")]
        assert told[1].answer.citations[0].original
    with opened(index, file) as assistant:
        assert kept(assistant.history("client")) == kept(told)
        assert [turn.turn for turn in assistant.history("client")] == [1, 2, 3]
        answer = tell(assistant, "第三项是什么意思？", session="client")
        assert answer.turn == 4 and "培训费用" in answer.answer.text


def test_history_keeps_the_citations_that_were_shown(assistant: Assistant) -> None:
    shown = tell(assistant, COSTS, session="citations")
    (held,) = assistant.history("citations")
    assert shown.answer.citations and held.answer == shown.answer
    assert held.message == COSTS and held.understanding == shown.understanding


def test_two_sessions_do_not_mix(assistant: Assistant) -> None:
    tell(assistant, COSTS, session="one")
    tell(assistant, "Which business categories are there?", session="two")
    assert "认证服务费" in tell(assistant, "第二项是什么意思？", session="one").answer.text
    assert "software design" in tell(assistant, "what does the second one mean?", session="two").answer.text
    assert [turn.message for turn in assistant.history("one")] == [COSTS, "第二项是什么意思？"]
    assert len(assistant.history("two")) == 2 and assistant.history("nobody") == []


def test_a_session_may_have_any_name(assistant: Assistant) -> None:
    names = ["中文 名称", "'; DROP TABLE checkpoints;--", "../../etc", "x" * 500, "😀", ""]
    for name in names:
        tell(assistant, COSTS, session=name) if name else list(assistant.reply(name, COSTS))
    assert [len(assistant.history(name)) for name in names] == [1] * len(names)


def test_a_forgotten_session_is_gone_from_the_file_and_others_stay(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    with opened(index, file) as assistant:
        tell(assistant, COSTS, session="gone")
        tell(assistant, "你好", session="stays")
        assistant.forget("gone")
        assistant.forget("never was")
        assert assistant.history("gone") == [] and len(assistant.history("stays")) == 1
        assert tell(assistant, "第二项是什么意思？", session="gone").turn == 1
        assistant.forget("gone")
    with sqlite3.connect(file) as connection:
        names = {name for table in ("checkpoints", "writes") for (name,) in connection.execute(f"SELECT thread_id FROM {table}")}
    connection.close()
    assert names == {"stays"}


def test_a_long_conversation_keeps_one_state(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    with opened(index, file) as assistant:
        tell(assistant, *["你好"] * 12, session="long")
        assert len(assistant.history("long")) == 12
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT COUNT(*) FROM checkpoints").fetchone() == (1,)
    connection.close()


def test_many_threads_at_once_each_get_their_own_answer(assistant: Assistant) -> None:
    asked = [(f"thread {n}", question) for n in range(12) for question in (COSTS, "Is training mandatory?", "P是什么意思？")]
    expected = {question: tell(assistant, question).answer.text for _, question in asked[:3]}
    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(lambda one: tell(assistant, one[1], session=f"{one[0]} {one[1]}"), asked))
    assert [turn.answer.text for turn in told] == [expected[question] for _, question in asked]
    assert {turn.turn for turn in told} == {1}


def test_the_turns_of_one_session_follow_one_another(assistant: Assistant) -> None:
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda n: tell(assistant, "你好" if n % 2 else COSTS, session="queue"), range(12)))
    assert sorted(turn.turn for turn in told) == list(range(1, 13))
    assert [turn.turn for turn in assistant.history("queue")] == list(range(1, 13))


def test_an_answer_arrives_in_steps_and_pieces(assistant: Assistant) -> None:
    events = list(assistant.reply("pieces", COSTS))
    assert events[:3] == [Progress("understand"), Progress("retrieve"), Progress("answer")]
    pieces = [event.text for event in events if isinstance(event, Token)]
    last = events[-1]
    assert isinstance(last, Answered) and "".join(pieces) == last.answer.text and len(pieces) > 20
    assert [type(event) for event in events[3:-1]] == [Token] * len(pieces)
    # A marker is never cut in two: a page could not tell what it is.
    assert sum(piece.strip() == "[1]" for piece in pieces) == last.answer.text.count("[1]")


def test_a_reader_who_leaves_early_does_not_block_the_session(assistant: Assistant) -> None:
    stream = assistant.reply("left", COSTS)
    for event in stream:
        if isinstance(event, Token):
            break
    stream.close()  # type: ignore[attr-defined]
    turn = tell(assistant, "第二项是什么意思？", session="left")
    assert turn.turn == 2 and "认证服务费" in turn.answer.text


def _unreachable(*_: Any, **__: Any) -> Any:
    raise IndexUnreachable("The Chroma server at http://127.0.0.1:9 does not answer.")


def _broken(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("a secret of the machine")


@pytest.mark.parametrize(
    ("fail", "says"), [(_unreachable, "The Chroma server at http://127.0.0.1:9 does not answer."), (_broken, "内部错误")]
)
@pytest.mark.parametrize("part", ["library", "embedder"])
def test_a_failed_turn_is_said_and_leaves_the_session_as_it_was(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, fail: Callable[..., Any], says: str, part: str
) -> None:
    session = f"failing {part} {says}"
    before = tell(assistant, COSTS, session=session)
    with monkeypatch.context() as broken:
        if part == "library":
            broken.setattr(assistant.library, "look_up", fail)
        else:
            broken.setattr(assistant.library._embedder, "embed_query", fail)
        events: list[Event] = list(assistant.reply(session, "具体费用取决于什么，请说明？"))
    (failed,) = (event for event in events if isinstance(event, Failed))
    assert events[-1] is failed and not any(isinstance(event, Token | Answered) for event in events)
    assert says in failed.text and len(failed.text) < 300
    assert not any(word in failed.text for word in ("Traceback", "ZeroDivision", "secret", ".py"))
    assert kept(assistant.history(session)) == kept([before])
    after = tell(assistant, "第二项是什么意思？", session=session)
    assert after.turn == 2 and "认证服务费" in after.answer.text


def test_an_index_whose_files_vanish_fails_politely(copied_index: Callable[[], Path], tmp_path: Path) -> None:
    folder = copied_index()
    with opened(folder, tmp_path / "sessions.db") as assistant:
        tell(assistant, "你好", session="s")
        for file in folder.rglob("*"):
            if file.is_file() and not file.name.startswith("owner"):
                file.write_bytes(b"")
        last = list(assistant.reply("s", COSTS))[-1]
        # What was read before may still suffice; if not, the failure is said in a line.
        if isinstance(last, Failed):
            assert "Traceback" not in last.text and "\n" not in last.text
        else:
            assert isinstance(last, Answered)
            assert_sound(last)
        assert len(assistant.history("s")) == (1 if isinstance(last, Failed) else 2)


@pytest.mark.parametrize("url", ["postgresql://host/db", "sessions.db", "sqlite:", "mysql://x"])
def test_conversations_are_kept_only_where_they_can_be(index: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_SESSIONS"):
        open_assistant(Settings(index=str(index), sessions=url))


def test_a_file_that_is_no_database_is_refused_by_name(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("these are notes, not conversations\n" * 100, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"notes\.txt"):
        open_assistant(Settings(index=str(index), sessions=f"sqlite:///{file}"))
    # Nothing is held on to: the index can be opened again.
    with opened(index, tmp_path / "sessions.db") as assistant:
        assert tell(assistant, "你好").turn == 1
