"""Invitations of 13.AA c: opened by the Secretariat once a process is adopted."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.decisions import Decision
from accreditation.machine import Guard, Waits, refuse, state_field, stateful, step
from accreditation.proposals.drafts import Drafted
from accreditation.proposals.models import Process, ProcessState
from accreditation.references import numbered
from accreditation.workflow import Act
from partners.clock import PortalNow
from partners.permissions import is_secretariat, the_system


@Guard
def process_is_adopted(invitation: "Invitation") -> Iterator[str | Promise]:
    """Only an adopted process lets an invitation open (13.CC a before 13.AA c)."""
    if invitation.process.state != ProcessState.ADOPTED:
        yield _("The process has not been adopted by the Standing Committee.")


@Guard
def deadline_lies_ahead(invitation: "Invitation") -> Iterator[str | Promise]:
    """Applicants need time."""
    if invitation.closes_at <= invitation.stamp:
        yield _("The deadline has already passed.")


@Guard
def deadline_has_passed(invitation: "Invitation") -> Iterator[str | Promise]:
    """An invitation closes at its deadline, never before."""
    if invitation.stamp <= invitation.closes_at:
        yield _("The deadline has not yet passed.")


def give_invitation_reference(invitation: "Invitation", act: Act) -> None:
    """The invitation is numbered when it opens."""
    invitation.reference = numbered("INV", invitation.stamp.year)


class InvitationState(models.TextChoices):
    """Where an invitation is."""

    DRAFT = "draft", _("In preparation")
    OPEN = "open", _("Open for applications")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, read by who asks."""

    def visible_to(self, user: Any) -> "InvitationQuerySet":
        """Everybody sees what was opened; the Secretariat all."""
        if user.is_authenticated and user.is_officer:
            return self
        return self.filter(state__in=[InvitationState.OPEN, InvitationState.CLOSED])

    def taking_applications(self) -> "InvitationQuerySet":
        """Open, with a deadline that has not passed by the database's clock."""
        return self.filter(state=InvitationState.OPEN, closes_at__gte=PortalNow())

    def due(self) -> "InvitationQuerySet":
        """Open, with a deadline that has passed by the database's clock."""
        return self.filter(state=InvitationState.OPEN, closes_at__lt=PortalNow())


@stateful("invitation")
class Invitation(Drafted):
    """An invitation to NGO partners to apply, under one adopted process version."""

    class Kind(models.TextChoices):
        """What is invited."""

        FIRST = "first", _("First accreditation")
        RENEWAL = "renewal", _("Renewal")

    State = InvitationState
    TONES: ClassVar = {"open": "good"}
    WAITS: ClassVar = {
        InvitationState.DRAFT: Waits(_("the Secretariat")),
        InvitationState.OPEN: Waits(
            _("NGO partners who wish to apply"),
            _("No application can be begun or submitted after the deadline."),
            until="closes_at",
        ),
    }

    state = state_field(InvitationState)
    process = models.ForeignKey(
        Process, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("process")
    )
    invitation_kind = models.CharField(
        _("what is invited"), max_length=10, choices=Kind.choices, default=Kind.FIRST
    )
    title = models.CharField(_("title"), max_length=200)
    message = models.TextField(_("text"), blank=True)
    closes_at = models.DateTimeField(_("applications until"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(closes_at__gt=F("opened_at")),
                name="invitations_close_after_opening",
            )
        ]
        triggers: ClassVar = [
            refuse(
                "opens_under_adopted_process",
                when="NEW.state = 'open' AND NOT EXISTS (SELECT 1 FROM accreditation_process p"
                " WHERE p.id = NEW.process_id AND p.state = 'adopted')",
                because="no invitation opens before a process is adopted",
            ),
            refuse(
                "opened_is_pinned",
                on=pgtrigger.Update,
                when="OLD.state <> 'draft' AND (NEW.process_id <> OLD.process_id"
                " OR NEW.closes_at < OLD.closes_at OR NEW.reference <> OLD.reference)",
                because="an opened invitation keeps its process and never closes earlier",
            ),
        ]

    @property
    def is_prepared(self) -> bool:
        """Whether it is still in preparation and may be changed."""
        return self.state == InvitationState.DRAFT

    @property
    def is_to_renew(self) -> bool:
        """Whether accredited organisations are invited to renew."""
        return self.invitation_kind == self.Kind.RENEWAL

    def get_absolute_url(self) -> str:
        """The invitation's page."""
        return reverse("applications:invitation", args=[self.reference])

    @step(
        InvitationState.DRAFT,
        InvitationState.OPEN,
        who=is_secretariat,
        needs=[process_is_adopted, deadline_lies_ahead],
        fills=[give_invitation_reference],
        label=_("Open the invitation"),
        basis=Decision.AA_C,
        weight="primary",
    )
    def open(self) -> None:
        """Invite NGO partners to apply."""
        self.opened_at = self.stamp

    @step(
        InvitationState.OPEN,
        InvitationState.CLOSED,
        who=is_secretariat | the_system,
        needs=[deadline_has_passed],
        label=_("Close the invitation"),
        basis=Decision.AA_C,
    )
    def close(self) -> None:
        """Take no more applications."""

    @step(
        InvitationState.DRAFT,
        InvitationState.CANCELLED,
        who=is_secretariat,
        label=_("Cancel"),
        basis=Decision.AA_C,
        weight="danger",
    )
    def cancel(self) -> None:
        """Give the invitation up before it opens."""
