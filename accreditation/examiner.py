"""Looks inside one file given on standard input and says in a word what is wrong with it.

The portal runs it as a program of its own (see `examining.py`): parsers meet hostile files here, in
a process with little memory and time, no database and no secrets. It knows nothing of the portal.
"""

import io
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pikepdf

MEMORY_BYTES: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 10
PDF_OBJECTS: Final = 50_000
PDF_STREAM_BYTES: Final = 128 * 1024 * 1024
UNPACKED_BYTES: Final = 100 * 1024 * 1024
UNPACKED_RATIO: Final = 150
SMALL_BYTES: Final = 1024 * 1024
ZIP_ENTRIES: Final = 5_000
MANIFEST_BYTES: Final = 1024 * 1024
PIXELS: Final = 50_000_000
CHUNK: Final = 64 * 1024

SOUND: Final = "sound"
# The string by which virus scanners are tested, never in one piece here, so that none is alarmed.
TEST_VIRUS: Final = b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE"
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINS: Final = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
    "ods": b"PK\x03\x04",
}
PACKED: Final = ("docx", "xlsx", "odt", "ods")
OFFICE_PART: Final = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
OPEN_DOCUMENT: Final = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
MACROS: Final = re.compile(
    r"vbaproject|vbadata|activex|(^|/)(basic|scripts)/|\.(docm|xlsm|dotm|xltm|xlam|exe|dll|js|vbs)$",
    re.IGNORECASE,
)
EMBEDDED: Final = re.compile(
    r"embeddings/.*\.bin$|(^|/)ObjectReplacements/|^Object \d", re.IGNORECASE
)
REMOTE_TEMPLATE: Final = re.compile(
    rb"<Relationship\b(?=[^>]*attachedTemplate)(?=[^>]*External)", re.IGNORECASE
)
PDF_TEXT: Final = re.compile(rb"\((?:[^\\)]|\\.)*\)|<[0-9a-fA-F\s]*>", re.DOTALL)
PDF_ACTIVE: Final = re.compile(
    rb"/(?:JavaScript|JS|RichMedia|XFA)(?![A-Za-z0-9])|/S /(?:Launch|ImportData)(?![A-Za-z0-9])"
)
PDF_EMBEDDED: Final = re.compile(rb"/(?:EmbeddedFiles?|EF)(?![A-Za-z0-9])")


class Fault(StrEnum):
    """What may be wrong with a file, in a word."""

    ACTIVE = "active"
    DAMAGED = "damaged"
    EMBEDDED = "embedded"
    LOCKED = "locked"
    MACROS = "macros"
    MISTYPED = "mistyped"
    MIXED = "mixed"
    OVERSIZED = "oversized"
    TRICKS = "tricks"
    VIRUS = "virus"


class Unsound(Exception):  # noqa: N818 - a finding, not a fault
    """What is wrong with the file, in a word."""


def look(data: bytes, extension: str) -> None:
    """Look at a file as what its name says it is. Raises Unsound."""
    if TEST_VIRUS in data:
        raise Unsound(Fault.VIRUS)
    if not data.startswith(BEGINS[extension]):
        locked = extension in PACKED and data.startswith(OLD_OFFICE)
        raise Unsound(Fault.LOCKED if locked else Fault.MISTYPED)
    if extension != "pdf" and BEGINS["pdf"] in data[:CHUNK]:
        raise Unsound(Fault.MIXED)
    if extension not in PACKED and zipfile.is_zipfile(io.BytesIO(data)):
        raise Unsound(Fault.MIXED)
    INSPECTIONS[extension](data, extension)


def look_at_pdf(data: bytes, _extension: str) -> None:
    """A PDF that opens without a password, with pages, and with nothing in it that acts."""
    import pikepdf  # noqa: PLC0415 - each kind of file loads its own parser only

    pikepdf.settings.set_qpdf_limits(flate_max_memory=PDF_STREAM_BYTES)
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Unsound(Fault.LOCKED)
            if len(pdf.objects) > PDF_OBJECTS:
                raise Unsound(Fault.OVERSIZED)
            if not len(pdf.pages):
                raise Unsound(Fault.DAMAGED)
            search_pdf(pdf.objects)
    except pikepdf.PasswordError:
        raise Unsound(Fault.LOCKED) from None


def search_pdf(objects: "Iterable[pikepdf.Object]") -> None:
    """Search every object for what would run or carry other files; texts are passed over."""
    for found in objects:
        whole = found.stream_dict if found._type_name == "stream" else found
        names = PDF_TEXT.sub(b"()", whole.unparse(resolved=True))
        if PDF_ACTIVE.search(names):
            raise Unsound(Fault.ACTIVE)
        if PDF_EMBEDDED.search(names):
            raise Unsound(Fault.EMBEDDED)


def look_at_office(data: bytes, extension: str) -> None:
    """An Office or OpenDocument file without macros, passwords, tricks with names or bombs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        check_entries(entries, len(data))
        if archive.comment or min(entry.header_offset for entry in entries) != 0:
            raise Unsound(Fault.MIXED)
        if any(MACROS.search(entry.filename) for entry in entries):
            raise Unsound(Fault.MACROS)
        if any(EMBEDDED.search(entry.filename) for entry in entries):
            raise Unsound(Fault.EMBEDDED)
        check_kind(archive, {entry.filename for entry in entries}, extension)
        unpack(archive, entries, len(data))


def check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """What the list of contents says of itself."""
    names = [entry.filename for entry in entries]
    if not names or len(names) > ZIP_ENTRIES or len(set(names)) != len(names):
        raise Unsound(Fault.DAMAGED)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unsound(Fault.LOCKED)
    if any("\\" in n or n.startswith("/") or ".." in n.split("/") or ":" in n for n in names):
        raise Unsound(Fault.TRICKS)
    too_much(sum(entry.file_size for entry in entries), packed)


def too_much(unpacked: int, packed: int) -> None:
    """Refuse what unpacks to more than a document needs."""
    if unpacked > UNPACKED_BYTES or unpacked > max(packed * UNPACKED_RATIO, SMALL_BYTES):
        raise Unsound(Fault.OVERSIZED)


def check_kind(archive: zipfile.ZipFile, names: set[str], extension: str) -> None:
    """The file says itself what it is, and it is what its name says."""
    if extension in OPEN_DOCUMENT:
        with archive.open("mimetype") as entry:
            if entry.read(CHUNK) != OPEN_DOCUMENT[extension]:
                raise Unsound(Fault.MISTYPED)
        if "content.xml" not in names:
            raise Unsound(Fault.MISTYPED)
        with archive.open("META-INF/manifest.xml") as entry:
            if b"encryption-data" in entry.read(MANIFEST_BYTES):
                raise Unsound(Fault.LOCKED)
        return
    with archive.open("[Content_Types].xml") as entry:
        kinds = entry.read(MANIFEST_BYTES)
    if b"macroEnabled" in kinds:
        raise Unsound(Fault.MACROS)
    if OFFICE_PART[extension] not in kinds:
        raise Unsound(Fault.MISTYPED)


def unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Read everything once, piece by piece: what it says of its size may be a lie."""
    unpacked = 0
    for entry in entries:
        tail = b""
        with archive.open(entry) as content:
            while piece := content.read(CHUNK):
                unpacked += len(piece)
                too_much(unpacked, packed)
                if TEST_VIRUS in tail + piece:
                    raise Unsound(Fault.VIRUS)
                if entry.filename.endswith(".rels") and REMOTE_TEMPLATE.search(tail + piece):
                    raise Unsound(Fault.ACTIVE)
                tail = piece[-1024:]


def look_at_image(data: bytes, extension: str) -> None:
    """A picture that can be drawn whole and is not larger than a scanned page."""
    from PIL import Image  # noqa: PLC0415 - the same

    kind = "PNG" if extension == "png" else "JPEG"
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        if image.width * image.height > PIXELS:
            raise Unsound(Fault.OVERSIZED)
        image.verify()
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        image.load()


INSPECTIONS: Final[dict[str, Callable[[bytes, str], None]]] = {
    "pdf": look_at_pdf,
    "png": look_at_image,
    "jpg": look_at_image,
    **dict.fromkeys(PACKED, look_at_office),
}


def verdict(data: bytes, extension: str) -> str:
    """One word: sound, or what is wrong."""
    try:
        look(data, extension)
    except Unsound as finding:
        return str(finding)
    except MemoryError:
        return Fault.OVERSIZED
    except Exception:  # noqa: BLE001 - whatever a parser stumbles over, the file is not sound
        return Fault.DAMAGED
    return SOUND


def main() -> None:
    """Take little memory and time, read the file, say the word."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    sys.stdout.write(verdict(sys.stdin.buffer.read(), sys.argv[1]))


if __name__ == "__main__":
    main()
