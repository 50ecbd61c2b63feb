"""What the READMEs show is so: their commands run, their sample answers are what the assistant says, their paths exist."""

import argparse
import hashlib
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.library.analysis import CACHE
from assistant.settings import ROOT
from assistant.settings import Settings as AssistantSettings
from tests.test_api import serving

READMES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md")}
ENGLISH, CHINESE = READMES.values()
LONGEST = 230
PYTHON = Path(sys.executable).parent
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SERVER = "chroma run "


def blocks(text: str, kind: str) -> list[str]:
    return [body for language, body in BLOCK.findall(text) if language == kind]


def commands(text: str) -> list[str]:
    """The lines of the shell blocks, without their comments."""
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for body in blocks(text, "sh") for line in body.splitlines())
    return [line for line in lines if line]


def samples(text: str) -> list[tuple[str, str]]:
    """Questions with the answers shown for them."""
    shown = (part.partition("\n") for body in blocks(text, "console") for part in re.split(r"^\$ ", body, flags=re.MULTILINE) if part)
    return [(command, answer.strip()) for command, _, answer in shown]


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def section_of_figures(text: str) -> str:
    return next(part for part in re.split(r"^## ", text, flags=re.MULTILINE) if re.match(r"Figures|实测数据", part))


COMMANDS = commands(ENGLISH)
RUN_HERE = [command for command in COMMANDS if re.search(r"python -m (assistant|ingest) ", f"{command} ") and "http://" not in command]
OTHER = [command for command in RUN_HERE if "--index data/other" in command]
APP = ROOT / "app.py"
MADE = [command for command in COMMANDS if command.startswith("make ")]
SET_UP = [command for command in COMMANDS if re.match(r"python3 -m venv|\.venv/", command)]
EVALUATED = [command for command in COMMANDS if command.startswith("python -m eval ")]
ASKED = [command for command in COMMANDS if command.startswith("curl ")]
SERVED = [command for command in COMMANDS if command.startswith(SERVER) or ("http://" in command and command not in ASKED)]


@pytest.fixture(scope="module")
def place(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to run commands in: an index of our own, for one process at a time owns one, and a home with documents."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(built_index, folder / "data" / "index", ignore=shutil.ignore_patterns("owner.*"))
    (folder / "documents").mkdir()
    (folder / "documents" / "leave.md").write_text("# Leave\n\nAnnual leave is fifteen days.\n", encoding="utf-8")
    return folder


def run(command: str, place: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a user's shell runs it in an activated .venv, with the place as working folder and home."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")},
        "PATH": f"{PYTHON}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        # What falls due one day must not fail a test then.
        "ASSISTANT_TODAY": "2026-11-26",
        "HOME": str(place),
        "ASSISTANT_INDEX": str(place / "data" / "index"),
        "ASSISTANT_SESSIONS": f"sqlite:///{place / 'sessions.db'}",
    }
    return subprocess.run(
        ["bash", "-c", command], cwd=place, env=environment, input=given, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def test_every_command_is_held_to_something() -> None:
    assert sorted([*RUN_HERE, *MADE, *SET_UP, *EVALUATED, *SERVED, *ASKED]) == sorted(COMMANDS)
    assert min(map(len, (RUN_HERE, MADE, SET_UP, EVALUATED, SERVED, ASKED))) >= 2


def test_both_readmes_show_the_same() -> None:
    assert commands(CHINESE) == COMMANDS
    assert samples(CHINESE) == samples(ENGLISH) and len(samples(ENGLISH)) == 2
    figures = [[row[1:] for row in cells(section_of_figures(text))[2:]] for text in READMES.values()]
    assert figures[0] == figures[1] and len(figures[0]) >= 8
    first_cells = [{row[0] for row in cells(text) if re.fullmatch("`[^`]+`", row[0])} for text in READMES.values()]
    assert first_cells[0] == first_cells[1]


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_short_and_begins_with_the_two_commands(name: str) -> None:
    lines = READMES[name].splitlines()
    assert len(lines) <= LONGEST
    assert commands("\n".join(lines[:20]))[:2] == ["make run", "make test"]


@pytest.mark.parametrize("name", READMES)
def test_every_path_named_exists(name: str) -> None:
    text = READMES[name]
    linked = [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]
    assert len(linked) >= 2 and all((ROOT / target).is_file() for target in linked)
    assert all((ROOT / target).stat().st_size < 200_000 for target in linked)
    folders = [row[0].strip("`") for row in cells(text) if row[0].endswith("/`")]
    assert len(folders) >= 5 and all((ROOT / folder).is_dir() for folder in folders)
    # Folders of this project; data/ is made by the first run.
    ours = re.findall(rf"(?<![\w/~.])(?:{'|'.join(map(re.escape, folders))})[\w./-]*", text)
    assert [path for path in ours if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_every_file_in_the_picture_of_a_turn_exists(name: str) -> None:
    (picture,) = blocks(READMES[name], "text")
    step = ""
    for line in picture.splitlines():
        if found := re.search(r"assistant/\w+/", line[:40]):
            step = found.group()
        for file in re.findall(r"[\w/]+\.py", line):
            assert any((ROOT / folder / file).is_file() for folder in (step, ".")), f"{line}: {file}"


def test_the_table_of_settings_is_complete() -> None:
    named = {row[0].strip("`"): row[2].strip("`") for row in cells(ENGLISH) if row[0].startswith("`ASSISTANT_")}
    fields = AssistantSettings.model_fields
    assert set(named) == {f"ASSISTANT_{name.upper()}" for name in fields}
    for name in ("index", "sessions"):
        assert str(fields[name].default).replace(f"{ROOT}{os.sep}", "") == named[f"ASSISTANT_{name.upper()}"]
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#(ASSISTANT_\w+)=", example, re.MULTILINE)) == set(named)


@pytest.mark.parametrize(
    "command", [*(one for one in RUN_HERE if one not in OTHER), "python -m ingest --help", "python -m eval --help", f"python {APP} --help"]
)
def test_a_command_runs(command: str, place: Path) -> None:
    done = run(command, place, given="费用有哪些？\nexit\n" if " chat " in command else "")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() and "Traceback" not in done.stderr


def test_documents_of_ones_own_are_indexed_and_found(place: Path) -> None:
    done = [run(command, place) for command in OTHER]
    assert [one.stderr for one in done if one.returncode] == []
    assert "added: leave.md" in done[0].stdout and "Annual leave is fifteen days." in done[1].stdout


@pytest.mark.parametrize(("command", "answer"), samples(ENGLISH))
def test_a_sample_answer_is_what_the_assistant_says(command: str, answer: str, place: Path) -> None:
    done = run(command, place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == answer, "put this answer into both READMEs, or mend what changed it"


@pytest.mark.parametrize("command", [*MADE, "make check", "make hooks", "make lock", "make clean"])
def test_make_knows_the_target(command: str) -> None:
    done = subprocess.run([*command.split(), "--dry-run"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_the_bare_commands_are_those_of_make(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_FIND_LINKS") and not name.startswith("MAKE")}
    made = ""
    for target in ("run", "test"):
        made += subprocess.run(
            ["make", "--dry-run", target, "PYTHON=python3"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
    quiet = ("--quiet", "--disable-pip-version-check")
    steps = [" ".join(word for word in line.split() if word not in quiet) for line in made.splitlines()]
    assert [command for command in SET_UP if command not in steps] == []


@pytest.mark.parametrize("command", EVALUATED)
def test_eval_takes_the_command(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """These run for minutes; here their arguments are read and the work itself is left out."""
    import eval.__main__ as entry

    arguments = shlex.split(command)[3:]
    ran: list[str] = []

    def work(_: object) -> int:
        ran.append(arguments[0])
        return 0

    monkeypatch.setattr(entry, f"_{arguments[0]}", work)
    assert entry.main(arguments) == 0 and ran == arguments[:1]


@pytest.mark.parametrize("command", ASKED)
def test_the_server_answers_as_it_is_asked(command: str, assistant: Assistant) -> None:
    """The same request as curl would send."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("address")
    arguments.add_argument("-N", action="store_true")
    arguments.add_argument("-H", action="append", default=[])
    arguments.add_argument("-d")
    asked = arguments.parse_args(shlex.split(command)[1:])
    headers = dict(header.split(": ", 1) for header in asked.H)
    path = asked.address.removeprefix("http://127.0.0.1:7860")
    with serving(assistant) as client:
        answered = client.request("POST" if asked.d else "GET", path, content=asked.d, headers=headers)
    assert answered.status_code == 200, answered.text
    assert "answer" in answered.json() if asked.d else answered.json()["status"] == "ok"


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    yield free


def test_a_server_shares_the_index(place: Path, port: int, tmp_path: Path) -> None:
    server, question = (command.replace("8000", str(port)) for command in SERVED)
    shutil.copytree(place / "data", tmp_path / "data")
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([PYTHON / "chroma", *shlex.split(server)[1:]], cwd=tmp_path, stdout=log, stderr=log)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        answered = [run(question, place) for _ in range(2)]
    finally:
        process.kill()
        process.wait()
        address = f"http://127.0.0.1:{port}"
        shutil.rmtree(CACHE / hashlib.sha256(address.encode()).hexdigest()[:16], ignore_errors=True)
    assert [done.stderr for done in answered if done.returncode] == []
    assert answered[0].stdout == answered[1].stdout != ""
