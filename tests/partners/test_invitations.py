"""Invitations of colleagues: owed as a row, open for 14 days, revoked, sent again, used once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Barrier, Thread
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from partners.invitations import MembershipInvitation
from partners.models import Membership, Notice, Organisation, User
from partners.tasks import deliver_notices
from tests import cast

ClientAs = Callable[[User], Client]


@pytest.fixture
def invitation(organisation: Organisation, contact_point: User, stranger: User) -> Any:
    """An invitation of the stranger."""
    return MembershipInvitation.objects.create(
        organisation=organisation, email=stranger.email, role="editor", invited_by=contact_point
    )


def invite(client: Client, organisation: Organisation, email: str) -> Any:
    """Invite an address as a reader."""
    url = reverse("partners:invite", args=[organisation.uuid])
    return client.post(url, {"email": email, "role": "reader"})


def press(client: Client, invitation: MembershipInvitation, act: str) -> Any:
    """Press a button beside an invitation."""
    url = reverse("partners:invited", args=[invitation.organisation.uuid, invitation.pk])
    return client.post(url, {"act": act})


def accept(client: Client, invitation: MembershipInvitation) -> Any:
    """Accept it."""
    return client.post(reverse("partners:invitation", args=[invitation.code]))


def test_an_address_without_an_account_is_written_to_by_the_task_and_not_in_the_request(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    invite(client_as(contact_point), organisation, "New@example.test")

    assert mail.outbox == []
    notice = Notice.objects.get()
    assert (notice.recipient, notice.address) == (None, "new@example.test")
    assert deliver_notices() == 1
    assert deliver_notices() == 0
    [message] = mail.outbox
    assert message.to == ["new@example.test"]
    assert MembershipInvitation.objects.get().code in message.body


def test_an_invitation_survives_an_outage_of_the_mail_server(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    invite(client_as(contact_point), organisation, "new@example.test")

    with patch("django.core.mail.EmailMessage.send", side_effect=OSError("no route")):
        deliver_notices()

    assert Notice.objects.get().last_error == "no route"
    assert deliver_notices() == 1


def test_inviting_somebody_with_an_account_and_without_looks_and_costs_the_same(
    client_as: ClientAs,
    organisation: Organisation,
    contact_point: User,
    stranger: User,
    django_assert_num_queries: Callable[..., AbstractContextManager[Any]],
) -> None:
    client = client_as(contact_point)
    invite(client, organisation, "first@example.test")

    with django_assert_num_queries(QUERIES):
        known = invite(client, organisation, stranger.email)
    with django_assert_num_queries(QUERIES):
        fresh = invite(client, organisation, "new@example.test")

    assert (known.status_code, known.headers["Location"]) == (302, fresh.headers["Location"])


def test_an_address_is_invited_once_at_a_time(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    for typed in ("new@example.test", "NEW@example.test"):
        invite(client_as(contact_point), organisation, typed)

    assert MembershipInvitation.objects.count() == 1


def test_an_invitation_that_is_refused_stays_as_it_was_typed(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    url = reverse("partners:invite", args=[organisation.uuid])

    answer = client_as(contact_point).post(url, {"email": "new@example.test", "role": ""})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="new@example.test"' in shown
    assert "This field is required." in shown
    assert not MembershipInvitation.objects.exists()


def test_an_invitation_ends_after_fourteen_days_and_the_page_says_so(
    client_as: ClientAs, invitation: MembershipInvitation, stranger: User
) -> None:
    client = client_as(stranger)
    url = reverse("partners:invitation", args=[invitation.code])
    cast.later(13)
    assert client.get(url).status_code == 200

    cast.later(15)

    for response in (client.get(url), client.post(url)):
        assert response.status_code == 410
        assert "Its 14 days are over." in response.content.decode()
    assert not Membership.objects.filter(user=stranger).exists()


def test_a_revoked_invitation_gives_no_place_and_the_page_says_so(
    client_as: ClientAs, invitation: MembershipInvitation, contact_point: User, stranger: User
) -> None:
    press(client_as(contact_point), invitation, "revoke")

    response = accept(client_as(stranger), invitation)

    assert response.status_code == 410
    assert "taken back" in response.content.decode()
    assert not Membership.objects.filter(user=stranger).exists()


def test_the_mail_of_an_invitation_that_came_to_nothing_does_not_go_out(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    client = client_as(contact_point)
    invite(client, organisation, "new@example.test")
    press(client, MembershipInvitation.objects.get(), "revoke")

    assert deliver_notices() == 0
    assert Notice.objects.get().dropped_at is not None


def test_an_expired_invitation_is_sent_again_with_days_of_its_own(
    client_as: ClientAs, invitation: MembershipInvitation, contact_point: User, stranger: User
) -> None:
    cast.later(20)

    press(client_as(contact_point), invitation, "again")

    assert Notice.objects.filter(recipient=stranger).count() == 1
    assert deliver_notices() == 1
    assert accept(client_as(stranger), invitation).status_code == 302


def test_nobody_is_flooded_with_invitations(
    client_as: ClientAs, invitation: MembershipInvitation, contact_point: User
) -> None:
    press(client_as(contact_point), invitation, "again")

    assert not Notice.objects.exists()


def test_only_those_who_lead_send_again_or_revoke(
    client_as: ClientAs, invitation: MembershipInvitation, editor: User, rival: User
) -> None:
    assert press(client_as(editor), invitation, "revoke").status_code == 403
    assert press(client_as(rival), invitation, "revoke").status_code == 404
    theirs = Organisation.objects.get(memberships__user=rival)
    under_their_own = reverse("partners:invited", args=[theirs.uuid, invitation.pk])
    assert client_as(rival).post(under_their_own, {"act": "revoke"}).status_code == 404
    assert MembershipInvitation.objects.pending().count() == 1


def accepted_twice_at_once(invitation: MembershipInvitation, user: User) -> list[int]:
    """What two requests are answered that accept at the same moment."""
    client = Client()
    client.force_login(user)
    url = reverse("partners:invitation", args=[invitation.code])
    start = Barrier(2)
    answers: list[int] = []

    def post() -> None:
        own = Client()
        own.cookies = client.cookies
        start.wait(60)
        answers.append(own.post(url).status_code)
        connection.close()

    threads = [Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_accepted_twice_at_once_it_is_used_once(
    invitation: MembershipInvitation, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch)

    assert accepted_twice_at_once(invitation, stranger) == [302, 410]
    assert Membership.objects.filter(user=stranger).count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_two_requests_both_use_it(
    invitation: MembershipInvitation, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowly(monkeypatch)
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda found, **_options: found.all())

    assert accepted_twice_at_once(invitation, stranger) == [302, 302]


def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a moment pass between reading an invitation and accepting it."""
    quick = MembershipInvitation.accept

    def slow(self: MembershipInvitation, user: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.5)")
        quick(self, user)

    monkeypatch.setattr(MembershipInvitation, "accept", slow)


QUERIES = 14
