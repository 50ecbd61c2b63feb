"""Documents of every format, made on the spot, so that no binary file has to be kept."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import DocumentError
from ingest.files import Source
from ingest.load import Page, load


def docx_bytes(build: Any = None, *, title: str | None = None) -> bytes:
    """A Word document; `build(document)` fills it."""
    from docx import Document

    document = Document()
    if title:
        document.core_properties.title = title
    if build:
        build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def xlsx_bytes(sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    """A workbook with these sheets."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def pdf_bytes(pages: list[list[str]], *, title: str | None = None) -> bytes:
    """A PDF with a line of ASCII text under the other, as a word processor writes it."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line.translate(_ESCAPES)}) Tj T*\n" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 72 760 Td\n{shown}ET".encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    info = b""
    if title:
        objects.append(f"<< /Title ({title}) >>".encode("latin-1"))
        info = b" /Info %d 0 R" % len(objects)
    return _pdf_file(objects, info)


_ESCAPES = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def _pdf_file(objects: list[bytes], info: bytes) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        info,
        len(data),
    )


def locked_pdf_bytes(*, user: str, owner: str) -> bytes:
    """A PDF of one line that needs the user's password, unless that is empty."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(pdf_bytes([["The audit has two stages."]]))))
    writer.encrypt(user, owner, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def aes_pdf_bytes() -> bytes:
    """A PDF that states the protection of recent programs, which needs a library of its own to open."""
    key = b" ".join(b"/%s <%s>" % (name, b"00" * size) for name, size in _AES.items())
    protection = (
        b"<< /Filter /Standard /V 5 /R 6 /Length 256 /P -1 %s /CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> "
        b"/StmF /StdCF /StrF /StdCF >>" % key
    )
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 0 /Kids [] >>", protection]
    return _pdf_file(objects, b" /Encrypt 3 0 R /ID [<00> <00>]")


_AES = {b"O": 48, b"U": 48, b"OE": 32, b"UE": 32, b"Perms": 16}


def locked_office_bytes() -> bytes:
    """The outer shape of an Office file with a password: an OLE file that holds an encrypted package."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def bomb_bytes(part: str, size: int) -> bytes:
    """A small ZIP archive, an Office file by its names, that would unpack to `size` bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(part, "w", force_zip64=True) as target:
            for _ in range(size // (1 << 20)):
                target.write(bytes(1 << 20))
    return stream.getvalue()


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """The folder with these files in it; a text is written in UTF-8."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def replaced_part(data: bytes, part: str, content: bytes) -> bytes:
    """The Office file with one of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return stream.getvalue()


HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Site | Costs</title><style>p {}</style></head><body>
<header>Firm <a href="/">Home</a></header><nav><ul><li>Menu entry</li></ul></nav>
<article><header><h1 id="costs">Costs of <em>certification</em></h1></header>
<p>Five parts.<br>Four are <b>optional</b>.</p>
<div>Loose text <span>goes on</span></div>
<ol start="3"><li>Training<ul><li>Internal</li></ul></li><li>Tools</li></ol>
<table><tr><th>Part</th><th>Optional</th></tr><tr><td>Audit</td><td>no | never</td></tr></table>
<p style="display: none">hidden</p><script>alert(1)</script><!-- note --></article>
<aside>Related</aside><footer>Contact</footer></body></html>"""


def word(document: Any) -> None:
    document.add_heading("认证费用", 0)
    document.add_heading("构成", 1)
    document.add_paragraph("费用包含两部分：")
    document.add_paragraph("认证服务费", style="List Number")
    document.add_paragraph("培训费用（可选）", style="List Number")
    document.add_paragraph("其他说明。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["项目", "可选", "咨询", "是"], strict=True):
        cell.text = text
    document.add_paragraph("表后的话。")
    document.add_paragraph("工具", style="List Bullet")


def page(name: str, data: bytes | str) -> Page:
    """The page in these bytes, as if read from a file of this name."""
    return load(Source(Path("/documents") / name, name, "here"), data.encode() if isinstance(data, str) else data)


def refused(name: str, data: bytes | str) -> str:
    """Why these bytes in a file of this name are refused."""
    with pytest.raises(DocumentError) as caught:
        page(name, data)
    return str(caught.value)
