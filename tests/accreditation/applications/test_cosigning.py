"""The signature of the head of organisation: asked for, counted for one text, handed in with."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.cosigning import NotAsked, ask, send_again, take_back
from accreditation.applications.dossier import dossier_of
from accreditation.applications.models import Application, Cosignature
from accreditation.applications.signed_content import content_sha256, standing_signature
from accreditation.applications.views import cosigning
from accreditation.ledger import LedgerEntry
from accreditation.proposals.answers import save_answers
from accreditation.templatetags.portal import move_of
from accreditation.workflow import NotReady, perform
from partners import guessing
from partners.clock import portal_now
from partners.models import Membership, Notice, User
from reporting.printed.application import facts
from tests import cast
from tests.accreditation.applications.signing import (
    HEAD,
    WHOM,
    asked,
    draft,
    mailed_path,
    request_,
    signed_with,
)

__all__ = ["draft", "request_"]
SignIn = Callable[[User], Client]
Later = Callable[[int], None]
POINTS = [{"kind": "question", "code": "A1", "text": "The full name."}]


@pytest.fixture
def signed(request_: Cosignature, client: Client) -> Cosignature:
    """A signature under the complete draft."""
    assert signed_with(client, mailed_path()).status_code == 200
    request_.refresh_from_db()
    return request_


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def address(name: str, application: Application) -> str:
    return reverse(f"applications:{name}", args=[application.reference])


def rename(application: Application, by: User, name: str = "Another name") -> None:
    """Change one answer, as a person does."""
    version = application.answers.get(question="A1").version
    save_answers(application, {"A1": name}, by=by, seen={"A1": version})


def test_the_contact_point_asks_on_a_page_and_the_draft_waits_for_the_head(
    client_as: SignIn, draft: Application, contact_point: User
) -> None:
    client = client_as(contact_point)
    offered = words(client.get(address("check", draft)))

    answer = client.post(address("ask-signature", draft), WHOM)

    request = Cosignature.objects.get()
    move = move_of(Application.objects.get())
    page = words(client.get(address("check", draft)))
    assert address("ask-signature", draft) in offered
    assert answer.status_code == 302
    assert (move.by, move.since) == (request.expires_at, request.asked_at)
    assert move.who == "the head of organisation, to sign"
    assert "Nothing: the link expires" in move.silence
    assert "A link was sent to head@cranes.example" in page
    entry = LedgerEntry.objects.get(act="application.ask_signature")
    assert entry.data == {"cosignature": str(request.uuid)}
    for personal in (WHOM["name"], HEAD):
        assert personal not in entry.body


def test_neither_the_link_nor_its_code_is_stored_anywhere(
    draft: Application, contact_point: User
) -> None:
    request = asked(draft, contact_point)
    code = request.code

    stored = [str(vars(row)) for row in (*Notice.objects.all(), Cosignature.objects.get())]

    assert len(code) == 43
    assert not [row for row in stored if code in row]
    assert mailed_path() == f"/applications/sign/{code}/"
    assert not [n for n in Notice.objects.all() if code in str(vars(n))]


def test_a_link_outlives_a_change_of_the_secret_key(request_: Cosignature, settings: Any) -> None:
    code = request_.code
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the portal"

    assert request_.code == code
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(ValueError, match="no longer known"):
        _code = request_.code


@pytest.mark.parametrize("role", ["editor", "reader"])
def test_only_contact_points_ask(
    role: str, client_as: SignIn, draft: Application, request: pytest.FixtureRequest
) -> None:
    client = client_as(request.getfixturevalue(role))

    statuses = [
        client.get(address("ask-signature", draft)).status_code,
        client.post(address("ask-signature", draft), WHOM).status_code,
        client.post(address("signature", draft), {"act": "again"}).status_code,
    ]

    assert statuses == [403, 403, 403]
    assert address("ask-signature", draft) not in words(client.get(address("check", draft)))
    assert not Cosignature.objects.exists()


def test_an_alternate_asks_too(client_as: SignIn, draft: Application, editor: User) -> None:
    Membership.objects.filter(user=editor).update(role="alternate")

    client_as(editor).post(address("ask-signature", draft), WHOM)

    assert Cosignature.objects.get().asked_by == editor


def test_an_incomplete_application_is_not_signed_and_nobody_asks_oneself(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)

    early = client.post(address("ask-signature", draft_application), WHOM)
    own = client.post(
        address("ask-signature", draft_application), WHOM | {"email": contact_point.email}
    )

    assert early.status_code == 422
    assert "Complete the application first" in words(early)
    assert "This is your own address" in words(own)
    assert not Cosignature.objects.exists()


def test_asking_again_ends_the_earlier_link_and_the_database_knows_one(
    client: Client, draft: Application, request_: Cosignature, contact_point: User
) -> None:
    first = mailed_path()
    second = asked(draft, contact_point, email="other@cranes.example")

    assert client.get(first).status_code == 410
    assert client.get(mailed_path("other@cranes.example")).status_code == 200
    request_.refresh_from_db()
    assert (request_.is_live, second.is_live) == (False, True)
    with pytest.raises(IntegrityError, match="one_signature_is_asked_for"), transaction.atomic():
        Cosignature.objects.create(application=draft, asked_by=contact_point, **WHOM)


def test_there_is_an_end_to_asking(
    client_as: SignIn,
    draft: Application,
    contact_point: User,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _time in range(5):
        asked(draft, contact_point)
    with pytest.raises(NotAsked, match="5 times within a day"):
        asked(draft, contact_point)
    later(2)
    asked(draft, contact_point)
    now = portal_now()
    monkeypatch.setattr(guessing, "portal_now", lambda: now)
    client = client_as(contact_point)

    answers = [
        client.post(address("ask-signature", draft), WHOM).status_code
        for _time in range(cosigning.ASKED_A_MINUTE + 1)
    ]

    assert answers[-1] == 429


def test_a_link_goes_out_again_once_an_hour_and_stays_the_same(
    draft: Application, request_: Cosignature, later: Later
) -> None:
    path = mailed_path()
    at_once = send_again(draft)
    later(1)

    assert (at_once, send_again(draft), send_again(draft)) == (False, True, False)
    assert mailed_path() == path
    assert Notice.objects.filter(key__startswith="cosignature.link").count() == 2


def test_a_request_taken_back_is_waited_for_no_more(
    client_as: SignIn, draft: Application, request_: Cosignature, contact_point: User
) -> None:
    client_as(contact_point).post(address("signature", draft), {"act": "take-back"})

    assert not take_back(draft, by=contact_point)
    assert move_of(Application.objects.get()).who == "your organisation"
    assert LedgerEntry.objects.filter(act="application.take_back_signature_request").exists()


def test_a_link_is_good_for_14_days_and_never_beyond_the_deadline(
    draft: Application, contact_point: User, later: Later
) -> None:
    first = asked(draft, contact_point)
    later(55)
    second = asked(draft, contact_point)

    assert (first.expires_at - first.asked_at).days == 14
    assert second.expires_at == draft.invitation.closes_at


def test_the_application_is_handed_in_with_the_signature_and_nothing_is_typed(
    client_as: SignIn, draft: Application, signed: Cosignature, contact_point: User
) -> None:
    client = client_as(contact_point)
    submit = reverse("step", args=["application", draft.reference, "submit"])
    form = words(client.get(submit))

    client.post(submit)

    application = Application.objects.get()
    signed.refresh_from_db()
    assert "has signed this application through a link" in form
    assert "declared_by" not in form
    assert (application.declared_by, application.declared_function) == ("Zora Ibis", "President")
    assert signed.relied_on_at == application.submitted_at
    entry = LedgerEntry.objects.get(act="application.submit")
    assert entry.data["signed_by_link"] is True
    assert entry.data["cosignature"] == str(signed.uuid)
    assert entry.data["content_sha256"] == signed.content_sha256


def test_receipt_copy_and_dossier_say_so_and_only_the_receipt_has_the_address(
    client_as: SignIn,
    draft: Application,
    signed: Cosignature,
    contact_point: User,
    secretariat: User,
) -> None:
    given = {"declared_by": signed.name, "declared_function": signed.function}
    application = perform("submit", draft, by=contact_point, cosignature=signed.uuid, **given)

    for reader in (contact_point, secretariat):
        page = words(client_as(reader).get(application.get_absolute_url()))
        assert "Signed by the head of organisation on" in page
        assert HEAD in page
        assert "was completed since" not in page
    case = reverse("admin:accreditation_application_change", args=[application.pk])
    assert HEAD in words(client_as(secretariat).get(case))
    dossier, copy = dossier_of(application), facts(application)
    assert dossier["signature"]["content_sha256"] == signed.content_sha256
    assert copy["signature"]["content_sha256"] == signed.content_sha256
    assert HEAD not in f"{dossier}{copy}"


def test_the_committee_reads_that_it_was_signed(
    client_as: SignIn,
    draft: Application,
    signed: Cosignature,
    contact_point: User,
    secretariat: User,
    member: User,
) -> None:
    given = {"declared_by": signed.name, "declared_function": signed.function}
    application = perform("submit", draft, by=contact_point, cosignature=signed.uuid, **given)
    ready = cast.ready_application(application, secretariat)
    item = cast.opened(cast.presented_item(ready, secretariat), secretariat)
    client = client_as(member)
    client.post(reverse("committee:declare", args=[item.reference]), {"has_conflict": "no"})

    page = words(client.get(item.get_absolute_url()))

    assert "Signed by the head of organisation on" in page
    assert HEAD not in page


def test_a_signature_is_good_only_for_the_text_it_was_given_on(
    client_as: SignIn, draft: Application, signed: Cosignature, contact_point: User
) -> None:
    client = client_as(contact_point)
    before = words(client.get(reverse("applications:section", args=[draft.reference, "A"])))
    warned = words(client.get(address("documents", draft)))
    rename(draft, contact_point)

    pages = [
        words(client.get(page)) for page in (draft.get_absolute_url(), address("check", draft))
    ]
    form = words(client.get(reverse("step", args=["application", draft.reference, "submit"])))
    after = words(client.get(reverse("applications:section", args=[draft.reference, "A"])))

    assert "the signature no longer counts" in before
    assert "the signature no longer counts" in warned
    assert "the signature no longer counts" not in after
    for page in pages:
        assert "The head of organisation signed another text: ask again." in page
    assert "declared_by" in form
    assert standing_signature(draft) is None


def test_handing_in_with_a_signature_under_another_text_is_refused(
    draft: Application, signed: Cosignature, contact_point: User
) -> None:
    given = {"declared_by": signed.name, "declared_function": signed.function}
    rename(draft, contact_point)

    with pytest.raises(NotReady, match="signed another text"):
        perform("submit", draft, by=contact_point, cosignature=signed.uuid, **given)

    assert perform("submit", draft, by=contact_point, **cast.DECLARATION).is_received


@pytest.mark.parametrize("change", ["answer", "file", "reason", "removed"])
def test_every_part_of_the_content_is_in_its_hash(
    change: str, draft: Application, contact_point: User
) -> None:
    before = content_sha256(draft)
    upload = draft.uploads.live().order_by("document").first()
    assert upload is not None

    match change:
        case "answer":
            rename(draft, contact_point)
        case "file":
            draft.uploads.filter(pk=upload.pk).update(sha256="a" * 64)
        case "reason":
            draft.uploads.filter(pk=upload.pk).update(explanation="Another reason.")
        case "removed":
            draft.uploads.filter(pk=upload.pk).update(removed_at=portal_now())

    assert content_sha256(draft) != before


def test_what_was_signed_is_not_asked_for_again(
    draft: Application, signed: Cosignature, contact_point: User
) -> None:
    with pytest.raises(NotAsked, match="has signed this text already"):
        asked(draft, contact_point)

    rename(draft, contact_point)
    assert ask(draft, by=contact_point, **WHOM).is_live


def test_a_completed_application_needs_no_new_signature_and_may_have_one(
    client: Client,
    submitted_application: Application,
    contact_point: User,
    secretariat: User,
) -> None:
    returned = perform("return", submitted_application, by=secretariat, points=POINTS)
    rename(returned, contact_point)
    asked(returned, contact_point)
    signed_with(client, mailed_path())

    completed = perform("complete", returned, by=contact_point)

    assert completed.declared_by == "Zora Ibis"
    assert completed.entry.data["signed_by_link"] is True
    again = perform("return", completed, by=secretariat, points=POINTS)
    rename(again, contact_point, "A third name")
    unsigned = perform("complete", again, by=contact_point)
    assert "signed_by_link" not in unsigned.entry.data


def test_what_was_completed_after_the_signature_is_told_apart(
    client_as: SignIn,
    draft: Application,
    signed: Cosignature,
    contact_point: User,
    secretariat: User,
) -> None:
    given = {"declared_by": signed.name, "declared_function": signed.function}
    application = perform("submit", draft, by=contact_point, cosignature=signed.uuid, **given)
    returned = perform("return", application, by=secretariat, points=POINTS)
    rename(returned, contact_point)
    completed = perform("complete", returned, by=contact_point)

    page = words(client_as(secretariat).get(completed.get_absolute_url()))

    assert "what was added then was not signed by the head" in page
    assert dossier_of(completed)["signature"]["was_changed_since"] is True
    assert facts(completed)["signature"]["was_changed_since"] is True


def test_a_name_is_shown_as_it_was_typed_and_nothing_in_it_is_carried_out(
    client: Client,
    client_as: SignIn,
    request_: Cosignature,
    draft: Application,
    contact_point: User,
) -> None:
    typed = "{{ form.obj.pk }}{% now 'Y' %}<b>Zora</b>"
    signed_with(client, mailed_path(), name=typed)

    pages = [
        words(client_as(contact_point).get(page))
        for page in (
            reverse("step", args=["application", draft.reference, "submit"]),
            address("check", draft),
        )
    ]

    for page in pages:
        assert typed in page
