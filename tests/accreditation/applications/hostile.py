"""Tiny files, sound and hostile, as a person or an attacker would send them."""

import io
import secrets
import zipfile
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    """A file as the browser sends it; the type that it claims is not believed anyway."""
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def pdf(**root: Any) -> bytes:
    """A PDF of one page, with entries put into its catalogue."""
    document = pikepdf.new()
    document.add_blank_page()
    for key, value in root.items():
        document.Root[f"/{key}"] = value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def scripted_pdf() -> bytes:
    """A PDF that runs a script when opened."""
    action = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String("app.alert(1)"))
    return pdf(OpenAction=action)


def launching_pdf() -> bytes:
    """A PDF that starts a program when opened."""
    action = pikepdf.Dictionary(S=pikepdf.Name("/Launch"), F=pikepdf.String("calc.exe"))
    return pdf(OpenAction=action)


def carrying_pdf() -> bytes:
    """A PDF with a file attached."""
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["payload.exe"] = b"MZ"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def locked_pdf(*, opens_freely: bool = False) -> bytes:
    """A PDF with a password, or with rights that only an owner has."""
    document = pikepdf.new()
    document.add_blank_page()
    out = io.BytesIO()
    document.save(
        out, encryption=pikepdf.Encryption(owner="owner", user="" if opens_freely else "user")
    )
    return out.getvalue()


def linking_pdf() -> bytes:
    """A sound PDF whose texts only name what would be forbidden as an action."""
    return pdf(Note=pikepdf.String("see https://example.test/JS /JavaScript (/EmbeddedFiles)"))


def packed(entries: dict[str, bytes], comment: bytes = b"") -> bytes:
    """A ZIP archive with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
        archive.comment = comment
    return out.getvalue()


def kinds(main: str) -> bytes:
    """The list of contents of an Office file."""
    return f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'.encode()


def docx(more: dict[str, bytes] | None = None, main: str = WORD, comment: bytes = b"") -> bytes:
    """A small Word document."""
    parts = {"[Content_Types].xml": kinds(main), "word/document.xml": b"<w:document/>"}
    return packed(parts | (more or {}), comment)


def xlsx() -> bytes:
    """A small workbook."""
    return packed({"[Content_Types].xml": kinds(SHEET), "xl/workbook.xml": b"<workbook/>"})


def opendocument(
    kind: str, more: dict[str, bytes] | None = None, manifest: bytes = b"<m/>"
) -> bytes:
    """A small OpenDocument file."""
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": b"<office/>",
        "META-INF/manifest.xml": manifest,
    }
    return packed(parts | (more or {}))


def encrypted_zip() -> bytes:
    """A Word document whose archive says that it is encrypted."""
    data = bytearray(docx())
    for marker, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(marker)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(marker, at + 4)
    return bytes(data)


def picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("1", size).convert("L" if kind == "JPEG" else "1").save(out, kind)
    return out.getvalue()


def unlike() -> bytes:
    """A sound PDF unlike every other."""
    return pdf(Note=pikepdf.String(secrets.token_hex(8)))


def noted(text: bytes) -> bytes:
    """A sound PDF with a text in it, word for word."""
    return pdf() + b"\n%" + text + b"\n"


# One file of each sort, for every door that takes files.
OF_EACH_SORT = [
    ("eicar.pdf", EICAR),
    ("script.pdf", scripted_pdf()),
    ("macros.docx", docx({"word/vbaProject.bin": b"x"})),
    ("renamed.pdf", picture("PNG")),
    ("empty.pdf", b""),
]
