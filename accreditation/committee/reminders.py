"""Reminders of a deadline: only to people whose seat has neither acted nor stepped out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db.models import QuerySet

from accreditation.committee.audience import members_told
from accreditation.committee.item_states import SILENCE, ItemState
from accreditation.committee.items import Item
from accreditation.committee.positions import place_on
from accreditation.committee.tally import Rules, SeatLine, left_out_seats
from accreditation.ledger import LedgerEntry
from partners.clock import portal_now
from partners.mail import owe
from partners.models import User
from partners.notices import Notice

DAYS: Final = (14, 7, 2, 1)  # before the deadline
REMIND: Final = "item.remind "
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

    None where its moment lies before the deadline was set: who was just given time is not reminded.
    """
    if item.closes_at is None or item.opened_at is None:
        return None
    left = item.closes_at - now
    due = min((days for days in DAYS if left <= days * DAY), default=None)
    if due is None or item.closes_at - due * DAY < deadline_set_at(item, item.opened_at):
        return None
    return due


def deadline_set_at(item: Item, opened_at: datetime) -> datetime:
    """When the deadline that stands was set: by the last extension, or at opening."""
    extended = LedgerEntry.objects.filter(object=item.reference, act="item.extend")
    last = extended.order_by("-seq").values_list("at", flat=True).first()
    return last or opened_at


def _remind(item: Item, now: datetime) -> int:
    """Owe the reminder of one item, if one is due; how many people had not had it."""
    due = days_due(item, now)
    if due is None or item.closes_at is None:
        return 0
    key = f"{deadline_key(item)}{due}"
    reminded = set(Notice.objects.filter(key=key).values_list("recipient_id", flat=True))
    people = [p for p in silent_people(item, members_told(item)) if p.pk not in reminded]
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


def deadline_key(item: Item) -> str:
    """What the keys of all reminders of the item's deadline begin with."""
    return f"{REMIND}{item.reference} {item.closes_at:%Y-%m-%dT%H:%M:%SZ} "


def is_outdated(notice: Notice) -> bool:
    """Whether a message reminds of a deadline that passed or moved, or a seat that has spoken."""
    if not notice.key.startswith(REMIND):
        return False
    item = Item.objects.filter(reference=notice.reference).defer("dossier", "record").first()
    if item is None or not item.is_open or item.is_late:
        return True
    if not notice.key.startswith(deadline_key(item)):
        return True
    asked = members_told(item).filter(notices=notice)
    return next(silent_people(item, asked), None) is None


def silent_people(item: Item, people: "QuerySet[User]") -> Iterator[User]:
    """Of these people, those who may speak for a seat that has said nothing."""
    spoken = set(item.positions.values_list("seat", flat=True))
    seats = [SeatLine.from_json(line) for line in item.seat_lines()]
    idle = left_out_seats(Rules.from_json(item.rules), seats, recusals=[])
    for person in people.order_by("pk"):
        place = place_on(item, person)
        if place is None or place.seat.code in spoken:
            continue
        if idle.get(place.seat.code) in WITHOUT_A_VOICE:
            continue
        yield person
