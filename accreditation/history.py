"""What the ledger holds on an object, in words, without telling the public who people are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accreditation.committee.models import Representative
from accreditation.ledger import LedgerEntry
from accreditation.workflow import label_of
from partners.models import Membership, Officer, User
from partners.permissions import is_person

SHOWN = 200


@dataclass(frozen=True)
class ShownEntry:
    """One act as a page shows it."""

    at: datetime
    act_label: str
    actor_label: str
    seq: int
    hash: str


def shown_entries(obj: Any, viewer: Any) -> list[ShownEntry]:
    """The latest acts on an object, oldest first, with actors named as the viewer may know them."""
    found = LedgerEntry.objects.filter(object__in=obj.known_as).order_by("-seq")[:SHOWN]
    entries = list(reversed(found))
    named = actors({e.actor for e in entries} - {"portal"}, viewer)
    return [
        ShownEntry(
            at=entry.at,
            act_label=str(label_of(entry.act)),
            actor_label=_("the portal") if entry.actor == "portal" else named[entry.actor],
            seq=entry.seq,
            hash=entry.hash,
        )
        for entry in entries
    ]


def actors(ids: set[str], viewer: Any) -> dict[str, str]:
    """How each actor is called: by name to officers and colleagues, by place to everybody else."""
    people = {str(u.uuid): u for u in User.objects.filter(uuid__in=ids)}
    keys = [u.pk for u in people.values()]
    officers = set(Officer.objects.filter(user__in=keys).values_list("user_id", flat=True))
    seats = dict(Representative.objects.filter(user__in=keys).values_list("user_id", "seat__code"))
    known = _known_to(viewer, keys)
    return {actor: _called(people.get(actor), officers, seats, known) for actor in ids}


def _known_to(viewer: Any, keys: list[int]) -> set[int]:
    """The people whose names the viewer may see."""
    if not is_person(viewer):
        return set()
    if viewer.is_officer:
        return set(keys)
    colleagues = Membership.objects.filter(user__in=keys, organisation__in=list(viewer.roles))
    return {viewer.pk, *colleagues.values_list("user_id", flat=True)}


def _called(user: User | None, officers: set[int], seats: dict[int, str], known: set[int]) -> str:
    """One actor's name or place."""
    if user is None:
        return _("a person")
    if user.pk in known:
        return str(user)
    if user.pk in officers:
        return _("the Secretariat")
    if user.pk in seats:
        return _("a representative of %(seat)s") % {"seat": seats[user.pk]}
    return _("a person of the organisation")
