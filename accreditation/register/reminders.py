"""Reminders to a partner of the day of a condition; they stop once proof of it is sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from accreditation.committee.reminders import DAY, DAYS
from accreditation.register.conditions import AccreditationCondition
from accreditation.register.states import HELD
from partners.clock import last_day, portal_now
from partners.mail import owe
from partners.notices import Notice

REMIND: Final = "accreditation.remind "


def send_condition_reminders() -> int:
    """Owe every reminder that is due now, each once; how many. Running it twice does no harm."""
    now = portal_now()
    return sum(_remind(condition, now) for condition in _waiting(now))


def _waiting(now: datetime) -> Iterator[AccreditationCondition]:
    """The conditions due within the days of a reminder of which no proof waits."""
    today = last_day(now)
    waiting = AccreditationCondition.objects.unmet().without_proof()
    soon = waiting.filter(
        due_on__range=(today, today + timedelta(days=max(DAYS))), accreditation__state__in=HELD
    )
    rows = soon.select_related("accreditation__organisation").order_by("pk")
    return rows.iterator(chunk_size=100)


def days_due(condition: AccreditationCondition, now: datetime) -> int | None:
    """Which reminder stands now: of several that were missed, the nearest to the day.

    None where its moment lies before the condition was set.
    """
    deadline = condition.due_at
    if deadline is None or deadline < now:
        return None
    due = min((days for days in DAYS if deadline - now <= days * DAY), default=None)
    if due is None or last_day(deadline - due * DAY) < condition.accreditation.conferred_on:
        return None
    return due


def _remind(condition: AccreditationCondition, now: datetime) -> int:
    """Owe the reminder of one condition, if one is due; how many people had not had it."""
    due = days_due(condition, now)
    deadline = condition.due_at
    if due is None or deadline is None:
        return 0
    accreditation = condition.accreditation
    key = f"{REMIND}{accreditation.reference} {condition.number} {due}"
    reminded = set(Notice.objects.filter(key=key).values_list("recipient_id", flat=True))
    people = [p for p in accreditation.organisation.contact_points if p.pk not in reminded]
    owe(
        people,
        key=key,
        reference=accreditation.reference,
        template="reminder_condition",
        context={
            "accreditation": accreditation,
            "condition": condition,
            "days": ceil((deadline - now) / DAY),
            "path": accreditation.get_absolute_url(),
        },
    )
    return len(people)


def is_outdated(notice: Notice) -> bool:
    """Whether a message reminds of a condition that is met, of which proof was sent, or late."""
    if not notice.key.startswith(REMIND):
        return False
    reference, number, _days = notice.key.removeprefix(REMIND).rsplit(" ", 2)
    waiting = AccreditationCondition.objects.unmet().without_proof()
    condition = waiting.filter(
        accreditation__reference=reference, accreditation__state__in=HELD, number=number
    ).first()
    return condition is None or condition.is_late
