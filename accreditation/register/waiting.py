"""Who moves next on an accreditation: on its conditions, or on a renewal that is open."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import Invitation
from accreditation.applications.standing_rules import RENEWABLE_DAYS
from accreditation.machine import Waits
from accreditation.register.states import AccreditationState

if TYPE_CHECKING:
    from accreditation.register.accreditations import Accreditation
    from accreditation.register.conditions import AccreditationCondition


def waits_of(accreditation: "Accreditation") -> Waits | None:
    """Who must move next on what lies open while the accreditation stands; None where nothing."""
    if accreditation.state != AccreditationState.ACTIVE:
        return None
    if condition := proved(accreditation):
        return Waits(
            _("the Secretariat: to look at the proof of condition %(number)s")
            % {"number": condition.number},
            _("Nothing is lost: the proof waits, and no reminder is sent meanwhile."),
            since=waiting_since(accreditation),
        )
    if condition := awaited(accreditation):
        return Waits(
            _("the partner: proof of condition %(number)s") % {"number": condition.number},
            _("The Secretariat may give notice, and then propose suspension to the Committee."),
            until="waits_until",
        )
    if open_renewal(accreditation):
        return Waits(
            _("the partner: to apply for its renewal"),
            _("Without a renewal the accreditation expires after its last day."),
            until="waits_until",
        )
    return None


def proved(accreditation: "Accreditation") -> "AccreditationCondition | None":
    """The condition whose proof waits for the Secretariat the longest."""
    return accreditation.conditions.with_proof().order_by("proofs__sent_at", "number").first()


def awaited(accreditation: "Accreditation") -> "AccreditationCondition | None":
    """The condition that is to be met first, of those on which no proof waits."""
    return accreditation.conditions.unmet().without_proof().soonest().first()


def open_renewal(accreditation: "Accreditation") -> Invitation | None:
    """The open invitation to renew under which its organisation has not applied, first closing."""
    applied = accreditation.organisation.applications.current()
    return open_renewals().exclude(pk__in=applied.values("invitation")).first()


def renewable_until(accreditation: "Accreditation") -> date | None:
    """The last day on which what has expired may still be renewed; None where it has not."""
    if accreditation.state != AccreditationState.EXPIRED:
        return None
    return accreditation.valid_until + timedelta(days=RENEWABLE_DAYS)


def open_renewals() -> Any:
    """The invitations to renew that take applications now, the next deadline first."""
    taking = Invitation.objects.taking_applications()
    return taking.filter(invitation_kind=Invitation.Kind.RENEWAL).order_by("closes_at", "pk")


def deadline_of(accreditation: "Accreditation") -> datetime | None:
    """By when the partner has to move: the day of a condition, or until when one may renew."""
    if condition := awaited(accreditation):
        return condition.due_at
    renewal = open_renewal(accreditation)
    return renewal.closes_at if renewal else None


def waiting_since(accreditation: "Accreditation") -> datetime:
    """Since when the Secretariat has the proof; otherwise since when the state lasts."""
    condition = proved(accreditation)
    proof = condition.waiting_proof if condition else None
    since: datetime = proof.sent_at if proof else accreditation.state_since
    return since
