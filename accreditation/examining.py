"""Looking at a file that somebody sends, before anything of it is kept."""

import hashlib
import logging
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation import scanner

logger = logging.getLogger(__name__)

EXAMINER: Final = Path(__file__).with_name("examiner.py")
EXAMINER_SECONDS: Final = 30
NAME_LENGTH: Final = 200


@dataclass(frozen=True)
class FileType:
    """A type of file that is taken: its ending, what it is called, what browsers call it."""

    extension: str
    label: str | Promise
    content_type: str


TYPES: Final = (
    FileType("pdf", gettext_lazy("PDF document"), "application/pdf"),
    FileType(
        "docx",
        gettext_lazy("Word document, without macros"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    FileType("odt", gettext_lazy("OpenDocument text"), "application/vnd.oasis.opendocument.text"),
    FileType(
        "xlsx",
        gettext_lazy("Excel workbook, without macros"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    FileType(
        "ods",
        gettext_lazy("OpenDocument spreadsheet"),
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    FileType("jpg", gettext_lazy("JPEG picture, such as a scan"), "image/jpeg"),
    FileType("png", gettext_lazy("PNG picture, such as a scan"), "image/png"),
)
BY_EXTENSION: Final = {each.extension: each for each in TYPES}
SAME: Final = {"jpeg": "jpg"}
ACCEPT: Final = ",".join(f".{end}" for end in [*BY_EXTENSION, *SAME])

WRONG: Final[dict[str, str | Promise]] = {
    "virus": gettext_lazy(
        "This file carries the mark of a virus. Check your computer before you send it again."
    ),
    "locked": gettext_lazy(
        "This file is protected by a password, or saved in an old format of Office. Save it "
        "without a password, as PDF if you can, and send it again."
    ),
    "mistyped": gettext_lazy(
        "What is in this file is not what its name says. Save it anew in one of the types listed, "
        "instead of changing the end of its name."
    ),
    "mixed": gettext_lazy(
        "This file is two kinds of file at once. Save it anew in one of the types listed."
    ),
    "active": gettext_lazy(
        "This file contains a script or starts a program or loads a template from elsewhere. "
        "Print it to a new PDF and send that."
    ),
    "embedded": gettext_lazy(
        "This file carries other files inside. Save it without attachments, or print it to a new "
        "PDF, and send that."
    ),
    "macros": gettext_lazy(
        "This file contains macros. Save it as a document without macros, or as PDF, and send that."
    ),
    "tricks": gettext_lazy(
        "The names inside this file are not those of a document. Save it anew, or as PDF."
    ),
    "oversized": gettext_lazy(
        "This file unpacks to far more than a document needs. Save it anew with smaller pictures, "
        "or as PDF."
    ),
    "damaged": gettext_lazy(
        "This file cannot be opened: it is damaged. Open it on your own computer, save it anew, "
        "and send that."
    ),
}


class UploadRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The file is not taken; the message says why and what to do."""


@dataclass(frozen=True)
class Sound:
    """A file that was looked at: what is kept of it."""

    data: bytes
    name: str
    kind: FileType
    sha256: str
    scanned: str  # not_scanned where no scanner is set, pending where it gave no verdict, or clean


def clean_name(given: str) -> str:
    """A file name fit to show: no path, no control or direction marks, at most 200 characters."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(" " if c.isspace() else c for c in last)
    kept = "".join(c for c in plain if not unicodedata.category(c).startswith("C"))
    stem, dot, end = " ".join(kept.split()).rpartition(".")
    if not dot:
        return end[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(end[:20]) - 1].strip()}.{end[:20]}"


def examine(file: "UploadedFile[Any]") -> Sound:
    """Look at a file by name, size and content. Raises UploadRefused; keeps nothing."""
    name = clean_name(file.name or "")
    ending = name.rpartition(".")[2].casefold()
    kind = BY_EXTENSION.get(SAME.get(ending, ending))
    if kind is None:
        raise UploadRefused(
            _("“%(name)s” is of a type that is not taken. Types taken: %(types)s.")
            % {"name": name, "types": ", ".join(BY_EXTENSION)}
        )
    if not file.size:
        raise UploadRefused(_("“%(name)s” is empty: it has 0 bytes.") % {"name": name})
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise UploadRefused(
            _("“%(name)s” has %(size)s; the most is %(limit)s. Save it with smaller pictures.")
            % {
                "name": name,
                "size": filesizeformat(file.size),
                "limit": filesizeformat(settings.UPLOAD_MAX_BYTES),
            }
        )
    file.seek(0)
    data = file.read()
    if finding := _finding(data, kind.extension):
        raise UploadRefused(_("“%(name)s”: %(finding)s") % {"name": name, "finding": finding})
    scanned = _scanned(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    return Sound(data=data, name=name, kind=kind, sha256=sha256, scanned=scanned)


def examine_at_once(file: "UploadedFile[Any]") -> Sound:
    """Look at a file that cannot wait for the scanner. Raises UploadRefused where it must."""
    sound = examine(file)
    if sound.scanned == "pending":
        raise UploadRefused(
            _("“%(name)s” could not be checked for viruses just now. Send it again in a minute.")
            % {"name": sound.name}
        )
    return sound


def _scanned(data: bytes, name: str) -> str:
    """What the scanner says, where there is one. Raises UploadRefused of what is infected."""
    if not scanner.is_set():
        return "not_scanned"
    try:
        verdict = scanner.scan(data)
    except scanner.NoVerdict as why:
        logger.warning("The scanner gave no verdict on a new file: %s", why)
        return "pending"
    if verdict.is_infected:
        raise UploadRefused(
            _(
                "“%(name)s”: the virus scanner found “%(signature)s” in this file. Check your "
                "computer before you send it again."
            )
            % {"name": name, "signature": verdict.signature}
        )
    return "clean"


def _finding(data: bytes, extension: str) -> str:
    """What is wrong inside, found by a program of its own with little memory and time."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, by its full path
            [sys.executable, "-I", str(EXAMINER), extension],
            input=data,
            capture_output=True,
            timeout=EXAMINER_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        return str(WRONG["oversized"])
    word = done.stdout.decode("ascii", "replace") if done.returncode == 0 else "damaged"
    return "" if word == "sound" else str(WRONG.get(word, WRONG["damaged"]))
