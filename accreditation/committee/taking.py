"""Taking positions in the portal, alone or en bloc; how every position enters the record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.canonical import sha256_hex
from accreditation.committee.acting import check_time, locked, place_or_refuse
from accreditation.committee.conflicts import has_declared
from accreditation.committee.guards import has_declared_conflict
from accreditation.committee.items import Item
from accreditation.committee.outgoing_notices import send_receipts
from accreditation.committee.positions import REASONED, Position
from accreditation.committee.seats import Representative
from accreditation.committee.tally import VALUES
from accreditation.ledger import record
from accreditation.workflow import ACTS, NotReady, StepRefused, refusals_kept


def take_position(
    item: Item, *, by: Any, value: str, reasons: str = "", after: int | None = None
) -> Position:
    """Add a position for the person's seat, judged by the instant inside the lock.

    `after` is how many positions of this place the person had seen: the same position sent twice is
    taken once, and one sent over a colleague's that was not seen is refused.
    Raises StepRefused (not open, late or overtaken), PermissionDenied (no seat, recused, conflict),
    NotReady (nothing declared yet, no such position, no reasons).
    """
    with refusals_kept("item.position", item.reference, by):
        fresh = locked(item)
        place = _entitled(fresh, by)
        check_said(fresh, place.seat.code, value, reasons)
        return _own(fresh, place, by, said=(value, reasons.strip()), after=after)


def take_en_bloc(
    items: Iterable[Item],
    *,
    by: Any,
    value: str,
    reasons: str = "",
    after: Mapping[str, int] | None = None,
) -> list[Position]:
    """Take the same position on items that were moved together: on all of them, or on none.

    `after` has, by item reference, how many positions of the place the person had seen. Raises what
    `take_position` raises; StepRefused also when one of the items was lifted out meanwhile.
    """
    asked = sorted(items, key=lambda item: item.pk)
    seen = after or {}
    with refusals_kept("item.position", ", ".join(i.reference for i in asked)[:80], by):
        together = [locked(item) for item in asked]
        if len({item.bloc_id for item in together}) != 1 or any(
            item.bloc_id is None or item.is_lifted for item in together
        ):
            raise StepRefused(_("These items are no longer moved together. Look at them again."))
        places = [_entitled(item, by) for item in together]
        for item, place in zip(together, places, strict=True):
            check_said(item, place.seat.code, value, reasons)
        return [
            _own(
                item,
                place,
                by,
                said=(value, reasons.strip()),
                after=seen.get(item.reference),
                together=True,
            )
            for item, place in zip(together, places, strict=True)
        ]


def _entitled(item: Item, by: Any) -> Representative:
    """The place by which the person may say something now: the item is open, and nothing bars."""
    check_time(item)
    place = place_or_refuse(item, by)
    line = item.seat_line(place.seat.code)
    is_alternate = place.capacity == Representative.Capacity.ALTERNATE
    if line and is_alternate and not line["alternate"]:
        raise PermissionDenied(_("Your seat has no alternate member in this item."))
    if line and is_alternate and line["alternate"] in item.recused_states():
        raise PermissionDenied(_("Your State has stepped out of this item."))
    if has_declared_conflict(item, by):
        raise PermissionDenied(_("You declared a conflict of interest on this item."))
    if not item.has_public_dossier and not has_declared(item, by):
        raise NotReady([_("Declare first whether you have a conflict of interest.")])
    return place


def check_said(item: Item, seat: str, value: str, reasons: str) -> None:
    """A position must be one of the procedure's, reasoned where that is asked, and not recused.

    Raises PermissionDenied or NotReady.
    """
    if item.seat_line(seat) is None:
        raise NotReady([_("There is no such seat in this item.")])
    if seat in item.recused_seats():
        raise PermissionDenied(_("Your State has stepped out of this item."))
    if value not in VALUES[item.rules["procedure"]]:
        raise NotReady([_("Choose one of the positions offered.")])
    if value in REASONED and not reasons.strip():
        raise NotReady([_("Give your reasons: they are needed for “No” and for an objection.")])


def check_capacity(item: Item, seat: str, capacity: str) -> None:
    """An alternate speaks for a seat that has one, whose State takes part in the item.

    Raises NotReady or PermissionDenied.
    """
    if capacity == Representative.Capacity.MEMBER:
        return
    line = item.seat_line(seat)
    if capacity not in Representative.Capacity.values or line is None or not line["alternate"]:
        raise NotReady([_("This seat has no alternate member.")])
    if line["alternate"] in item.recused_states():
        raise PermissionDenied(_("The State of the alternate has stepped out of this item."))


def _own(
    item: Item,
    place: Representative,
    by: Any,
    *,
    said: tuple[str, str],
    after: int | None,
    together: bool = False,
) -> Position:
    """Add a position of the person's own place, unless it was sent before, or overtaken."""
    earlier = list(item.positions.filter(seat=place.seat.code, capacity=place.capacity))
    if after is not None and len(earlier) > after:
        return _already_taken(earlier, by=by, said=said)
    value, reasons = said
    return add(
        item,
        by=by,
        seat=place.seat.code,
        capacity=place.capacity,
        value=value,
        reasons=reasons,
        together=together,
    )


def _already_taken(earlier: list[Position], *, by: Any, said: tuple[str, str]) -> Position:
    """The same position, sent twice by the same person; anything else was overtaken."""
    last = max(earlier, key=lambda position: position.number)
    if last.by_id == by.pk and (last.value, last.reasons) == said:
        return last
    raise StepRefused(
        _("Another position of your seat was taken in the meantime. Look at it, then decide again.")
    )


def add(item: Item, *, by: Any, at: datetime | None = None, **said: Any) -> Position:
    """Add a position with its number and its ledger entry; the item is locked and was checked.

    The entry holds a salted hash of what was said, so that nothing leaks before closing.
    """
    earlier = item.positions.filter(seat=said["seat"], capacity=said["capacity"])
    number = earlier.count() + 1
    position = Position(item=item, by=by, number=number, at=at or item.stamp, **said)
    entry = record(
        "item.position",
        item.reference,
        by=by,
        data={
            "seat": position.seat,
            "capacity": position.capacity,
            "number": position.number,
            "channel": str(position.channel),
            "salted_sha256": sha256_hex(f"{position.salt}:{position.value}"),
        },
    )
    position.height, position.hash = entry.seq, entry.hash
    position.save(force_insert=True)
    send_receipts(position)
    return position


ACTS |= {"item.position": gettext_lazy("Position taken")}
