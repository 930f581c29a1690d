"""What if these seats stay silent: an item counted on positions that are only supposed."""

from collections.abc import Mapping
from typing import Any

from accreditation.committee.desk_forms import OUT
from accreditation.committee.desk_seats import recusals_of
from accreditation.committee.item_states import BEFORE_COUNT
from accreditation.committee.items import Item
from accreditation.committee.presiding import acts_for_the_chair
from accreditation.committee.tally import (
    PositionLine,
    RecusalLine,
    Rules,
    SeatLine,
    Tally,
    tally,
)
from partners.clock import portal_now

SUPPOSED = "supposed"  # an objection counts with reasons only


def may_simulate(item: Item, user: Any) -> bool:
    """The Secretariat, and whoever presides."""
    return acts_for_the_chair(item, user)


def is_before_count(item: Item) -> bool:
    """Whether there is still something to try out."""
    return item.state in BEFORE_COUNT


def simulated(item: Item, supposed: Mapping[str, str]) -> Tally:
    """Count an item by its rules and seats as if each seat did this; never by real positions.

    `supposed` has, by seat code, a position or `OUT`; seats that are not in it stay silent. Raises
    NotARecord when the item cannot be counted by its rules.
    """
    now = portal_now()
    return tally(
        Rules.from_json(item.rules),
        [SeatLine.from_json(line) for line in item.seat_lines()],
        [
            *recusals_of(item),
            *(RecusalLine(seat=seat, at=now) for seat, what in supposed.items() if what == OUT),
        ],
        [
            PositionLine(seat=seat, capacity="member", value=what, at=now, reasons=SUPPOSED)
            for seat, what in supposed.items()
            if what != OUT
        ],
        opened_at=now,
        closes_at=now,
    )
