"""Messages owed: rows first, one each, in the recipient's language, sent once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.db.models import F
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from partners import notices
from partners.mail import owe, send_invitation, wake_up
from partners.models import MembershipInvitation, Notice, Organisation, User
from partners.tasks import deliver_notices
from tests import cast

ClientAs = Callable[[User], Client]
CONTEXT = {"path": "/register/", "link": "http://testserver/register/"}


def owe_one(person: User, key: str = "a key") -> None:
    """Owe a person a message."""
    owe(
        [person],
        key=key,
        reference="CMS-2026-0001",
        template="membership_invitation",
        context={"invitation": None, **CONTEXT},
    )


def test_the_same_message_is_owed_once(stranger: User) -> None:
    owe_one(stranger)
    owe_one(stranger)

    assert Notice.objects.count() == 1


def test_what_is_owed_is_sent_once_however_often_the_task_runs(stranger: User) -> None:
    owe_one(stranger)

    assert deliver_notices() == 1
    assert deliver_notices() == 0

    [message] = mail.outbox
    assert message.to == [stranger.email]
    assert message.subject.startswith("[CMS-2026-0001] ")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "http://testserver/register/" in message.body


@pytest.mark.parametrize("registry", ["WITHHELD", "OUTDATED"])
def test_what_is_no_longer_needed_is_not_mailed_and_its_row_stays(
    registry: str, stranger: User, rival: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = {
        "WITHHELD": lambda user: ["a key"] if user == stranger else [],
        "OUTDATED": lambda notice: notice.recipient == stranger,
    }
    monkeypatch.setattr(notices, registry, [rules[registry]])
    owe_one(stranger)
    owe_one(rival)

    assert deliver_notices() == 1

    monkeypatch.setattr(notices, registry, [])
    assert deliver_notices() == 0
    assert [message.to for message in mail.outbox] == [[rival.email]]
    dropped = Notice.objects.get(recipient=stranger)
    assert dropped.dropped_at is not None
    assert (dropped.sent_at, dropped.attempts) == (None, 0)


def test_the_inbox_says_that_a_mail_was_no_longer_needed(
    stranger: User, client_as: ClientAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "OUTDATED", [lambda notice: notice.recipient == stranger])
    owe_one(stranger)
    deliver_notices()

    url = reverse("partners:notice", args=[Notice.objects.get().uuid])
    assert "it was no longer needed" in client_as(stranger).get(url).content.decode()


def test_a_mail_that_fails_is_tried_again_and_says_why(stranger: User) -> None:
    owe_one(stranger)

    with patch("django.core.mail.EmailMessage.send", side_effect=OSError("no route")):
        deliver_notices()
    notice = Notice.objects.get()
    assert (notice.sent_at, notice.attempts, notice.last_error) == (None, 1, "no route")

    assert deliver_notices() == 1
    assert Notice.objects.get().last_error == ""


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_step_is_told_in_the_recipients_language(
    language: str, draft_application: Application, contact_point: User
) -> None:
    contact_point.language = language
    contact_point.save()

    cast.submitted_application(draft_application, contact_point)

    notice = Notice.objects.get(recipient=contact_point, key__startswith="application.submit ")
    assert notice.language == language
    assert notice.path == Application.objects.get().get_absolute_url()


def test_an_inbox_is_a_persons_own(client_as: ClientAs, stranger: User, rival: User) -> None:
    owe_one(stranger)
    notice = Notice.objects.get()
    url = reverse("partners:notice", args=[notice.uuid])

    assert client_as(stranger).get(url).status_code == 200
    assert client_as(rival).get(url).status_code == 404
    assert notice.subject in client_as(stranger).get(reverse("partners:inbox")).content.decode()


def test_looking_at_a_message_changes_nothing_and_marking_it_does(
    client_as: ClientAs, stranger: User
) -> None:
    owe_one(stranger)
    url = reverse("partners:notice", args=[Notice.objects.get().uuid])

    client_as(stranger).get(url)
    assert Notice.objects.get().read_at is None

    client_as(stranger).post(url, {"next": "/register/"})
    assert Notice.objects.get().read_at is not None


@pytest.mark.parametrize("size", [1, 5])
def test_the_inbox_asks_a_constant_number_of_queries(
    size: int,
    client_as: ClientAs,
    stranger: User,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    for number in range(size):
        owe_one(stranger, key=str(number))
    client = client_as(stranger)

    with django_assert_max_num_queries(20):  # type: ignore[attr-defined] # a context manager
        client.get(reverse("partners:inbox"))


def test_the_worker_is_woken_up_once_for_all_messages_of_an_act(
    stranger: User,
    rival: User,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    with django_capture_on_commit_callbacks() as after_commit:
        for person in (stranger, rival):
            owe_one(person)

    assert Notice.objects.count() == 2
    assert after_commit == [wake_up]


def test_a_message_that_no_server_takes_holds_up_no_other(stranger: User, rival: User) -> None:
    owe_one(stranger)
    Notice.objects.update(subject="Two\r\nlines")
    owe_one(rival)

    assert deliver_notices() == 1

    assert Notice.objects.get(recipient=stranger).last_error
    assert [message.to for message in mail.outbox] == [[rival.email]]


def test_a_subject_is_one_line_whatever_an_organisation_is_called(
    organisation: Organisation, contact_point: User, stranger: User
) -> None:
    Organisation.objects.update(name="Society\rBcc: everybody@example.test")
    invitation = MembershipInvitation.objects.create(
        organisation=Organisation.objects.get(),
        email=stranger.email,
        role="reader",
        invited_by=contact_point,
    )
    send_invitation(invitation)

    assert deliver_notices() == 1
    assert "\r" not in Notice.objects.get().subject


def test_a_mail_server_may_be_away_for_hours(stranger: User) -> None:
    owe_one(stranger)
    Notice.objects.update(attempts=8)

    assert deliver_notices() == 0

    Notice.objects.update(created_at=F("created_at") - timedelta(hours=3))
    assert deliver_notices() == 1
