"""Mails about signatures: reminders, what came of it, nothing lost, nobody kept for too long."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accreditation.applications.cosigning import decline, take_back
from accreditation.applications.cosigning_mail import is_outdated, sweep_signatures
from accreditation.applications.models import Application, Cosignature
from accreditation.applications.states import DECIDED
from accreditation.tasks import remind_organisations
from accreditation.workflow import perform
from partners.erasure import erase
from partners.models import Notice, User
from partners.tasks import deliver_notices
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


def owed(kind: str) -> list[Notice]:
    """The mails and messages of a kind, the earliest first."""
    return list(Notice.objects.filter(key__startswith=f"cosignature.{kind} ").order_by("pk"))


def test_the_head_is_reminded_at_7_and_2_days_each_once_with_the_same_link(
    request_: Cosignature, later: Later
) -> None:
    link = mailed_path()
    sent = []
    for days in (5, 8, 9, 13, 14):
        later(days)
        sent.append((sweep_signatures(), sweep_signatures()))

    assert sent == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 0)]
    assert [notice.key.rpartition(" ")[2] for notice in owed("remind")] == ["7", "2"]
    assert {notice.address for notice in owed("remind")} == {HEAD}
    later(8)
    assert mailed_path() == link


def test_expiry_is_told_once_to_the_contact_point(
    draft: Application, request_: Cosignature, contact_point: User, later: Later
) -> None:
    later(15)

    told = (remind_organisations(), remind_organisations())

    request_.refresh_from_db()
    assert told == (1, 0)
    assert request_.lapsed_at is not None
    assert [(n.recipient, n.subject) for n in owed("told")] == [
        (contact_point, "The link for the signature has expired")
    ]


def test_the_contact_point_and_the_head_are_told_of_the_signature_without_its_name(
    client: Client, request_: Cosignature, contact_point: User
) -> None:
    signed_with(client, mailed_path())

    [told], [thanks] = owed("told"), owed("thank")
    assert told.recipient == contact_point
    assert WHOM["name"] not in told.body
    assert thanks.address == HEAD
    assert thanks.path == ""
    assert "SHA-256 of what was signed" in thanks.body


def test_a_mail_whose_link_came_to_nothing_is_not_sent(
    draft: Application, request_: Cosignature, contact_point: User
) -> None:
    [notice] = owed("link")
    stood = is_outdated(notice)
    take_back(draft, by=contact_point)

    deliver_notices()

    assert not stood
    assert is_outdated(notice)
    assert not [letter for letter in mail.outbox if letter.to == [HEAD]]


def test_a_link_that_could_not_be_sent_goes_out_once_the_server_is_back(
    request_: Cosignature, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_message: EmailMessage, **_how: Any) -> int:
        message = "No route to host"
        raise OSError(message)

    with monkeypatch.context() as outage:
        outage.setattr(EmailMessage, "send", away)
        deliver_notices()
    [waiting] = owed("link")

    assert waiting.last_error == "No route to host"
    assert waiting.sent_at is None
    assert mailed_path().startswith("/applications/sign/")


def test_the_mail_is_written_in_the_language_chosen_for_it(
    draft: Application, contact_point: User
) -> None:
    asked(draft, contact_point, language="fr")

    assert owed("link")[0].language == "fr"


def test_officers_do_not_find_these_mails_in_the_log(
    client_as: SignIn, request_: Cosignature, secretariat: User
) -> None:
    page = client_as(secretariat).get(reverse("admin:partners_notice_changelist"))

    assert HEAD not in page.content.decode()
    assert not Notice.objects.shown_to_officers().filter(key__startswith="cosignature.").exists()


@pytest.mark.parametrize("end", ["withdraw", "lapse"])
def test_who_did_not_sign_is_forgotten_once_the_application_ends(
    end: str, draft: Application, request_: Cosignature, contact_point: User, later: Later
) -> None:
    if end == "withdraw":
        perform("withdraw", draft, by=contact_point)
    else:
        later(61)
        perform("close", draft.invitation)
        perform("lapse", draft)

    sweep_signatures()

    request_.refresh_from_db()
    assert (request_.name, request_.function, request_.email) == ("", "", "")
    assert (request_.words, request_.decline_reason, request_.seed) == ("", "", "")
    assert owed("link") == []
    assert not request_.is_pending
    assert sweep_signatures() == 0


@pytest.mark.parametrize("became", ["superseded", "declined", "lapsed"])
@pytest.mark.parametrize("outcome", ["yes", "no"])
def test_who_did_not_sign_is_forgotten_once_the_application_is_decided(
    *,
    became: str,
    outcome: str,
    draft: Application,
    request_: Cosignature,
    contact_point: User,
    secretariat: User,
    chair: User,
) -> None:
    if became == "superseded":
        take_back(draft, by=contact_point)
    elif became == "declined":
        decline(request_, reason="Not before the assembly.")
    submitted = perform("submit", draft, by=contact_point, **cast.DECLARATION)
    ready = cast.ready_application(submitted, secretariat)
    item = cast.presented_item(ready, secretariat, meeting=cast.meeting())
    sweep_signatures()
    request_.refresh_from_db()
    before = request_.name
    cast.decided(item, by=secretariat, chair=chair, value=outcome)

    sweep_signatures()

    request_.refresh_from_db()
    assert Application.objects.get(pk=draft.pk).state in DECIDED
    assert before == "Zora Ibis"
    assert (request_.name, request_.function, request_.email) == ("", "", "")
    assert (request_.words, request_.decline_reason, request_.seed) == ("", "", "")
    assert owed("link") == []
    assert sweep_signatures() == 0


def test_what_was_signed_stays_with_the_application(
    client: Client, draft: Application, request_: Cosignature, contact_point: User
) -> None:
    signed_with(client, mailed_path())
    perform("withdraw", draft, by=contact_point)

    sweep_signatures()

    request_.refresh_from_db()
    assert request_.name == "Zora Ibis"


def test_a_head_with_an_account_reads_and_erases_what_is_kept(
    client: Client,
    client_as: SignIn,
    draft: Application,
    contact_point: User,
    stranger: User,
) -> None:
    asked(draft, contact_point, email=stranger.email, name="Stranger Ibis")
    shown = client_as(stranger).get(reverse("partners:account-data-file")).json()

    erase(stranger, by=stranger)

    request = Cosignature.objects.get()
    assert [row["name"] for row in shown["signatures"]] == ["Stranger Ibis"]
    assert (request.name, request.email) == ("", "")
    assert not request.is_pending
    left = Notice.objects.filter(address=stranger.email)
    assert [notice.key.split()[0] for notice in left] == ["person.erased"]  # the farewell


def test_erasing_who_signed_leaves_the_signature_without_the_address(
    client: Client, draft: Application, contact_point: User, stranger: User
) -> None:
    asked(draft, contact_point, email=stranger.email)
    signed_with(client, mailed_path(stranger.email))

    erase(stranger, by=stranger)

    request = Cosignature.objects.get()
    assert (request.name, request.email) == ("Zora Ibis", "")


def test_erasing_who_asked_takes_words_and_name_out_of_the_mail(
    draft: Application, editor: User
) -> None:
    editor.memberships.update(role="alternate")
    asked(draft, editor)
    before = owed("link")[0].body

    erase(editor, by=editor)

    assert str(editor) in before
    assert Cosignature.objects.get().words == ""
    assert str(editor) not in owed("link")[0].body.replace(HEAD, "")
