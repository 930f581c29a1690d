"""Mails of the Committee's room: to whom they go, and which no longer go out."""

from datetime import timedelta

import pytest
from django.core import mail

from accreditation.committee.leaving import declare
from accreditation.committee.models import Item
from accreditation.committee.recording import record_at_meeting
from accreditation.committee.reminders import send_reminders
from accreditation.committee.taking import take_position
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.clock import portal_now
from partners.models import Notice, User
from partners.tasks import deliver_notices
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

REMINDERS = {"key__startswith": "item.remind"}


def mailed_to(person: User) -> list[str]:
    """The subjects of the mails that went out to a person."""
    return [str(message.subject) for message in mail.outbox if message.to == [person.email]]


@pytest.fixture
def only_reminders(voting_item: Item, chair: User, alternate: User, later: Moved) -> None:
    """Every message before is gone; the reminder of 14 days is owed, and no mail has gone out."""
    Notice.objects.all().delete()
    with later(17 * DAY):
        send_reminders()


def test_a_position_recorded_at_a_meeting_is_told_to_the_seats_people(
    open_item: Item, secretariat: User, member: User, alternate: User, chair: User
) -> None:
    cast.say(open_item, by=member, value="yes")
    Notice.objects.all().delete()

    position = record_at_meeting(
        open_item, by=secretariat, seat="EUR-1", value="no", reasons="As was said."
    )

    told = Notice.objects.filter(key=f"item.position {position.receipt}")
    assert {notice.recipient for notice in told} == {member, alternate}
    for notice in told:
        assert "has acted" in notice.subject
        assert "At the meeting" in notice.body
        assert "As was said." not in notice.body


def test_a_reminder_is_mailed_while_it_stands(
    only_reminders: None, voting_item: Item, chair: User, later: Moved
) -> None:
    with later(17 * DAY):
        deliver_notices()

    assert len(mailed_to(chair)) == 1


def test_a_reminder_is_not_mailed_once_the_seat_has_spoken(
    only_reminders: None, voting_item: Item, chair: User, alternate: User, later: Moved
) -> None:
    take_position(voting_item, by=chair, value="yes")
    with later(17 * DAY):
        deliver_notices()
        deliver_notices()

    dropped = Notice.objects.get(recipient=chair, **REMINDERS)
    assert (dropped.sent_at, dropped.attempts) == (None, 0)
    assert dropped.dropped_at is not None
    assert not [subject for subject in mailed_to(chair) if "has not acted" in subject]
    assert len(mailed_to(alternate)) == 1


@pytest.mark.parametrize("days", [17, 31])
def test_a_reminder_of_a_deadline_that_moved_or_passed_is_not_mailed(
    only_reminders: None, voting_item: Item, secretariat: User, chair: User, days: int, later: Moved
) -> None:
    with later(days * DAY):
        if days < 30:
            later_day = portal_now() + timedelta(days=40)
            perform("extend", voting_item, by=secretariat, closes_at=later_day)
        deliver_notices()

    assert Notice.objects.get(recipient=chair, **REMINDERS).dropped_at is not None
    assert not [subject for subject in mailed_to(chair) if "has not acted" in subject]


def test_objections_are_not_mailed_to_who_declared_a_conflict_meanwhile(
    submitted_proposal: Proposal, secretariat: User, member: User, chair: User, later: Moved
) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)
    take_position(item, by=member, value="object", reasons="Article 4 is missing.")
    with later(31 * DAY):
        item = perform("certify", perform("close", item), by=chair)
    declare(item, by=chair, has_conflict=True)

    deliver_notices()

    [told] = Notice.objects.filter(recipient=chair, key__startswith="item.objections")
    assert told.dropped_at is not None
    assert not [subject for subject in mailed_to(chair) if "objections" in subject]
    assert [subject for subject in mailed_to(member) if "objections" in subject]


def test_a_reminder_whose_moment_lies_before_the_last_extension_is_not_sent(
    voting_item: Item, secretariat: User, chair: User, later: Moved
) -> None:
    with later(int(29.5 * DAY)):
        five_more_days = portal_now() + timedelta(days=5)
        perform("extend", voting_item, by=secretariat, closes_at=five_more_days)
        at_once = send_reminders()
    with later(int(32.6 * DAY)):
        send_reminders()

    [notice] = Notice.objects.filter(recipient=chair, **REMINDERS)
    assert at_once == 0
    assert notice.key.endswith(" 2")
