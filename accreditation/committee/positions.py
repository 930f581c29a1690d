"""Positions and recusals: what seats say, only ever added to."""

import secrets
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy

from accreditation.committee.items import Item
from accreditation.committee.seats import Representative, places_of
from accreditation.committee.tally import Rules, SeatLine, left_out_seats
from accreditation.machine import LOADING, append_only, refuse
from partners.clock import PortalNow
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


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions, of which not even the number may show while silence is consent."""

    def untold(self) -> "PositionQuerySet":
        """Those of items decided by silence that are not counted and hide what is said."""
        return self.filter(item__outcome="", item__rules__procedure="no_objection").exclude(
            item__rules__running_count="shown"
        )


class Position(models.Model):
    """What a seat said on an item, at one moment, in one capacity; later ones count instead."""

    class Channel(models.TextChoices):
        """By which way it came."""

        PORTAL = "portal", gettext_lazy("In the portal")
        LETTER = "letter", gettext_lazy("By letter")
        TELEPHONE = "telephone", gettext_lazy("By telephone")
        MEETING = "meeting", gettext_lazy("At the meeting")

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
    channel = models.CharField(
        gettext_lazy("channel"), max_length=10, choices=Channel.choices, default=Channel.PORTAL
    )
    together = models.BooleanField(gettext_lazy("taken with others, en bloc"), default=False)
    transcription = models.OneToOneField(
        "accreditation.Transcription",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="position",
    )
    salt = models.CharField(max_length=32, default=salt)
    height = models.PositiveBigIntegerField(gettext_lazy("ledger height"))
    hash = models.CharField(gettext_lazy("ledger hash"), max_length=64)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("position")
        verbose_name_plural = gettext_lazy("positions")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "seat", "capacity", "number"], name="positions_are_numbered"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(channel__in=["letter", "telephone"], transcription__isnull=False)
                    | models.Q(channel__in=["portal", "meeting"], transcription__isnull=True)
                ),
                name="letters_and_calls_are_transcribed",
            ),
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
        """The position as it is counted."""
        return {
            "seat": self.seat,
            "capacity": self.capacity,
            "value": self.value,
            "at": self.at,
            "reasons": self.reasons,
        }


class Recusal(models.Model):
    """A State stepping out of one item: because of a conflict of interest, or asked by the Chair.

    `by` is who let it step out; where it was asked to, who recorded that, with the reason. The
    reason is kept here alone: it is neither in the ledger nor in the record of decision.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="recusals")
    seat = models.CharField(gettext_lazy("seat"), max_length=20)
    at = models.DateTimeField(gettext_lazy("at"), db_default=PortalNow())
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked = models.BooleanField(
        gettext_lazy("at the Chair’s request"), default=False, db_default=False
    )
    reason = models.TextField(gettext_lazy("reason"), blank=True, default="", db_default="")

    class Meta:
        verbose_name = gettext_lazy("recusal")
        verbose_name_plural = gettext_lazy("recusals")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "seat"], name="one_recusal_per_seat"),
            models.CheckConstraint(
                condition=models.Q(asked=False, reason="")
                | models.Q(models.Q(asked=True), ~models.Q(reason="")),
                name="asked_to_step_out_for_a_reason",
            ),
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

    def line(self) -> dict[str, Any]:
        """The recusal as a record of decision keeps it: without its reason."""
        return {"seat": self.seat, "at": self.at} | ({"asked": True} if self.asked else {})

    def carried(self) -> dict[str, Any]:
        """What stays of it where the same question is taken up again."""
        return {"by": self.by, "asked": self.asked, "reason": self.reason}


def place_on(item: Item, user: Any) -> Representative | None:
    """The place by which a person acts on this item, if any; of several, on the seat that counts.

    Where a State holds two seats, only one of them counts (step 1 of the count): a person who sits
    on both acts for that one. Who is a member on one and an alternate on another is the member.
    """
    frozen = {line["seat"] for line in item.seats}
    held = [p for p in places_of(user) if p.seat.term_id == item.term_id]
    acting = [p for p in held if not frozen or p.seat.code in frozen]
    if len(acting) > 1:
        seats = [SeatLine.from_json(line) for line in item.seat_lines()]
        idle = left_out_seats(Rules.from_json(item.rules), seats, recusals=[])
        acting.sort(
            key=lambda place: (
                idle.get(place.seat.code, "") in ("same_state", "kind"),
                not place.is_of_the_member,
            )
        )
    return acting[0] if acting else None
