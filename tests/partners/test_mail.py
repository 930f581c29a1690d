"""Messages owed: rows first, one each, in the recipient's language, sent once."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from partners.mail import owe
from partners.models import Notice, User
from partners.tasks import deliver_notices
from tests import cast

ClientAs = Callable[[User], Client]
CONTEXT = {"path": "/register/", "link": "http://testserver/register/"}


def owe_one(person: User, key: str = "a key") -> None:
    """Owe a person a message."""
    owe(
        person,
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
