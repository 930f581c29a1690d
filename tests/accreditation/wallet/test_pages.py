"""The page of an organisation's documents: who reads, who changes, what is said."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.applications.reusing import reuse
from accreditation.examining import WRONG
from accreditation.wallet.models import WalletDocument
from partners.clock import portal_today
from partners.models import Organisation, User
from tests.accreditation import clamd
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent
from tests.accreditation.applications.test_uploads import UNSOUND
from tests.accreditation.wallet.conftest import Add

SignIn = Callable[[User], Client]
KeptFiles = Callable[[], list[Path]]
Queries = Callable[[int], AbstractContextManager[Any]]


def page_of(organisation: Organisation) -> str:
    """The address of the page."""
    return reverse("wallet:documents", args=[organisation.uuid])


def one(document: WalletDocument, act: str) -> str:
    """The address of an act on a document."""
    return reverse(f"wallet:{act}", args=[document.organisation.uuid, document.uuid])


def read(client: Client, address: str) -> str:
    """A page's text, in one line."""
    return " ".join(unescape(client.get(address).content.decode()).split())


def test_the_pages_lead_to_it_and_type_and_size_are_told_first(
    client_as: SignIn, organisation: Organisation, draft_application: Application, editor: User
) -> None:
    client, address = client_as(editor), page_of(organisation)
    documents = reverse("applications:documents", args=[draft_application.reference])

    page = read(client, address)

    assert f'href="{address}"' in read(client, organisation.get_absolute_url())
    assert f'href="{address}"' in read(client, documents)
    assert "At most 10.0\xa0MB." in unescape(client.get(address).content.decode())
    assert ".docx" in page
    assert "No document is kept here yet" in page


def test_an_editor_adds_a_document_and_everybody_of_the_organisation_saves_it(
    client_as: SignIn, organisation: Organisation, editor: User, reader: User
) -> None:
    data = hostile.pdf()
    given = {"file": sent("Statutes.pdf", data), "title": "Statutes of 2019", "valid_until": ""}

    answer = client_as(editor).post(reverse("wallet:add", args=[organisation.uuid]), given)

    document = WalletDocument.objects.get()
    got: Any = client_as(reader).get(one(document, "file"))
    assert answer.status_code == 302
    assert client_as(editor).get(answer.wsgi_request.path)["Location"] == page_of(organisation)
    assert document.added_by == editor
    assert b"".join(got.streaming_content) == data
    assert got["Content-Disposition"] == 'attachment; filename="Statutes.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got["Cache-Control"] == "private, no-store"
    page = read(client_as(reader), page_of(organisation))
    assert "Statutes of 2019" in page
    assert "does not expire" in page
    assert "not used yet" in page


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "expired, was valid until"),
        (0, "expires today"),
        (1, "expires in 1 day, on"),
        (30, "expires in 30 days, on"),
        (31, "valid until"),
    ],
)
def test_how_long_a_document_is_valid_is_said_in_words(
    client_as: SignIn, organisation: Organisation, reader: User, added: Add, days: int, words: str
) -> None:
    added(valid_until=portal_today() + timedelta(days=days))

    assert words in read(client_as(reader), page_of(organisation))


def test_where_a_document_is_used_is_shown(
    client_as: SignIn, draft_application: Application, contact_point: User, added: Add
) -> None:
    document = added()
    reuse(draft_application, "D1", 1, document, by=contact_point)

    page = read(client_as(contact_point), page_of(draft_application.organisation))

    assert "D1 of the application to “First invitation”" in page
    assert draft_application.get_absolute_url() in page


@pytest.mark.parametrize("name", UNSOUND)
def test_a_hostile_file_is_refused_with_its_own_message_and_nothing_is_kept(
    client_as: SignIn, organisation: Organisation, editor: User, kept_files: KeptFiles, name: str
) -> None:
    data, finding = UNSOUND[name]
    given = {"file": sent(name, data), "title": "Statutes"}

    answer = client_as(editor).post(reverse("wallet:add", args=[organisation.uuid]), given)

    assert answer.status_code == 422
    assert str(WRONG[finding]) in unescape(answer.content.decode())
    assert kept_files() == []
    assert not WalletDocument.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("empty.pdf", b"", "is empty: it has 0 bytes"),
        ("run.exe", b"MZ", "is of a type that is not taken"),
        ("a.pdf.exe", hostile.pdf(), "is of a type that is not taken"),
        ("drawing.svg", b"<svg/>", "is of a type that is not taken"),
    ],
)
def test_what_is_empty_or_of_another_type_is_told_so(
    client_as: SignIn, organisation: Organisation, editor: User, name: str, data: bytes, told: str
) -> None:
    given = {"file": sent(name, data), "title": "Statutes"}

    answer = client_as(editor).post(reverse("wallet:add", args=[organisation.uuid]), given)

    assert answer.status_code == 422
    assert told in unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Statutes.pdf", "Statutes.pdf"),
        ("<b>Statutes\u202e</b>.pdf", "b>.pdf"),
    ],
)
def test_a_name_that_attacks_is_shown_without_its_path_and_marks(
    client_as: SignIn, organisation: Organisation, editor: User, name: str, shown: str
) -> None:
    given = {"file": sent(name, hostile.pdf()), "title": "<script>alert(1)</script>"}
    client = client_as(editor)

    client.post(reverse("wallet:add", args=[organisation.uuid]), given)

    assert WalletDocument.objects.get().name == shown
    assert "<script>alert" not in client.get(page_of(organisation)).content.decode()


def test_an_infected_file_is_refused_and_nothing_is_kept(
    client_as: SignIn, organisation: Organisation, editor: User, kept_files: KeptFiles
) -> None:
    given = {"file": sent("a.pdf", hostile.noted(clamd.MARK)), "title": "Statutes"}

    with clamd.scanner():
        answer = client_as(editor).post(reverse("wallet:add", args=[organisation.uuid]), given)

    assert answer.status_code == 422
    assert "“Example.Virus”" in unescape(answer.content.decode())
    assert kept_files() == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": "Statutes"}, "Choose a file first."),
        ({"file": sent("a.pdf", hostile.pdf())}, "Say what the document is."),
        (
            {"file": sent("a.pdf", hostile.pdf()), "title": "A", "valid_until": "2001-01-01"},
            "This document has expired",
        ),
        (
            {"file": sent("a.pdf", hostile.pdf()), "title": "A", "valid_until": "soon"},
            "Give the day with year, month and day",
        ),
    ],
)
def test_what_is_not_told_or_not_sound_is_asked_for(
    client_as: SignIn,
    organisation: Organisation,
    editor: User,
    given: dict[str, Any],
    told: str,
) -> None:
    answer = client_as(editor).post(reverse("wallet:add", args=[organisation.uuid]), given)

    assert answer.status_code == 422
    assert told in unescape(answer.content.decode())
    assert not WalletDocument.objects.exists()


def test_title_and_last_day_are_changed_and_a_colleagues_change_is_shown(
    client_as: SignIn, organisation: Organisation, editor: User, contact_point: User, added: Add
) -> None:
    document = added()
    address, seen = one(document, "document"), document.mark
    day = portal_today() + timedelta(days=400)
    given = {"title": "Statutes of 2019", "valid_until": day.isoformat(), "seen": seen}

    first = client_as(editor).post(address, given)
    second = client_as(contact_point).post(address, given | {"title": "Old"})

    document.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert (document.title, document.valid_until) == ("Statutes of 2019", day)
    assert "A colleague changed this document" in second.content.decode()


def test_it_is_told_before_it_is_taken_out_who_keeps_the_file(
    client_as: SignIn, draft_application: Application, editor: User, added: Add
) -> None:
    document, other = added("Used"), added("Unused")
    reuse(draft_application, "D1", 1, document, by=editor)
    client = client_as(editor)

    assert "These keep the file" in read(client, one(document, "document"))
    assert "cannot be brought back" in read(client, one(other, "document"))
    assert client.post(one(other, "take-out")).status_code == 302
    assert client.get(one(other, "document")).status_code == 404
    assert client.get(one(other, "file")).status_code == 404


def test_a_reader_reads_and_changes_nothing(
    client_as: SignIn, organisation: Organisation, reader: User, added: Add
) -> None:
    document, client = added(), client_as(reader)
    page = read(client, page_of(organisation))

    posted = [
        client.post(reverse("wallet:add", args=[organisation.uuid])),
        client.post(one(document, "document")),
        client.post(one(document, "take-out")),
        client.get(one(document, "document")),
    ]

    assert [answer.status_code for answer in posted] == [403, 403, 403, 403]
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


def test_nobody_else_learns_that_there_is_anything_officers_included(
    client_as: SignIn,
    *,
    client: Client,
    organisation: Organisation,
    added: Add,
    rival: User,
    stranger: User,
    member: User,
    secretariat: User,
) -> None:
    document = added()
    addresses = [page_of(organisation), one(document, "document"), one(document, "file")]
    acts = [reverse("wallet:add", args=[organisation.uuid]), one(document, "take-out")]

    for user in (rival, stranger, member, secretariat):
        browser = client_as(user)
        assert [browser.get(address).status_code for address in addresses] == [404, 404, 404]
        assert [browser.post(address).status_code for address in acts] == [404, 404]
    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]
    assert "Documents of the organisation" not in read(
        client_as(secretariat), organisation.get_absolute_url()
    )


def test_a_document_is_not_found_under_another_organisation(
    client_as: SignIn, added: Add, contact_point: User, rival: User
) -> None:
    document = added()
    theirs = rival.memberships.get().organisation

    address = reverse("wallet:file", args=[theirs.uuid, document.uuid])

    assert client_as(contact_point).get(address).status_code == 404
    assert client_as(rival).get(address).status_code == 404


@pytest.mark.parametrize("size", [3, 300])
def test_the_page_issues_as_many_queries_for_many_as_for_few(
    client_as: SignIn,
    draft_application: Application,
    editor: User,
    size: int,
    django_assert_num_queries: Queries,
) -> None:
    documents = many(draft_application.organisation, editor, size)
    with_uses(draft_application, documents, editor)
    client = client_as(editor)

    with django_assert_num_queries(WALLET_QUERIES):
        assert client.get(page_of(draft_application.organisation)).status_code == 200


@pytest.mark.parametrize("size", [3, 300])
@pytest.mark.parametrize("name", ["documents", "check", "application"])
def test_the_pages_of_an_application_issue_as_many_queries_for_many_as_for_few(
    client_as: SignIn,
    draft_application: Application,
    editor: User,
    name: str,
    size: int,
    django_assert_num_queries: Queries,
) -> None:
    documents = many(draft_application.organisation, editor, size)
    with_uses(draft_application, documents, editor)
    client = client_as(editor)
    address = reverse(f"applications:{name}", args=[draft_application.reference])

    with django_assert_num_queries(QUERIES[name]):
        assert client.get(address).status_code == 200


def many(organisation: Organisation, by: User, size: int) -> list[WalletDocument]:
    """So many documents, made without looking at as many files."""
    return WalletDocument.objects.bulk_create(
        WalletDocument(
            organisation=organisation,
            title=f"Document {number}",
            name=f"{number}.pdf",
            extension="pdf",
            file=f"uploads/{number}.pdf",
            sha256=f"{number:064}",
            valid_until=portal_today() + timedelta(days=number),
            added_by=by,
        )
        for number in range(size)
    )


def with_uses(application: Application, documents: list[WalletDocument], by: User) -> None:
    """Each document given with the application; only those of real slots show in them."""
    for number, document in enumerate(documents):
        upload = application.uploads.model(
            application=application,
            document=f"D{number % 7 + 1}",
            part=number // 7 + 1,
            uploaded_by=by,
            wallet_document=document,
            valid_until=document.valid_until,
        )
        upload.take_over(document)
        upload.save()


WALLET_QUERIES = 8
QUERIES = {"documents": 12, "check": 23, "application": 28}
