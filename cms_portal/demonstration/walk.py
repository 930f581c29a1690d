"""The clock of the story: it walks from the past up to now, and never back."""

from datetime import date, datetime, time, timedelta

from django.db import connection

from partners.clock import deadline_zone, end_of_day, portal_now


class Walk:
    """Moves the clock of this database session, in working hours of Bonn; days count from today."""

    def __init__(self) -> None:
        """Remember the present, and the offset that the settings give."""
        self.present = portal_now()
        self.today = self.present.astimezone(deadline_zone()).date()
        self.configured = _offset()
        self.has_begun = False

    def day(self, days: int) -> date:
        """A calendar day, so many days from today; negative ones are past."""
        return self.today + timedelta(days=days)

    def end(self, days: int) -> datetime:
        """The last second of a day in Bonn."""
        return end_of_day(self.day(days))

    def to(self, days: int, hour: int = 9, minute: int = 0) -> None:
        """Go to an hour of a day; a moment that is over by now becomes the next minute."""
        moment = datetime.combine(self.day(days), time(hour, minute), tzinfo=deadline_zone())
        soonest = portal_now() + timedelta(minutes=1) if self.has_begun else moment
        self._set(max(moment, soonest))

    def ago(self, hours: int) -> None:
        """Go to so many hours before the present, or to the next minute if that is over."""
        self._set(max(self.present - timedelta(hours=hours), portal_now() + timedelta(minutes=1)))

    def on(self, minutes: int = 7) -> None:
        """Go on by some minutes."""
        self._set(portal_now() + timedelta(minutes=minutes))

    def home(self) -> None:
        """Back to the present, with the offset of the settings."""
        _set_offset(self.configured)

    def _set(self, moment: datetime) -> None:
        """Set the session's clock; the story ends before the present."""
        if moment >= self.present:
            message = f"The story would reach {moment}, which is not over yet."
            raise ValueError(message)
        self.has_begun = True
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('portal.clock_offset',"
                " extract(epoch FROM %s::timestamptz - clock_timestamp())::text, false)",
                [moment],
            )


def _offset() -> str:
    """The offset of this session, in seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('portal.clock_offset', true), '0')")
        return str(cursor.fetchone()[0])


def _set_offset(seconds: str) -> None:
    """Give this session an offset."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.clock_offset', %s, false)", [seconds])
