"""Recording at a meeting what several seats said: all of it, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accreditation.committee.acting import locked, refusals_kept
from accreditation.committee.items import Item
from accreditation.committee.positions import LABELS, REASONED, Position
from accreditation.committee.taking import record_at_meeting
from accreditation.workflow import StepRefused


@dataclass(frozen=True)
class Said:
    """What one seat said at the meeting."""

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


def record_all(item: Item, *, by: Any, said: Sequence[Said], after: int) -> list[Position]:
    """Record what these seats said, for the Chair, in one transaction.

    `after` is how many positions had been recorded when the officer looked. Raises StepRefused
    (not open, in writing, or recorded by somebody meanwhile), PermissionDenied (no officer, a
    State that stepped out), NotReady.
    """
    with refusals_kept("item.position", item.reference, by):
        fresh = locked(item)
        if recorded(fresh).count() != after:
            raise StepRefused(
                _(
                    "Positions were recorded in the meantime, and nothing of yours was added to"
                    " them. Look at them, then record what is missing."
                )
            )
        return [
            record_at_meeting(fresh, by=by, seat=one.seat, value=one.value, reasons=one.reasons)
            for one in said
        ]
