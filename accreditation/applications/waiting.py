"""Who must move next on an application, where its state alone does not tell."""

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accreditation.applications.states import (
    ASKED,
    DEFERRED_WITH_QUESTIONS,
    MORE_TIME_ASKED,
    MORE_TIME_TO_DECIDE,
)
from accreditation.machine import Waits
from partners.clock import deadline_zone

if TYPE_CHECKING:
    from accreditation.applications.applications import Application


def by_the_deadline(application: "Application") -> Waits | None:
    """Who has to act on what was asked: questions to answer, a request for more time to decide."""
    if application.is_deferred and application.questions.of_the_committee().unanswered().exists():
        return DEFERRED_WITH_QUESTIONS
    if application.has_open_questions:
        return ASKED
    if application.more_time_waits:
        return MORE_TIME_TO_DECIDE if application.is_overdue else MORE_TIME_ASKED
    return None


def for_a_signature(application: "Application") -> Waits | None:
    """The head of organisation, while a signature is asked for and the link can be used."""
    if not application.is_writable:
        return None
    request = application.cosignatures.live().first()
    if request is None:
        return None
    due = date_format(localtime(application.deadline, deadline_zone()), "DATETIME_FORMAT")
    return Waits(
        _("the head of organisation, to sign"),
        _(
            "Nothing: the link expires, and the contact point can ask again or declare for the"
            " head. The application itself is to be handed in by %(deadline)s, Bonn time."
        )
        % {"deadline": due},
        by=request.expires_at,
        since=request.asked_at,
    )
