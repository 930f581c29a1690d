"""Messages that a person may no longer read, because of a conflict of interest."""

from django.db.models import Q

from accreditation.committee.items import Item
from accreditation.committee.reading import own_seats
from partners.models import User


def keys_withheld(user: User) -> list[str]:
    """The messages with other seats' objections on dossiers that the person is out of by now.

    A conflict is one with a dossier: it covers every item on which the same dossier is decided.
    """
    out = Q(declarations__user=user, declarations__has_conflict=True)
    for term, codes in own_seats(user).items():
        out |= Q(term=term, recusals__seat__in=codes)
    dossiers = Item.objects.filter(out).values("dossier_sha256")
    found = Item.objects.filter(dossier_sha256__in=dossiers).order_by("reference")
    return [f"item.objections {key}" for key in found.values_list("reference", flat=True)]
