"""The numbered conditions under which the Committee approved an application."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.machine import no_truncate, refuse
from accreditation.register.accreditations import Accreditation
from partners.clock import end_of_day, portal_today
from partners.models import User


@dataclass(frozen=True)
class ConditionStanding:
    """Where a condition stands, in a word and a tone."""

    label: str | Promise
    tone: str


class ConditionQuerySet(models.QuerySet["AccreditationCondition"]):
    """Conditions of accreditations."""

    def unmet(self) -> "ConditionQuerySet":
        """Those still to be met."""
        return self.filter(met_at=None)

    def with_proof(self) -> "ConditionQuerySet":
        """Those still to be met of which a proof waits for the Secretariat."""
        return self.unmet().filter(proofs__isnull=False, proofs__returned_at=None)

    def without_proof(self) -> "ConditionQuerySet":
        """Those on which no proof waits."""
        return self.exclude(pk__in=AccreditationCondition.objects.with_proof().values("pk"))

    def soonest(self) -> "ConditionQuerySet":
        """What is due first on top; what has no day last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "number")


class AccreditationCondition(models.Model):
    """What a partner has to meet: as the Committee approved it, and once met, since when."""

    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.PROTECT, related_name="conditions"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("condition"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    met_at = models.DateTimeField(_("met since"), null=True, blank=True)
    met_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("found by"),
    )

    objects = ConditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("condition of an accreditation")
        verbose_name_plural = _("conditions of accreditations")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["accreditation", "number"], name="conditions_are_numbered"
            ),
            models.CheckConstraint(
                condition=models.Q(met_at=None, met_by=None)
                | models.Q(met_at__isnull=False, met_by__isnull=False),
                name="conditions_are_met_by_somebody",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            no_truncate(),
            refuse(
                "met_once",
                on=pgtrigger.Update,
                when="OLD.met_at IS NOT NULL"
                " OR to_jsonb(NEW) - 'met_at' - 'met_by_id'"
                " <> to_jsonb(OLD) - 'met_at' - 'met_by_id'",
                because="a condition stays as approved, and is found to be met once",
            ),
        ]

    def __str__(self) -> str:
        """Number and text."""
        return f"{self.number}. {self.text}"

    @property
    def is_late(self) -> bool:
        """Whether its day is over and it is not met."""
        return self.met_at is None and self.due_on is not None and self.due_on < portal_today()

    @property
    def due_at(self) -> datetime | None:
        """The last second of its day in Bonn; nothing where the Committee set none."""
        return end_of_day(self.due_on) if self.due_on else None

    @property
    def waiting_proof(self) -> Any:
        """The proof that the Secretariat has to look at, if one was sent."""
        sent = (proof for proof in self.proofs.all() if not proof.is_returned)
        return None if self.met_at else next(sent, None)

    @property
    def standing(self) -> "ConditionStanding":
        """Where it stands, in a word and a tone."""
        if self.met_at:
            return ConditionStanding(_("met"), "good")
        if self.waiting_proof:
            return ConditionStanding(_("proof sent"), "waiting")
        if self.is_late:
            return ConditionStanding(_("overdue"), "bad")
        return ConditionStanding(_("not yet met"), "waiting")

    def line(self) -> dict[str, Any]:
        """The condition as a dossier keeps it."""
        return {
            "number": self.number,
            "text": self.text,
            "due_on": self.due_on,
            "met_at": self.met_at,
            "proofs": [proof.line() for proof in self.proofs.prefetch_related("files")],
        }
