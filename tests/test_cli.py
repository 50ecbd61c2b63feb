"""The command line: what it prints where, its JSON to the letter, and how it fails."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from assistant.domain import Answer, Mention, Understanding
from assistant.library.ownership import Ownership
from assistant.missing import open_missing
from assistant.settings import ROOT
from tests.talking import PHONE, source_text, squeezed

COSTS = "认证费用由哪几部分组成？"
TEXT = (str,)
OPTIONAL = (str, type(None))
TURN: dict[str, Any] = {
    "session": TEXT, "turn": (int,), "answer": TEXT, "language": TEXT, "refused": (bool,), "citations": (list,), "actions": (list,),
    "asks": (list,), "case": (dict,), "ms": (dict,),
}  # fmt: skip
CITATION: dict[str, Any] = {
    "n": (int,), "source": TEXT, "title": TEXT, "section": TEXT, "quote": TEXT, "original": OPTIONAL, "url": OPTIONAL, "edition": OPTIONAL,
    "status": OPTIONAL,
}  # fmt: skip
CASE = {"profile": {}, "categories": [], "raci": {}, "costs": {}, "plan": {}, "questionnaire": {}}
MS = ("total", "understand", "retrieve", "answer")

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], index: Path, tmp_path: Path) -> Run:
    """Runs a command in this process, with the index and an own file of sessions; exit code, output and errors."""
    monkeypatch.setenv("ASSISTANT_INDEX", str(index))
    monkeypatch.setenv("ASSISTANT_SESSIONS", f"sqlite:///{tmp_path / 'sessions.db'}")

    def running(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        code = cli.main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return running


def process(arguments: list[str], index: Path, folder: Path) -> subprocess.Popen[bytes]:
    """The real thing, started from a folder that is not the project's, on a terminal that knows ASCII only."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ASSISTANT_", "LC_", "LANG"))}
    environment |= {"PYTHONPATH": str(ROOT), "ASSISTANT_INDEX": str(index), "LC_ALL": "C", "PYTHONUTF8": "0"}
    environment["ASSISTANT_SESSIONS"] = f"sqlite:///{folder / 'sessions.db'}"
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, *arguments], cwd=folder, env=environment, stdin=pipe, stdout=pipe, stderr=pipe)


def assert_turn(row: dict[str, Any]) -> None:
    """The contract: these fields and no others, of these types."""
    assert_shape(row, TURN)
    assert row["language"] in ("zh", "en") and row["turn"] >= 1
    assert row["actions"] == [] and row["asks"] == [] and row["case"] == CASE
    assert tuple(row["ms"]) == MS and all(isinstance(value, float) and value >= 0 for value in row["ms"].values())
    for citation in row["citations"]:
        assert_shape(citation, CITATION)
        assert f"[{citation['n']}]" in row["answer"]
        assert citation["status"] in ("current", "superseded", "abolished", None)
        assert squeezed(citation["quote"]) in source_text(citation["source"])
        assert (citation["original"] is None) == citation["source"].endswith("zh")


def assert_shape(row: dict[str, Any], shape: dict[str, Any]) -> None:
    assert list(row) == list(shape)
    # bool is an int for isinstance, and not for the reader of the JSON.
    assert [name for name, types in shape.items() if type(row[name]) not in types] == []


def test_batch_keeps_to_the_contract_whatever_comes_in(index: Path, tmp_path: Path) -> None:
    lines: list[tuple[bytes, str | None]] = [
        (json.dumps({"session": "s1", "message": COSTS}, ensure_ascii=False).encode(), None),
        (b"no JSON", "JSON"),
        (b'{"session": "s1"}', "'message'"),
        (b'{"message": "hello"}', "'session'"),
        (b'{"session": "s1", "message": 5}', "'message'"),
        (b'{"session": null, "message": "x"}', "'session'"),
        (b"[1, 2]", "object"),
        (b"", "empty"),
        (b"   ", "empty"),
        (b"[" * 100_000, "JSON"),
        (b"\xff\xfe\x00broken", "JSON"),
        ('{"session": "s1", "message": "第二项是什么意思？"}'.encode(), None),
        (b'{"session": "s2", "message": "Is training mandatory?", "more": {"a": 1}}', None),
        (b'{"session": "s2", "message": ""}', None),
        (b'{"session": "s3", "message": "\\ud800 what does it cost?"}', None),
        (b'{"session": "\\ud800", "message": "hello"}', "session"),
    ]
    with process(["-m", "assistant", "batch"], index, tmp_path) as running:
        out, errors = running.communicate(b"\n".join(line for line, _ in lines) + b"\n", timeout=60)
    assert running.returncode == 0, errors.decode()
    printed = [json.loads(line) for line in out.decode().split("\n")[:-1]]
    assert out.endswith(b"\n") and len(printed) == len(lines)
    for row, (_, error) in zip(printed, lines, strict=True):
        if error is None:
            assert_turn(row)
        else:
            assert list(row) == ["error"] and error in row["error"] and len(row["error"]) < 300
    turns = [row for row in printed if "error" not in row]
    assert [(row["session"], row["turn"]) for row in turns] == [("s1", 1), ("s1", 2), ("s2", 1), ("s2", 2), ("s3", 1)]
    assert "认证服务费（审核机构）" in turns[1]["answer"]
    assert turns[2]["language"] == "en" and turns[2]["citations"][0]["original"]
    assert turns[4]["refused"] is True and PHONE in turns[4]["answer"]
    assert b"Traceback" not in errors
    # The sessions it was given were kept where the environment says.
    assert (tmp_path / "sessions.db").exists()


def test_output_that_is_cut_off_ends_quietly(index: Path, tmp_path: Path) -> None:
    with process(["-m", "assistant", "batch"], index, tmp_path) as running:
        assert running.stdin and running.stdout
        running.stdin.write(b"not JSON\n")
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["error"]
        # The reader has seen enough, as `| head -n 1` has; what is still written finds nobody.
        running.stdout.close()
        running.stdout = None
        _, errors = running.communicate(b"not JSON\n" * 100, timeout=60)
    assert running.returncode == 0 and not errors.decode()


def test_ask_prints_the_answer_and_its_sources(run: Run) -> None:
    code, out, errors = run("ask", COSTS)
    assert code == 0 and not errors
    assert "2. 认证服务费（审核机构）" in out
    assert out.rstrip().split("\n")[-1].startswith("[1] ISO20000信息技术认证简介 · ")


def test_ask_as_json_is_one_turn_of_the_contract(run: Run) -> None:
    code, out, _ = run("ask", "Is training mandatory?", "--json")
    assert code == 0 and out.count("\n") == 1
    row = json.loads(out)
    assert_turn(row)
    assert row["answer"].startswith("No") and row["turn"] == 1


def test_ask_keeps_nothing_unless_it_is_given_a_session(run: Run, tmp_path: Path) -> None:
    run("ask", COSTS)
    assert list(tmp_path.iterdir()) == []
    run("ask", COSTS, "--session", "client")
    code, out, _ = run("ask", "第二项是什么意思？", "--session", "client", "--json")
    assert code == 0 and json.loads(out)["turn"] == 2 and "认证服务费" in json.loads(out)["answer"]
    assert json.loads(run("ask", COSTS, "--session", "other", "--json")[1])["turn"] == 1
    elsewhere = tmp_path / "elsewhere.db"
    assert json.loads(run("ask", COSTS, "--session", "client", "--sessions", f"sqlite:///{elsewhere}", "--json")[1])["turn"] == 1
    assert elsewhere.exists()


def test_chat_reads_from_a_pipe_until_it_ends(run: Run, tmp_path: Path) -> None:
    code, out, errors = run("chat", stdin=f"{COSTS}\n第二项是什么意思？\n\n谢谢\n")
    assert code == 0 and not errors
    assert out.count("> ") == 5 and "5. 工具软件费用（可选）" in out and "不客气" in out and "没有收到文字" in out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["exit", "Quit", " 退出 "])
def test_chat_ends_at_a_word(run: Run, word: str) -> None:
    code, out, _ = run("chat", "--session", "kept", stdin=f"你好\n{word}\n{COSTS}\n")
    assert code == 0 and "您好" in out and "培训费用" not in out
    assert json.loads(run("ask", "hello", "--session", "kept", "--json")[1])["turn"] == 2


def test_search_prints_ranked_passages(run: Run) -> None:
    code, out, errors = run("search", "差距分析", "--k", "3")
    assert code == 0 and not errors
    passages = out.strip().split("\n\n")
    assert float(passages[0].split()[0]) > 0.5 and "iso20000-page" in passages[0]
    row = json.loads(run("search", "差距分析", "--k", "3", "--json")[1])
    assert list(row) == ["query", "results"] and row["query"] == "差距分析" and len(row["results"]) == 3
    assert_scores(row)
    assert len(json.loads(run("search", "差距分析", "--json")[1])["results"]) == 10


def assert_scores(row: dict[str, Any]) -> None:
    for result in row["results"]:
        assert_shape(result, {"source": TEXT, "section": TEXT, "text": TEXT, "score": (float,)})
    scores = [result["score"] for result in row["results"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_search_keeps_to_a_language(run: Run, language: str) -> None:
    row = json.loads(run("search", "gap analysis 差距分析", "--language", language, "--json", "--k", "8")[1])
    assert {result["source"].rsplit(".", 1)[1] for result in row["results"]} == {language}
    assert any("gap analysis" in result["text"] or "差距分析" in result["text"] for result in row["results"][:3])


def test_search_reads_lines(run: Run) -> None:
    given = '{"query": "差距分析"}\nnonsense\n\n{"query": 1}\n{"query": ""}\n{"query": "training cost", "session": 5}\n'
    code, out, errors = run("search", "--batch", "--k", "2", stdin=given)
    assert code == 0 and not errors
    rows = [json.loads(line) for line in out.splitlines()]
    assert ["error" in row for row in rows] == [False, True, True, True, False, False]
    assert [len(row["results"]) for row in rows if "results" in row] == [2, 0, 2]
    assert "raining" in rows[-1]["results"][0]["text"]
    assert_scores(rows[-1])


@pytest.mark.parametrize("arguments", [["search"], ["search", "x", "--batch"]])
def test_search_wants_a_query_or_lines(run: Run, arguments: list[str]) -> None:
    code, out, errors = run(*arguments)
    assert code == 1 and not out and "--batch" in errors


COMMANDS = [["ask", COSTS], ["chat"], ["batch"], ["search", "x"]]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_without_an_index_it_says_how_to_make_one(run: Run, arguments: list[str], tmp_path: Path) -> None:
    code, out, errors = run(*arguments, "--index", str(tmp_path / "none"), stdin='{"session": "s", "message": "x"}\n')
    assert code == 1 and not out
    assert "python -m ingest" in errors and str(tmp_path / "none") in errors and errors.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", COMMANDS)
def test_an_index_in_use_is_said_at_once(run: Run, arguments: list[str], index: Path) -> None:
    with Ownership(index):
        code, out, errors = run(*arguments)
    assert code == 1 and not out
    assert f"process {os.getpid()}" in errors and "chroma run" in errors and errors.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--index", "http://127.0.0.1:9"], "127.0.0.1:9"),
        (["--sessions", "postgresql://host/db"], "ASSISTANT_SESSIONS"),
        (["--sessions", "sqlite:////proc/none/sessions.db"], "/proc/none"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(run: Run, arguments: list[str], says: str) -> None:
    code, out, errors = run("ask", COSTS, "--session", "s", *arguments)
    assert code == 1 and not out
    assert says in errors and "Traceback" not in errors


def test_a_turn_that_fails_ends_with_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.library import Library

    def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(Library, "look_up", broken)
    code, out, errors = run("ask", COSTS)
    assert code == 1 and not out and errors.count("\n") == 1 and "secret" not in errors
    code, out, _ = run("batch", stdin='{"session": "s", "message": "费用有哪些"}\n{"session": "s", "message": "你好"}\n')
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and list(rows[0]) == ["error"] and "secret" not in rows[0]["error"]
    assert rows[1]["turn"] == 1


@pytest.fixture
def gaps(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs `gaps` on a file of its own, without any index; exit code, output and errors."""
    monkeypatch.setenv("ASSISTANT_INDEX", str(tmp_path / "none"))
    monkeypatch.setenv("ASSISTANT_SESSIONS", f"sqlite:///{tmp_path / 'sessions.db'}")

    def running(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["gaps", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return running


def note(file: Path, question: str, *schemes: str, times: int = 1, refused: bool = True, day: str = "2026-11-26") -> None:
    mentions = tuple(Mention(scheme, scheme, "current") for scheme in schemes)
    with open_missing(f"sqlite:///{file}") as missing:
        for _ in range(times):
            answer = Answer("答。", "zh", refused=refused, weak=not refused)
            missing.note(Understanding("zh", "question", question, mentions=mentions), answer, day)


def test_gaps_lists_what_is_missing_most(gaps: Run, tmp_path: Path) -> None:
    file = tmp_path / "sessions.db"
    note(file, "请打13983086348报收费标准", "haccp", times=12, refused=False)
    note(file, "有没有折扣")
    note(file, "哪家审核机构最好", day="2026-11-25")
    lines = [
        "  12 × weak    2026-11-26 [haccp] 请打…报收费标准",
        "   1 × refused 2026-11-26 有没有折扣",
        "   1 × refused 2026-11-25 哪家审核机构最好",
    ]
    assert gaps() == (0, "\n".join(lines) + "\n", "")
    assert gaps("--top", "1")[1].count("\n") == 1


def test_gaps_as_json_is_one_object_a_line(gaps: Run, tmp_path: Path) -> None:
    note(tmp_path / "elsewhere.db", "收费标准", "haccp")
    note(tmp_path / "elsewhere.db", "有没有折扣", times=2)
    code, out, errors = gaps("--json", "--sessions", f"sqlite:///{tmp_path / 'elsewhere.db'}")
    assert (code, errors) == (0, "")
    rows = [json.loads(line) for line in out.splitlines()]
    assert rows[1] == {"question": "收费标准", "scheme": "haccp", "language": "zh", "why": "refused", "times": 1, "last": "2026-11-26"}
    assert [row["times"] for row in rows] == [2, 1]
    assert not (tmp_path / "sessions.db").exists()


def test_gaps_says_when_there_are_none(gaps: Run) -> None:
    assert gaps() == (0, "Nothing has been refused or weakly answered yet.\n", "")
    assert gaps("--json") == (0, "", "")


@pytest.mark.parametrize("arguments", [["--top", "0"], ["--top", "many"], ["--language", "zh"], ["haccp"]])
def test_gaps_refuses_a_wrong_call(gaps: Run, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        gaps(*arguments)
    assert ended.value.code == 2


def test_gaps_names_a_file_that_cannot_be_used(gaps: Run, tmp_path: Path) -> None:
    code, out, errors = gaps("--sessions", "postgresql://host/db")
    assert (code, out) == (1, "") and "ASSISTANT_SESSIONS" in errors and errors.count("\n") == 1


def test_what_ask_cannot_answer_is_listed_by_gaps(run: Run) -> None:
    question = "认证大概多少钱？"
    turn = json.loads(run("ask", question, "--session", "s", "--json")[1])
    assert turn["refused"]
    run("ask", COSTS, "--session", "s")
    assert [json.loads(line)["question"] for line in run("gaps", "--json")[1].splitlines()] == [question]
    # A question that belongs to no session that is kept is not kept either.
    run("ask", "咨询服务大概多少钱？")
    assert run("gaps", "--json")[1].count("\n") == 1
