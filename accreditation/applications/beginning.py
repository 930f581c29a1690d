"""Beginning an application: under an open invitation, once for each organisation."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.carrying import carry_over, last_application
from accreditation.applications.eligibility import Checked, checked, facts_about
from accreditation.applications.models import Application, Invitation, InvitationState
from accreditation.ledger import record
from accreditation.workflow import ACTS
from partners.clock import portal_now
from partners.models import Organisation

ACTS["application.begin"] = gettext_lazy("Begin an application")


class NotBegun(Exception):  # noqa: N818 - an answer, not a fault
    """Why no application was begun, and the one that exists already, if that is why."""

    def __init__(self, reason: str, *, existing: Application | None = None) -> None:
        """Keep both."""
        self.existing = existing
        super().__init__(reason)


def against(organisation: Organisation, invitation: Invitation) -> list[Checked]:
    """The rules by which an organisation may not apply, as is known of it without any answer."""
    content = invitation.process.content
    facts = facts_about(content, organisation=organisation, invitation=invitation, answers={})
    return [rule for rule in checked(content, facts) if rule.is_not_met]


def begin(invitation: Invitation, organisation: Organisation, *, by: Any) -> Application:
    """Begin an application, judged by the database's clock under the invitation's lock.

    Under an invitation to renew it begins with the answers of the last application.

    Raises NotBegun: the invitation is closed, the organisation already has an application, or a
    rule of the process speaks against it before anything is answered.
    """
    with transaction.atomic():
        held = Invitation.objects.select_for_update().get(pk=invitation.pk)
        now = portal_now()
        if held.state != InvitationState.OPEN or now > held.closes_at:
            raise NotBegun(
                _("This invitation takes no more applications: its deadline has passed.")
            )
        existing = held.applications.current().filter(organisation=organisation).first()
        if existing is not None:
            raise NotBegun(
                _("%(organisation)s already has an application under this invitation.")
                % {"organisation": organisation},
                existing=existing,
            )
        for rule in against(organisation, held):
            raise NotBegun(f"{rule.reason} {rule.remedy}".strip())
        application = Application.objects.create(
            invitation=held, organisation=organisation, begun_by=by, begun_at=now
        )
        record(
            "application.begin",
            application.reference,
            by=by,
            data={
                "invitation": held.reference,
                "process": held.process.reference,
                **brought_along(application, by=by),
            },
        )
        return application


def brought_along(application: Application, *, by: Any) -> dict[str, Any]:
    """Bring along the last application where this is to renew; what the ledger keeps of it."""
    previous = last_application(application.organisation)
    if previous is None or not application.invitation.is_to_renew:
        return {}
    codes = carry_over(previous, application, by=by)
    return {"carried_from": previous.reference, "carried": len(codes)}
