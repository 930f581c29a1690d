"""What waits on the Secretariat in the Committee's room, piece by piece."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.item_states import ItemState
from accreditation.committee.items import Item
from accreditation.committee.presiding import acts_for_the_chair
from accreditation.committee.reading import is_officer
from accreditation.committee.simulating import is_before_count, may_simulate
from accreditation.committee.transcriptions import Transcription
from partners.clock import portal_now

MOST = 25


@dataclass(frozen=True)
class Piece:
    """One piece of work: what, since how many days, and until when."""

    reference: str
    title: str
    url: str
    days: int
    until: datetime | None


@dataclass(frozen=True)
class Pile:
    """Pieces of work of one kind, the oldest first; of more than `MOST`, the oldest."""

    title: str | Promise
    pieces: list[Piece]


def piles() -> list[Pile]:
    """What a second officer, or any officer, has to do next in the Committee's room."""
    now = portal_now()
    items = Item.objects.defer("dossier", "record").order_by("state_since", "pk")
    waiting = Transcription.objects.waiting().select_related("item")
    letters = waiting.defer("item__dossier", "item__record").order_by("entered_at", "pk")
    follow_ups = items.filter(state=ItemState.PREPARED, follows__isnull=False)
    return [
        Pile(
            gettext_lazy("Positions by letter or telephone that wait for a second officer"),
            [_piece(row, row.item, now) for row in letters[:MOST]],
        ),
        Pile(
            gettext_lazy("Items that follow an undecided one and wait to be scheduled"),
            _pieces(follow_ups, now),
        ),
        Pile(
            gettext_lazy("Items counted that wait to be certified"),
            _pieces(items.filter(state=ItemState.CLOSED), now),
        ),
    ]


def _pieces(items: "QuerySet[Item]", now: datetime) -> list[Piece]:
    """Items as pieces of work."""
    return [_piece(item, item, now) for item in items[:MOST]]


def _piece(obj: Any, item: Item, now: datetime) -> Piece:
    """One object as a piece of work; a deadline only while it lies ahead."""
    until = item.closes_at
    return Piece(
        reference=obj.reference,
        title=item.title,
        url=obj.get_absolute_url(),
        days=max((now - obj.state_since).days, 0),
        until=until if until is not None and until > now else None,
    )


@dataclass(frozen=True)
class Link:
    """An address with its words."""

    url: str
    label: str


def links_of(item: Item, user: Any) -> list[Link]:
    """Where the Secretariat, or whoever presides, goes from an item."""
    found = []
    if is_officer(user):
        found += list(_officers_links(item))
    if is_before_count(item) and may_simulate(item, user):
        found.append(
            Link(
                reverse("committee:simulation", args=[item.reference]),
                _("What if these seats stay silent? (simulation)"),
            )
        )
    if item.may_be_left and not item.is_late and acts_for_the_chair(item, user):
        url = reverse("committee:ask-out", args=[item.reference])
        found.append(Link(url, _("Ask a State to step out")))
    return found


def _officers_links(item: Item) -> Iterable[Link]:
    """What an officer writes down on an item."""
    if item.is_open and not item.is_written:
        url = reverse("committee:record", args=[item.reference])
        yield Link(url, _("Record what is said at the meeting"))
    if item.is_open and not item.is_late:
        url = reverse("committee:transcribe", args=[item.reference])
        yield Link(url, _("Write down a position"))
    kept = item.transcriptions.order_by().values_list("state").annotate(Count("pk"))
    numbers = dict(kept)
    if numbers:
        waiting = numbers.get(Transcription.State.ENTERED, 0)
        url = reverse("committee:transcriptions", args=[item.reference])
        yield Link(url, _("Transcriptions (%(number)s waiting)") % {"number": waiting})
