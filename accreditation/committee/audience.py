"""Who of the Committee hears of an item: never a person or a State that is out of it."""

from typing import Any

from django.db.models import QuerySet

from accreditation.committee.seats import Representative
from partners.models import User


def members_told(item: Any) -> "QuerySet[User]":
    """Everybody who represents a seat of the item's term, except who is out of the item.

    Out are the people of States that stepped out, and people who declared a conflict of interest.
    """
    acting = Representative.objects.holding().filter(seat__term=item.term)
    gone = acting.filter(seat__code__in=item.recused_seats())
    conflicted = item.conflicted()
    people = User.objects.filter(is_active=True, pk__in=acting.values("user"))
    return people.exclude(pk__in=gone.values("user")).exclude(pk__in=conflicted.values("user"))
