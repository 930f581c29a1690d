"""Reminders of a deadline: only to people whose seat has neither acted nor stepped out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from accreditation.committee.audience import members_told
from accreditation.committee.item_states import SILENCE, ItemState
from accreditation.committee.items import Item
from accreditation.committee.positions import place_on
from accreditation.committee.tally import Rules, SeatLine, left_out_seats
from partners.clock import portal_now
from partners.mail import owe
from partners.models import User
from partners.notices import Notice

DAYS: Final = (14, 7, 2, 1)  # before the deadline
DAY: Final = timedelta(days=1)
WITHOUT_A_VOICE: Final = ("kind", "same_state")


def send_reminders() -> int:
    """Owe every reminder that is due now, each once; how many. Running it twice does no harm."""
    now = portal_now()
    waiting = Item.objects.filter(
        state=ItemState.OPEN,
        meeting__isnull=True,
        closes_at__gt=now,
        closes_at__lte=now + max(DAYS) * DAY,
    )
    return sum(_remind(item, now) for item in waiting.defer("dossier").order_by("pk"))


def days_due(item: Item, now: datetime) -> int | None:
    """Which reminder stands now: of several that were missed, the nearest to the deadline.

    None where its moment lies before the opening: who was just asked is not reminded.
    """
    if item.closes_at is None or item.opened_at is None:
        return None
    left = item.closes_at - now
    due = min((days for days in DAYS if left <= days * DAY), default=None)
    if due is None or item.closes_at - due * DAY < item.opened_at:
        return None
    return due


def _remind(item: Item, now: datetime) -> int:
    """Owe the reminder of one item, if one is due; how many people had not had it."""
    due = days_due(item, now)
    if due is None or item.closes_at is None:
        return 0
    key = f"item.remind {item.reference} {item.closes_at:%Y-%m-%dT%H:%M:%SZ} {due}"
    reminded = set(Notice.objects.filter(key=key).values_list("recipient_id", flat=True))
    people = [person for person in silent_people(item) if person.pk not in reminded]
    owe(
        people,
        key=key,
        reference=item.reference,
        template="reminder",
        context={
            "item": item,
            "days": ceil((item.closes_at - now) / DAY),
            "silence": SILENCE[item.rules["procedure"]],
            "path": item.get_absolute_url(),
        },
    )
    return len(people)


def silent_people(item: Item) -> Iterator[User]:
    """Those who may speak for a seat that has said nothing; nobody who is out of the item."""
    spoken = set(item.positions.values_list("seat", flat=True))
    seats = [SeatLine.from_json(line) for line in item.seat_lines()]
    idle = left_out_seats(Rules.from_json(item.rules), seats, recusals=[])
    for person in members_told(item).order_by("pk"):
        place = place_on(item, person)
        if place is None or place.seat.code in spoken:
            continue
        if idle.get(place.seat.code) in WITHOUT_A_VOICE:
            continue
        yield person
