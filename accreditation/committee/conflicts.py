"""Declarations on conflicts of interest: made before the dossier opens, and never taken back."""

from typing import TYPE_CHECKING, Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.committee.items import Item
from accreditation.committee.seats import Representative
from accreditation.machine import append_only, refuse
from partners.clock import PortalNow
from partners.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Declaration(models.Model):
    """What a person declares on one item: a conflict of interest, or none.

    A conflict may follow "none"; "none" never follows a conflict, on whichever item the dossier is
    decided. Observers declare without a seat.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="declarations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="declarations")
    seat = models.CharField(_("seat"), max_length=20, blank=True)
    capacity = models.CharField(
        _("capacity"), max_length=10, choices=Representative.Capacity.choices, blank=True
    )
    has_conflict = models.BooleanField(_("conflict of interest"))
    named = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("acts instead"),
    )
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("declaration on conflicts")
        verbose_name_plural = _("declarations on conflicts")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "user", "has_conflict"], name="declared_once_each_way"
            )
        ]
        triggers: ClassVar = [
            *append_only(),
            refuse(
                "conflicts_stay",
                on=pgtrigger.Insert,
                when="NOT NEW.has_conflict AND EXISTS"
                " (SELECT 1 FROM accreditation_declaration d"
                " JOIN accreditation_item i ON i.id = d.item_id"
                " JOIN accreditation_item n ON n.dossier_sha256 = i.dossier_sha256"
                " WHERE n.id = NEW.item_id AND d.user_id = NEW.user_id AND d.has_conflict)",
                because="a declared conflict is not lifted",
            ),
        ]

    def __str__(self) -> str:
        """What was declared on which item."""
        said = _("conflict of interest") if self.has_conflict else _("no conflict of interest")
        return f"{self.item.reference}: {said}"


def has_declared(item: Item, user: Any) -> bool:
    """Whether the person declared anything on the item."""
    return item.declarations.filter(user=user).exists()


def others_of_the_seat(item: Item, place: Representative) -> "QuerySet[User]":
    """Who else acts for the seat in the same capacity and has declared no conflict on the item."""
    held = Representative.objects.holding().filter(seat=place.seat, capacity=place.capacity)
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return people.exclude(pk=place.user_id).exclude(pk__in=item.conflicted().values("user"))
