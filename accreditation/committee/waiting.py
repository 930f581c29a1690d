"""What the Committee's room asks of a person now: read in few queries, however much is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from accreditation.committee.blocs import Bloc
from accreditation.committee.conflicts import Declaration
from accreditation.committee.item_states import ON_THE_TABLE, ItemState
from accreditation.committee.items import Item
from accreditation.committee.observers import observed_terms
from accreditation.committee.positions import Position, place_on
from accreditation.committee.reading import own_seats
from accreditation.committee.seats import Representative, Seat, places_of
from partners.clock import portal_now


@dataclass(frozen=True)
class Waiting:
    """An item before a person: by which place, what its seat did, and what is still to be done."""

    item: Item
    place: Representative | None
    said: Position | None
    observes: bool
    is_out: bool
    is_late: bool

    @property
    def has_to_declare(self) -> bool:
        """Whether a declaration on conflicts comes first: the dossier opens with it."""
        if self.is_out or not self.item.is_on_the_table or self.item.has_public_dossier:
            return False
        reads = self.place is not None or self.observes
        return reads and not self.item.own_declarations  # type: ignore[attr-defined] # prefetched

    @property
    def is_asked(self) -> bool:
        """Whether the person's seat may say something on it now."""
        takes_part = self.place is not None and not self.is_out
        return takes_part and self.item.is_open and not self.is_late

    @property
    def is_taken_together(self) -> bool:
        """Whether the person may answer it now together with the others of its bloc."""
        return self.is_asked and self.item.is_moved_together and not self.has_to_declare

    @property
    def may_lift_out(self) -> bool:
        """Whether the person may have it decided by itself."""
        takes_part = self.place is not None and not self.is_out
        return takes_part and self.item.is_moved_together and self.item.may_be_left

    @property
    def seen(self) -> int:
        """How many positions of the person's own place there are."""
        if self.place is None:
            return 0
        return sum(position.capacity == self.place.capacity for position in self.own_positions)

    @property
    def own_positions(self) -> list[Position]:
        """Every position of the person's seat, the earliest first."""
        if self.place is None:
            return []
        taken: list[Position] = self.item.own_positions  # type: ignore[attr-defined] # prefetched
        return [position for position in taken if position.seat == self.place.seat.code]


def waiting_for(user: Any, items: "QuerySet[Item]") -> list[Waiting]:
    """Items as they stand for a person, in the order of the queryset; a fixed number of queries."""
    codes = {place.seat.code for place in places_of(user)}
    said = Position.objects.filter(seat__in=codes).select_related("by").order_by("at", "pk")
    read = items.select_related("meeting", "bloc", "term").defer("dossier", "record")
    found = read.prefetch_related(
        "recusals",
        Prefetch("declarations", Declaration.objects.filter(user=user), "own_declarations"),
        Prefetch("positions", said, "own_positions"),
    )
    now = portal_now()
    conflicts = Declaration.objects.filter(user=user, has_conflict=True)
    out_of = set(conflicts.values_list("item__dossier_sha256", flat=True))
    return [_stands(item, user, now, out_of=out_of) for item in found]


def _stands(item: Any, user: Any, now: Any, *, out_of: set[str]) -> Waiting:
    """One item as it stands for the person."""
    place = _place(item, user)
    left = own_seats(user).get(item.term_id, set())
    stepped_out = any(recusal.seat in left for recusal in item.recusals.all())
    own = [p for p in item.own_positions if place is not None and p.seat == place.seat.code]
    return Waiting(
        item=item,
        place=place,
        said=own[-1] if own else None,
        observes=observed_terms(user).get(item.term_id, False),
        is_out=stepped_out or item.dossier_sha256 in out_of,
        is_late=item.closes_at is not None and now > item.closes_at,
    )


def _place(item: Item, user: Any) -> Representative | None:
    """The place by which the person acts; before opening, the first in the term."""
    if item.seats:
        return place_on(item, user)
    return next((p for p in places_of(user) if p.seat.term_id == item.term_id), None)


@dataclass(frozen=True)
class Together:
    """Rows of a list that belong together: those of one bloc, or those of none."""

    bloc: Bloc | None
    rows: list[Waiting]


def by_bloc(rows: Iterable[Waiting]) -> list[Together]:
    """Items by themselves first, then each bloc; items lifted out stand by themselves."""
    groups: dict[int | None, list[Waiting]] = {None: []}
    for row in rows:
        key = row.item.bloc_id if row.item.is_moved_together else None
        groups.setdefault(key, []).append(row)
    return [
        Together(bloc=rows[0].item.bloc if key else None, rows=rows)
        for key, rows in groups.items()
        if rows
    ]


@dataclass(frozen=True)
class OwnDecisions:
    """What lies before a person in one term: what is asked, what comes up, what it is out of."""

    places: list[Representative]
    rows: list[Waiting]

    @property
    def asked(self) -> list[Waiting]:
        """Open items on which the person's seat may speak."""
        return [row for row in self.rows if row.is_asked]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.asked)

    @property
    def done(self) -> int:
        """On how many of them the seat has spoken."""
        return sum(row.said is not None for row in self.asked)

    @property
    def waiting(self) -> list[Together]:
        """Those on which it has not, what is due first on top."""
        return by_bloc(row for row in self.asked if row.said is None)

    @property
    def answered(self) -> list[Waiting]:
        """Those on which it has: a position may be changed until the item closes."""
        return [row for row in self.asked if row.said is not None]

    @property
    def coming(self) -> list[Waiting]:
        """Announced and not yet open, or waiting for a declaration before the dossier opens."""
        return [
            row
            for row in self.rows
            if not row.is_out and not row.is_asked and (row.item.is_scheduled or row.has_to_declare)
        ]

    @property
    def left(self) -> list[Waiting]:
        """Those that the person is out of."""
        return [row for row in self.rows if row.is_out]


def decisions_of(user: Any) -> list[OwnDecisions]:
    """What lies before a representative or an observer who reads dossiers, by term."""
    places = places_of(user)
    terms = list(dict.fromkeys(place.seat.term_id for place in places))
    terms += [t for t, reads in observed_terms(user).items() if reads and t not in terms]
    if not terms:
        return []
    on_the_table = Item.objects.filter(term__in=terms, state__in=ON_THE_TABLE)
    rows = waiting_for(user, on_the_table.order_by("closes_at", "pk"))
    return [
        OwnDecisions(
            places=[place for place in places if place.seat.term_id == term],
            rows=[row for row in rows if row.item.term_id == term],
        )
        for term in terms
    ]


def to_certify(user: Any) -> list[Item]:
    """Items closed and counted in which the person presides: the Chair, or the Vice-Chair."""
    offices = (Seat.Office.CHAIR, Seat.Office.VICE_CHAIR)
    held_by_user = [place for place in places_of(user) if place.is_of_the_member]
    own = [place for place in held_by_user if place.seat.office in offices]
    if not own:
        return []
    terms = {place.seat.term_id for place in own}
    closed = Item.objects.filter(term__in=terms, state=ItemState.CLOSED).exclude(closed_by=user)
    items = list(closed.defer("dossier", "record").prefetch_related("recusals").order_by("pk"))
    held = Representative.objects.holding().filter(
        seat__term__in=terms, seat__office=Seat.Office.CHAIR, capacity="member"
    )
    chairs = list(held.select_related("seat"))
    conflicted = Declaration.objects.filter(
        item__dossier_sha256__in={item.dossier_sha256 for item in items}, has_conflict=True
    )
    gone = set(conflicted.values_list("item__dossier_sha256", "user_id"))
    return [
        item
        for item in items
        if any(_presides(item, place, chairs=chairs, gone=gone) for place in own)
    ]


def _presides(
    item: Item, place: Representative, *, chairs: list[Representative], gone: set[tuple[str, int]]
) -> bool:
    """The guard `presides`, on what was read for all items at once."""

    def is_free(held: Representative) -> bool:
        recused = held.seat.code in item.recused_seats()
        return held.seat.term_id == item.term_id and not (
            recused or (item.dossier_sha256, held.user_id) in gone
        )

    if not is_free(place):
        return False
    if place.seat.office == Seat.Office.CHAIR:
        return True
    return not any(is_free(chair) for chair in chairs)
