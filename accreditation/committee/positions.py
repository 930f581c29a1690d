"""Positions and recusals: what seats say, only ever added to."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import pgtrigger
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.canonical import sha256_hex
from accreditation.committee.items import Item
from accreditation.committee.seats import Representative, places_of
from accreditation.committee.tally import VALUES
from accreditation.ledger import LedgerEntry, Refusal, actor_id, record
from accreditation.machine import LOADING, append_only, refuse
from accreditation.workflow import ACTS, NotReady, StepRefused
from partners.clock import PortalNow, portal_now
from partners.models import User

LABELS = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "abstain": gettext_lazy("Abstain"),
    "object": gettext_lazy("Object"),
    "no_objection": gettext_lazy("No objection"),
    "present": gettext_lazy("Present"),
}
REASONED = ("no", "object")


def salt() -> str:
    """A salt of 128 bits, so that a position cannot be guessed from its hash."""
    return secrets.token_hex(16)


class Position(models.Model):
    """What a seat said on an item, at one moment, in one capacity; later ones count instead."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="positions")
    seat = models.CharField(gettext_lazy("seat"), max_length=20)
    capacity = models.CharField(
        gettext_lazy("capacity"), max_length=10, choices=Representative.Capacity.choices
    )
    number = models.PositiveSmallIntegerField(gettext_lazy("number"))
    value = models.CharField(gettext_lazy("position"), max_length=20, choices=list(LABELS.items()))
    reasons = models.TextField(gettext_lazy("reasons"), blank=True)
    at = models.DateTimeField(gettext_lazy("at"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    salt = models.CharField(max_length=32, default=salt)
    height = models.PositiveBigIntegerField(gettext_lazy("ledger height"))
    hash = models.CharField(gettext_lazy("ledger hash"), max_length=64)

    class Meta:
        verbose_name = gettext_lazy("position")
        verbose_name_plural = gettext_lazy("positions")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "seat", "capacity", "number"], name="positions_are_numbered"
            )
        ]
        triggers: ClassVar = [
            *append_only(),
            refuse(
                "only_while_open",
                on=pgtrigger.Insert,
                when=f"NOT {LOADING} AND NOT EXISTS"  # noqa: S608 - never from input
                " (SELECT 1 FROM accreditation_item i WHERE i.id = NEW.item_id"
                " AND i.state = 'open' AND NEW.at >= i.opened_at"
                " AND (i.closes_at IS NULL OR NEW.at <= i.closes_at))",
                because="a position is taken while the item is open",
            ),
        ]

    def __str__(self) -> str:
        """Receipt's reference."""
        return self.receipt

    @property
    def receipt(self) -> str:
        """Reference of the receipt."""
        return f"{self.item.reference}/{self.seat}/{self.capacity}/{self.number}"

    def line(self) -> dict[str, Any]:
        """The position as a record keeps it."""
        return {
            "seat": self.seat,
            "capacity": self.capacity,
            "value": self.value,
            "at": self.at,
            "reasons": self.reasons,
        }


class Recusal(models.Model):
    """A State stepping out of one item because of a conflict of interest."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="recusals")
    seat = models.CharField(gettext_lazy("seat"), max_length=20)
    at = models.DateTimeField(gettext_lazy("at"), db_default=PortalNow())
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = gettext_lazy("recusal")
        verbose_name_plural = gettext_lazy("recusals")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "seat"], name="one_recusal_per_seat")
        ]
        triggers: ClassVar = [
            *append_only(),
            refuse(
                "recused_before_closing",
                on=pgtrigger.Insert,
                when=f"NOT {LOADING} AND NOT EXISTS"  # noqa: S608 - never from input
                " (SELECT 1 FROM accreditation_item i WHERE i.id = NEW.item_id"
                " AND i.state IN ('scheduled', 'open'))",
                because="a recusal is taken before closing",
            ),
        ]

    def __str__(self) -> str:
        """Seat."""
        return self.seat


def place_on(item: Item, user: Any) -> Representative | None:
    """The place by which a person acts on this item, if any."""
    frozen = {line["seat"] for line in item.seats}
    held = [p for p in places_of(user) if p.seat.term_id == item.term_id]
    return next((p for p in held if not frozen or p.seat.code in frozen), None)


def recused_seats(item: Item) -> set[str]:
    """The seats of every State that stepped out of the item."""
    states = {line["seat"]: line["state"] for line in item.seats}
    stepped_out = {recusal.seat for recusal in item.recusals.all()}
    gone = {states[seat] for seat in stepped_out if seat in states}
    return stepped_out | {seat for seat, state in states.items() if state in gone}


@contextmanager
def _refusals_kept(act: str, item: Item, by: Any) -> Iterator[None]:
    """One transaction for the act; a refusal goes to the security log in its own."""
    try:
        with transaction.atomic():
            yield
    except (StepRefused, PermissionDenied, NotReady) as refusal:
        Refusal.objects.create(
            actor=actor_id(by), act=act, object=item.reference, reason=type(refusal).__name__
        )
        raise


def _locked(item: Item) -> Item:
    """The item, locked; its stamp is taken inside the lock."""
    fresh: Item = Item._base_manager.select_for_update().get(pk=item.pk)
    fresh._stamp = portal_now()  # read through `stamp`
    return fresh


def _check_time(item: Item) -> None:
    """The item must be open by the database's clock."""
    if not item.is_open:
        raise StepRefused(_("The item is not open for decision."))
    if item.closes_at and item.stamp > item.closes_at:
        raise StepRefused(_("The deadline has passed: no position can be taken any more."))


def _place(item: Item, by: Any) -> Representative:
    """The place by which the person acts; its seat must have one of that capacity."""
    place = place_on(item, by)
    if place is None:
        raise PermissionDenied(_("You do not represent a seat in this item."))
    line = next((line for line in item.seats if line["seat"] == place.seat.code), None)
    if line and place.capacity == Representative.Capacity.ALTERNATE and not line["alternate"]:
        raise PermissionDenied(_("Your seat has no alternate member in this item."))
    return place


def _check_position(item: Item, place: Representative, value: str, reasons: str) -> None:
    """A position must be one of the procedure's, reasoned where that is asked."""
    if place.seat.code in recused_seats(item):
        raise PermissionDenied(_("Your State has stepped out of this item."))
    if value not in VALUES[item.rules["procedure"]]:
        raise NotReady([_("Choose one of the positions offered.")])
    if value in REASONED and not reasons.strip():
        raise NotReady([_("Give your reasons: they are needed for “No” and for an objection.")])


def take_position(
    item: Item, *, by: Any, value: str, reasons: str = "", after: int | None = None
) -> Position:
    """Add a position for the person's seat, judged by the instant inside the lock.

    `after` is how many positions of this place the person had seen: the same position sent twice is
    taken once, and one sent over a colleague's that was not seen is refused.
    Raises StepRefused (not open, late or overtaken), PermissionDenied (no seat, recused), NotReady.
    """
    with _refusals_kept("item.position", item, by):
        fresh = _locked(item)
        _check_time(fresh)
        place = _place(fresh, by)
        _check_position(fresh, place, value, reasons)
        earlier = list(fresh.positions.filter(seat=place.seat.code, capacity=place.capacity))
        if after is not None and len(earlier) > after:
            return _already_taken(earlier, by=by, said=(value, reasons.strip()))
        position = Position(
            item=fresh,
            seat=place.seat.code,
            capacity=place.capacity,
            number=len(earlier) + 1,
            value=value,
            reasons=reasons.strip(),
            at=fresh.stamp,
            by=by,
        )
        entry = _recorded(position)
        position.height, position.hash = entry.seq, entry.hash
        position.save(force_insert=True)
        return position


def _already_taken(earlier: list[Position], *, by: Any, said: tuple[str, str]) -> Position:
    """The same position, sent twice by the same person; anything else was overtaken."""
    last = max(earlier, key=lambda position: position.number)
    if last.by_id == by.pk and (last.value, last.reasons) == said:
        return last
    raise StepRefused(
        _("Another position of your seat was taken in the meantime. Look at it, then decide again.")
    )


def _recorded(position: Position) -> LedgerEntry:
    """The ledger entry of a position: a salted hash, so that nothing leaks before closing."""
    return record(
        "item.position",
        position.item.reference,
        by=position.by,
        data={
            "seat": position.seat,
            "capacity": position.capacity,
            "number": position.number,
            "salted_sha256": sha256_hex(f"{position.salt}:{position.value}"),
        },
    )


def recuse(item: Item, *, by: Any) -> Recusal:
    """Let the person's State step out of the item, before it closes; twice is once.

    An alternate, who is of another State, leaves an item by not acting. Raises StepRefused (closed,
    or late), PermissionDenied (no seat, or an alternate).
    """
    with _refusals_kept("item.recuse", item, by):
        fresh = _locked(item)
        place = place_on(fresh, by)
        if place is None:
            raise PermissionDenied(_("You do not represent a seat in this item."))
        if not place.is_of_the_member:
            raise PermissionDenied(_("Only the member itself may let its State step out."))
        over = fresh.closes_at is not None and fresh.stamp > fresh.closes_at
        if not fresh.may_be_left or over:
            raise StepRefused(_("Stepping out is possible before the item closes only."))
        recusal, added = Recusal.objects.get_or_create(
            item=fresh, seat=place.seat.code, defaults={"by": by}
        )
        if added:
            record("item.recuse", fresh.reference, by=by, data={"seat": recusal.seat})
        return recusal


ACTS |= {
    "item.position": gettext_lazy("Position taken"),
    "item.recuse": gettext_lazy("Stepped out"),
}
