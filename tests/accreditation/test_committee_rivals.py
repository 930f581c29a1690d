"""Rivals on one item: one wins, the other gets an answer; and what happens without the lock."""

from collections.abc import Callable
from threading import Barrier, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, models, transaction

from accreditation.committee.models import Item, Position
from accreditation.committee.taking import take_position
from accreditation.ledger import LedgerEntry, export, verify
from accreditation.proposals.models import Proposal
from accreditation.workflow import StepRefused, perform
from partners.models import User
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 10  # seconds


@pytest.fixture
def item(submitted_proposal: Proposal, secretariat: User) -> Item:
    """An item on the proposal, prepared for a decision in writing."""
    perform("present", submitted_proposal, by=secretariat, **cast.in_writing(30))
    return Item.objects.get()


class Rival(Thread):
    """Somebody else at the same moment, on a connection of their own."""

    def __init__(self, act: Callable[[], Any], *, clock: int = 0) -> None:
        """Take what the rival does, and how far ahead the clock is."""
        super().__init__(daemon=True)
        self.act = act
        self.clock = clock
        self.answer: Any = None
        self.pid = 0

    def run(self) -> None:
        """Act, and keep what came of it."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET portal.clock_offset = %s", [str(self.clock)])
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.answer = self.act()
        except Exception as error:  # noqa: BLE001 - the answer is what the test looks at
            self.answer = error
        finally:
            connection.close()

    def wait_until_held_up(self) -> None:
        """Return once the rival waits for a lock, or is through."""
        until = monotonic() + PATIENCE
        while self.is_alive() and monotonic() < until:
            with connection.cursor() as cursor:
                waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = %s"
                cursor.execute(waits, [self.pid])
                if cursor.fetchone()[0]:
                    return
            sleep(0.02)


def first_then(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What the second gets when it acts while the first has acted and not yet committed."""
    rival = Rival(second)
    with transaction.atomic():
        first()
        rival.start()
        rival.wait_until_held_up()
    rival.join(PATIENCE)
    assert not rival.is_alive()
    return rival.answer


def test_of_two_rivals_one_wins_and_the_other_is_refused(
    item: Item, secretariat: User, officer: User
) -> None:
    answer = first_then(
        lambda: perform("schedule", item, by=secretariat),
        lambda: perform("cancel", perform("schedule", item, by=officer), by=officer),
    )

    assert isinstance(answer, StepRefused)
    assert Item.objects.get().state == "scheduled"
    assert LedgerEntry.objects.filter(act="item.schedule").count() == 1
    assert verify(export()).height == LedgerEntry.objects.count()


def test_without_the_lock_the_rival_would_not_be_refused_in_time(
    item: Item, secretariat: User, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_lock(found: Any, *_arguments: Any, **_options: Any) -> Any:
        return found.all()

    monkeypatch.setattr(models.QuerySet, "select_for_update", without_lock)

    answer = first_then(
        lambda: perform("schedule", item, by=secretariat),
        lambda: perform("schedule", item, by=officer),
    )

    assert not isinstance(answer, StepRefused)


def test_two_positions_of_one_person_at_once_are_numbered(
    item: Item, member: User, secretariat: User
) -> None:
    opened = cast.opened(item, secretariat)

    answer = first_then(
        lambda: take_position(opened, by=member, value="yes"),
        lambda: take_position(opened, by=member, value="abstain"),
    )

    assert isinstance(answer, Position)
    assert list(Position.objects.values_list("number", "value")) == [(1, "yes"), (2, "abstain")]


def test_a_position_that_waits_while_the_item_closes_is_refused(
    item: Item, member: User, secretariat: User
) -> None:
    Item.objects.filter(pk=item.pk).update(meeting=cast.meeting(), closes_at=None)
    opened = cast.opened(item, secretariat)

    answer = first_then(
        lambda: perform("close", opened, by=secretariat),
        lambda: take_position(opened, by=member, value="yes"),
    )

    assert isinstance(answer, StepRefused)
    assert not Position.objects.exists()


def test_two_who_close_at_once_count_once(item: Item, secretariat: User) -> None:
    opened = cast.opened(item, secretariat)
    start = Barrier(2)

    def close() -> Item:
        start.wait(PATIENCE)
        return perform("close", opened)

    rivals = [Rival(close, clock=31 * 24 * 60 * 60) for _ in range(2)]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join(PATIENCE)

    answers = sorted(type(rival.answer).__name__ for rival in rivals)
    assert answers == ["Item", "StepRefused"]
    assert LedgerEntry.objects.filter(act="item.close").count() == 1
