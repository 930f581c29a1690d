"""An application's own page, and the page on which all answers are checked."""

from typing import Any

from django.views.generic import TemplateView

from accreditation.applications.differences import differences_of, since_last
from accreditation.applications.guards import all_was_looked_at, nothing_is_missing
from accreditation.applications.models import Application
from accreditation.applications.question_groups import question_groups
from accreditation.applications.signing_shown import signature_of, signing_of
from accreditation.applications.views.access import ApplicationMixin
from accreditation.committee.models import Item
from accreditation.ledger import LedgerEntry
from partners.permissions import is_contact_point, is_secretariat

HANDED_IN = ("application.submit", "application.complete")


class ApplicationView(ApplicationMixin, TemplateView):
    """Task list while it is written; receipt, letter and outcome afterwards."""

    template_name = "applications/application.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything on one page: tasks, next move, receipt, letter, outcome."""
        application = self.application
        user = self.request.user
        return super().get_context_data(
            application=application,
            reading=self.reading,
            may_write=self.may_write,
            is_writing=self.may_write and application.is_writable,
            may_submit=is_contact_point(application, user),
            receipt=receipt_of(application),
            signature=signature_of(application),
            signing=signing_of(application, user),
            items=decided_items(application, user),
            question_groups=question_groups(application, user),
            extensions=list(application.extensions.select_related("asked_by", "decided_by")),
            **self.for_officers(),
            **kwargs,
        )

    def for_officers(self) -> dict[str, Any]:
        """What changed, for the Secretariat of an application that reached it."""
        if not is_secretariat(self.application, self.request.user):
            return {}
        return {
            "differences": differences_of(self.reading),
            "since_last": since_last(self.reading) if self.application.is_received else None,
        }


class CheckView(ApplicationMixin, TemplateView):
    """Every answer and document in words, each with a link to change it, and what is missing."""

    template_name = "applications/check.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The answers, and what stands in the way of handing in."""
        application = self.application
        obstacles = self.obstacles()
        return super().get_context_data(
            application=application,
            reading=self.reading,
            may_write=self.may_write,
            may_submit=is_contact_point(application, self.request.user),
            is_writing=self.may_write and application.is_writable,
            is_lacking=self.is_lacking(obstacles),
            obstacles=obstacles,
            signing=signing_of(application, self.request.user),
            **kwargs,
        )

    def is_lacking(self, obstacles: list[str]) -> bool:
        """Whether anything is missing, is not looked at, or stands in the way."""
        reading = self.reading
        return bool(obstacles or reading.unseen or reading.unseen_slots or reading.gaps)

    def obstacles(self) -> list[str]:
        """What stands in the way of handing in, apart from what is missing or not looked at."""
        if not self.application.is_writable:
            return []
        needs = self.application.STEPS[self.application.handing_in].needs
        return [
            reason
            for guard in needs
            if guard not in (all_was_looked_at, nothing_is_missing)
            for reason in guard(self.application)
        ]


def receipt_of(application: Application) -> LedgerEntry | None:
    """The ledger's entry of the last time the application was handed in."""
    return (
        LedgerEntry.objects.filter(object__in=application.known_as, act__in=HANDED_IN)
        .order_by("-seq")
        .first()
    )


def decided_items(application: Application, user: Any) -> list[Item]:
    """The Committee's items on the application that the person may read, the latest first."""
    items = Item.objects.visible_to(user).about("application", application.reference)
    return list(items.exclude(outcome="").order_by("-pk"))
