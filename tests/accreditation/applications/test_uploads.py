import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import translation
from pytest_django.fixtures import Settings

from accreditation.applications.models import Application, Upload
from accreditation.applications.uploads import explain, give, take_back
from accreditation.applications.writing import MovedOn
from accreditation.examining import BY_EXTENSION, WRONG, UploadRefused, clean_name, examine
from partners.models import User
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent

KeptFiles = Callable[[], list[Path]]

SOUND = {
    "statutes.pdf": hostile.pdf(),
    "links.pdf": hostile.linking_pdf(),
    "letter.docx": hostile.docx(),
    "chart.docx": hostile.docx({"word/embeddings/Microsoft_Excel_Sheet.xlsx": hostile.xlsx()}),
    "accounts.xlsx": hostile.xlsx(),
    "text.odt": hostile.opendocument("text"),
    "table.ods": hostile.opendocument("spreadsheet"),
    "scan.jpg": hostile.picture("JPEG"),
    "SCAN.JPEG": hostile.picture("JPEG"),
    "scan.png": hostile.picture("PNG"),
}
UNSOUND = {
    "eicar.pdf": (hostile.EICAR, "virus"),
    "eicar-inside.docx": (hostile.docx({"word/media/a.bin": hostile.EICAR}), "virus"),
    "locked.pdf": (hostile.locked_pdf(), "locked"),
    "owner-locked.pdf": (hostile.locked_pdf(opens_freely=True), "locked"),
    "locked.docx": (hostile.encrypted_zip(), "locked"),
    "old-format.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked"),
    "locked.odt": (hostile.opendocument("text", manifest=b"<encryption-data/>"), "locked"),
    "script.pdf": (hostile.scripted_pdf(), "active"),
    "launch.pdf": (hostile.launching_pdf(), "active"),
    "template.docx": (
        hostile.docx(
            {
                "word/_rels/settings.xml.rels": b'<Relationship Type="x/attachedTemplate" '
                b'Target="https://evil.test/a.dotm" TargetMode="External"/>'
            }
        ),
        "active",
    ),
    "carrying.pdf": (hostile.carrying_pdf(), "embedded"),
    "carrying.docx": (hostile.docx({"word/embeddings/oleObject1.bin": b"MZ"}), "embedded"),
    "macros.docx": (hostile.docx({"word/vbaProject.bin": b"x"}), "macros"),
    "macro-type.docx": (hostile.docx(main=hostile.MACRO_WORD), "macros"),
    "macros.odt": (hostile.opendocument("text", {"Basic/Standard/Module1.xml": b"x"}), "macros"),
    "inner.docx": (hostile.docx({"word/embeddings/Macro.xlsm": b"x"}), "macros"),
    "renamed.pdf": (hostile.picture("PNG"), "mistyped"),
    "renamed.png": (hostile.pdf(), "mistyped"),
    "workbook.docx": (hostile.xlsx(), "mistyped"),
    "archive.odt": (hostile.opendocument("spreadsheet"), "mistyped"),
    "page.jpg": (b"<html><script>alert(1)</script></html>", "mistyped"),
    "also-a-zip.pdf": (hostile.pdf() + hostile.docx(), "mixed"),
    "also-a-zip.png": (hostile.picture("PNG") + hostile.docx(), "mixed"),
    "also-a-pdf.docx": (hostile.docx({"a": b""}, comment=b"%PDF-1.7"), "mixed"),
    "said-twice.docx": (hostile.docx(comment=b"MZ something else"), "mixed"),
    "path.docx": (hostile.docx({"../../etc/cron.d/x": b"x"}), "tricks"),
    "backslash.docx": (hostile.docx({"word\\..\\x": b"x"}), "tricks"),
    "bomb.docx": (hostile.docx({"word/media/a.emf": bytes(40_000_000)}), "oversized"),
    "huge.png": (hostile.picture("PNG", (8000, 8000)), "oversized"),
    "cut.pdf": (b"%PDF-1.7\nnothing more", "damaged"),
    "cut.png": (hostile.picture("PNG", (64, 64))[:50], "damaged"),
    "cut.docx": (hostile.docx()[:60], "damaged"),
    "cut.jpg": (b"\xff\xd8\xff\xe0 nothing", "damaged"),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_of_every_type_is_taken(name: str) -> None:
    sound = examine(sent(name, SOUND[name]))

    assert sound.name == name
    assert sound.kind in BY_EXTENSION.values()
    assert len(sound.sha256) == 64


@pytest.mark.parametrize("name", UNSOUND)
def test_a_hostile_file_is_refused_with_its_own_message_in_time(name: str) -> None:
    data, finding = UNSOUND[name]
    begun = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    with pytest.raises(UploadRefused) as refusal:
        examine(sent(name, data))

    assert str(refusal.value) == f"“{name}”: {WRONG[finding]}"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - begun < 2


@pytest.mark.parametrize(
    "name", ["run.exe", "page.html", "drawing.svg", "macros.docm", "noextension", "a.pdf.exe", ""]
)
def test_other_types_are_refused_by_name_and_the_types_taken_are_told(name: str) -> None:
    with pytest.raises(UploadRefused, match=r"Types taken: pdf, docx, odt, xlsx, ods, jpg, png"):
        examine(sent(name or "x", hostile.pdf()))


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UploadRefused, match="0 bytes"):
        examine(sent("empty.pdf", b""))


def test_a_file_over_the_limit_is_refused_with_both_sizes(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024

    with pytest.raises(UploadRefused) as refusal:
        examine(sent("big.pdf", hostile.pdf() + bytes(2048)))

    assert "1.0\xa0KB" in str(refusal.value)


def test_the_message_is_in_the_language_of_the_page() -> None:
    with translation.override("fr"), pytest.raises(UploadRefused) as refusal:
        examine(sent("script.pdf", hostile.scripted_pdf()))

    with translation.override("fr"):
        assert str(WRONG["active"]) in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Statutes.pdf", "Statutes.pdf"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  many   spaces .pdf", "many spaces.pdf"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("Satzung für Übersee.pdf", "Satzung für Übersee.pdf"),
    ],
)
def test_the_name_shown_has_no_path_no_control_and_no_direction_marks(
    given: str, shown: str
) -> None:
    assert clean_name(given) == shown


def test_a_file_is_kept_under_a_generated_name_with_its_hash(
    draft_application: Application, contact_point: User, kept_files: KeptFiles
) -> None:
    data = hostile.pdf()

    upload = give(draft_application, "D1", 1, sent("../Statutes.pdf", data), by=contact_point)

    [path] = kept_files()
    assert path.read_bytes() == data
    assert "Statutes" not in str(path)
    assert (upload.name, upload.size, upload.extension) == ("Statutes.pdf", len(data), "pdf")


def test_a_new_file_takes_the_place_of_the_one_before(
    draft_application: Application, contact_point: User, kept_files: KeptFiles
) -> None:
    first = give(draft_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point)

    second = give(draft_application, "D1", 1, sent("b.docx", hostile.docx()), by=contact_point)

    first.refresh_from_db()
    assert first.removed_at is not None
    assert list(draft_application.uploads.live()) == [second]
    assert len(kept_files()) == 2


def test_a_refused_file_leaves_nothing_and_the_one_before_stands(
    draft_application: Application, contact_point: User, kept_files: KeptFiles
) -> None:
    first = give(draft_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point)

    with pytest.raises(UploadRefused):
        give(draft_application, "D1", 1, sent("b.pdf", hostile.scripted_pdf()), by=contact_point)

    assert list(draft_application.uploads.live()) == [first]
    assert len(kept_files()) == 1


def test_two_files_stand_side_by_side_where_two_are_asked_for(
    draft_application: Application, contact_point: User
) -> None:
    one = give(draft_application, "D5", 1, sent("2023.pdf", hostile.pdf()), by=contact_point)
    two = give(draft_application, "D5", 2, sent("2024.pdf", hostile.pdf()), by=contact_point)

    assert list(draft_application.uploads.live().order_by("part")) == [one, two]


def test_a_reason_takes_the_place_of_a_file_and_can_be_taken_back(
    draft_application: Application, contact_point: User
) -> None:
    give(draft_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point)

    explain(draft_application, "D1", 1, "Being revised.", by=contact_point)
    [live] = draft_application.uploads.live()
    take_back(draft_application, "D1", 1)

    assert live.explanation == "Being revised."
    assert not draft_application.uploads.live().exists()


def test_nothing_is_kept_once_the_application_was_submitted(
    submitted_application: Application, contact_point: User, kept_files: KeptFiles
) -> None:
    with pytest.raises(MovedOn):
        give(submitted_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point)

    assert kept_files() == []


def test_no_file_is_left_behind_when_its_row_cannot_be_written(
    draft_application: Application, kept_files: KeptFiles
) -> None:
    nobody = User(name="nobody")

    with pytest.raises((DatabaseError, ValueError)):
        give(draft_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=nobody)

    assert kept_files() == []
    assert not Upload.objects.exists()
