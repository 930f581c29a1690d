"""What a person's own seat has to do with an item: by which place, what it said, what is next."""

from dataclasses import dataclass
from typing import Any

from accreditation.committee.items import Item
from accreditation.committee.positions import Position
from accreditation.committee.seats import Representative
from accreditation.committee.tally import Rules, SeatLine, left_out_seats


@dataclass(frozen=True)
class OwnPosition:
    """A position of the seat; while it is hidden its value shows to those whose voice it is."""

    position: Position
    is_shown: bool


@dataclass(frozen=True)
class OwnSide:
    """The person's place on an item and what may be done from it."""

    place: Representative
    positions: list[OwnPosition]
    seen: int
    is_recused: bool
    is_late: bool
    may_speak: bool
    may_step_out: bool
    seats: list[str]
    counts_on: str
    idle: str

    @property
    def has_several_seats(self) -> bool:
        """Whether the State holds more than one seat, of which only one counts."""
        return len(self.seats) > 1

    @property
    def is_idle(self) -> bool:
        """Whether what is said on this seat stays on the record without effect."""
        return self.idle in ("kind", "same_state")

    @property
    def breaks_ties(self) -> bool:
        """Whether the seat is set aside and speaks only to break a tie."""
        return self.idle == "set_aside"


def own_side(
    item: Item, place: Representative | None, user: Any, *, is_barred: bool
) -> OwnSide | None:
    """The person's side of an item; nothing for those without a place."""
    if place is None:
        return None
    code = place.seat.code
    said = item.positions.filter(seat=code).select_related("by").order_by("-at", "-pk")
    hides = item.hides_running_count
    taken = [OwnPosition(p, is_shown=is_own_voice(p, place, user) or not hides) for p in said]
    is_late = item.is_late
    is_recused = code in item.recused_seats()
    lines = item.seat_lines()
    idle = left_out_seats(
        Rules.from_json(item.rules), [SeatLine.from_json(line) for line in lines], recusals=[]
    )
    state = next((line["state"] for line in lines if line["seat"] == code), None)
    seats = [line["seat"] for line in lines if line["state"] == state]
    has_voice = place.is_of_the_member or _has_alternate(lines, code)
    return OwnSide(
        place=place,
        positions=taken,
        seen=sum(own.position.capacity == place.capacity for own in taken),
        is_recused=is_recused,
        is_late=is_late and item.is_open,
        may_speak=item.is_open and not is_late and not is_barred and not is_recused and has_voice,
        may_step_out=item.may_be_left and not is_late and not is_recused and place.is_of_the_member,
        seats=seats,
        counts_on=next((seat for seat in seats if seat not in idle), ""),
        idle=idle.get(code, ""),
    )


def is_own_voice(position: Position, place: Representative | None, user: Any) -> bool:
    """Whether the person gave the position, or an officer wrote it down for the person's place."""
    if position.by_id == user.pk:
        return True
    if place is None or position.channel == Position.Channel.PORTAL:
        return False
    return (position.seat, position.capacity) == (place.seat.code, place.capacity)


def _has_alternate(lines: list[dict[str, Any]], code: str) -> bool:
    """Whether the seat has an alternate member in the item."""
    return any(line["seat"] == code and line["alternate"] for line in lines)
