"""What the Committee's room stores."""

from accreditation.committee.items import Item, ItemState
from accreditation.committee.positions import Position, Recusal
from accreditation.committee.seats import (
    CommitteeRules,
    Meeting,
    Representative,
    Seat,
    Term,
)

__all__ = [
    "CommitteeRules",
    "Item",
    "ItemState",
    "Meeting",
    "Position",
    "Recusal",
    "Representative",
    "Seat",
    "Term",
]
