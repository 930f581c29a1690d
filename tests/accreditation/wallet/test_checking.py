"""What the scanner has not seen is served to nobody, and looked at as soon as it answers."""

import json
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application, Upload
from accreditation.applications.reusing import reuse
from accreditation.applications.uploads import give
from accreditation.checking import WITHDRAW, check_waiting_files
from accreditation.committee.dossiers import shown
from accreditation.kept_files import Scan
from accreditation.ledger import LedgerEntry
from accreditation.machine import loading
from accreditation.tasks import check_files
from accreditation.wallet.models import WalletDocument
from accreditation.workflow import NotReady, perform
from partners.models import Notice, User
from tests import cast
from tests.accreditation import clamd
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent
from tests.accreditation.wallet.conftest import Add

SignIn = Callable[[User], Client]


@pytest.fixture
def pending(draft_application: Application, contact_point: User) -> Application:
    """An application handed in while the scanner was away, with a file that it would refuse."""
    cast.answer_everything(draft_application, contact_point)
    with clamd.no_scanner_there():
        file = sent("a.pdf", hostile.noted(clamd.MARK))
        give(draft_application, "D1", 1, file, by=contact_point)
        return perform("submit", draft_application, by=contact_point, **cast.DECLARATION)


@pytest.fixture
def harmless(draft_application: Application, contact_point: User) -> Application:
    """The same with a file in which the scanner finds nothing."""
    cast.answer_everything(draft_application, contact_point)
    with clamd.no_scanner_there():
        give(draft_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point)
        return perform("submit", draft_application, by=contact_point, **cast.DECLARATION)


def the_file(application: Application) -> Upload:
    """The one file given."""
    return application.uploads.live().exclude(file="").get()


def served_at(application: Application) -> str:
    """Its address."""
    return reverse("applications:file", args=[application.reference, the_file(application).uuid])


def test_what_is_not_checked_is_served_to_nobody_and_a_page_says_why(
    client_as: SignIn, pending: Application, contact_point: User, reader: User, secretariat: User
) -> None:
    for user in (contact_point, reader, secretariat):
        answer = client_as(user).get(served_at(pending))

        assert answer.status_code == 503
        assert answer["Retry-After"] == "60"
        assert "has not looked at this file yet" in unescape(answer.content.decode())
        assert clamd.MARK not in answer.content


def test_while_something_waits_the_application_is_not_accepted_and_the_reason_is_told(
    pending: Application, secretariat: User
) -> None:
    with pytest.raises(NotReady) as answer:
        perform("accept", pending, by=secretariat)

    assert answer.value.reasons == [
        "D1 is not checked for viruses yet: “a.pdf” waits for the scanner."
    ]


def test_once_it_is_checked_it_is_served_and_accepted(
    client_as: SignIn, harmless: Application, secretariat: User
) -> None:
    with clamd.scanner() as heard:
        checked = check_files()
        again = check_waiting_files()

    answer: Any = client_as(secretariat).get(served_at(harmless))
    assert (checked, again, len(heard)) == (1, 0, 1)
    assert the_file(harmless).scanned == Scan.CLEAN
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert perform("accept", harmless, by=secretariat).state == "in_assessment"


def test_what_is_infected_is_withdrawn_put_on_the_record_and_told_to_both_sides(
    client_as: SignIn,
    pending: Application,
    contact_point: User,
    secretariat: User,
    officer: User,
) -> None:
    with clamd.scanner():
        check_waiting_files()
        check_waiting_files()

    notices = Notice.objects.filter(key__startswith="application.infected ")
    answer = client_as(secretariat).get(served_at(pending))
    case = client_as(secretariat).get(
        reverse("admin:accreditation_application_change", args=[pending.pk])
    )
    assert answer.status_code == 409
    assert "It was withdrawn" in answer.content.decode()
    assert {notice.recipient for notice in notices} == {contact_point, secretariat, officer}
    assert "“Example.Virus”" in notices[0].body
    assert LedgerEntry.objects.filter(act=WITHDRAW, object=pending.reference).count() == 1
    assert "withdrawn: a virus was found" in case.content.decode()
    with pytest.raises(NotReady, match="D1 is missing"):
        perform("accept", pending, by=secretariat)


def test_in_place_of_a_withdrawn_file_another_is_given_once_the_application_is_returned(
    pending: Application, contact_point: User, secretariat: User
) -> None:
    with clamd.scanner():
        check_waiting_files()
    points = [{"kind": "question", "code": "A1", "text": "The full name."}]
    returned = perform("return", pending, by=secretariat, points=points)

    give(returned, "D1", 1, sent("new.pdf", hostile.pdf()), by=contact_point)

    assert perform("complete", returned, by=contact_point).state == "submitted"


def test_of_a_draft_only_its_organisation_is_told(
    draft_application: Application, contact_point: User, secretariat: User
) -> None:
    with clamd.no_scanner_there():
        file = sent("a.pdf", hostile.noted(clamd.MARK))
        give(draft_application, "D1", 1, file, by=contact_point)

    with clamd.scanner():
        check_waiting_files()

    [notice] = Notice.objects.filter(key__startswith="application.infected ")
    assert notice.recipient == contact_point
    assert not Notice.objects.shown_to_officers().filter(pk=notice.pk).exists()


def test_a_document_of_the_organisation_goes_the_same_way_with_everything_on_its_bytes(
    client_as: SignIn, draft_application: Application, contact_point: User, reader: User, added: Add
) -> None:
    with clamd.no_scanner_there():
        document = added()
        upload = reuse(draft_application, "D1", 1, document, by=contact_point)
    address = reverse("wallet:file", args=[document.organisation.uuid, document.uuid])
    withheld = client_as(reader).get(address)

    with clamd.scanner(lambda _data: clamd.FOUND) as heard:
        checked = check_waiting_files()

    document.refresh_from_db()
    upload.refresh_from_db()
    keys = sorted(key.split()[0] for key in Notice.objects.values_list("key", flat=True))
    assert withheld.status_code == 503
    assert (checked, len(heard)) == (1, 1)
    assert (document.scanned, upload.scanned) == (Scan.INFECTED, Scan.INFECTED)
    assert client_as(reader).get(address).status_code == 409
    assert not WalletDocument.objects.usable_on(document.added_at.date()).exists()
    assert [key for key in keys if "infected" in key] == ["application.infected", "wallet.infected"]


def test_a_scanner_that_is_away_holds_the_rest_until_the_next_sweep(pending: Application) -> None:
    with clamd.no_scanner_there():
        assert check_waiting_files() == 0

    assert the_file(pending).scanned == Scan.PENDING


def test_a_file_without_a_verdict_keeps_waiting_and_holds_up_no_other(
    pending: Application, added: Add
) -> None:
    with clamd.no_scanner_there():
        other = added()

    def choosy(data: bytes) -> bytes:
        return b"INSTREAM size limit exceeded. ERROR\0" if clamd.MARK in data else clamd.OK

    with clamd.scanner(choosy):
        assert check_waiting_files() == 1

    other.refresh_from_db()
    assert (the_file(pending).scanned, other.scanned) == (Scan.PENDING, Scan.CLEAN)


def test_a_file_that_is_not_there_holds_up_no_other(
    pending: Application, added: Add, caplog: pytest.LogCaptureFixture
) -> None:
    with clamd.no_scanner_there():
        added()
    Path(the_file(pending).file.path).unlink()

    with clamd.scanner():
        assert check_waiting_files() == 1

    assert "is not there" in caplog.text


def test_what_was_given_before_a_scanner_was_set_is_checked_too_and_served_meanwhile(
    client_as: SignIn, added: Add, reader: User
) -> None:
    document = added()
    address = reverse("wallet:file", args=[document.organisation.uuid, document.uuid])
    with clamd.scanner():
        answer = client_as(reader).get(address)
        assert answer.getvalue().startswith(b"%PDF")
        assert check_waiting_files() == 1

    document.refresh_from_db()
    assert document.scanned == Scan.CLEAN


def test_without_a_scanner_nothing_is_looked_at_and_what_waits_stays_withheld(
    client_as: SignIn, pending: Application, reader: User
) -> None:
    assert check_waiting_files() == 0
    assert client_as(reader).get(served_at(pending)).status_code == 503


def test_an_upload_with_a_silent_scanner_is_kept_and_waits(
    client_as: SignIn, draft_application: Application, editor: User
) -> None:
    address = reverse("applications:upload", args=[draft_application.reference, "D1", 1])

    with clamd.silent_scanner():
        answer = client_as(editor).post(address, {"file": sent("a.pdf", hostile.pdf())})

    page = client_as(editor).get(answer["Location"]).content.decode()
    assert the_file(draft_application).scanned == Scan.PENDING
    assert "not checked for viruses yet" in page


def test_an_infected_upload_is_refused_at_its_slot(
    client_as: SignIn,
    draft_application: Application,
    editor: User,
    kept_files: Callable[[], list[Path]],
) -> None:
    address = reverse("applications:upload", args=[draft_application.reference, "D1", 1])
    file = sent("a.pdf", hostile.noted(clamd.MARK))

    with clamd.scanner():
        answer = client_as(editor).post(address, {"file": file})

    assert answer.status_code == 422
    assert "“Example.Virus”" in unescape(answer.content.decode())
    assert kept_files() == []


def test_the_committee_is_not_served_what_is_not_checked_either(
    client_as: SignIn, harmless: Application, secretariat: User
) -> None:
    with clamd.scanner():
        check_waiting_files()
    ready = cast.ready_application(harmless, secretariat)
    item = cast.opened(cast.presented_item(ready, secretariat), secretariat)
    upload = the_file(harmless)
    address = reverse("committee:document", args=[item.reference, upload.uuid])
    answers = []

    for state in (Scan.CLEAN, Scan.PENDING, Scan.INFECTED):
        harmless.uploads.filter(pk=upload.pk).update(scanned=state)
        answer = client_as(secretariat).get(address)
        assert answer.getvalue()
        answers.append(answer.status_code)

    assert answers == [200, 503, 409]


def test_the_committee_is_told_which_file_of_a_dossier_is_withheld_and_why(
    ready_application: Application, contact_point: User, secretariat: User
) -> None:
    with loading():
        given = ready_application.uploads.create(
            document="D1", part=9, uploaded_by=contact_point, name="a.pdf", extension="pdf",
            file="uploads/a.pdf", sha256="0" * 64, size=3,
        )  # fmt: skip
    item = cast.presented_item(ready_application, secretariat, meeting=cast.meeting())
    sound = shown(item, json.loads(item.dossier))
    Upload.objects.filter(pk=given.pk).update(scanned=Scan.INFECTED)
    infected = shown(item, json.loads(item.dossier))

    def told(dossier: Any) -> list[str]:
        lines = dossier.content["documents"]
        return [line["withheld"] for line in lines if line["upload"] == str(given.uuid)]

    assert told(sound) == [""]
    assert told(infected) == ["withdrawn: a virus was found"]
    page = render_to_string(infected.template, {"dossier": infected.content})
    assert "a.pdf" in page
    assert "withdrawn: a virus was found" in page
    assert str(given.uuid) not in page
