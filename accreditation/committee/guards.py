"""What must hold before a step on an item."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.committee.seats import Representative, Seat, places_of
from accreditation.ledger import LedgerEntry
from accreditation.machine import Guard
from partners.permissions import is_person, predicate

if TYPE_CHECKING:
    from typing import Any

    from accreditation.committee.items import Item

CONDUCTING = ("item.open", "item.extend", "item.recuse")


@Guard
def has_a_time(item: "Item") -> Iterator[str | Promise]:
    """A meeting, or a deadline in writing that lies ahead."""
    if item.meeting_id is None and item.closes_at is None:
        yield _("Neither a meeting nor a deadline is set.")
    if item.meeting_id is None and item.closes_at and item.closes_at <= item.stamp:
        yield _("The deadline has already passed.")


@Guard
def fits_its_procedure(item: "Item") -> Iterator[str | Promise]:
    """A consensus is found at a meeting; silence is consent in writing only."""
    procedure = item.rules["procedure"]
    if procedure == "consensus" and item.is_written:
        yield _("A consensus is found at a meeting: choose one.")
    if procedure == "no_objection" and not item.is_written:
        yield _("Silence is consent in writing only: give a last day instead of a meeting.")
    if item.is_referred and item.is_written:
        yield _("The objection refers this question to a meeting: choose one.")
    if procedure not in item.procedures:
        yield _("This procedure is not one that the rules give for this item.")


@Guard
def is_in_writing(item: "Item") -> Iterator[str | Promise]:
    """Only a decision in writing has a deadline, and one that has passed is not extended."""
    if not item.is_written:
        yield _("An item at a meeting has no deadline in writing.")
    elif item.is_late:
        yield _("The deadline has already passed.")


@Guard
def is_moved_together(item: "Item") -> Iterator[str | Promise]:
    """It is still one of several that are moved together."""
    if not item.is_moved_together:
        yield _("This item is not moved together with others.")


@Guard
def is_not_late(item: "Item") -> Iterator[str | Promise]:
    """Once its deadline has passed, a decision in writing is counted, not taken off the table."""
    if item.is_open and item.is_written and item.is_late:
        yield _("The deadline has passed: the item is closed and counted now.")


@Guard
def recused_seats_are_there(item: "Item") -> Iterator[str | Promise]:
    """A State that stepped out is still found by its seat when the seats are frozen."""
    codes = set(item.term.seats.values_list("code", flat=True))
    for recusal in item.recusals.all():
        if recusal.seat not in codes:
            yield _("Seat %(seat)s stepped out, and is no longer a seat of this term.") % {
                "seat": recusal.seat
            }


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


@predicate(_("any representative without a conflict of interest"))
def may_lift_out(item: "Item", user: "Any") -> bool:
    """A representative of a seat in the term, whose State takes part."""
    codes = {p.seat.code for p in places_of(user) if p.seat.term_id == item.term_id}
    return bool(codes - item.recused_seats()) and not has_declared_conflict(item, user)


@predicate(_("the Chair, or a second Secretariat officer"))
def may_certify(item: "Item", user: "Any") -> bool:
    """The Chair, or the Vice-Chair in its place; or an officer who had no hand in the count.

    The Chair is replaced where nobody holds the office, where its State stepped out of the item or
    where its representative declared a conflict of interest. Nobody certifies who closed the item,
    recorded positions on it, or transcribed them; nor an officer who opened or extended it, or had
    a State step out of it for the Chair.
    """
    if not is_person(user) or item.closed_by_id == user.pk or had_a_hand(item, user):
        return False
    if any(presides(item, place) for place in places_of(user)):
        return True
    return bool(user.is_officer) and not conducted(item, user)


def had_a_hand(item: "Item", user: "Any") -> bool:
    """Whether the person wrote down, for others, what is to be certified."""
    handled = Q(entered_by=user) | Q(checked_by=user)
    recorded = item.positions.filter(by=user).exclude(channel="portal")
    return bool(recorded.exists() or item.transcriptions.filter(handled).exists())


def conducted(item: "Item", user: "Any") -> bool:
    """Whether the person opened the item, extended its deadline, or let a State step out of it."""
    acts = LedgerEntry.objects.filter(object=item.reference, act__in=CONDUCTING)
    return bool(acts.filter(actor=str(user.uuid)).exists())


def presides(item: "Item", place: "Representative") -> bool:
    """Whether this place is the Chair's in the item, or the Vice-Chair's in the Chair's stead.

    An office is the member's: the alternate of the Chair's seat does not preside.
    """
    if place.seat.term_id != item.term_id or not place.is_of_the_member:
        return False
    if not is_free(item, place):
        return False
    if place.seat.office == Seat.Office.CHAIR:
        return True
    if place.seat.office != Seat.Office.VICE_CHAIR:
        return False
    chairs = Representative.objects.holding().filter(
        seat__term=item.term_id, seat__office=Seat.Office.CHAIR, capacity="member"
    )
    return not any(is_free(item, chair) for chair in chairs.select_related("seat"))


def is_free(item: "Item", place: "Representative") -> bool:
    """Whether neither the State nor the person is out of the item."""
    if place.seat.code in item.recused_seats():
        return False
    return not item.conflicted().filter(user=place.user_id).exists()


def has_declared_conflict(item: "Item", user: "Any") -> bool:
    """Whether the person declared a conflict on the item, or on another with the same dossier."""
    return bool(item.conflicted().filter(user=user).exists())
