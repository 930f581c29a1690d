import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from celery.app.task import Context
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from accreditation.canonical import canonical, sha256_hex
from accreditation.committee.models import Item, Meeting
from accreditation.ledger import LedgerEntry, head
from accreditation.machine import loading
from accreditation.register.models import Accreditation
from accreditation.workflow import StepRefused, perform
from partners.clock import portal_now
from partners.models import User
from partners.notices import Notice
from reporting import issuing, pdf
from reporting.issuing import ask, printed_bytes, render_now, sweep
from reporting.models import IssuedDocument, PartnerReport
from reporting.storing import keep, write_durably
from reporting.tasks import render_document, sweep_documents
from tests import cast

Broken = Callable[..., bytes]


@pytest.fixture
def document(accreditation: Accreditation) -> IssuedDocument:
    return ask("certificate", accreditation, language="en")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(document: IssuedDocument, **options: object) -> bytes:
        message = "no ink"
        raise OSError(message)

    monkeypatch.setattr(issuing, "printed_bytes", fail)


def aged(document: IssuedDocument, *, attempts: int = 1) -> IssuedDocument:
    """The document as it would be after ten minutes in a state."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE reporting_issueddocument SET state_since = %s, attempts = %s WHERE id = %s",
            [portal_now() - timedelta(minutes=10), attempts, document.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    return IssuedDocument.objects.get(pk=document.pk)


def test_asking_freezes_the_facts_and_goes_on_the_record(
    accreditation: Accreditation, secretariat: User
) -> None:
    before = head()

    document = ask("certificate", accreditation, language="fr", by=secretariat)

    facts = json.loads(document.context)
    assert document.context == canonical(facts)
    assert document.context_sha256 == sha256_hex(document.context)
    assert (document.ledger_height, document.ledger_hash) == (before.height, before.hash)
    assert facts["number"] == accreditation.reference
    assert facts["language"] == "fr"
    entry = LedgerEntry.objects.get(act="document.ask")
    assert entry.object == document.reference
    assert entry.actor == str(secretariat.uuid)
    assert entry.data == {"context_sha256": document.context_sha256}


def test_the_same_content_is_issued_once(accreditation: Accreditation) -> None:
    first = render_now(ask("certificate", accreditation, language="en"))

    again = ask("certificate", accreditation, language="en")
    french = ask("certificate", accreditation, language="fr")

    assert again == first
    assert again.is_issued
    assert french != first
    assert IssuedDocument.objects.count() == 2


def test_two_who_ask_at_once_get_the_same(
    document: IssuedDocument, accreditation: Accreditation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(  # as if the other had not committed when we looked
        "django.db.models.query.QuerySet.first", lambda _rows: None
    )

    other = ask("certificate", accreditation, language="en")

    assert other == document
    assert IssuedDocument.objects.count() == 1


def test_other_content_is_another_document(
    document: IssuedDocument, accreditation: Accreditation
) -> None:
    accreditation.organisation.name = "Renamed Society"
    accreditation.organisation.save()
    fresh = Accreditation.objects.get(pk=accreditation.pk)

    assert ask("certificate", fresh, language="en") != document


def test_a_worker_issues_the_document_with_its_hash(document: IssuedDocument, files: Path) -> None:
    render_document(str(document.uuid))

    issued = IssuedDocument.objects.get(pk=document.pk)
    with issued.file.open("rb") as file:
        content = file.read()
    assert issued.is_issued
    assert issued.sha256 == sha256_hex(content)
    assert issued.size == len(content)
    assert issued.file.name == f"issued/{issued.sha256[:2]}/{issued.sha256}.pdf"
    assert [f.name for f in files.rglob("*") if f.is_file()] == [f"{issued.sha256}.pdf"]


def test_the_bytes_come_from_the_frozen_facts_alone(document: IssuedDocument) -> None:
    issued = render_now(document)

    again = printed_bytes(IssuedDocument.objects.get(pk=document.pk))

    assert sha256_hex(again) == issued.sha256


def test_a_task_delivered_twice_issues_one_document(document: IssuedDocument) -> None:
    render_document(str(document.uuid))
    render_document(str(document.uuid))

    acts = LedgerEntry.objects.filter(object=document.reference).values_list("act", flat=True)
    assert list(acts) == ["document.ask", "document.render", "document.issue"]


def test_a_document_that_another_worker_has_is_left_alone(document: IssuedDocument) -> None:
    perform("render", document)

    render_document(str(document.uuid))

    assert IssuedDocument.objects.get(pk=document.pk).state == "rendering"
    with pytest.raises(StepRefused):
        render_now(document)


def test_a_task_of_a_killed_worker_is_taken_up_when_delivered_again(
    document: IssuedDocument,
) -> None:
    perform("render", document)

    redelivered = Context(delivery_info={"redelivered": True})
    render_document.request_stack.push(redelivered)
    render_document(str(document.uuid))
    render_document.request_stack.pop()

    issued = IssuedDocument.objects.get(pk=document.pk)
    assert issued.is_issued
    assert issued.attempts == 2


def test_the_sweep_takes_back_what_a_lost_worker_left(document: IssuedDocument) -> None:
    aged(perform("render", document))

    assert sweep_documents() == 1

    assert IssuedDocument.objects.get(pk=document.pk).state == "queued"
    render_document(str(document.uuid))
    assert IssuedDocument.objects.get(pk=document.pk).is_issued


def test_the_sweep_wakes_a_worker_for_what_was_never_taken_up(
    document: IssuedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[IssuedDocument] = []
    monkeypatch.setattr(issuing, "wake_worker", woken.append)
    assert sweep() == 0

    aged(document)

    assert sweep() == 1
    assert woken == [document]


@pytest.mark.usefixtures("broken")
def test_a_document_that_cannot_be_made_is_given_up_after_three_tries(
    document: IssuedDocument,
) -> None:
    states = []
    for _try in range(4):
        render_document(str(document.uuid))
        states.append(IssuedDocument.objects.get(pk=document.pk).state)

    assert states == ["queued", "queued", "failed", "failed"]
    assert IssuedDocument.objects.get(pk=document.pk).error == "OSError: no ink"


@pytest.mark.usefixtures("broken")
def test_asking_again_for_what_failed_begins_anew(
    document: IssuedDocument, accreditation: Accreditation
) -> None:
    for _try in range(3):
        render_document(str(document.uuid))

    again = ask("certificate", accreditation, language="en")

    assert again == document
    assert (again.state, again.attempts) == ("queued", 0)


def test_a_worker_lost_three_times_gives_the_document_up(document: IssuedDocument) -> None:
    aged(perform("render", document), attempts=3)

    sweep()

    given_up = IssuedDocument.objects.get(pk=document.pk)
    assert given_up.state == "failed"
    assert "worker was lost" in given_up.error


def test_who_asked_is_told_when_it_is_issued(
    accreditation: Accreditation, contact_point: User
) -> None:
    render_now(ask("certificate", accreditation, language="en", by=contact_point))

    assert Notice.objects.filter(recipient=contact_point, key__startswith="document.issue").exists()


def refuses(statement: str, *, because: str) -> None:
    """The database refuses a statement."""
    with pytest.raises(DatabaseError, match=because), transaction.atomic():
        connection.cursor().execute(statement)


def test_an_issued_document_never_changes(document: IssuedDocument) -> None:
    render_now(document)

    for change in (
        "UPDATE reporting_issueddocument SET sha256 = repeat('0', 64)",
        "UPDATE reporting_issueddocument SET parts_done = 9",
        "UPDATE reporting_issueddocument SET state = 'queued'",
        "DELETE FROM reporting_issueddocument",
    ):
        refuses(change, because="portal:")


def test_what_was_frozen_never_changes(document: IssuedDocument) -> None:
    for change in (
        "context = '{}'",
        "context_sha256 = repeat('0', 64)",
        "reference = 'DOC-1'",
        "language = 'es'",
        "ledger_height = 1",
        "ledger_hash = repeat('0', 64)",
        "asked_at = now()",
        "template_version = 'x'",
    ):
        refuses(f"UPDATE reporting_issueddocument SET {change}", because="frozen")


def test_no_document_is_issued_without_its_file(document: IssuedDocument) -> None:
    perform("render", document)

    refuses(
        "UPDATE reporting_issueddocument SET state = 'issued'",
        because="issued_documents_are_stored",
    )


def test_a_crash_while_writing_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        message = "No space left on device"
        raise OSError(message)

    monkeypatch.setattr("reporting.storing.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_durably(tmp_path / "a" / "b.pdf", b"content")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_same_bytes_are_kept_once() -> None:
    assert keep(b"same") == keep(b"same")
    with default_storage.open(keep(b"same")) as file:
        assert file.read() == b"same"


def texts(content: bytes) -> str:
    """Titles and languages, for a quick look."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return f"{pdf.docinfo['/Title']} {pdf.Root.Lang} {len(pdf.pages)}"


def test_a_certificate_is_one_sheet_also_for_the_longest_name_in_the_demonstration(
    accreditation: Accreditation, settings: Settings
) -> None:
    settings.DEMONSTRATION = True
    accreditation.organisation.name = "Very Long Name " * 16
    accreditation.organisation.save()
    fresh = Accreditation.objects.get(pk=accreditation.pk)

    content = printed_bytes(ask("certificate", fresh, language="en"))

    assert texts(content) == f"Certificate of accreditation {accreditation.reference} en 1"


def test_the_report_to_cop_holds_every_accepted_report_in_words(
    accepted_report: PartnerReport, cop: Meeting, secretariat: User
) -> None:
    document = ask("cop-report", cop, language="en", by=secretariat)

    facts = json.loads(document.context)
    [partner] = facts["partners"]
    assert partner["report"] == accepted_report.reference
    assert [s["code"] for s in partner["sections"]] == [
        s["code"] for s in accepted_report.process.content["report"]
    ]
    answers = {a["code"]: a["text"] for s in partner["sections"] for a in s["answers"]}
    assert answers["R1c"] == "Kenya; Uganda"
    assert [group["outcome"] for group in facts["decisions"]] == ["Adopted"]
    assert sum(line["partners"] for line in facts["balance"]) == 1
    assert {line["code"]: line["total"] for line in facts["totals"]}["R1b"] == "12"


def test_the_report_to_cop_is_made_in_parts_with_true_progress(
    accepted_report: PartnerReport, cop: Meeting, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    original = pdf.render_parts

    def watched(*args: object, watch: Callable[[int, int], None], **options: object) -> bytes:
        def both(done: int, total: int) -> None:
            watch(done, total)
            row = IssuedDocument.objects.get()
            seen.append((row.parts_done, row.parts_total))

        return original(*args, watch=both, **options)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(issuing, "render_parts", watched)

    issued = render_now(ask("cop-report", cop, language="en", by=secretariat))

    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert (issued.parts_done, issued.parts_total) == (4, 4)


def test_a_partner_whose_report_was_not_accepted_is_named_without_one(
    submitted_report: PartnerReport, cop: Meeting
) -> None:
    [partner] = json.loads(ask("cop-report", cop, language="en").context)["partners"]

    assert partner["report"] == ""
    assert partner["sections"] == []


def test_what_was_not_approved_stands_by_its_reference_only(
    prepared_item: Item, secretariat: User, chair: User, cop: Meeting
) -> None:
    cast.decided(prepared_item, by=secretariat, chair=chair, value="no")

    context = ask("cop-report", cop, language="en").context

    assert prepared_item.subject_reference in context
    assert "Example Society for Cranes" not in context


def test_the_facts_are_in_the_language_asked_for(
    accepted_report: PartnerReport, cop: Meeting
) -> None:
    facts = json.loads(ask("cop-report", cop, language="fr").context)

    [partner] = facts["partners"]
    assert partner["sections"][0]["title"] != accepted_report.process.content["report"][0]["title"]
    assert facts["meeting"]["title"] != cop.title


def test_a_record_of_decision_is_printed_with_the_roll_call(accreditation: Accreditation) -> None:
    item = Item.objects.get(reference=accreditation.item_reference)

    document = ask("record", item, language="en")

    facts = json.loads(document.context)
    assert facts["outcome"] == "Adopted"
    assert facts["record_sha256"] == item.record_sha256
    assert sum(len(region["lines"]) for region in facts["roll"]) == len(item.seats)
    assert "Record of decision" in texts(printed_bytes(document))


def test_the_copy_of_an_application_belongs_to_its_organisation(
    accreditation: Accreditation, contact_point: User, rival: User
) -> None:
    document = ask("application", accreditation.application, language="es", by=contact_point)

    assert not document.is_public
    assert list(IssuedDocument.objects.visible_to(contact_point)) == [document]
    assert list(IssuedDocument.objects.visible_to(rival)) == []
    assert " es " in texts(printed_bytes(document))


def test_loading_does_not_open_the_issued(document: IssuedDocument) -> None:
    render_now(document)

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), loading():
        connection.cursor().execute("UPDATE reporting_issueddocument SET size = 1")
