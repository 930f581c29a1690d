"""Who is told of which step: a table. The notice is written in the transaction of the act."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import NoReverseMatch

from accreditation.ledger import LedgerEntry
from accreditation.machine import Stateful
from accreditation.workflow import TELLERS
from partners.mail import owe
from partners.models import User

Audience = Callable[[Any], Iterable[User]]


def secretariat(obj: Any) -> Iterable[User]:
    """Every Secretariat officer."""
    return User.objects.filter(is_active=True, places__until__isnull=True, places__isnull=False)


def contact_points(obj: Any) -> Iterable[User]:
    """The contact point of the object's organisation, and its alternate."""
    return obj.organisation.contact_points


def committee(obj: Any) -> Iterable[User]:
    """Everybody who represents a seat of the item's term."""
    return User.objects.filter(
        is_active=True, represents__until__isnull=True, represents__seat__term=obj.term
    ).distinct()


def working_group(obj: Any) -> Iterable[User]:
    """The members of the object's working group."""
    return User.objects.filter(is_active=True, pk__in=obj.group.members.values("user"))


TOLD: dict[str, list[Audience]] = {
    "proposal.open_drafting": [working_group],
    "proposal.circulate": [working_group],
    "proposal.adopt": [working_group, secretariat],
    "proposal.return": [working_group, secretariat],
    "item.open": [committee],
    "item.cancel": [committee],
    "item.publish": [committee],
    "application.submit": [contact_points, secretariat],
    "application.return": [contact_points],
    "application.complete": [contact_points, secretariat],
    "application.accept": [contact_points],
    "application.present": [contact_points],
    "application.accredit": [contact_points, secretariat],
    "application.decline": [contact_points, secretariat],
    "application.defer": [contact_points, secretariat],
    "application.withdraw": [contact_points, secretariat],
    "application.lapse": [contact_points],
    "accreditation.give_notice": [contact_points],
    "accreditation.suspend": [contact_points],
    "accreditation.reinstate": [contact_points],
    "accreditation.withdraw": [contact_points],
    "accreditation.expire": [contact_points, secretariat],
    "accreditation.relinquish": [contact_points, secretariat],
    "report.submit": [contact_points, secretariat],
    "report.return": [contact_points],
    "report.accept": [contact_points],
}


def tell(obj: Stateful, name: str, entry: LedgerEntry, by: Any) -> None:
    """Owe a notice to everyone who is told of this step."""
    act = f"{obj.kind}.{name}"
    people = {u.pk: u for audience in TOLD.get(act, []) for u in audience(obj)}
    for person in people.values():
        owe(
            person,
            key=f"{act} {obj.reference} {entry.seq}",
            reference=obj.reference,
            template="step",
            context={
                "object": obj,
                "label": obj.STEPS[name].label,
                "state": obj.get_state_display(),  # type: ignore[attr-defined] # Django makes it
                "waits": obj.waits(),
                "entry": entry,
                "path": _path(obj),
            },
        )


def _path(obj: Any) -> str:
    """The object's address in the portal, where it has a page."""
    try:
        path: str = obj.get_absolute_url()
    except (AttributeError, NoReverseMatch):
        return ""
    return path


def register() -> None:
    """Have the workflow tell after every step."""
    if tell not in TELLERS:
        TELLERS.append(tell)
