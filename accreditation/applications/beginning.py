"""Beginning an application: under an open invitation, once for each organisation."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


def begin(invitation: Invitation, organisation: Organisation, *, by: Any) -> Application:
    """Begin an application, judged by the database's clock under the invitation's lock.

    Raises NotBegun: the invitation is closed, the organisation already has an application, or the
    process is for formal partners only.
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
        if (
            held.process.content["eligibility"]["formal_partners_only"]
            and not organisation.agreements.exists()
        ):
            raise NotBegun(
                _("Only formal partners of the Secretariat may apply, as the process says.")
            )
        application = Application.objects.create(
            invitation=held, organisation=organisation, begun_by=by, begun_at=now
        )
        record(
            "application.begin",
            application.reference,
            by=by,
            data={"invitation": held.reference, "process": held.process.reference},
        )
        return application
