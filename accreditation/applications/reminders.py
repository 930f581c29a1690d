"""Reminders to an organisation's contact points of a deadline by which it has to act."""

from collections.abc import Iterator
from datetime import datetime
from math import ceil
from typing import Final

from django.db.models import Q

from accreditation.applications.invitations import InvitationState
from accreditation.applications.models import Application, ApplicationState
from accreditation.committee.reminders import DAY, DAYS
from partners.clock import portal_now
from partners.mail import owe
from partners.notices import Notice

REMIND: Final = "application.remind "


def send_application_reminders() -> int:
    """Owe every reminder that is due now, each once; how many. Running it twice does no harm."""
    now = portal_now()
    return sum(_remind(application, now) for application in _waiting(now))


def _waiting(now: datetime) -> Iterator[Application]:
    """The applications on which an organisation has to act within the days of a reminder."""
    soon = (now, now + max(DAYS) * DAY)
    waiting = Application.objects.filter(
        Q(
            state=ApplicationState.DRAFT,
            invitation__state=InvitationState.OPEN,
            invitation__closes_at__range=soon,
        )
        | Q(state=ApplicationState.RETURNED, completion_due_at__range=soon)
        | Q(state=ApplicationState.ASSESSED, answers_due_at__range=soon)
    )
    rows = waiting.select_related("organisation", "invitation").defer("dossier").order_by("pk")
    return rows.iterator(chunk_size=100)


def days_due(application: Application, now: datetime) -> int | None:
    """Which reminder stands now: of several that were missed, the nearest to the deadline.

    None where its moment lies before the deadline was set: who was just given time is not reminded.
    """
    deadline = application.deadline
    if deadline is None or deadline < now:
        return None
    due = min((days for days in DAYS if deadline - now <= days * DAY), default=None)
    if due is None or deadline - due * DAY < deadline_set_at(application):
        return None
    return due


def deadline_set_at(application: Application) -> datetime:
    """When the deadline that stands was set: by an extension, a return, questions, or beginning."""
    extended = application.extensions.of_this_round(application).filter(granted=True).last()
    if extended is not None and extended.decided_at is not None:
        return extended.decided_at
    if application.is_in_assessment and (asked := application.questions.last()):
        return asked.asked_at
    return application.state_since


def _remind(application: Application, now: datetime) -> int:
    """Owe the reminder of one application, if one is due; how many people had not had it."""
    due = days_due(application, now)
    if due is None:
        return 0
    key = f"{deadline_key(application)}{due}"
    reminded = set(Notice.objects.filter(key=key).values_list("recipient_id", flat=True))
    people = [p for p in application.organisation.contact_points if p.pk not in reminded]
    owe(
        people,
        key=key,
        reference=application.reference,
        template="reminder_application",
        context={
            "application": application,
            "days": ceil((application.deadline - now) / DAY),
            "silence": waits.silence if (waits := application.waits_by_its_deadline()) else "",
            "questions": list(
                application.questions.answerable(application).unanswered().in_time(now)
            ),
            "path": application.get_absolute_url(),
        },
    )
    return len(people)


def deadline_key(application: Application) -> str:
    """What the keys of all reminders of the application's deadline begin with."""
    return f"{REMIND}{application.reference} {application.deadline:%Y-%m-%dT%H:%M:%SZ} "


def is_outdated(notice: Notice) -> bool:
    """Whether a message reminds an organisation of what it did, or of a deadline that moved."""
    if not notice.key.startswith(REMIND):
        return False
    found = Application.objects.filter(reference=notice.reference).select_related("invitation")
    application = found.defer("dossier").first()
    if application is None or application.deadline is None:
        return True
    over = application.deadline < portal_now()
    return over or not notice.key.startswith(deadline_key(application))
