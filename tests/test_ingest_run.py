"""A run makes the index hold what the folders hold; bad files are named and stop nothing; the command line is a contract."""

import os
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant import models
from assistant.errors import IndexMismatch
from assistant.library import open_library
from ingest import cli, load, run
from ingest.files import find, roots_of
from ingest.run import Report, ingest
from tests.conftest import BigramEmbeddings
from tests.documents import docx_bytes, locked_office_bytes, pdf_bytes, write, xlsx_bytes

CORPUS = {
    "sources.yaml": """documents:
  - {id: page.zh, path: source/page.zh.md, title: 认证, language: zh}
  - {id: page.en, path: source/page.en.md, title: Certification, language: en, renders: page.zh}
""",
    "source/page.zh.md": "# 认证\n\n## 费用 {#costs}\n\n费用包含五个部分。",
    "source/page.en.md": "# Certification\n\n## Costs {#costs}\n\nThere are five parts.",
    "source/unlisted.md": "not yet",
    "README.txt": "about this folder",
    "questions/page.yaml": """document: {zh: page.zh, en: page.en}
sections:
  - anchor: costs
    asks:
      - {answer: {zh: [费用包含五个部分。], en: [There are five parts.]}, zh: [贵吗], en: [is it dear]}
""",
    "questions/gaps.yaml": "gaps:\n  - {nearest: costs, lacks: {zh: 价格, en: a price}, zh: [多少钱], en: [how much]}\n",
}


@pytest.fixture
def index(tmp_path: Path) -> str:
    return str(tmp_path / "index")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "documents", {"a.md": "# 认证\n\n认证有两个阶段。", "sub/b.txt": "The audit has two stages."})


def held(index: str) -> list[str]:
    with open_library(index, BigramEmbeddings()) as library:
        return [document.id for document in library.documents()]


def reasons(report: Report) -> dict[str, str]:
    return {Path(one.path).name: one.reason for one in report.skipped}


# What a run does


def test_documents_are_added_replaced_removed_and_left_alone(folder: Path, index: str) -> None:
    embedder = BigramEmbeddings()
    first = ingest([folder], index, embedder).changes
    assert (sorted(first.added), first.passages) == (["a.md", "sub/b.txt"], 2)
    encoded = embedder.encoded
    again = ingest([folder], index, embedder).changes
    assert (sorted(again.unchanged), again.entries, embedder.encoded) == (["a.md", "sub/b.txt"], 0, encoded)
    write(folder, {"a.md": "# 认证\n\n认证有三个阶段。", "c.md": "new"})
    (folder / "sub/b.txt").unlink()
    last = ingest([folder], index, embedder).changes
    assert (last.replaced, last.added, last.removed) == (("a.md",), ("c.md",), ("sub/b.txt",))
    assert held(index) == ["a.md", "c.md"]


def test_unchanged_documents_are_not_read_again(folder: Path, index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest([folder], index, BigramEmbeddings())
    write(folder, {"c.md": "new"})
    read: list[str] = []
    real = load.load
    monkeypatch.setattr(run, "load", lambda source, data: read.append(source.id) or real(source, data))
    ingest([folder], index, BigramEmbeddings())
    assert read == ["c.md"]


def test_documents_of_other_folders_stay(folder: Path, index: str, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {"c.md": "new"})
    ingest([folder], index, BigramEmbeddings())
    assert ingest([other], index, BigramEmbeddings()).changes.removed == ()
    (other / "c.md").unlink()
    assert ingest([other], index, BigramEmbeddings()).changes.removed == ("c.md",)
    assert held(index) == ["a.md", "sub/b.txt"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(folder: Path, index: str) -> None:
    wished = ingest([folder], index, BigramEmbeddings(), dry_run=True).changes
    assert not Path(index).exists()
    done = ingest([folder], index, BigramEmbeddings()).changes
    assert (wished.added, wished.passages, wished.entries) == (done.added, done.passages, done.entries)
    (folder / "a.md").unlink()
    write(folder, {"c.md": "new"})
    wished = ingest([folder], index, BigramEmbeddings(), dry_run=True).changes
    assert (wished.added, wished.removed) == (("c.md",), ("a.md",))
    assert held(index) == ["a.md", "sub/b.txt"]


def test_another_embedder_needs_a_rebuild(folder: Path, index: str) -> None:
    ingest([folder], index, BigramEmbeddings())
    other = BigramEmbeddings("other", dimension=128)
    for dry_run in (True, False):
        with pytest.raises(IndexMismatch, match="--rebuild"):
            ingest([folder], index, other, dry_run=dry_run)
    assert len(ingest([folder], index, other, rebuild=True, dry_run=True).changes.replaced) == 2
    (folder / "a.md").unlink()
    ingest([folder], index, other, rebuild=True)
    with open_library(index, other) as library:
        assert [document.id for document in library.documents()] == ["sub/b.txt"]
        assert library.search("audit")[0].passage.text == "The audit has two stages."


def test_progress_counts_files_and_texts_up_to_their_totals(folder: Path, index: str) -> None:
    told: list[tuple[str, int, int]] = []
    ingest([folder], index, BigramEmbeddings(), progress=lambda *step: told.append(step))
    assert ("read", 2, 2) in told
    encoded = [(done, total) for step, done, total in told if step == "encode"]
    assert encoded[-1][0] == encoded[-1][1] > 0
    assert encoded == sorted(encoded)


# Bad files


def test_bad_files_are_named_with_the_reason_and_the_rest_goes_on(folder: Path, index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "MAX_BYTES", 200_000)
    write(
        folder,
        {
            "broken.docx": docx_bytes()[:2000],
            "empty.md": "",
            "large.txt": "x" * 300_000,
            "locked.xlsx": locked_office_bytes(),
            "named.docx": pdf_bytes([["Text."]]),
            "photo.png": b"\x89PNG",
            "notes": "no suffix",
            ".hidden.md": "hidden",
            ".folder/c.md": "hidden",
            "~$open.docx": "owner",
            "deep/er/est/费用.xlsx": xlsx_bytes({"费用": [["项目", "可选"], ["咨询", "是"]]}),
        },
    )
    report = ingest([folder], index, BigramEmbeddings())
    assert sorted(report.changes.added) == ["a.md", "deep/er/est/费用.xlsx", "sub/b.txt"]
    found = reasons(report)
    assert sorted(found) == ["broken.docx", "empty.md", "large.txt", "locked.xlsx", "named.docx", "notes", "photo.png"]
    for name, start in {"broken.docx": "broken", "empty.md": "empty", "large.txt": "oversized"}.items():
        assert found[name].startswith(start)
    assert found["locked.xlsx"].startswith("encrypted")
    assert found["named.docx"] == "mislabelled: named .docx, but it holds a PDF"
    assert found["photo.png"] == "unsupported type .png"
    assert {Path(one.path).name for one in report.skipped if not one.error} == {"notes", "photo.png"}
    assert report.failed


def test_a_document_whose_file_breaks_is_kept_as_it_was(folder: Path, index: str) -> None:
    ingest([folder], index, BigramEmbeddings())
    write(folder, {"a.md": b"\0\1\2"})
    report = ingest([folder], index, BigramEmbeddings())
    assert (report.changes.removed, report.changes.unchanged) == ((), ("sub/b.txt",))
    assert reasons(report)["a.md"].endswith("the state read before is kept")
    assert held(index) == ["a.md", "sub/b.txt"]


def test_links_pipes_and_sockets_lead_nowhere(folder: Path, tmp_path: Path, index: str) -> None:
    outside = write(tmp_path / "outside", {"secret.md": "secret"})
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "links").symlink_to(outside)
    (folder / "inner.md").symlink_to(folder / "a.md")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.md").symlink_to(folder / "nowhere.md")
    os.mkfifo(folder / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s.md"))
        report = ingest([folder], index, BigramEmbeddings())
    assert sorted(report.changes.added) == ["a.md", "sub/b.txt"]
    assert reasons(report) == {
        "link.md": "a link that leaves the folder",
        "links": "a link that leaves the folder",
        "pipe.md": "not a regular file",
        "s.md": "not a regular file",
    }
    assert not report.failed


def test_a_folder_that_cannot_be_listed_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scandir(path: Any) -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    sources, skipped = find(roots_of([folder]))
    assert [source.id for source in sources] == ["a.md"]
    assert [(Path(one.path).name, one.reason, one.error) for one in skipped] == [("sub", "unreadable: Permission denied", True)]


def test_a_file_without_permission_is_reported(folder: Path, index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[Path], bytes] = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    report = ingest([folder], index, BigramEmbeddings())
    assert (report.changes.added, reasons(report)) == (("sub/b.txt",), {"a.md": "unreadable: Permission denied"})


def test_names_that_are_no_utf8_can_be_indexed(tmp_path: Path, index: str) -> None:
    folder = write(tmp_path / "documents", {"a.md": "text"})
    Path(os.fsdecode(os.fsencode(folder) + b"/\xd6\xd0.md")).write_text("认证有两个阶段。", encoding="utf-8")
    assert sorted(ingest([folder], index, BigramEmbeddings()).changes.added) == ["a.md", "\ufffd\ufffd.md"]


# Paths


def test_files_and_folders_may_be_given_more_than_once(folder: Path, index: str) -> None:
    report = ingest([folder, folder / "a.md", folder / "sub" / ".." / "sub"], index, BigramEmbeddings())
    assert sorted(report.changes.added) == ["a.md", "sub/b.txt"]
    assert not report.skipped


def test_two_files_of_one_id_are_reported(folder: Path, tmp_path: Path, index: str) -> None:
    other = write(tmp_path / "other", {"a.md": "another"})
    report = ingest([folder, other], index, BigramEmbeddings())
    assert sorted(report.changes.added) == ["a.md", "sub/b.txt"]
    assert "same id 'a.md'" in reasons(report)["a.md"]
    assert report.failed


def test_a_corpus_is_read_as_its_list_says(tmp_path: Path, index: str) -> None:
    corpus = write(tmp_path / "corpus", CORPUS)
    report = ingest([corpus], index, BigramEmbeddings())
    assert report.changes.added == ("page.zh", "page.en", "gaps.zh", "gaps.en")
    assert reasons(report)["unlisted.md"] == "not named in sources.yaml"
    assert not report.failed
    with open_library(index, BigramEmbeddings()) as library:
        found = library.search("贵吗", language="zh")[0]
        assert found.passage.document.title == "认证"
        assert "贵吗" in [lead.text for lead in found.leads if lead.kind == "question"]
        assert library.section("page.en", "costs")[0].text == "There are five parts."


def test_a_changed_question_or_description_is_a_change(tmp_path: Path, index: str) -> None:
    corpus = write(tmp_path / "corpus", CORPUS)
    ingest([corpus], index, BigramEmbeddings())
    write(corpus, {"questions/page.yaml": CORPUS["questions/page.yaml"].replace("贵吗", "贵不贵")})
    assert ingest([corpus], index, BigramEmbeddings()).changes.replaced == ("page.zh", "page.en")
    write(corpus, {"questions/gaps.yaml": CORPUS["questions/gaps.yaml"].replace("how much", "what price")})
    assert set(ingest([corpus], index, BigramEmbeddings()).changes.replaced) == {"gaps.zh", "gaps.en"}
    write(corpus, {"sources.yaml": CORPUS["sources.yaml"].replace("title: Certification", "title: Certifying")})
    assert ingest([corpus], index, BigramEmbeddings()).changes.replaced == ("page.en",)


@pytest.mark.parametrize(
    ("name", "changed", "named"),
    [
        ("questions/gaps.yaml", ("nearest: costs", "nearest: nowhere"), "corpus/questions/gaps.yaml.*'nowhere'"),
        ("questions/page.yaml", ("zh: page.zh", "zh: other"), "'other' is not in sources.yaml"),
        ("source/page.zh.md", ("五个部分", "四个部分"), "does not hold the piece '费用包含五个部分。'"),
    ],
)
def test_a_corpus_that_contradicts_itself_changes_nothing(
    tmp_path: Path,
    index: str,
    name: str,
    changed: tuple[str, str],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(models, "build_embedder", lambda settings: BigramEmbeddings())
    corpus = write(tmp_path / "corpus", CORPUS)
    ingest([corpus], index, BigramEmbeddings())
    write(corpus, {name: CORPUS[name].replace(*changed)})
    assert cli.main([str(corpus), "--index", index]) == 1
    assert re.search(named, capsys.readouterr().err)
    assert held(index) == ["page.en", "page.zh"]


def test_a_listed_document_that_is_not_there_is_an_error(tmp_path: Path, index: str) -> None:
    corpus = write(tmp_path / "corpus", CORPUS)
    (corpus / "source/page.en.md").unlink()
    report = ingest([corpus], index, BigramEmbeddings())
    assert report.changes.added == ("page.zh", "gaps.zh", "gaps.en")
    assert report.failed
