"""The deadlines of one person now, for a calendar: what is asked, and what is due around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar, Event

from accreditation.applications.models import Application
from accreditation.applications.states import WRITABLE
from accreditation.asked import Ask, Asker, asked_of
from accreditation.canonical import sha256_hex
from accreditation.committee.items import Item
from accreditation.committee.outgoing_calendar import event_of, moments_of, published_calendar
from accreditation.committee.waiting import decisions_of
from accreditation.ledger import LedgerEntry
from partners.clock import portal_now
from partners.permissions import is_person


@dataclass(frozen=True)
class Moved:
    """How often acts touched what a deadline hangs on, and when the last did."""

    times: int
    last: datetime


def of_the_applying_organisation(user: Any) -> Iterator[Ask]:
    """Applications that the person's organisation has not handed in, whoever writes them."""
    waiting = Application.objects.of_organisations(user).filter(state__in=WRITABLE)
    for application in waiting.select_related("invitation", "organisation").order_by("pk"):
        yield Ask(
            what=_("Your organisation’s application is due"),
            about=f"{application.organisation.name}, {application.invitation.title}",
            url=application.get_absolute_url(),
            by=application.deadline,
            key=application.begun_as,
            moved_with=(*application.known_as, application.invitation.reference),
        )


# What is due without being asked of the person; rooms above add theirs.
ALSO_DUE: Final[list[Asker]] = [of_the_applying_organisation]


def open_before(user: Any) -> list[Item]:
    """Items open for decision before the person's seat, spoken on or not; none it is out of."""
    if not is_person(user):
        return []
    return [row.item for decisions in decisions_of(user) for row in decisions.asked]


def due_for(user: Any) -> list[Ask]:
    """Everything with a deadline but items, each once: as it is asked, where it is asked."""
    if not is_person(user):
        return []
    found: dict[str, Ask] = {}
    for ask in (*asked_of(user), *(ask for also in ALSO_DUE for ask in also(user))):
        if ask.by is not None and ask.moved_with:
            found.setdefault(ask.key, ask)
    return list(found.values())


def calendar_of(user: Any) -> Calendar:
    """A person's deadlines now, in a fixed number of queries."""
    calendar = published_calendar()
    items = open_before(user)
    moments = moments_of(items)
    for item in items:
        if item.meeting is not None or item.closes_at is not None:
            calendar.add_component(event_of(item, moments[item.reference]))
    asks = due_for(user)
    moved, now = moves_of(asks), portal_now()
    for ask in asks:
        calendar.add_component(deadline_of(ask, moved, now=now))
    return calendar


def moves_of(asks: Iterable[Ask]) -> dict[str, Moved]:
    """By reference, the acts on what these deadlines hang on; one query for all."""
    references = {reference for ask in asks for reference in ask.moved_with}
    acts = LedgerEntry.objects.filter(object__in=references).order_by().values("object")
    counted = acts.annotate(times=Count("seq"), last=Max("at"))
    return {row["object"]: Moved(row["times"], row["last"]) for row in counted}


def deadline_of(ask: Ask, moved: dict[str, Moved], *, now: datetime) -> Event:
    """One deadline as an event that keeps its name; its sequence grows with what may move it."""
    acts = [moved[reference] for reference in set(ask.moved_with) & set(moved)]
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    event = Event()
    event.add("uid", f"due-{sha256_hex(ask.key)[:32]}@{host}")
    event.add("sequence", sum(act.times for act in acts))
    event.add("dtstamp", max((act.last for act in acts), default=now).astimezone(UTC))
    event.add("dtstart", _instant(ask))
    event.add("dtend", _instant(ask))
    event.add("summary", f"{ask.what}: {ask.about}" if ask.about else str(ask.what))
    event.add("url", settings.PORTAL_BASE_URL + ask.url)
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    return event


def _instant(ask: Ask) -> datetime:
    """The deadline in UTC."""
    by: datetime = ask.by  # type: ignore[assignment] # only what is dated comes here
    return by.astimezone(UTC)
