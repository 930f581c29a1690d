"""Who may read what of an item: the page, the frozen dossier, its documents."""

import json
from typing import Any

from accreditation.committee.items import Item
from accreditation.committee.positions import place_on, recused_seats
from accreditation.committee.seats import places_of
from partners.permissions import is_person

PUBLIC_DOSSIERS = ("cms-process/1",)


def is_officer(user: Any) -> bool:
    """Whether a person is a Secretariat officer."""
    return is_person(user) and bool(user.is_officer)


def is_in_term(item: Item, user: Any) -> bool:
    """Whether a person acts for a seat in the item's term."""
    return any(place.seat.term_id == item.term_id for place in places_of(user))


def is_of_the_house(item: Item, user: Any) -> bool:
    """Whether a person is an officer, or acts for a seat in the item's term."""
    return is_officer(user) or is_in_term(item, user)


def has_stepped_out(item: Item, user: Any) -> bool:
    """Whether the person's State has stepped out of the item."""
    place = place_on(item, user)
    return place is not None and place.seat.code in recused_seats(item)


def may_read_dossier(item: Item, user: Any, dossier: dict[str, Any] | None = None) -> bool:
    """Texts of a process are public; other dossiers are read as their documents are."""
    content = dossier if dossier is not None else json.loads(item.dossier)
    if content.get("format") in PUBLIC_DOSSIERS:
        return True
    return may_read_documents(item, user)


def may_read_documents(item: Item, user: Any) -> bool:
    """Officers; representatives of the term while the item is before them, unless stepped out."""
    if is_officer(user):
        return True
    return is_in_term(item, user) and item.is_on_the_table and not has_stepped_out(item, user)


def has_likely_conflict(item: Item, user: Any) -> bool:
    """Whether the subject is based in the State of the person's seat, or of its alternate."""
    place = place_on(item, user)
    if place is None:
        return False
    own = {place.seat.party.iso3}
    if place.seat.alternate_party is not None:
        own.add(place.seat.alternate_party.iso3)
    return bool(own & set(item.interested_countries))
