import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.committee.models import Meeting
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners.models import User
from reporting.issuing import ask, render_now
from reporting.models import IssuedDocument

ClientAs = Callable[[User], Client]


def asked(client: Client, kind: str, subject: str, **more: str) -> int:
    return client.post(
        reverse("documents:ask"), {"kind": kind, "subject": subject, **more}
    ).status_code


def seen(client: Client, page: str) -> int:
    response = client.get(page)
    assert b"".join(response)
    return response.status_code


def test_anybody_may_have_the_certificate_of_an_accreditation_in_force(
    client: Client, accreditation: Accreditation
) -> None:
    response = client.post(
        reverse("documents:ask"),
        {"kind": "certificate", "subject": accreditation.reference},
        headers={"accept-language": "fr"},
    )

    document = IssuedDocument.objects.get()
    assert response["Location"] == document.get_absolute_url()
    assert document.language == "fr"
    assert document.asked_by is None
    assert client.get(response["Location"]).status_code == 200


def test_asking_again_and_again_makes_one_document(
    client: Client, accreditation: Accreditation
) -> None:
    for _again in range(5):
        assert asked(client, "certificate", accreditation.reference) == 302

    assert IssuedDocument.objects.count() == 1


def test_there_is_no_certificate_of_an_accreditation_that_was_given_up(
    client: Client, accreditation: Accreditation, contact_point: User
) -> None:
    perform("relinquish", accreditation, by=contact_point)

    assert asked(client, "certificate", accreditation.reference) == 404


def test_only_officers_have_the_report_to_cop_made(
    client: Client, client_as: ClientAs, cop: Meeting, secretariat: User, contact_point: User
) -> None:
    assert asked(client, "cop-report", cop.code) == 404
    assert asked(client_as(contact_point), "cop-report", cop.code) == 404
    assert asked(client_as(secretariat), "cop-report", cop.code, language="es") == 302
    assert IssuedDocument.objects.get().language == "es"


@pytest.mark.parametrize(
    ("kind", "more"), [("nonsense", {}), ("certificate", {"language": "de"}), ("", {})]
)
def test_a_forged_request_is_not_found(
    client: Client, accreditation: Accreditation, kind: str, more: dict[str, str]
) -> None:
    assert asked(client, kind, accreditation.reference, **more) == 404
    assert IssuedDocument.objects.count() == 0


def test_documents_are_asked_for_by_post_only(client: Client) -> None:
    assert client.get(reverse("documents:ask")).status_code == 405


def test_the_copy_of_an_application_is_for_its_people_and_officers(
    client: Client,
    client_as: ClientAs,
    accreditation: Accreditation,
    reader: User,
    rival: User,
    request: pytest.FixtureRequest,
) -> None:
    contact_point, secretariat, member = (
        request.getfixturevalue(name) for name in ("contact_point", "secretariat", "member")
    )
    subject = accreditation.application.reference
    assert asked(client_as(rival), "application", subject) == 404
    assert asked(client, "application", subject) == 404
    assert asked(client_as(contact_point), "application", subject) == 302
    document = render_now(IssuedDocument.objects.get())

    pages = [
        reverse(f"documents:{name}", args=[document.uuid]) for name in ("detail", "state", "file")
    ]
    for person, status in [(reader, 200), (secretariat, 200), (rival, 404), (member, 404)]:
        assert [seen(client_as(person), page) for page in pages] == [status] * 3
    assert [seen(client, page) for page in pages] == [404] * 3
    file = client_as(contact_point).get(pages[2])
    assert b"".join(file)
    assert file["Cache-Control"] == "private, no-store"


def test_an_unknown_document_is_not_found(client: Client, db: None) -> None:
    assert client.get(reverse("documents:detail", args=[uuid.uuid4()])).status_code == 404


def test_the_page_reloads_itself_until_the_document_is_issued(
    client: Client, accreditation: Accreditation
) -> None:
    document = ask("certificate", accreditation, language="en")
    waiting = client.get(document.get_absolute_url())
    assert client.get(reverse("documents:file", args=[document.uuid])).status_code == 404

    render_now(document)

    issued = client.get(document.get_absolute_url())
    refresh = b'http-equiv="refresh"'
    assert refresh in waiting.content
    assert waiting["Cache-Control"] == "no-store"
    assert refresh not in issued.content
    assert IssuedDocument.objects.get().sha256.encode() in issued.content


def test_progress_is_told_to_the_script(client: Client, accreditation: Accreditation) -> None:
    document = perform("render", ask("certificate", accreditation, language="en"))
    IssuedDocument.objects.filter(pk=document.pk).update(parts_done=2, parts_total=5)

    state = client.get(reverse("documents:state", args=[document.uuid])).json()

    assert state == {
        "done": 2,
        "total": 5,
        "words": "Being made: 2 of 5 parts are laid out.",
        "finished": False,
    }


def test_the_file_is_an_attachment_that_never_runs_in_our_origin(
    client: Client, accreditation: Accreditation
) -> None:
    document = render_now(ask("certificate", accreditation, language="en"))

    response = client.get(reverse("documents:file", args=[document.uuid]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["ETag"] == f'"{document.sha256}"'
    assert b"".join(response).startswith(b"%PDF-1.7")


def test_why_a_document_failed_is_for_officers(
    client: Client, client_as: ClientAs, accreditation: Accreditation, secretariat: User
) -> None:
    document = perform("render", ask("certificate", accreditation, language="en"))
    perform("fail", document, error="OSError: /secret/path")

    for_everybody = client.get(document.get_absolute_url()).content.decode()
    for_officers = client_as(secretariat).get(document.get_absolute_url()).content.decode()

    assert "/secret/path" not in for_everybody
    assert "/secret/path" in for_officers
    assert reverse("step", args=["document", document.reference, "retry"]) in for_officers


def test_who_has_left_the_organisation_no_longer_has_its_documents(
    client_as: ClientAs, accreditation: Accreditation, editor: User
) -> None:
    assert asked(client_as(editor), "application", accreditation.application.reference) == 302
    document = render_now(IssuedDocument.objects.get())
    address = reverse("documents:file", args=[document.uuid])
    assert seen(client_as(editor), address) == 200

    editor.memberships.all().delete()

    assert seen(client_as(editor), address) == 404
