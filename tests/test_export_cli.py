"""The command `export`: what it writes where, and how it fails."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant import cli
from assistant.case import Case, CaseFile
from assistant.case.profile import Profile
from assistant.case.raci import RaciMatrix
from assistant.cases import open_cases
from assistant.cli_export import FORMATS, language_of_case
from assistant.domain import Language
from tests.exporting import LANGUAGES, NAMES, a_case

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A store of conversations with a case `s1`, one whose changes were all taken back, and one with English names."""
    url = f"sqlite:///{tmp_path / 'sessions.db'}"
    english = Case(raci=RaciMatrix().assign("internal audit", "auditor", ["R"]))
    with open_cases(url) as cases:
        cases.save("s1", CaseFile().with_case(a_case()))
        cases.save("empty", CaseFile(states=(Case(), a_case())))
        cases.save("english", CaseFile().with_case(english))
        cases.save("hostile", CaseFile().with_case(Case(profile=Profile(company="../../../x/../y"))))
    return url


@pytest.fixture
def run(store: str, capsys: pytest.CaptureFixture[str]) -> Run:
    def running(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["export", "--sessions", store, *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return running


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_export_writes_the_file_and_prints_where(run: Run, tmp_path: Path, format: str, language: Language) -> None:
    out = tmp_path / "new" / "folder"
    code, printed, errors = run("--session", "s1", "--format", format, "--out", str(out), "--language", language)
    path = out / f"山城软件有限公司.{format}"
    assert (code, printed, errors) == (0, f"{path}\n", "")
    assert [file.name for file in out.iterdir()] == [path.name]
    if format == "xlsx":
        assert tuple(load_workbook(path).sheetnames) == NAMES[language]
    else:
        assert f"## {NAMES[language][4]}\n" in path.read_text(encoding="utf-8")


def test_export_names_schemes_and_replaces_an_earlier_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "山城软件有限公司.md"
    path.write_text("old")
    assert run("--session", "s1", "--format", "md", "--out", str(tmp_path))[0] == 0
    text = path.read_text(encoding="utf-8")
    assert "ISO/IEC 20000" in text or "ISO 20000" in text or "ISO20000" in text
    assert "iso-20000-1" not in text


def test_export_speaks_the_language_of_the_names_in_the_case(run: Run, tmp_path: Path) -> None:
    assert run("--session", "english", "--format", "md", "--out", str(tmp_path))[0] == 0
    assert "## Costs" in (tmp_path / "english.md").read_text(encoding="utf-8")
    assert language_of_case(a_case()) == "zh" and language_of_case(Case()) == "zh"


def test_export_never_leaves_its_folder(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "a" / "b"
    code, printed, _ = run("--session", "hostile", "--format", "md", "--out", str(out))
    assert code == 0 and Path(printed.strip()).parent == out and len(list(out.iterdir())) == 1


@pytest.mark.parametrize(
    ("session", "says"), [("nobody", "no case of a conversation 'nobody'"), ("a\udc80", "no case"), ("empty", "empty"), ("", "no case")]
)
def test_export_without_a_case_says_what_to_do(run: Run, tmp_path: Path, session: str, says: str) -> None:
    code, printed, errors = run("--session", session, "--format", "xlsx", "--out", str(tmp_path / "out"))
    assert code == 1 and not printed and says in errors and "Traceback" not in errors
    assert not (tmp_path / "out").exists()


def test_export_to_what_is_no_folder_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("kept")
    for out in (file, file / "below"):
        code, printed, errors = run("--session", "s1", "--format", "xlsx", "--out", str(out))
        assert code == 1 and not printed and "--out" in errors
    assert file.read_text() == "kept"


def test_a_failed_export_leaves_the_earlier_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "山城软件有限公司.md"
    path.write_text("old")

    def full(self: Path, data: bytes) -> int:
        self.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, errors = run("--session", "s1", "--format", "md", "--out", str(tmp_path))
    assert code == 1 and "No space left" in errors
    assert path.read_text() == "old" and not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--session", "s1", "--format", "docx", "--out", "x"],
        ["--session", "s1", "--format", "html", "--out", "x"],
        ["--session", "s1", "--format", "xlsx"],
        ["--format", "xlsx", "--out", "x"],
        ["--session", "s1", "--format", "md", "--out", "x", "--language", "fr"],
    ],
)
def test_a_wrong_call_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["export", *arguments])
    assert ended.value.code == 2 and "usage:" in capsys.readouterr().err
