"""Who conducts an item: whoever presides, and the Secretariat on behalf of the Chair."""

from typing import Any

from accreditation.committee.guards import presides
from accreditation.committee.items import Item
from accreditation.committee.reading import is_officer
from accreditation.committee.seats import places_of


def acts_for_the_chair(item: Item, user: Any) -> bool:
    """Whether a person is an officer, or presides in the item."""
    return is_officer(user) or any(presides(item, place) for place in places_of(user))
