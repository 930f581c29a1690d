"""Applications of NGOs: from draft to the Committee's decision (13.AA c, 13.CC b)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.applications import guards
from accreditation.applications.application_fields import ApplicationFields
from accreditation.applications.asking import Answered, check_question, keep_answers
from accreditation.applications.clarifying import check_clarification, put_questions
from accreditation.applications.effects import (
    cancel_pending_items,
    freeze_dossier,
    give_application_reference,
    put_to_committee,
    set_completion_deadline,
)
from accreditation.applications.extending import (
    check_extension,
    give_more_time,
    keep_the_deadline,
    put_extension,
)
from accreditation.applications.querysets import ApplicationQuerySet
from accreditation.applications.refusals import order_of_the_mandate
from accreditation.applications.screened import names_are_screened
from accreditation.applications.signed_content import (
    declare_with_signature,
    keep_what_was_relied_on,
)
from accreditation.applications.states import (
    ASKED_TO_ACT,
    TONES,
    UNDECIDED,
    WAITS,
    WRITABLE,
    ApplicationState,
)
from accreditation.applications.waiting import by_the_deadline, for_a_signature
from accreditation.committee.models import Meeting
from accreditation.decisions import Clause, Decision
from accreditation.machine import Waits, state_field, stateful, step
from partners.permissions import is_contact_point, is_editor, is_secretariat, the_system


@pghistory.track()
@stateful("application")
class Application(ApplicationFields):
    """What an organisation asks, on the form of the adopted process version it applies under."""

    State = ApplicationState
    TONES: ClassVar = TONES
    WAITS: ClassVar = WAITS

    state = state_field(ApplicationState)

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

    def waits(self) -> Waits | None:
        """Who must move next: who is asked to sign, who has to act, otherwise by the state."""
        return for_a_signature(self) or self.waits_by_its_deadline()

    def waits_by_its_deadline(self) -> Waits | None:
        """The same, whoever is asked to sign: its deadline runs on."""
        return by_the_deadline(self) or super().waits()

    @step(
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        who=is_contact_point,
        needs=[guards.invitation_is_open, guards.all_was_looked_at, *guards.FIT_TO_HAND_IN],
        fills=[give_application_reference, declare_with_signature],
        then=[keep_what_was_relied_on],
        label=_("Submit the application"),
        basis=Decision.AA_C,
        weight="primary",
    )
    def submit(
        self, *, declared_by: str, declared_function: str, cosignature: UUID | None = None
    ) -> None:
        """Hand the application in, with the declaration by or for the head of organisation.

        `cosignature` is the head's own signature that is relied on.
        """
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
        needs=[guards.completion_in_time, *guards.FIT_TO_HAND_IN],
        fills=[declare_with_signature],
        then=[keep_what_was_relied_on],
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
        needs=[guards.nothing_is_missing, guards.files_are_checked],
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
        needs=[guards.every_criterion_has_a_finding, guards.no_question_is_open],
        label=_("Recommend"),
        basis=Clause.ASSESSMENT,
        weight="primary",
    )
    def recommend(self, *, recommendation: str, text: str) -> None:
        """Close the assessment with advice to the Committee."""
        self.recommendation = recommendation
        self.recommendation_text = text

    @step(
        ApplicationState.ASSESSED,
        None,
        who=is_secretariat,
        needs=[guards.rounds_of_questions_are_left, guards.no_question_is_open],
        fills=[check_clarification],
        then=[put_questions],
        label=_("Ask the organisation"),
        basis=Clause.ASSESSMENT,
    )
    def ask(self, *, questions: Sequence[dict[str, Any]], due_at: datetime) -> None:
        """Ask numbered questions on the criteria, to be answered by a day."""
        self.asked_rounds += 1
        self.answers_due_at = due_at

    @step(
        ASKED_TO_ACT,
        None,
        who=is_contact_point,
        needs=[guards.time_is_running, guards.no_request_waits, guards.requests_are_left],
        fills=[check_extension],
        then=[put_extension],
        label=_("Ask for more time"),
        basis=(Clause.COMPLETENESS, Clause.ASSESSMENT),
    )
    def ask_extension(self, *, until: datetime, reason: str) -> None:
        """Ask for a later deadline; until it is granted, the present one stands."""

    @step(
        ASKED_TO_ACT,
        None,
        who=is_secretariat,
        needs=[guards.a_request_waits, guards.requested_day_lies_ahead],
        shown=guards.a_request_waits,
        fills=[give_more_time],
        label=_("Grant more time"),
        basis=(Clause.COMPLETENESS, Clause.ASSESSMENT),
    )
    def grant_extension(self) -> None:
        """Give the time that was asked for; a deadline is never made earlier."""

    @step(
        ASKED_TO_ACT,
        None,
        who=is_secretariat,
        needs=[guards.a_request_waits],
        shown=guards.a_request_waits,
        fills=[keep_the_deadline],
        label=_("Refuse more time"),
        basis=(Clause.COMPLETENESS, Clause.ASSESSMENT),
    )
    def refuse_extension(self, *, reason: str) -> None:
        """Leave the deadline as it is, with the reason why."""

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
        needs=[names_are_screened],
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
        (ApplicationState.DEFERRED, ApplicationState.ASSESSED),
        None,
        who=is_editor,
        needs=[guards.questions_may_be_answered],
        fills=[keep_answers],
        label=_("Answer the questions"),
        basis=(Clause.DEFERRAL, Clause.ASSESSMENT),
    )
    def answer(self, *, answers: Mapping[int, Answered]) -> None:
        """Answer questions; an answer may change until its day, or until it is assessed again."""

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
        needs=[guards.deadline_was_missed, guards.no_request_for_time_waits],
        label=_("Lapse"),
        basis=Clause.WITHDRAWAL,
    )
    def lapse(self) -> None:
        """Close an application whose time ran out without an answer."""
