"""Requests of an organisation for more time, and what the Secretariat decided on them."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accreditation.applications.applications import Application
from accreditation.applications.refusals import only_in
from accreditation.applications.states import ApplicationState
from accreditation.machine import refuse
from partners.models import User

DECIDED = "- 'decided_at' - 'decided_by_id' - 'granted' - 'refusal'"


class ExtensionQuerySet(models.QuerySet["ApplicationExtension"]):
    """Requests for more time."""

    def of_this_round(self, application: Application) -> "ExtensionQuerySet":
        """Those on what the organisation is asked for now."""
        what, number = application.round_under_way
        return self.filter(application=application, what=what, round=number)

    def pending(self) -> "ExtensionQuerySet":
        """Those that are not decided."""
        return self.filter(decided_at__isnull=True)

    def waiting(self) -> "ExtensionQuerySet":
        """Those the Secretariat has to decide: the organisation is still asked for the same."""
        completing = Q(
            what=ApplicationExtension.What.COMPLETION,
            application__state=ApplicationState.RETURNED,
            round=F("application__rounds"),
        )
        answering = Q(
            what=ApplicationExtension.What.ANSWERS,
            application__state=ApplicationState.ASSESSED,
            application__answers_due_at__isnull=False,
            round=F("application__asked_rounds"),
        )
        return self.pending().filter(completing | answering)


class ApplicationExtension(models.Model):
    """A request for more time: until when and why, and the Secretariat's decision."""

    class What(models.TextChoices):
        """For what more time is asked."""

        COMPLETION = "completion", _("to complete the application")
        ANSWERS = "answers", _("to answer the questions")

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="extensions"
    )
    what = models.CharField(_("for what"), max_length=12, choices=What.choices)
    round = models.PositiveSmallIntegerField(_("round"))
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    until = models.DateTimeField(_("until"))
    reason = models.TextField(_("reason"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    granted = models.BooleanField(_("granted"), null=True, blank=True)
    refusal = models.TextField(_("reason of the refusal"), blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "what", "round"],
                condition=Q(decided_at__isnull=True),
                name="one_request_for_time_waits",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, granted=None, refusal="")
                | Q(
                    Q(granted=True, refusal="") | Q(granted=False) & ~Q(refusal=""),
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    granted__isnull=False,
                ),
                name="requests_for_time_are_decided_whole",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            only_in("'returned', 'in_assessment'", what="requests"),
            refuse(
                "decided_once",
                on=pgtrigger.Update,
                when="OLD.decided_at IS NOT NULL"
                f" OR to_jsonb(NEW) {DECIDED} <> to_jsonb(OLD) {DECIDED}",
                because="a request for more time stays as it was asked and is decided once",
            ),
        ]

    def __str__(self) -> str:
        """Application and for what."""
        return f"{self.application_id}: {self.get_what_display()}"

    @property
    def is_pending(self) -> bool:
        """Whether it is not decided."""
        return self.decided_at is None

    def decide(self, *, by: Any, at: Any, refusal: str = "") -> None:
        """Keep the decision: granted, unless there is a reason for refusing."""
        self.decided_at = at
        self.decided_by = by
        self.granted = not refusal
        self.refusal = refusal
        self.save(update_fields=["decided_at", "decided_by", "granted", "refusal"])
