"""An item's deadline or meeting for a calendar: only its reference, never who it is about."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from accreditation.canonical import sha256_hex
from accreditation.committee.item_states import ItemState
from accreditation.committee.items import Item
from accreditation.committee.page import PersonalView, item_of
from accreditation.committee.reading import is_of_the_house
from accreditation.ledger import LedgerEntry

MOVES: Final = ("item.schedule", "item.reschedule", "item.extend", "item.close", "item.cancel")
WARNINGS: Final = (timedelta(days=-7), timedelta(days=-1))


class CalendarView(LoginRequiredMixin, PersonalView):
    """The deadline of an item in writing, or the days of its meeting, as an .ics file."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The file, for the Committee and the Secretariat; 404 while there is no date."""
        item = item_of(request, reference)
        if not is_of_the_house(item, request.user):
            raise Http404
        if item.meeting is None and item.closes_at is None:
            raise Http404
        calendar = published_calendar()
        calendar.add_component(event_of(item, moments_of([item])[item.reference]))
        response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
        name = f"{item.reference.replace('/', '-')}.ics"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def published_calendar() -> Calendar:
    """An empty calendar of the portal's."""
    calendar = Calendar()
    calendar.add("prodid", "-//CMS NGO partner portal//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def moments_of(items: Iterable[Item]) -> dict[str, list[datetime]]:
    """By reference, when the date of each item was set and moved; one query for all."""
    found: dict[str, list[datetime]] = {item.reference: [] for item in items}
    moved = LedgerEntry.objects.filter(object__in=list(found), act__in=MOVES).order_by("seq")
    for reference, at in moved.values_list("object", "at"):
        found[reference].append(at)
    return found


def event_of(item: Item, moments: list[datetime]) -> Event:
    """The event, the same one however often the date moves: its sequence grows."""
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    event = Event()
    event.add("uid", f"item-{sha256_hex(item.reference)[:32]}@{host}")
    event.add("sequence", len(moments))
    event.add("dtstamp", (moments[-1] if moments else item.state_since).astimezone(UTC))
    event.add("summary", _summary(item))
    event.add("description", item.title)
    event.add("url", settings.PORTAL_BASE_URL + item.get_absolute_url())
    event.add("class", "CONFIDENTIAL")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if item.state == ItemState.CANCELLED else "CONFIRMED")
    _dated(event, item)
    for before in WARNINGS:
        event.add_component(_alarm(item, before))
    return event


def _summary(item: Item) -> str:
    """What falls on the date."""
    if item.meeting is None:
        return _("Deadline: %(reference)s") % {"reference": item.reference}
    return _("Meeting: %(reference)s") % {"reference": item.reference}


def _dated(event: Event, item: Item) -> None:
    """The instant of the deadline in UTC, or the whole days of the meeting."""
    if item.meeting is not None:
        event.add("dtstart", item.meeting.starts_on)
        event.add("dtend", item.meeting.ends_on + timedelta(days=1))
    elif item.closes_at is not None:
        instant: datetime = item.closes_at.astimezone(UTC)
        event.add("dtstart", instant)
        event.add("dtend", instant)


def _alarm(item: Item, before: timedelta) -> Alarm:
    """A warning some days before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(item))
    alarm.add("trigger", before)
    return alarm
