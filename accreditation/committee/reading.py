"""Who may read what of an item: the page, the frozen dossier, its documents.

`dossier_readable_by` is the one rule for everything that shows a dossier: pages, downloads, briefs,
search, feeds and exports.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from accreditation.committee.conflicts import Declaration
from accreditation.committee.guards import has_declared_conflict
from accreditation.committee.items import ON_THE_TABLE, Item
from accreditation.committee.observers import observed_terms
from accreditation.committee.positions import Recusal, place_on
from accreditation.committee.seats import Seat, places_of
from partners.permissions import is_person

if TYPE_CHECKING:
    from django.db.models import QuerySet


def is_officer(user: Any) -> bool:
    """Whether a person is a Secretariat officer."""
    return is_person(user) and bool(user.is_officer)


def is_in_term(item: Item, user: Any) -> bool:
    """Whether a person acts for a seat in the item's term."""
    return any(place.seat.term_id == item.term_id for place in places_of(user))


def is_of_the_committee(item: Item, user: Any) -> bool:
    """Whether a person is an officer, or acts for a seat in the item's term."""
    return is_officer(user) or is_in_term(item, user)


def is_of_the_house(item: Item, user: Any) -> bool:
    """Whether a person is an officer, acts for a seat in the item's term, or observes it."""
    return is_of_the_committee(item, user) or item.term_id in observed_terms(user)


def has_stepped_out(item: Item, user: Any) -> bool:
    """Whether the person's State has stepped out of the item."""
    place = place_on(item, user)
    return place is not None and place.seat.code in item.recused_seats()


def is_out(item: Item, user: Any) -> bool:
    """Whether the person is out of the item: by an own conflict, or because its State left."""
    return is_person(user) and (has_stepped_out(item, user) or has_declared_conflict(item, user))


def own_seats(user: Any) -> dict[int, set[str]]:
    """By term, the codes of the seats that step out when one of the person's seats does."""
    if not hasattr(user, "_own_seats"):
        found: dict[int, set[str]] = {}
        places = places_of(user)
        states = Seat.objects.filter(
            term__in={p.seat.term_id for p in places},
            party__in={p.seat.party_id for p in places},
        )
        for term, code in states.values_list("term_id", "code"):
            found.setdefault(term, set()).add(code)
        user._own_seats = found
    seats: dict[int, set[str]] = user._own_seats
    return seats


def dossier_readable_by(user: Any) -> "QuerySet[Item]":
    """The items whose confidential dossier a person may read.

    Officers, all. Representatives, and observers whom the Secretariat lets read, while the item is
    before the members, once they have declared that they have no conflict of interest; nobody who
    declared one on this dossier, and nobody whose State stepped out of an item on it.
    """
    items = Item.objects.all()
    if is_officer(user):
        return items
    if not is_person(user):
        return items.none()
    terms = {place.seat.term_id for place in places_of(user)}
    terms |= {term for term, reads in observed_terms(user).items() if reads}
    own = Declaration.objects.filter(user=user)
    same = Q(item__dossier_sha256=OuterRef("dossier_sha256"))
    left = Q(pk__in=[])
    for term, codes in own_seats(user).items():
        left |= Q(item__term=term, seat__in=codes)
    return items.filter(
        ~Exists(own.filter(same, has_conflict=True)),
        ~Exists(Recusal.objects.filter(left & same)),
        Exists(own.filter(item=OuterRef("pk"))),
        term__in=terms,
        state__in=ON_THE_TABLE,
    )


def may_read_dossier(item: Item, user: Any) -> bool:
    """Texts of a process are public; other dossiers are read as their documents are."""
    return item.has_public_dossier or may_read_documents(item, user)


def may_read_documents(item: Item, user: Any) -> bool:
    """Whether the person may read the confidential dossier of this item."""
    return dossier_readable_by(user).filter(pk=item.pk).exists()


def has_to_declare(item: Item, user: Any) -> bool:
    """Whether the dossier opens once the person declares to have no conflict of interest."""
    if item.has_public_dossier or not is_person(user) or not item.is_on_the_table:
        return False
    reads = place_on(item, user) is not None or observed_terms(user).get(item.term_id, False)
    declared = item.declarations.filter(user=user).exists()
    return bool(reads and not declared and not has_stepped_out(item, user))


def has_likely_conflict(item: Item, user: Any) -> bool:
    """Whether the organisation is based in the State for which the person acts, or is its own."""
    if item.organisation_id is not None and item.organisation_id in getattr(user, "roles", {}):
        return True
    place = place_on(item, user)
    if place is None:
        return False
    state = place.seat.party if place.is_of_the_member else place.seat.alternate_party
    return state is not None and state.iso3 in item.interested_countries
