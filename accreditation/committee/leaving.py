"""Leaving an item: declaring a conflict of interest, and a State's stepping out."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.acting import locked, place_or_refuse
from accreditation.committee.conflicts import Declaration, others_of_the_seat
from accreditation.committee.guards import has_declared_conflict
from accreditation.committee.items import Item
from accreditation.committee.leaving_notices import tell_asked_out
from accreditation.committee.observers import observed_terms
from accreditation.committee.positions import Recusal, place_on
from accreditation.committee.presiding import acts_for_the_chair
from accreditation.committee.seats import Representative
from accreditation.ledger import record
from accreditation.workflow import ACTS, NotReady, StepRefused, refusals_kept
from partners.models import User


def declare(
    item: Item, *, by: Any, has_conflict: bool, acts_instead: User | None = None
) -> Declaration:
    """Declare a conflict of interest on an item, or none; the same twice is once.

    A member's conflict lets its State step out while the item is not closed, unless `acts_instead`
    names another representative of the member who has none. An alternate's conflict, an observer's
    and one declared after closing only hide the dossier.
    Raises PermissionDenied (neither seat nor observer, or a conflict was declared before),
    StepRefused (the item is not before the members), NotReady (that person cannot act instead).
    """
    with refusals_kept("item.declare", item.reference, by):
        fresh = locked(item)
        place = place_on(fresh, by)
        if place is None and not observed_terms(by).get(fresh.term_id):
            raise PermissionDenied(_("You do not represent a seat in this item."))
        if not fresh.is_on_the_table:
            raise StepRefused(_("This item is not before the members of the Committee."))
        if not has_conflict and has_declared_conflict(fresh, by):
            raise PermissionDenied(_("A declared conflict of interest is not taken back."))
        said = fresh.declarations.filter(user=by, has_conflict=has_conflict).first()
        return said or _declared(fresh, place, by, has_conflict=has_conflict, named=acts_instead)


def _declared(
    item: Item, place: Representative | None, by: Any, *, has_conflict: bool, named: User | None
) -> Declaration:
    """Write the declaration, and the recusal it brings."""
    if not has_conflict:
        named = None
    elif named is not None and (
        place is None or not others_of_the_seat(item, place).filter(pk=named.pk).exists()
    ):
        raise NotReady([_("The person named cannot act for your seat in this item.")])
    declaration = Declaration.objects.create(
        item=item,
        user=by,
        seat=place.seat.code if place else "",
        capacity=place.capacity if place else "",
        has_conflict=has_conflict,
        named=named,
    )
    data = {"seat": declaration.seat, "declared": "conflict" if has_conflict else "no conflict"}
    if named is not None:
        data["acts_instead"] = str(named.uuid)
    elif has_conflict and place is not None and place.is_of_the_member and _may_leave(item):
        _recusal, added = _stepped_out(item, place, by)
        data |= {"recused": place.seat.code} if added else {}
    record("item.declare", item.reference, by=by, data=data)
    return declaration


def recuse(item: Item, *, by: Any) -> Recusal:
    """Let the person's State step out of the item, before it closes; twice is once.

    An alternate, who is of another State, leaves an item by declaring a conflict. Raises
    StepRefused (closed, or late), PermissionDenied (no seat, or an alternate).
    """
    with refusals_kept("item.recuse", item.reference, by):
        fresh = locked(item)
        place = place_or_refuse(fresh, by)
        if not place.is_of_the_member:
            raise PermissionDenied(_("Only the member itself may let its State step out."))
        if not _may_leave(fresh):
            raise StepRefused(_("Stepping out is possible before the item closes only."))
        recusal, added = _stepped_out(fresh, place, by)
        if added:
            record("item.recuse", fresh.reference, by=by, data={"seat": recusal.seat})
        return recusal


def ask_out(item: Item, *, by: Any, seat: str, reason: str) -> Recusal:
    """Let a State step out because the Chair asks it to, before the item closes; twice is once.

    For whoever presides, and for officers on the Chair's behalf: also where a State said so at a
    meeting or by letter. The reason is kept on the recusal and told to the people of the seat.
    Raises PermissionDenied, StepRefused (closed, or late), NotReady (no such seat, no reason).
    """
    with refusals_kept("item.recuse", item.reference, by):
        fresh = locked(item)
        if not acts_for_the_chair(fresh, by):
            raise PermissionDenied(_("Only the Chair and the Secretariat ask a State to step out."))
        if not _may_leave(fresh):
            raise StepRefused(_("Stepping out is possible before the item closes only."))
        seats = seats_of_the_state(fresh, seat)
        if not seats:
            raise NotReady([_("There is no such seat in this item.")])
        if not reason.strip():
            raise NotReady([_("Give the reason: it is kept with the recusal.")])
        before = fresh.recusals.filter(seat__in=seats).first()
        return before or _asked_out(fresh, by, seats, seat=seat, reason=reason.strip())


def _asked_out(item: Item, by: Any, seats: list[str], *, seat: str, reason: str) -> Recusal:
    """The recusal with its entry, which says no reason, and the notice to the State's people."""
    recusal = Recusal.objects.create(item=item, seat=seat, by=by, asked=True, reason=reason)
    record("item.recuse", item.reference, by=by, data={"seat": seat, "asked": True})
    tell_asked_out(recusal, seats)
    return recusal


def seats_of_the_state(item: Item, seat: str) -> list[str]:
    """Every seat in the item of the State that holds this one; none where there is no such seat."""
    states = {line["seat"]: line["state"] for line in item.seat_lines()}
    return [code for code, state in states.items() if state == states.get(seat)]


def _may_leave(item: Item) -> bool:
    """Whether a State may still step out: before closing, by the database's clock."""
    return item.may_be_left and not item.is_late


def _stepped_out(item: Item, place: Representative, by: Any) -> tuple[Recusal, bool]:
    """The recusal of a seat's State, and whether it is new."""
    return Recusal.objects.get_or_create(item=item, seat=place.seat.code, defaults={"by": by})


ACTS |= {
    "item.declare": gettext_lazy("Declared on conflicts of interest"),
    "item.recuse": gettext_lazy("Stepped out"),
}
