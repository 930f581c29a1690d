"""The page behind the link: looking changes nothing, signing is done once, nobody else learns."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accreditation.applications.cosigning import take_back
from accreditation.applications.models import Application, Cosignature
from accreditation.applications.views import signing
from accreditation.ledger import LedgerEntry
from accreditation.workflow import perform
from partners import guessing
from partners.clock import portal_now
from partners.models import Notice, User
from tests import cast
from tests.accreditation.applications.signing import (
    SIGNED,
    WHOM,
    asked,
    draft,
    mailed_path,
    request_,
    seen_on,
    signed_with,
)

__all__ = ["draft", "request_"]
SignIn = Callable[[User], Client]
Later = Callable[[int], None]


@pytest.fixture
def path(request_: Cosignature) -> str:
    """The address in the mail."""
    return mailed_path()


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def test_the_page_shows_who_asks_and_the_whole_application_and_changes_nothing(
    client: Client, path: str, draft: Application, contact_point: User
) -> None:
    entries, notices = LedgerEntry.objects.count(), Notice.objects.count()

    pages = [client.get(path), client.head(path), client.get(path)]

    page = words(pages[0])
    assert [each.status_code for each in pages] == [200] * 3
    assert f"{contact_point} asks you, as the head of {draft.organisation}" in page
    assert "As we said on the phone." in page
    for question in draft.process.content["form"][0]["questions"]:
        assert question["label"] in page
    assert "An answer of the example organisation." in page
    assert "We have none yet." in page
    assert "I declare as the head of the organisation" in page
    assert (
        'name="declared" class="checkboxinput form-check-input" id="id_declared" checked'
        not in page
    )
    assert Cosignature.objects.get().is_live
    assert (LedgerEntry.objects.count(), Notice.objects.count()) == (entries, notices)


def test_no_page_behind_a_link_is_kept_found_or_told_to_others(client: Client, path: str) -> None:
    wrong = reverse("applications:sign", args=["x"])

    for address in (path, wrong):
        page = client.get(address)

        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"] == "noindex"
        assert page["Cache-Control"] == "private, no-store"


def test_signing_keeps_name_time_and_the_hash_of_what_was_shown(
    client: Client, path: str, draft: Application
) -> None:
    seen = seen_on(client.get(path))

    done = client.post(path, SIGNED | {"name": "Dr Zora Ibis", "seen": seen})

    request = Cosignature.objects.get()
    entry = LedgerEntry.objects.get(act="application.sign_by_link")
    assert done.status_code == 200
    assert "You have signed" in words(done)
    assert entry.hash in words(done)
    assert (request.name, request.content_sha256) == ("Dr Zora Ibis", seen)
    assert request.signed_at is not None
    assert (entry.object, entry.actor) == (draft.reference, "portal")
    assert entry.data == {"cosignature": str(request.uuid), "content_sha256": seen}
    assert "Ibis" not in entry.body


def test_a_browser_that_sends_no_origin_may_sign(path: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "null"})

    assert signed_with(client, path).status_code == 200


@pytest.mark.parametrize("lacking", ["name", "function", "declared"])
def test_a_signature_is_whole(lacking: str, client: Client, path: str) -> None:
    page = signed_with(client, path, **{lacking: ""})

    assert page.status_code == 422
    assert Cosignature.objects.get().signed_at is None


def test_a_link_is_used_once(client: Client, path: str) -> None:
    signed_with(client, path)
    seen = Cosignature.objects.get().content_sha256

    again = client.get(path)
    repeated = client.post(path, SIGNED | {"name": "Another", "seen": seen})
    declined = client.post(path, {"decline": "1", "reason": "No."})

    for page in (again, repeated, declined):
        assert page.status_code == 410
        assert "It has been used already: the application was signed with it." in words(page)
        assert "Cranes" not in words(page)
    assert Cosignature.objects.get().name == "Zora Ibis"
    assert LedgerEntry.objects.filter(act="application.sign_by_link").count() == 1


def test_what_changed_while_it_was_read_is_shown_before_it_is_signed(
    client: Client, path: str, draft: Application
) -> None:
    seen = seen_on(client.get(path))
    draft.answers.filter(question="A1").update(value="A wholly new name")

    page = client.post(path, SIGNED | {"seen": seen})

    assert page.status_code == 409
    assert "The application changed while you read it" in words(page)
    assert "A wholly new name" in words(page)
    assert seen_on(page) != seen
    assert Cosignature.objects.get().signed_at is None
    assert client.post(path, SIGNED | {"seen": seen_on(page)}).status_code == 200


def test_not_signing_gives_a_reason_and_ends_the_link(
    client: Client, client_as: SignIn, path: str, draft: Application, contact_point: User
) -> None:
    silent = client.post(path, {"decline": "1", "reason": ""})
    told = client.post(path, {"decline": "1", "reason": "The budget is wrong."})

    entry = LedgerEntry.objects.get(act="application.decline_to_sign")
    assert silent.status_code == 422
    assert "You have not signed" in words(told)
    assert "budget" not in entry.body
    assert client.get(path).status_code == 410
    check = client_as(contact_point).get(reverse("applications:check", args=[draft.reference]))
    assert "The budget is wrong." in words(check)
    assert [n.recipient for n in Notice.objects.filter(key__startswith="cosignature.told")] == [
        contact_point
    ]


def test_links_that_expired_or_were_taken_back_say_so_and_no_more(
    client: Client, path: str, draft: Application, contact_point: User, later: Later
) -> None:
    later(15)
    expired = client.get(path)
    later(0)
    take_back(draft, by=contact_point)
    withdrawn = client.get(path)

    assert (expired.status_code, withdrawn.status_code) == (410, 410)
    assert "Its time is over." in words(expired)
    assert "no longer asks for this signature" in words(withdrawn)
    for page in (expired, withdrawn):
        assert draft.organisation.name not in words(page)
        assert WHOM["name"] not in words(page)


def test_a_link_ends_once_the_application_is_handed_in(
    client: Client, path: str, draft: Application, contact_point: User
) -> None:
    seen = seen_on(client.get(path))
    perform("submit", draft, by=contact_point, **cast.DECLARATION)

    assert client.get(path).status_code == 410
    assert client.post(path, SIGNED | {"seen": seen}).status_code == 410
    assert Cosignature.objects.get().signed_at is None


def test_unknown_and_malformed_codes_have_one_answer(client: Client, path: str) -> None:
    code = path.rstrip("/").rpartition("/")[2]
    pages = [
        client.get(reverse("applications:sign", args=[wrong]))
        for wrong in ("x", "A" * 43, code[:-1], code.swapcase(), "é ?", code + "A")
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_guessing_is_stopped_and_reading_is_not_counted(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = portal_now()
    monkeypatch.setattr(guessing, "portal_now", lambda: now)
    read = {client.get(path).status_code for _time in range(signing.WRONG_CODES_A_MINUTE + 1)}
    wrong = reverse("applications:sign", args=["wrong"])
    guessed = [client.get(wrong).status_code for _time in range(signing.WRONG_CODES_A_MINUTE)]

    assert read == {200}
    assert set(guessed) == {404}
    assert client.get(wrong).status_code == 429
    assert client.post(path, SIGNED).status_code == 429
    monkeypatch.setattr(guessing, "portal_now", lambda: now + timedelta(minutes=1))
    assert client.get(path).status_code == 200


def test_documents_are_sent_only_while_the_link_can_be_used(
    client: Client, draft: Application, rival_application: Application, contact_point: User
) -> None:
    document = draft.process.content["documents"][0]["code"]
    draft.uploads.filter(document=document).update(removed_at=portal_now())
    given = {
        "document": document,
        "name": "statutes.pdf",
        "extension": "pdf",
        "content_type": "application/pdf",
        "size": 8,
        "uploaded_by": contact_point,
    }
    upload = draft.uploads.create(file=ContentFile(b"%PDF-1.7", name="s.pdf"), **given)
    other = rival_application.uploads.create(file=ContentFile(b"%PDF-1.7", name="r.pdf"), **given)
    asked(draft, contact_point)
    path = mailed_path()

    page = client.get(path)
    file = client.get(f"{path}files/{upload.uuid}/")

    assert f"{path}files/{upload.uuid}/" in words(page)
    assert file.getvalue() == b"%PDF-1.7"
    assert file["Referrer-Policy"] == "no-referrer"
    assert file["Cache-Control"] == "private, no-store"
    assert client.get(f"{path}files/{other.uuid}/").status_code == 404
    signed_with(client, path)
    assert client.get(f"{path}files/{upload.uuid}/").status_code == 410


def test_the_page_speaks_the_language_of_the_mail_or_the_one_chosen(
    client: Client, draft: Application, contact_point: User
) -> None:
    asked(draft, contact_point, language="fr")
    path = mailed_path()

    languages = [
        client.get(path + query).content.decode().partition('<html lang="')[2][:2]
        for query in ("", "?language=es", "?language=xx")
    ]

    assert languages == ["fr", "es", "fr"]
