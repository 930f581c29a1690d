"""What is stored of an application, apart from its state."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.applications.application_facts import ApplicationFacts
from accreditation.applications.invitations import Invitation
from accreditation.proposals.drafts import Drafted
from accreditation.proposals.models import Process
from partners.models import Organisation, User


class ApplicationFields(ApplicationFacts, Drafted):
    """The columns of an application."""

    class Recommendation(models.TextChoices):
        """What the Secretariat advises; the Committee decides."""

        APPROVE = "approve", _("Approve")
        DECLINE = "decline", _("Do not approve")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("organisation"),
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="applications"
    )
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="applications")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    declared_by = models.CharField(_("declared by"), max_length=200, blank=True)
    declared_function = models.CharField(_("function"), max_length=200, blank=True)
    return_points = models.JSONField(_("points to complete"), default=list, blank=True)
    rounds = models.PositiveSmallIntegerField(_("times returned"), default=0)
    completion_due_at = models.DateTimeField(_("completion due"), null=True, blank=True)
    asked_rounds = models.PositiveSmallIntegerField(_("times asked"), default=0)
    answers_due_at = models.DateTimeField(_("answers due"), null=True, blank=True)
    recommendation = models.CharField(
        _("recommendation"), max_length=10, choices=Recommendation.choices, blank=True
    )
    recommendation_text = models.TextField(_("reasons for the recommendation"), blank=True)
    dossier = models.TextField(_("dossier, canonical"), blank=True)
    dossier_sha256 = models.CharField(_("SHA-256 of the dossier"), max_length=64, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An application is made on the process of its invitation."""
        if self._state.adding:
            self.process_id = self.invitation.process_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The application's page."""
        return reverse("applications:application", args=[self.reference])

    @property
    def has_open_questions(self) -> bool:
        """Whether questions of the Secretariat wait for an answer, within their time."""
        due = self.answers_due_at
        return self.is_in_assessment and due is not None and self.stamp <= due

    @property
    def is_overdue(self) -> bool:
        """Whether the time in which the organisation had to act is over."""
        due = self.deadline
        return due is not None and self.stamp > due

    @property
    def more_time_waits(self) -> bool:
        """Whether a request for more time to complete it waits for the Secretariat's decision."""
        waiting = self.extensions.of_this_round(self).pending()  # type: ignore[attr-defined] # of the rows that name it
        return self.is_returned and bool(waiting.exists())
