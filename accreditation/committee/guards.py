"""What must hold before a step on an item."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.committee.seats import places_of
from accreditation.machine import Guard
from partners.permissions import is_person, predicate

if TYPE_CHECKING:
    from typing import Any

    from accreditation.committee.items import Item


@Guard
def has_a_time(item: "Item") -> Iterator[str | Promise]:
    """A meeting, or a deadline in writing that lies ahead."""
    if item.meeting_id is None and item.closes_at is None:
        yield _("Neither a meeting nor a deadline is set.")
    if item.meeting_id is None and item.closes_at and item.closes_at <= item.stamp:
        yield _("The deadline has already passed.")


@Guard
def seats_are_known(item: "Item") -> Iterator[str | Promise]:
    """The term has seats."""
    if not item.term.seats.exists():
        yield _("No seats are recorded for this term.")


@Guard
def deadline_has_passed(item: "Item") -> Iterator[str | Promise]:
    """A decision in writing closes at its deadline, never before."""
    if item.meeting_id is None and item.closes_at and item.stamp <= item.closes_at:
        yield _("The deadline has not yet passed.")


@Guard
def is_counted(item: "Item") -> Iterator[str | Promise]:
    """The count is made."""
    if not item.outcome:
        yield _("The count has not been made.")


@predicate(_("the Chair, or a second Secretariat officer"))
def may_certify(item: "Item", user: "Any") -> bool:
    """The Chair of the Committee, or an officer; never the person who closed the item."""
    if not is_person(user) or item.closed_by_id == user.pk:
        return False
    if any(p.seat.office == "chair" and p.seat.term_id == item.term_id for p in places_of(user)):
        return True
    return bool(user.is_officer)
