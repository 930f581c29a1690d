"""Accreditations: the status the Committee conferred, and its life (13.CC b)."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import Application
from accreditation.committee.models import Meeting
from accreditation.committee.pending import nothing_is_pending
from accreditation.decisions import Clause, Decision
from accreditation.examining import Sound
from accreditation.machine import Stateful, Waits, refuse, state_field, stateful, step
from accreditation.proposals.models import Process
from accreditation.register.guards import validity_has_ended
from accreditation.register.proposing import (
    conditions_are_open,
    notice_has_run,
    notice_until,
    put_to_committee,
    record_met,
)
from accreditation.register.proving import a_proof_waits, keep_proof, keep_return, proof_is_awaited
from accreditation.register.querysets import AccreditationQuerySet
from accreditation.register.states import HELD, IN_FORCE, TONES, WAITS, AccreditationState
from accreditation.register.waiting import deadline_of, waiting_since, waits_of
from partners.models import Organisation
from partners.permissions import is_contact_point, is_editor, is_secretariat, the_system

__all__ = ["HELD", "IN_FORCE", "Accreditation", "AccreditationQuerySet", "AccreditationState"]


def verify_code() -> str:
    """A code of 128 bits for the certificate's QR, that cannot be guessed."""
    return secrets.token_urlsafe(16)


@stateful("accreditation")
class Accreditation(Stateful):
    """The special accreditation of one partner, conferred by a decision of the Committee."""

    State = AccreditationState
    TONES: ClassVar = TONES
    WAITS: ClassVar = WAITS

    state = state_field(AccreditationState)
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="accreditation"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="accreditations"
    )
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="accreditations")
    renews = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewed_by",
        verbose_name=_("renews"),
    )
    item_reference = models.CharField(_("decided as item"), max_length=80)
    conferred_on = models.DateField(_("conferred on"))
    valid_until = models.DateField(_("valid until"))
    code = models.CharField(
        _("verification code"), max_length=40, unique=True, default=verify_code, editable=False
    )

    objects = AccreditationQuerySet.as_manager()

    class Meta:
        verbose_name = _("accreditation")
        verbose_name_plural = _("accreditations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(state__in=["active", "notice", "suspended"]),
                name="one_accreditation_held",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("conferred_on")), name="valid_after_conferral"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            refuse(
                "conferred_by_the_committee",
                on=pgtrigger.Insert,
                when="NOT EXISTS (SELECT 1 FROM accreditation_application a"
                " WHERE a.id = NEW.application_id AND a.state = 'accredited'"
                " AND a.organisation_id = NEW.organisation_id"
                " AND a.process_id = NEW.process_id)",
                because="an accreditation is conferred on an approved application",
            ),
            refuse(
                "renews_its_own",
                when="NEW.renews_id IS NOT NULL AND NOT EXISTS"
                " (SELECT 1 FROM accreditation_accreditation a WHERE a.id = NEW.renews_id"
                " AND a.organisation_id = NEW.organisation_id"
                " AND a.state IN ('renewed', 'expired'))",
                because="an accreditation renews one of its organisation that has ended",
            ),
            refuse(
                "conferred_once",
                on=pgtrigger.Update,
                when="NEW.reference <> OLD.reference OR NEW.application_id <> OLD.application_id"
                " OR NEW.organisation_id <> OLD.organisation_id OR NEW.code <> OLD.code"
                " OR NEW.process_id <> OLD.process_id OR NEW.conferred_on <> OLD.conferred_on"
                " OR NEW.renews_id IS DISTINCT FROM OLD.renews_id",
                because="what was conferred never changes",
            ),
        ]

    @property
    def is_in_force(self) -> bool:
        """Whether the accreditation stands today."""
        return self.state in IN_FORCE

    @property
    def notice_ends_at(self) -> datetime | None:
        """Until when the notice runs that was given; nothing where none stands."""
        return notice_until(self) if self.state == AccreditationState.NOTICE else None

    @property
    def in_words(self) -> str:
        """Its number and its last day, for a sentence."""
        return gettext("%(reference)s, valid until %(day)s") % {
            "reference": self.reference,
            "day": date_format(self.valid_until, "DATE_FORMAT"),
        }

    def renewal_line(self) -> dict[str, Any]:
        """The accreditation as the dossier of an application that would renew it keeps it."""
        return {
            "reference": self.reference,
            "state": self.state,
            "conferred_on": self.conferred_on,
            "valid_until": self.valid_until,
            "conditions": [condition.line() for condition in self.conditions.all()],
        }

    @property
    def waits_until(self) -> datetime | None:
        """By when whoever must move next has to."""
        return deadline_of(self)

    @property
    def waits_since(self) -> datetime:
        """Since when whoever must move next has to."""
        return waiting_since(self)

    def waits_within(self) -> Waits | None:
        """Who must move next: on a condition first, then on a renewal that is open."""
        return waits_of(self) or self.waits()

    def get_absolute_url(self) -> str:
        """The partner's page in the register."""
        return reverse("register:detail", args=[self.reference])

    @step(
        AccreditationState.ACTIVE,
        AccreditationState.NOTICE,
        who=is_secretariat,
        label=_("Give notice"),
        basis=Clause.NOTICE,
        weight="danger",
    )
    def give_notice(self) -> None:
        """Tell the partner what may be proposed to the Committee, and hear it."""

    @step(
        AccreditationState.NOTICE,
        AccreditationState.ACTIVE,
        who=is_secretariat,
        needs=[nothing_is_pending],
        label=_("Lift the notice"),
        basis=Clause.NOTICE,
    )
    def lift_notice(self) -> None:
        """The reason for the notice is gone."""

    @step(
        AccreditationState.NOTICE,
        None,
        who=is_secretariat,
        needs=[nothing_is_pending, notice_has_run],
        then=[put_to_committee],
        label=_("Propose suspension"),
        basis=Clause.NOTICE,
        weight="danger",
    )
    def propose_suspension(
        self, *, reasons: str, meeting: Meeting | None = None, closes_at: Any = None
    ) -> None:
        """Ask the Committee to suspend the accreditation, once the notice has run."""

    @step(
        AccreditationState.SUSPENDED,
        None,
        who=is_secretariat,
        needs=[nothing_is_pending],
        then=[put_to_committee],
        label=_("Propose reinstatement"),
        basis=Clause.NOTICE,
    )
    def propose_reinstatement(
        self, *, reasons: str, meeting: Meeting | None = None, closes_at: Any = None
    ) -> None:
        """Ask the Committee to reinstate the accreditation."""

    @step(
        (AccreditationState.NOTICE, AccreditationState.SUSPENDED),
        None,
        who=is_secretariat,
        needs=[nothing_is_pending, notice_has_run],
        then=[put_to_committee],
        label=_("Propose withdrawal"),
        basis=Clause.NOTICE,
        weight="danger",
    )
    def propose_withdrawal(
        self, *, reasons: str, meeting: Meeting | None = None, closes_at: Any = None
    ) -> None:
        """Ask the Committee to withdraw the accreditation."""

    @step(
        HELD,
        None,
        who=is_secretariat,
        needs=[conditions_are_open],
        then=[record_met],
        label=_("Record a condition as met"),
        basis=Decision.CC_B,
    )
    def meet_condition(self, *, number: int) -> None:
        """Find that the partner meets a condition under which the Committee approved."""

    @step(
        HELD,
        None,
        who=is_editor,
        needs=[proof_is_awaited],
        then=[keep_proof],
        label=_("Send proof of a condition"),
        basis=Decision.CC_B,
    )
    def send_proof(self, *, number: int, text: str, files: Sequence[Sound] = ()) -> None:
        """Show, in words and with files, that a condition of the approval is met."""

    @step(
        HELD,
        None,
        who=is_secretariat,
        needs=[a_proof_waits],
        then=[keep_return],
        label=_("Return a proof"),
        basis=Decision.CC_B,
    )
    def return_proof(self, *, number: int, reason: str) -> None:
        """Say what a proof lacks; the Committee's day for the condition stays."""

    @step(
        IN_FORCE,
        AccreditationState.SUSPENDED,
        who=the_system,
        label=_("Suspend"),
        basis=Clause.NOTICE,
    )
    def suspend(self) -> None:
        """Record that the Committee suspended the accreditation."""

    @step(
        AccreditationState.SUSPENDED,
        AccreditationState.ACTIVE,
        who=the_system,
        label=_("Reinstate"),
        basis=Clause.NOTICE,
    )
    def reinstate(self) -> None:
        """Record that the Committee reinstated the accreditation."""

    @step(
        HELD,
        AccreditationState.WITHDRAWN,
        who=the_system,
        label=_("Withdraw"),
        basis=Clause.NOTICE,
    )
    def withdraw(self) -> None:
        """Record that the Committee withdrew the accreditation."""

    @step(
        HELD,
        AccreditationState.RELINQUISHED,
        who=is_contact_point,
        label=_("Give the accreditation up"),
        basis=Clause.VALIDITY,
        weight="danger",
    )
    def relinquish(self) -> None:
        """Let the partner give the status up."""

    @step(
        HELD,
        AccreditationState.EXPIRED,
        who=the_system,
        needs=[validity_has_ended],
        label=_("Expire"),
        basis=Clause.VALIDITY,
    )
    def expire(self) -> None:
        """End the accreditation after its last day."""

    @step(
        HELD,
        AccreditationState.RENEWED,
        who=the_system,
        label=_("Renew"),
        basis=Clause.VALIDITY,
    )
    def renew(self) -> None:
        """Let a newly conferred accreditation take this one's place."""
