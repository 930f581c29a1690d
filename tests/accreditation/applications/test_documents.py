from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.guards import nothing_is_missing
from accreditation.applications.models import Application
from accreditation.applications.uploads import explain, give, take_back
from accreditation.workflow import perform
from partners.models import User
from tests import cast
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent

SignIn = Callable[[User], Client]


def slot(application: Application, act: str, code: str = "D1", part: int = 1) -> str:
    """The address of an act on a slot."""
    return reverse(f"applications:{act}", args=[application.reference, code, part])


def file_address(application: Application) -> str:
    """The address of the one file given."""
    [upload] = application.uploads.live()
    return reverse("applications:file", args=[application.reference, upload.uuid])


def test_types_and_size_are_told_first(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    address = reverse("applications:documents", args=[draft_application.reference])

    page = client_as(contact_point).get(address).content.decode()

    assert "10.0\xa0MB" in page
    assert ".docx" in page
    assert page.count('type="file"') == 7


def test_a_file_is_given_and_can_be_saved_again_but_never_opened_in_the_portal(
    client_as: SignIn, draft_application: Application, editor: User
) -> None:
    client = client_as(editor)
    data = hostile.pdf()

    given = client.post(slot(draft_application, "upload"), {"file": sent("Statutes.pdf", data)})
    got: Any = client.get(file_address(draft_application))

    assert given.status_code == 302
    assert b"".join(got.streaming_content) == data
    assert got["Content-Disposition"] == 'attachment; filename="Statutes.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got["Content-Type"] == "application/pdf"


def test_a_refused_file_says_why_at_its_slot_and_keeps_nothing(
    client_as: SignIn,
    draft_application: Application,
    contact_point: User,
    kept_files: Callable[[], list[Path]],
) -> None:
    file = sent("Statutes.pdf", hostile.scripted_pdf())

    response = client_as(contact_point).post(slot(draft_application, "upload"), {"file": file})

    assert response.status_code == 422
    assert "contains a script" in response.content.decode()
    assert kept_files() == []


@pytest.mark.parametrize(
    ("act", "sent_along", "told"),
    [
        ("upload", {}, "Choose a file first."),
        ("explain", {"explanation": " "}, "Say why the document cannot be supplied."),
    ],
)
def test_nothing_given_is_told(
    client_as: SignIn,
    draft_application: Application,
    contact_point: User,
    act: str,
    sent_along: dict[str, str],
    told: str,
) -> None:
    response = client_as(contact_point).post(slot(draft_application, act), sent_along)

    assert response.status_code == 422
    assert told in response.content.decode()


def test_a_reason_is_kept_and_taken_back(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)

    client.post(slot(draft_application, "explain"), {"explanation": "Being revised."})
    [kept] = draft_application.uploads.live()
    client.post(slot(draft_application, "remove"))

    assert kept.explanation == "Being revised."
    assert not draft_application.uploads.live().exists()


@pytest.mark.parametrize(("code", "part"), [("D9", 1), ("D1", 2), ("D5", 3)])
def test_a_slot_that_the_process_does_not_have_is_not_found(
    client_as: SignIn, draft_application: Application, contact_point: User, code: str, part: int
) -> None:
    address = slot(draft_application, "explain", code, part)

    assert client_as(contact_point).post(address, {"explanation": "x"}).status_code == 404


def test_a_reader_changes_no_document(
    client_as: SignIn, draft_application: Application, reader: User
) -> None:
    client = client_as(reader)

    assert client.post(slot(draft_application, "explain"), {"explanation": "x"}).status_code == 403
    assert client.post(slot(draft_application, "remove")).status_code == 403


def test_a_reason_typed_too_late_is_shown_so_that_it_is_not_lost(
    client_as: SignIn, submitted_application: Application, contact_point: User
) -> None:
    response = client_as(contact_point).post(
        slot(submitted_application, "explain"), {"explanation": "A long reason."}
    )

    assert response.status_code == 409
    assert "A long reason." in response.content.decode()


def test_the_own_people_and_officers_get_a_file_and_nobody_else(
    client_as: SignIn,
    *,
    client: Client,
    draft_application: Application,
    contact_point: User,
    reader: User,
    rival: User,
    stranger: User,
    member: User,
    secretariat: User,
) -> None:
    cast.answer_everything(draft_application, contact_point)
    give(draft_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point)
    upload = draft_application.uploads.live().exclude(file="").get()
    before = reverse("applications:file", args=[draft_application.reference, upload.uuid])

    assert client_as(secretariat).get(before).status_code == 404
    draft = perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    address = reverse("applications:file", args=[draft.reference, upload.uuid])

    found = [
        client_as(person).get(address)
        for person in (contact_point, reader, secretariat, rival, stranger, member)
    ]
    for response in found:
        response.close()
    assert [response.status_code for response in found] == [200, 200, 200, 404, 404, 404]
    assert client.get(address).status_code == 302


def test_a_file_of_another_application_is_not_found_under_the_own_one(
    client_as: SignIn,
    draft_application: Application,
    rival_application: Application,
    contact_point: User,
    rival: User,
) -> None:
    give(rival_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=rival)
    [upload] = rival_application.uploads.live()
    address = reverse("applications:file", args=[draft_application.reference, upload.uuid])

    assert client_as(contact_point).get(address).status_code == 404


def test_two_files_are_needed_where_two_are_asked_for_or_a_reason(
    draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    take_back(draft_application, "D5", 1)
    give(draft_application, "D5", 1, sent("2023.pdf", hostile.pdf()), by=contact_point)

    lacking = nothing_is_missing(draft_application)
    explain(draft_application, "D5", 2, "Both years are in one file.", by=contact_point)

    assert lacking == ["D5 is missing: Accounts of two years"]
    assert nothing_is_missing(draft_application) == []


def test_postgresql_refuses_to_change_documents_after_submission(
    submitted_application: Application,
) -> None:
    with (
        pytest.raises(DatabaseError, match="documents change only while"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accreditation_upload SET explanation = 'other'")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE accreditation_upload SET scanned = 'clean'")
