"""Who must move next on an application, where its state alone does not tell."""

from typing import TYPE_CHECKING

from accreditation.applications.states import (
    ASKED,
    DEFERRED_WITH_QUESTIONS,
    MORE_TIME_ASKED,
    MORE_TIME_TO_DECIDE,
)
from accreditation.machine import Waits

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
