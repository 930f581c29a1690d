"""Recording at a meeting what several seats said: all of it, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accreditation.committee.acting import check_time, locked
from accreditation.committee.items import Item
from accreditation.committee.positions import LABELS, REASONED, Position
from accreditation.committee.seats import Representative
from accreditation.committee.taking import add, check_capacity, check_said
from accreditation.workflow import StepRefused, refusals_kept


@dataclass(frozen=True)
class Said:
    """What one seat said at the meeting: its member, or the alternate in the member's stead."""

    seat: str
    value: str
    reasons: str = ""
    capacity: str = Representative.Capacity.MEMBER

    @property
    def label(self) -> str:
        """The position in a word."""
        return str(LABELS[self.value])

    @property
    def spoken_by(self) -> str:
        """For whom it was said, in a word."""
        return str(Representative.Capacity(self.capacity).label)


def recorded(item: Item) -> "QuerySet[Position]":
    """What was recorded at the meeting so far."""
    return item.positions.filter(channel=Position.Channel.MEETING)


def stands_against(item: Item) -> bool:
    """Whether a seat was recorded as objecting, or as saying no."""
    return recorded(item).filter(value__in=REASONED).exists()


def record_roll_call(
    item: Item, *, by: Any, said: Iterable[Said], after: int | None = None
) -> list[Position]:
    """Record what seats said at the meeting, for the Chair, in one transaction.

    `after` is how many positions had been recorded when the officer looked. Raises PermissionDenied
    (no officer, a State that stepped out), StepRefused (not open, decided in writing, or recorded
    by somebody meanwhile), NotReady (also: an alternate of a seat that has none).
    """
    with refusals_kept("item.position", item.reference, by):
        fresh = locked(item)
        if not by.is_officer:
            raise PermissionDenied(_("Only the Secretariat records what is said at a meeting."))
        if fresh.is_written:
            raise StepRefused(_("This item is decided in writing, not at a meeting."))
        check_time(fresh)
        if after is not None and recorded(fresh).count() != after:
            raise StepRefused(
                _(
                    "Positions were recorded in the meantime, and nothing of yours was added to"
                    " them. Look at them, then record what is missing."
                )
            )
        heard = list(said)
        for line in heard:
            check_said(fresh, line.seat, line.value, line.reasons)
            check_capacity(fresh, line.seat, line.capacity)
        return [
            add(
                fresh,
                by=by,
                seat=line.seat,
                capacity=line.capacity,
                value=line.value,
                reasons=line.reasons.strip(),
                channel=Position.Channel.MEETING,
            )
            for line in heard
        ]


def record_at_meeting(item: Item, *, by: Any, seat: str, value: str, **said: str) -> Position:
    """Record what one seat said at the meeting: its member, unless `said` names the capacity."""
    [position] = record_roll_call(item, by=by, said=[Said(seat, value, **said)])
    return position
