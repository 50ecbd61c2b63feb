"""What cannot be read is refused with the reason, soon and without filling the memory."""

import tracemalloc
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from ingest import draft, load, sniff
from ingest.load import read_bytes
from tests.documents import (
    HTML,
    aes_pdf_bytes,
    bomb_bytes,
    docx_bytes,
    locked_office_bytes,
    locked_pdf_bytes,
    page,
    pdf_bytes,
    refused,
    word,
    xlsx_bytes,
)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", locked_pdf_bytes(user="secret", owner="secret")),
        ("a.pdf", aes_pdf_bytes()),
        ("a.docx", locked_office_bytes()),
        ("a.xlsx", locked_office_bytes()),
    ],
)
def test_encrypted_files_are_refused(name: str, data: bytes) -> None:
    assert refused(name, data).startswith("encrypted")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", pdf_bytes([["Text."]])),
        ("a.txt", HTML),
        ("a.md", HTML),
        ("a.html", "plain text"),
        ("a.xlsx", docx_bytes(word)),
        ("a.docx", xlsx_bytes({"a": [["b"]]})),
        ("a.pdf", "plain text"),
        ("a.txt", pdf_bytes([["Text."]])),
        ("a.docx", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("a.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)),
        ("a.docx", bomb_bytes("readme.txt", 1 << 20)),
    ],
)
def test_mislabelled_files_are_refused(name: str, data: bytes | str) -> None:
    assert refused(name, data).startswith("mislabelled")


@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html", "a.docx", "a.pdf", "a.xlsx"])
@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n"])
def test_empty_files_are_refused(name: str, data: bytes) -> None:
    assert refused(name, data).startswith("empty")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx_bytes()),
        ("a.xlsx", xlsx_bytes({"a": []})),
        ("a.pdf", pdf_bytes([[]])),
        ("a.html", "<html><body><nav>Menu</nav></body></html>"),
        ("a.md", "***\n<!-- nothing -->\n"),
    ],
)
def test_files_without_text_are_refused_as_empty(name: str, data: bytes | str) -> None:
    assert refused(name, data).startswith("empty")


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf"])
@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_cut_files_are_refused_or_read_as_far_as_they_go(name: str, kept: float) -> None:
    whole = {"a.docx": docx_bytes(word), "a.xlsx": xlsx_bytes({"a": [["b", "c"]]}), "a.pdf": pdf_bytes([["Text."]])}[name]
    try:
        assert page(name, whole[: int(len(whole) * kept)]).body
    except DocumentError as error:
        assert str(error).startswith(("broken", "empty"))


def test_bytes_of_no_kind_are_refused() -> None:
    assert refused("a.docx", b"\0\1\2\3" * 100).startswith("broken")
    assert refused("a.txt", b"\0\1\2\3" * 100).startswith("broken")


@pytest.mark.parametrize(("name", "part"), [("a.docx", "word/document.xml"), ("a.xlsx", "xl/workbook.xml")])
def test_an_archive_that_would_fill_the_memory_is_not_unpacked(name: str, part: str) -> None:
    data = bomb_bytes(part, sniff.MAX_PARTS + (64 << 20))
    assert len(data) < 1 << 20
    tracemalloc.start()
    try:
        assert refused(name, data).startswith("oversized")
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_files_and_texts_beyond_the_limits_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    file.write_text("认证" * 100, encoding="utf-8")
    monkeypatch.setattr(load, "MAX_BYTES", 100)
    with pytest.raises(DocumentError, match="oversized"):
        read_bytes(file)
    monkeypatch.setattr(load, "MAX_CHARACTERS", 100)
    monkeypatch.setattr(draft, "MAX_CHARACTERS", 100)
    for name, data in {
        "a.txt": ("认证" * 100).encode(),
        "a.pdf": pdf_bytes([["Some text to read."] * 5] * 5),
        "a.xlsx": xlsx_bytes({"a": [["some text"] * 3] * 9}),
    }.items():
        assert refused(name, data).startswith("oversized")


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="unreadable"):
        read_bytes(tmp_path / "gone.txt")
