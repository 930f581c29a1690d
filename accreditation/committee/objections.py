"""The objections that blocked a decision: those that seats held when it was counted."""

from typing import TYPE_CHECKING

from accreditation.committee.records import counted
from accreditation.committee.tally import PositionLine

if TYPE_CHECKING:
    from accreditation.committee.items import Item
    from accreditation.committee.positions import Position


def held_objections(item: "Item") -> "list[Position]":
    """The reasoned objections of entitled seats, as counted (step 7), the earliest first.

    One that was taken back is not among them, nor one of a seat that is not entitled or of an
    alternate for whom the member spoke.
    """
    tally = counted(item)
    held = [tally.held[seat] for seat in tally.entitled if seat in tally.held]
    blocking = [line for line in held if line.value == "object" and line.has_reasons]
    return [said for said in item.positions.all() if PositionLine(**said.line()) in blocking]
