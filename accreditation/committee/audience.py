"""Who of the Committee hears of an item: never a person or a State that is out of it."""

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from accreditation.committee.seats import Representative, places_of
from partners.models import User


def members_told(item: Any) -> "QuerySet[User]":
    """Everybody who represents a seat of the item's term, except who is out of the item.

    Out are the people of States that stepped out, and people who declared a conflict of interest.
    """
    acting = Representative.objects.holding().filter(seat__term=item.term)
    gone = acting.filter(seat__code__in=item.recused_seats())
    conflicted = item.declarations.filter(has_conflict=True)
    people = User.objects.filter(is_active=True, pk__in=acting.values("user"))
    return people.exclude(pk__in=gone.values("user")).exclude(pk__in=conflicted.values("user"))


def keys_withheld(user: User) -> list[str]:
    """The messages with other seats' objections on dossiers that the person is out of by now.

    A conflict on the item that takes the question up again covers the item before as well.
    """
    model = apps.get_model("accreditation", "Item")
    declared = Q(declarations__user=user, declarations__has_conflict=True)
    left = Q(pk__in=[])
    for place in places_of(user):
        left |= Q(term=place.seat.term_id, recusals__seat=place.seat.code)
    out = model._base_manager.filter(declared | left)
    found = out.values_list("reference", "follows__reference")
    references = {reference for pair in found for reference in pair if reference}
    return [f"item.objections {reference}" for reference in sorted(references)]
