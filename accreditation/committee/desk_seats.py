"""The seats of an item by region, with a field for each that may still speak."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.utils.functional import Promise

from accreditation.committee.items import Item
from accreditation.committee.roll import Region, RollLine, seats_by_region
from accreditation.committee.tally import RecusalLine, Rules, SeatLine, left_out_seats
from accreditation.committee.words import LEFT_OUT_WORDS

Text = str | Promise
SPEAK = ("", "set_aside")


@dataclass(frozen=True)
class SeatRow:
    """One seat: who holds it, what is asked of it, and what is known of it.

    A field is None where the seat is not asked what others are.
    """

    line: RollLine
    fields: Sequence[BoundField | None] = field(default_factory=list)
    known: Sequence[Any] = ()


@dataclass(frozen=True)
class SeatRegion:
    """The rows of one region."""

    name: Text
    rows: list[SeatRow]
    is_regional: bool


def recusals_of(item: Item) -> list[RecusalLine]:
    """The recusals on seats that the item has."""
    codes = {line["seat"] for line in item.seat_lines()}
    return [RecusalLine(seat=r.seat, at=r.at) for r in item.recusals.all() if r.seat in codes]


def left_out(item: Item) -> dict[str, str]:
    """The seats that are not counted in an item as it stands, each with its reason."""
    seats = [SeatLine.from_json(line) for line in item.seat_lines()]
    found = left_out_seats(Rules.from_json(item.rules), seats, recusals=recusals_of(item))
    return found | dict.fromkeys(item.recused_seats(), "recusal")


def heard_seats(item: Item) -> list[str]:
    """The seats whose word matters: those entitled, and the one set aside to break a tie."""
    out = left_out(item)
    return [line["seat"] for line in item.seat_lines() if out.get(line["seat"], "") in SPEAK]


def regions_of(item: Item) -> list[Region]:
    """The seats by region; those not counted say why."""
    notes = {seat: LEFT_OUT_WORDS[why] for seat, why in left_out(item).items()}
    return seats_by_region(item.seat_lines(), notes)
