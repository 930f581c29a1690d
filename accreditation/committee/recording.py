"""Recording at a meeting what several seats said: all of it, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accreditation.committee.acting import check_time, locked, refusals_kept
from accreditation.committee.items import Item
from accreditation.committee.positions import LABELS, REASONED, Position
from accreditation.committee.seats import Representative
from accreditation.committee.taking import add, check_said
from accreditation.workflow import StepRefused


@dataclass(frozen=True)
class Said:
    """What one seat's member said at the meeting."""

    seat: str
    value: str
    reasons: str = ""

    @property
    def label(self) -> str:
        """The position in a word."""
        return str(LABELS[self.value])


def recorded(item: Item) -> "QuerySet[Position]":
    """What was recorded at the meeting so far."""
    return item.positions.filter(channel=Position.Channel.MEETING)


def stands_against(item: Item) -> bool:
    """Whether a seat was recorded as objecting, or as saying no."""
    return recorded(item).filter(value__in=REASONED).exists()


def record_roll_call(
    item: Item, *, by: Any, said: Iterable[Said], after: int | None = None
) -> list[Position]:
    """Record what members said at the meeting, for the Chair, in one transaction.

    `after` is how many positions had been recorded when the officer looked. Raises PermissionDenied
    (no officer, a State that stepped out), StepRefused (not open, decided in writing, or recorded
    by somebody meanwhile), NotReady.
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
        return [
            add(
                fresh,
                by=by,
                seat=line.seat,
                capacity=Representative.Capacity.MEMBER,
                value=line.value,
                reasons=line.reasons.strip(),
                channel=Position.Channel.MEETING,
            )
            for line in heard
        ]


def record_at_meeting(item: Item, *, by: Any, seat: str, value: str, reasons: str = "") -> Position:
    """Record what one member said at the meeting."""
    [position] = record_roll_call(item, by=by, said=[Said(seat, value, reasons)])
    return position
