"""The numbered conditions under which the Committee approved an application."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.machine import no_truncate, refuse
from accreditation.register.accreditations import Accreditation
from partners.clock import portal_today
from partners.models import User


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

    def line(self) -> dict[str, Any]:
        """The condition as a dossier keeps it."""
        return {
            "number": self.number,
            "text": self.text,
            "due_on": self.due_on,
            "met_at": self.met_at,
        }
