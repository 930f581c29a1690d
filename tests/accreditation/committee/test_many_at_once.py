"""Many posts for one seat at once, and around a deadline; each proved by its protection off."""

from datetime import datetime
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import models

from accreditation.committee import taking
from accreditation.committee.models import Item, Position
from accreditation.committee.records import counted
from accreditation.ledger import LedgerEntry, export, verify
from accreditation.tasks import sweep_deadlines
from partners.clock import portal_now
from partners.models import User
from tests.accreditation.committee.crowd import Answer, Crowd, Form

pytestmark = pytest.mark.django_db(transaction=True)

POSTS = 200
AROUND = 500
UNTIL_THE_DEADLINE = 2  # seconds after the first post
VALUES = ("yes", "abstain", "present", "no")


@pytest.fixture
def crowd(voting_item: Item, member: User) -> Crowd:
    """Everything sent for the seat EUR-1."""
    return Crowd(voting_item, member)


def said(number: int, *, after: int) -> Form:
    """A filled form; with `after` beyond every position, it takes the place of the one before."""
    return {"value": VALUES[number % 4], "reasons": f"Reason {number}", "after": after}


def faults_of_a_rush(answers: list[Answer]) -> list[str]:
    """What is wrong when every post should have added a position: nothing lost, all in order."""
    found = [f"answered {a.status}" for a in answers if not a.is_taken]
    numbers = list(Position.objects.order_by("at", "pk").values_list("number", flat=True))
    if numbers != list(range(1, POSTS + 1)):
        found.append(f"the history has {len(numbers)} numbers, in order: {numbers}")
    if len({a.location for a in answers if a.is_taken}) != POSTS:
        found.append("two posts have one receipt")
    return found


def without_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Items are read without being locked; the ledger's own lock stays."""
    locking = models.QuerySet.select_for_update

    def not_of_items(found: Any, *arguments: Any, **options: Any) -> Any:
        if issubclass(found.model, Item):
            return found.all()
        return locking(found, *arguments, **options)

    monkeypatch.setattr(models.QuerySet, "select_for_update", not_of_items)


def test_two_hundred_positions_of_one_seat_leave_one_live_and_the_whole_history(
    crowd: Crowd, voting_item: Item
) -> None:
    answers = crowd.post([said(number, after=POSTS) for number in range(POSTS)])

    assert faults_of_a_rush(answers) == []
    voting_item.closes_at = portal_now()
    tally = counted(voting_item)
    last = Position.objects.get(number=POSTS)
    assert {seat: held.value for seat, held in tally.held.items()} == {"EUR-1": last.value}
    assert LedgerEntry.objects.filter(act="item.position").count() == POSTS
    assert verify(export()).height == LedgerEntry.objects.count()


def test_without_the_lock_the_same_rush_shows_faults(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    without_the_lock(monkeypatch)

    answers = crowd.post([said(number, after=POSTS) for number in range(POSTS)])

    assert faults_of_a_rush(answers) != []


def test_the_same_button_pressed_two_hundred_times_takes_one_position(crowd: Crowd) -> None:
    form = {"value": "yes", "reasons": "", "after": 0}

    answers = crowd.post([form] * POSTS)

    assert [a for a in answers if not a.is_taken] == []
    assert len({a.location for a in answers}) == 1
    assert Position.objects.count() == 1


def faults_around(deadline: datetime, answers: list[Answer]) -> list[str]:
    """Late and accepted, early and refused, or answered with neither receipt nor reason."""
    found = []
    for answer in answers:
        if answer.is_taken and answer.asked_at > deadline:
            found.append(f"asked at {answer.asked_at}, late, and taken")
        elif answer.is_refused and answer.answered_at <= deadline:
            found.append(f"answered at {answer.answered_at}, in time, and refused")
        elif not answer.is_taken and not answer.is_refused:
            found.append(f"answered {answer.status}")
    late = Position.objects.filter(at__gt=deadline)
    return found + [f"on the record at {position.at}" for position in late]


def posted_around(crowd: Crowd, item: Item) -> list[Answer]:
    """Five hundred posts that begin before the deadline, while the sweep tries to close."""
    assert item.closes_at is not None
    ahead = (item.closes_at - portal_now()).total_seconds() - UNTIL_THE_DEADLINE
    forms = [said(number, after=AROUND) for number in range(AROUND)]
    return crowd.post(forms, ahead=ahead, beside=lambda: sweep_until_closed(item))


def sweep_until_closed(item: Item) -> None:
    """What beat does, only more often."""
    until = monotonic() + 60
    while monotonic() < until and Item.objects.get(pk=item.pk).is_open:
        sweep_deadlines()
        sleep(0.05)


def test_around_the_deadline_none_is_taken_late_and_none_refused_early(
    crowd: Crowd, voting_item: Item
) -> None:
    answers = posted_around(crowd, voting_item)

    deadline = voting_item.closes_at
    assert deadline is not None
    assert faults_around(deadline, answers) == []
    taken = [a for a in answers if a.is_taken]
    assert 0 < len(taken) < AROUND == len(answers)
    assert Position.objects.count() == len(taken)
    closed = Item.objects.get()
    assert closed.closes_at == deadline
    assert closed.count == counted(closed).count.to_json()
    assert LedgerEntry.objects.filter(act="item.close").count() == 1


def test_without_the_clock_inside_the_lock_the_same_harness_shows_faults(
    crowd: Crowd,
    voting_item: Item,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(taking, "check_time", lambda _item: None)

    answers = posted_around(crowd, voting_item)

    assert voting_item.closes_at is not None
    assert faults_around(voting_item.closes_at, answers) != []
