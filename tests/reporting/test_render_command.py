from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accreditation.canonical import sha256_hex
from accreditation.committee.models import Meeting
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners.models import User
from reporting.issuing import ask
from reporting.models import IssuedDocument, PartnerReport


def rendered(*args: str, out: Path) -> str:
    said = StringIO()
    call_command("render", *args, out=out, stdout=said)
    return said.getvalue()


def test_the_report_to_cop_is_written_to_a_file(
    accepted_report: PartnerReport, cop: Meeting, tmp_path: Path
) -> None:
    out = tmp_path / "report.pdf"

    said = rendered("cop-report", cop.code, "--language", "fr", out=out)

    document = IssuedDocument.objects.get()
    assert document.is_issued
    assert document.language == "fr"
    assert sha256_hex(out.read_bytes()) == document.sha256
    assert document.sha256 in said


def test_writing_again_writes_the_same_bytes(accreditation: Accreditation, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        rendered("certificate", accreditation.reference, out=tmp_path / name)

    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert IssuedDocument.objects.count() == 1


def test_a_record_of_decision_is_written(accreditation: Accreditation, tmp_path: Path) -> None:
    rendered("record", accreditation.item_reference, out=tmp_path / "record.pdf")

    assert (tmp_path / "record.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_what_does_not_exist_is_said_in_a_sentence(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no cop-report for COP14"):
        rendered("cop-report", "COP14", out=tmp_path / "x.pdf")


def test_a_certificate_is_written_only_while_the_accreditation_is_in_force(
    accreditation: Accreditation, contact_point: User, tmp_path: Path
) -> None:
    perform("relinquish", accreditation, by=contact_point)

    with pytest.raises(CommandError, match="There is no certificate"):
        rendered("certificate", accreditation.reference, out=tmp_path / "x.pdf")


def test_a_document_in_a_workers_hands_is_left_to_it(
    accreditation: Accreditation, tmp_path: Path
) -> None:
    perform("render", ask("certificate", accreditation, language="en"))

    with pytest.raises(CommandError, match="rendered by a worker"):
        rendered("certificate", accreditation.reference, out=tmp_path / "x.pdf")
