"""Applications, read by who asks."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accreditation.applications.invitations import InvitationState
from accreditation.applications.states import WRITABLE, ApplicationState
from partners.clock import PortalNow
from partners.permissions import is_person

if TYPE_CHECKING:
    from accreditation.applications.applications import Application  # noqa: F401 - the row's type


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications, read by who asks."""

    def visible_to(self, user: Any) -> "ApplicationQuerySet":
        """The Secretariat sees what was submitted; an organisation its own; others nothing.

        The Committee reads the frozen dossier through its item, never the application.
        """
        if not is_person(user):
            return self.none()
        own = Q(organisation__in=list(user.roles))
        if user.is_officer:
            return self.filter(own | ~Q(submitted_at=None))
        return self.filter(own)

    def of_organisations(self, user: Any) -> "ApplicationQuerySet":
        """Those of the organisations a person belongs to, an officer's own ones too."""
        return self.filter(organisation__in=list(user.roles)) if is_person(user) else self.none()

    def current(self) -> "ApplicationQuerySet":
        """All that count for an invitation: withdrawn ones make room for another."""
        return self.exclude(state=ApplicationState.WITHDRAWN)

    def with_open_questions(self) -> "ApplicationQuerySet":
        """Those in assessment on which the organisation is to answer, within its time."""
        return self.filter(state=ApplicationState.ASSESSED, answers_due_at__gte=PortalNow())

    def waiting_on_the_organisation(self) -> "ApplicationQuerySet":
        """Those on which the organisation has to act."""
        asked = Q(state=ApplicationState.ASSESSED, answers_due_at__gte=PortalNow())
        return self.filter(Q(state__in=WRITABLE) | asked)

    def lapsing(self) -> "ApplicationQuerySet":
        """Drafts of closed invitations, and returned ones whose time is over.

        None on which a request for more time waits for the Secretariat's decision.
        """
        requests = apps.get_model("accreditation", "ApplicationExtension")._base_manager
        return self.filter(
            Q(state=ApplicationState.DRAFT, invitation__state=InvitationState.CLOSED)
            | Q(state=ApplicationState.RETURNED, completion_due_at__lt=PortalNow())
        ).exclude(
            Exists(
                requests.filter(
                    application=OuterRef("pk"),
                    application__state=ApplicationState.RETURNED,
                    what="completion",
                    round=OuterRef("rounds"),
                    decided_at__isnull=True,
                )
            )
        )
