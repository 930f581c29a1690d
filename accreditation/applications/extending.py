"""More time for the organisation: asked for by it, granted or refused by the Secretariat."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accreditation.workflow import Act, NotReady

if TYPE_CHECKING:
    from accreditation.applications.applications import Application
    from accreditation.applications.extensions import ApplicationExtension


def check_extension(application: "Application", act: Act) -> None:
    """More time ends later than the time there is. Raises NotReady."""
    if act.given["until"] <= application.deadline:
        raise NotReady([_("The new deadline is later than the present one.")])


def put_extension(application: "Application", act: Act) -> None:
    """Keep the request."""
    what, number = application.round_under_way
    application.extensions.create(
        what=what,
        round=number,
        asked_by=act.by,
        asked_at=application.stamp,
        until=act.given["until"],
        reason=act.given["reason"],
    )
    act.enter(until=act.given["until"])


def give_more_time(application: "Application", act: Act) -> None:
    """Move the deadline to the day asked for, unless it is later already."""
    request = waiting_request(application)
    until = max(filter(None, [request.until, application.deadline]))
    if application.is_returned:
        application.completion_due_at = until
    else:
        asked = application.questions.of_the_secretariat().filter(round=application.asked_rounds)
        asked.filter(due_at__lt=until).update(due_at=until)
        if asked.unanswered().exists():
            application.answers_due_at = until
    request.decide(by=act.by, at=application.stamp)
    act.enter(until=until)


def keep_the_deadline(application: "Application", act: Act) -> None:
    """Refuse, and leave the deadline as it is. Raises NotReady."""
    if not act.given["reason"].strip():
        raise NotReady([_("A refusal gives its reason.")])
    request = waiting_request(application)
    request.decide(by=act.by, at=application.stamp, refusal=act.given["reason"])


def waiting_request(application: "Application") -> "ApplicationExtension":
    """The request that waits, held for the decision."""
    return application.extensions.of_this_round(application).pending().select_for_update().get()
