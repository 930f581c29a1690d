"""The one clock: the database's, so that every stamp and deadline agrees whatever server asks."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import DateTimeField, Func


class PortalNow(Func):
    """The same clock inside SQL: column defaults and comparisons."""

    function = "portal_now"
    output_field = DateTimeField()


def portal_now() -> datetime:
    """The instant by the database's clock, in UTC, taken when asked (not at transaction start)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        stamp: datetime = cursor.fetchone()[0]
    return stamp


def deadline_zone() -> ZoneInfo:
    """The zone in which deadlines are meant: Bonn's."""
    return ZoneInfo(settings.DEADLINE_TIME_ZONE)


def end_of_day(day: date) -> datetime:
    """The last second of a day in Bonn, as an instant: when a deadline of that day ends."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=deadline_zone())


def portal_today() -> date:
    """The calendar day in Bonn."""
    return portal_now().astimezone(deadline_zone()).date()


def last_day(deadline: datetime) -> date:
    """The calendar day in Bonn with which a deadline ends."""
    return deadline.astimezone(deadline_zone()).date()


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
