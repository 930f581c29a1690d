"""Documents given again: from the organisation's own, or from an earlier application."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.guards import documents_are_valid, nothing_is_missing
from accreditation.applications.models import Application
from accreditation.applications.reusing import carry_documents, reuse
from accreditation.applications.uploads import Terms, explain, give
from accreditation.applications.writing import MovedOn, NotOpen
from accreditation.examining import UploadRefused
from accreditation.kept_files import Scan
from accreditation.machine import loading
from accreditation.proposals.models import Process
from accreditation.wallet.keeping import add, take_out
from accreditation.wallet.models import WalletDocument
from accreditation.workflow import NotReady, perform
from partners.clock import portal_today
from partners.models import Organisation, User
from tests import cast
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent

SignIn = Callable[[User], Client]
Later = Callable[[int], None]
KeptFiles = Callable[[], list[Path]]
POINTS = [{"kind": "question", "code": "A1", "text": "The full name."}]


@pytest.fixture
def kept(organisation: Organisation, contact_point: User) -> WalletDocument:
    """A document of the organisation, valid for 100 days."""
    until = portal_today() + timedelta(days=100)
    file = sent("Statutes.pdf", hostile.pdf())
    return add(organisation, file, title="Statutes", valid_until=until, by=contact_point)


@pytest.fixture
def renewal(
    submitted_application: Application, adopted_process: Process, secretariat: User
) -> Application:
    """A second draft of the organisation that has handed one in."""
    invitation = cast.opened_invitation(adopted_process, secretariat)
    by = submitted_application.begun_by
    return cast.begun_application(submitted_application.organisation, invitation, by)


def address(application: Application, act: str) -> str:
    """The address of an act on the first slot."""
    return reverse(f"applications:{act}", args=[application.reference, "D1", 1])


def complete_with(application: Application, by: User, *, days: int) -> None:
    """Everything answered, and the first document valid for so many days."""
    cast.answer_everything(application, by)
    terms = Terms(valid_until=portal_today() + timedelta(days=days))
    give(application, "D1", 1, sent("a.pdf", hostile.pdf()), by=by, terms=terms)


def test_a_document_of_the_organisation_is_used_in_a_slot_on_the_same_bytes(
    client_as: SignIn,
    draft_application: Application,
    editor: User,
    kept: WalletDocument,
    kept_files: KeptFiles,
) -> None:
    client = client_as(editor)
    page = client.get(reverse("applications:documents", args=[draft_application.reference]))

    answer = client.post(address(draft_application, "reuse"), {"kept": str(kept.uuid)})

    [upload] = draft_application.uploads.live()
    assert f'value="{kept.uuid}"' in page.content.decode()
    assert answer.status_code == 302
    assert (upload.wallet_document, upload.sha256, upload.name) == (kept, kept.sha256, kept.name)
    assert upload.valid_until == kept.valid_until
    assert len(kept_files()) == 1


def test_a_file_is_given_with_its_last_day_and_kept_for_the_organisation(
    client_as: SignIn, draft_application: Application, editor: User
) -> None:
    day = portal_today() + timedelta(days=90)
    given = {"file": sent("a.pdf", hostile.pdf()), "keep": "on", "valid_until": day.isoformat()}

    answer = client_as(editor).post(address(draft_application, "upload"), given)

    [upload] = draft_application.uploads.live()
    document = WalletDocument.objects.get()
    assert answer.status_code == 302
    assert (upload.valid_until, document.valid_until) == (day, day)
    assert upload.wallet_document == document
    assert document.title == draft_application.process.content["documents"][0]["title"]


def test_a_file_that_has_expired_is_refused_at_its_slot_and_what_was_typed_stands(
    client_as: SignIn, draft_application: Application, editor: User, kept_files: KeptFiles
) -> None:
    given = {"file": sent("a.pdf", hostile.pdf()), "keep": "on", "valid_until": "2001-01-01"}

    answer = client_as(editor).post(address(draft_application, "upload"), given)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This document has expired" in page
    assert 'value="2001-01-01"' in page
    assert "checked" in page
    assert kept_files() == []


def test_only_live_documents_that_have_not_expired_are_offered_and_taken(
    client_as: SignIn,
    draft_application: Application,
    editor: User,
    kept: WalletDocument,
    later: Later,
) -> None:
    client, given = client_as(editor), {"kept": str(kept.uuid)}
    later(30)
    client = client_as(editor)
    WalletDocument.objects.filter(pk=kept.pk).update(valid_until=portal_today() - timedelta(days=1))

    page = client.get(reverse("applications:documents", args=[draft_application.reference]))
    answer = client.post(address(draft_application, "reuse"), given)

    assert str(kept.uuid) not in page.content.decode()
    assert answer.status_code == 422
    assert "cannot be used any more" in answer.content.decode()
    assert not draft_application.uploads.exists()


def test_nothing_chosen_is_told(
    client_as: SignIn, draft_application: Application, editor: User, kept: WalletDocument
) -> None:
    answer = client_as(editor).post(address(draft_application, "reuse"), {"kept": ""})

    assert answer.status_code == 422
    assert "Choose a document first." in answer.content.decode()


def test_another_organisations_document_is_not_taken(
    client_as: SignIn,
    draft_application: Application,
    rival_application: Application,
    rival: User,
    kept: WalletDocument,
) -> None:
    answer = client_as(rival).post(address(rival_application, "reuse"), {"kept": str(kept.uuid)})

    with pytest.raises(UploadRefused):
        reuse(rival_application, "D1", 1, kept, by=rival)

    assert answer.status_code == 422
    assert not rival_application.uploads.exists()


def test_what_was_taken_out_in_between_is_refused(
    draft_application: Application, contact_point: User, kept: WalletDocument
) -> None:
    take_out(kept, by=contact_point)

    with pytest.raises(UploadRefused, match="“Statutes” cannot be used any more"):
        reuse(draft_application, "D1", 1, kept, by=contact_point)


def test_a_reader_uses_nothing(
    client_as: SignIn, draft_application: Application, reader: User, kept: WalletDocument
) -> None:
    client = client_as(reader)
    page = client.get(reverse("applications:documents", args=[draft_application.reference]))

    answer = client.post(address(draft_application, "reuse"), {"kept": str(kept.uuid)})

    assert answer.status_code == 403
    assert str(kept.uuid) not in page.content.decode()


def test_nothing_is_used_once_the_application_was_handed_in(
    submitted_application: Application, contact_point: User, kept: WalletDocument
) -> None:
    with pytest.raises(MovedOn):
        reuse(submitted_application, "D1", 1, kept, by=contact_point)


def test_the_secretariat_sees_what_was_given_and_where_from_but_not_the_rest(
    client_as: SignIn,
    draft_application: Application,
    contact_point: User,
    secretariat: User,
    kept: WalletDocument,
) -> None:
    cast.answer_everything(draft_application, contact_point)
    reuse(draft_application, "D1", 1, kept, by=contact_point)
    handed_in = perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    client = client_as(secretariat)

    check = unescape(
        client.get(reverse("applications:check", args=[handed_in.reference])).content.decode()
    )
    documents = client.get(reverse("applications:documents", args=[handed_in.reference]))

    assert "from the documents of the organisation" in check
    assert "not scanned" in check
    assert "people/organisation" not in documents.content.decode().partition("<main")[2]


@pytest.mark.parametrize(("days", "stops"), [(9, True), (10, False), (11, False)])
def test_what_has_expired_on_the_day_of_handing_in_is_refused(
    draft_application: Application,
    contact_point: User,
    later: Later,
    days: int,
    stops: bool,
) -> None:
    complete_with(draft_application, contact_point, days=days)
    later(10)

    reasons = documents_are_valid(Application.objects.get(pk=draft_application.pk))

    assert bool(reasons) is stops
    if stops:
        with pytest.raises(NotReady, match=r"D1 was valid until .* only: "):
            perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    else:
        perform("submit", draft_application, by=contact_point, **cast.DECLARATION)


def test_what_expired_is_said_in_the_slot_on_the_check_page_and_on_the_case(
    client_as: SignIn,
    draft_application: Application,
    contact_point: User,
    secretariat: User,
    later: Later,
) -> None:
    complete_with(draft_application, contact_point, days=9)
    handed_in = perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    returned = perform("return", handed_in, by=secretariat, points=POINTS)
    later(10)
    client, officer = client_as(contact_point), client_as(secretariat)

    slot = client.get(reverse("applications:documents", args=[returned.reference]))
    check = unescape(
        client.get(reverse("applications:check", args=[returned.reference])).content.decode()
    )
    case = officer.get(reverse("admin:accreditation_application_change", args=[returned.pk]))

    for page in (slot.content.decode(), check, case.content.decode()):
        assert "expired, was valid until" in page
    assert "D1 was valid until" in check


def test_a_document_that_expired_while_another_point_is_completed_can_be_given_anew(
    draft_application: Application, contact_point: User, secretariat: User, later: Later
) -> None:
    complete_with(draft_application, contact_point, days=9)
    handed_in = perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    returned = perform("return", handed_in, by=secretariat, points=POINTS)
    file = sent("new.pdf", hostile.pdf())
    with pytest.raises(NotOpen):
        give(returned, "D1", 1, file, by=contact_point)
    later(10)
    with pytest.raises(NotReady, match="D1 was valid until"):
        perform("complete", returned, by=contact_point)

    give(returned, "D1", 1, file, by=contact_point)

    assert perform("complete", returned, by=contact_point).state == "submitted"


def test_the_dossier_says_until_when_each_document_is_valid(
    draft_application: Application, contact_point: User
) -> None:
    complete_with(draft_application, contact_point, days=9)
    day = portal_today() + timedelta(days=9)

    lines = [upload.line() for upload in draft_application.uploads.live().order_by("document")]

    assert lines[0]["valid_until"] == day.isoformat()
    assert {line["valid_until"] for line in lines[1:]} == {""}


def test_documents_are_carried_over_on_the_same_bytes_and_say_where_they_come_from(
    renewal: Application,
    contact_point: User,
    draft_application: Application,
    kept_files: KeptFiles,
    kept: WalletDocument,
) -> None:
    previous = earlier(draft_application, contact_point, kept)

    carried = carry_documents(previous, renewal, by=contact_point)

    assert [(u.document, u.part, u.carried_from_id) for u in carried] == [
        (u.document, u.part, u.pk)
        for u in previous.uploads.live().exclude(file="").order_by("document", "part")
    ]
    assert carried[0].wallet_document == kept
    assert carried[0].valid_until == kept.valid_until
    assert all(u.file.name for u in carried)
    assert len(kept_files()) == 2
    assert list(renewal.uploads.live().order_by("document", "part")) == carried


def earlier(application: Application, by: User, kept: WalletDocument) -> Application:
    """The earlier application, with a document of the organisation and a file given as D5."""
    application = Application.objects.get(pk=application.pk)
    with loading():
        for code, part in (("D1", 1), ("D5", 1)):
            application.uploads.filter(document=code, part=part).delete()
        first = application.uploads.model(
            application=application, document="D1", part=1, uploaded_by=by, wallet_document=kept
        )
        first.take_over(kept)
        first.valid_until = kept.valid_until
        first.save()
        second = application.uploads.create(
            application=application,
            document="D5",
            part=1,
            uploaded_by=by,
            file=sent("accounts.pdf", hostile.unlike()),
            name="accounts.pdf",
            extension="pdf",
        )
    assert first.pk != second.pk
    return application


def test_what_expired_was_infected_replaced_or_stands_already_is_not_carried_over(
    renewal: Application, contact_point: User, draft_application: Application,
    kept: WalletDocument, later: Later,
) -> None:  # fmt: skip
    previous = earlier(draft_application, contact_point, kept)
    later(101)
    previous.uploads.filter(document="D5").update(scanned=Scan.INFECTED)

    assert carry_documents(previous, renewal, by=contact_point) == []

    later(0)
    explain(renewal, "D1", 1, "Being revised.", by=contact_point)
    assert carry_documents(previous, renewal, by=contact_point) == []
    assert [u.explanation for u in renewal.uploads.live()] == ["Being revised."]


def test_nothing_is_carried_to_another_organisation_or_into_what_was_handed_in(
    submitted_application: Application,
    renewal: Application,
    rival_application: Application,
    contact_point: User,
) -> None:
    with pytest.raises(ValueError, match="not of the same organisation"):
        carry_documents(submitted_application, rival_application, by=contact_point)
    with pytest.raises(MovedOn):
        carry_documents(renewal, submitted_application, by=contact_point)


def test_what_something_was_carried_from_is_not_deleted(
    renewal: Application, contact_point: User, draft_application: Application, kept: WalletDocument
) -> None:
    previous = earlier(draft_application, contact_point, kept)
    [first, *_others] = carry_documents(previous, renewal, by=contact_point)

    with pytest.raises(DatabaseError), transaction.atomic():
        previous.uploads.filter(document=first.document)._raw_delete(using="default")


def test_an_infected_file_counts_as_missing(
    draft_application: Application, contact_point: User
) -> None:
    complete_with(draft_application, contact_point, days=9)
    draft_application.uploads.live().filter(document="D1").update(scanned=Scan.INFECTED)

    reasons = [str(reason) for reason in nothing_is_missing(draft_application)]

    assert [reason for reason in reasons if reason.startswith("D1 is missing")]
