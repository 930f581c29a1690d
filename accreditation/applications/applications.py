"""Applications of NGOs: from draft to the Committee's decision (13.AA c, 13.CC b)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.applications import guards
from accreditation.applications.application_facts import ApplicationFacts
from accreditation.applications.asking import Answered, check_question, keep_answers
from accreditation.applications.effects import (
    cancel_pending_items,
    freeze_dossier,
    give_application_reference,
    put_to_committee,
    set_completion_deadline,
)
from accreditation.applications.invitations import Invitation
from accreditation.applications.querysets import ApplicationQuerySet
from accreditation.applications.refusals import order_of_the_mandate
from accreditation.applications.states import (
    DEFERRED_WITH_QUESTIONS,
    TONES,
    UNDECIDED,
    WAITS,
    WRITABLE,
    ApplicationState,
)
from accreditation.committee.models import Meeting
from accreditation.decisions import Clause, Decision
from accreditation.machine import Waits, state_field, stateful, step
from accreditation.proposals.drafts import Drafted
from accreditation.proposals.models import Process
from partners.models import Organisation, User
from partners.permissions import is_contact_point, is_editor, is_secretariat, the_system


@pghistory.track()
@stateful("application")
class Application(ApplicationFacts, Drafted):
    """What an organisation asks, on the form of the adopted process version it applies under."""

    State = ApplicationState
    TONES: ClassVar = TONES
    WAITS: ClassVar = WAITS

    class Recommendation(models.TextChoices):
        """What the Secretariat advises; the Committee decides."""

        APPROVE = "approve", _("Approve")
        DECLINE = "decline", _("Do not approve")

    state = state_field(ApplicationState)
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
    recommendation = models.CharField(
        _("recommendation"), max_length=10, choices=Recommendation.choices, blank=True
    )
    recommendation_text = models.TextField(_("reasons for the recommendation"), blank=True)
    dossier = models.TextField(_("dossier, canonical"), blank=True)
    dossier_sha256 = models.CharField(_("SHA-256 of the dossier"), max_length=64, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "invitation"],
                condition=~Q(state="withdrawn"),
                name="one_application_per_invitation",
            ),
        ]
        triggers: ClassVar = order_of_the_mandate()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An application is made on the process of its invitation."""
        if self._state.adding:
            self.process_id = self.invitation.process_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The application's page."""
        return reverse("applications:application", args=[self.reference])

    def waits(self) -> Waits | None:
        """Who must move next; once deferred, the organisation until every question is answered."""
        if self.is_deferred and self.questions.filter(answer="").exists():
            return DEFERRED_WITH_QUESTIONS
        return super().waits()

    @step(
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        who=is_contact_point,
        needs=[guards.invitation_is_open, guards.is_eligible, guards.nothing_is_missing],
        fills=[give_application_reference],
        label=_("Submit the application"),
        basis=Decision.AA_C,
        weight="primary",
    )
    def submit(self, *, declared_by: str, declared_function: str) -> None:
        """Hand the application in, with the declaration of the head of organisation."""
        self.declared_by = declared_by
        self.declared_function = declared_function
        self.submitted_at = self.stamp

    @step(
        ApplicationState.SUBMITTED,
        ApplicationState.RETURNED,
        who=is_secretariat,
        needs=[guards.rounds_are_left],
        fills=[set_completion_deadline],
        label=_("Return for completion"),
        basis=Clause.COMPLETENESS,
    )
    def return_(self, *, points: list[dict[str, str]]) -> None:
        """Ask for what is lacking, point by point, each tied to a question or document."""
        self.return_points = points
        self.rounds += 1

    @step(
        ApplicationState.RETURNED,
        ApplicationState.SUBMITTED,
        who=is_contact_point,
        needs=[guards.completion_in_time, guards.nothing_is_missing],
        label=_("Send the completed application"),
        basis=Clause.COMPLETENESS,
        weight="primary",
    )
    def complete(self) -> None:
        """Send what was lacking."""
        self.completion_due_at = None

    @step(
        ApplicationState.SUBMITTED,
        ApplicationState.ASSESSED,
        who=is_secretariat,
        needs=[guards.nothing_is_missing],
        label=_("Accept as complete"),
        basis=Clause.COMPLETENESS,
        weight="primary",
    )
    def accept(self) -> None:
        """Find the application complete and begin its assessment."""

    @step(
        ApplicationState.ASSESSED,
        ApplicationState.READY,
        who=is_secretariat,
        needs=[guards.every_criterion_has_a_finding],
        label=_("Recommend"),
        basis=Clause.ASSESSMENT,
        weight="primary",
    )
    def recommend(self, *, recommendation: str, text: str) -> None:
        """Close the assessment with advice to the Committee."""
        self.recommendation = recommendation
        self.recommendation_text = text

    @step(
        (ApplicationState.READY, ApplicationState.DEFERRED),
        ApplicationState.ASSESSED,
        who=is_secretariat,
        label=_("Assess again"),
        basis=Clause.ASSESSMENT,
    )
    def reassess(self) -> None:
        """Take the assessment up again."""
        self.recommendation = ""

    @step(
        ApplicationState.READY,
        ApplicationState.PRESENTED,
        who=is_secretariat,
        fills=[check_question, freeze_dossier],
        then=[put_to_committee],
        label=_("Present to the Standing Committee"),
        basis=Decision.AA_C,
        weight="primary",
    )
    def present(
        self,
        *,
        meeting: Meeting | None = None,
        closes_at: Any = None,
        purpose: str = "approve",
        conditions: Sequence[dict[str, Any]] = (),
        questions: Sequence[dict[str, Any]] = (),
    ) -> None:
        """Put the application before the Committee on a frozen dossier, to approve or defer."""

    @step(
        ApplicationState.PRESENTED,
        ApplicationState.ACCREDITED,
        who=the_system,
        label=_("Accredit"),
        basis=Decision.CC_B,
    )
    def accredit(self) -> None:
        """Record that the Committee approved the application."""
        self.decided_at = self.stamp

    @step(
        ApplicationState.PRESENTED,
        ApplicationState.DECLINED,
        who=the_system,
        label=_("Decline"),
        basis=Decision.CC_B,
    )
    def decline(self) -> None:
        """Record that the Committee did not approve the application."""
        self.decided_at = self.stamp

    @step(
        ApplicationState.PRESENTED,
        ApplicationState.DEFERRED,
        who=the_system,
        label=_("Defer"),
        basis=Clause.DEFERRAL,
    )
    def defer(self) -> None:
        """Record that the Committee deferred the application."""

    @step(
        ApplicationState.DEFERRED,
        None,
        who=is_editor,
        needs=[guards.questions_were_asked],
        fills=[keep_answers],
        label=_("Answer the questions"),
        basis=Clause.DEFERRAL,
    )
    def answer(self, *, answers: Mapping[int, Answered]) -> None:
        """Answer the questions of a deferral; until it is assessed again an answer may change."""

    @step(
        ApplicationState.PRESENTED,
        ApplicationState.READY,
        who=the_system,
        label=_("Put back"),
        basis=Decision.CC_B,
    )
    def put_back(self) -> None:
        """No decision was reached: the application waits for another item."""

    @step(
        UNDECIDED,
        ApplicationState.WITHDRAWN,
        who=is_contact_point,
        then=[cancel_pending_items],
        label=_("Withdraw the application"),
        basis=Clause.WITHDRAWAL,
        weight="danger",
    )
    def withdraw(self) -> None:
        """Take the application back, in any state before the decision."""

    @step(
        WRITABLE,
        ApplicationState.LAPSED,
        who=the_system,
        needs=[guards.deadline_was_missed],
        label=_("Lapse"),
        basis=Clause.WITHDRAWAL,
    )
    def lapse(self) -> None:
        """Close an application whose time ran out without an answer."""
