"""Where the mandate stands: seven gates from the working group to the Committee's approval."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import Application, Invitation, InvitationState
from accreditation.committee.models import Item
from accreditation.decisions import Decision
from accreditation.proposals.models import (
    GroupState,
    Process,
    ProcessState,
    Proposal,
    ProposalState,
    WorkingGroup,
)

Text = str | Promise


@dataclass(frozen=True)
class Gate:
    """One gate of the mandate: what it asks, under which paragraph, and whether it is passed."""

    number: int
    code: str
    title: Text
    state: str
    state_label: Text
    note: Text
    url: str | None


LABELS = {"done": _("passed"), "current": _("under way"), "closed": _("not yet open")}


def _group_established() -> bool:
    return WorkingGroup.objects.exclude(state=GroupState.PLANNED).exists()


def _proposal_submitted() -> bool:
    return Proposal.objects.filter(
        state__in=[
            ProposalState.SUBMITTED,
            ProposalState.CONSIDERED,
            ProposalState.ADOPTED,
        ]
    ).exists()


def _process_adopted() -> bool:
    return Process.objects.filter(state=ProcessState.ADOPTED).exists()


def _invitation_opened() -> bool:
    return Invitation.objects.filter(
        state__in=[InvitationState.OPEN, InvitationState.CLOSED]
    ).exists()


def _application_received() -> bool:
    return Application.objects.exclude(submitted_at=None).exists()


def _application_presented() -> bool:
    return Item.objects.filter(subject_kind="application").exists()


def _application_approved() -> bool:
    return Application.objects.filter(state="accredited").exists()


@dataclass(frozen=True)
class Opening:
    """What a gate is called, what opens it, and where to see it."""

    basis: Decision
    title: Text
    note: Text
    view: str
    passed: Callable[[], bool]


OPENINGS = (
    Opening(
        Decision.AA_A,
        _("Working group"),
        _("The Secretariat establishes the intersessional working group."),
        "proposals:list",
        _group_established,
    ),
    Opening(
        Decision.AA_B,
        _("Proposal"),
        _("The working group drafts a process and a reporting template; it is submitted."),
        "proposals:list",
        _proposal_submitted,
    ),
    Opening(
        Decision.CC_A,
        _("Adoption"),
        _("The Standing Committee adopts the process; it is frozen and runs from here."),
        "committee:list",
        _process_adopted,
    ),
    Opening(
        Decision.AA_C,
        _("Invitation"),
        _("The Secretariat invites NGO partners to apply."),
        "applications:list",
        _invitation_opened,
    ),
    Opening(
        Decision.AA_C,
        _("Applications"),
        _("NGO partners apply on the form of the adopted process."),
        "applications:list",
        _application_received,
    ),
    Opening(
        Decision.AA_C,
        _("Presentation"),
        _("The Secretariat presents applications to the Standing Committee."),
        "committee:list",
        _application_presented,
    ),
    Opening(
        Decision.CC_B,
        _("Approval"),
        _("The Standing Committee approves; the accreditation is conferred."),
        "register:list",
        _application_approved,
    ),
)


def gates() -> list[Gate]:
    """The seven gates as they stand: passed, under way, or not yet open."""
    found = []
    open_before = True
    for number, opening in enumerate(OPENINGS, start=1):
        passed = open_before and opening.passed()
        state = "done" if passed else "current" if open_before else "closed"
        found.append(
            Gate(
                number=number,
                code=opening.basis.code,
                title=opening.title,
                state=state,
                state_label=LABELS[state],
                note=opening.note,
                url=reverse(opening.view) if state != "closed" else None,
            )
        )
        open_before = passed
    return found
