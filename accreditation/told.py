"""Who is told of which step: a table. The notice is written in the transaction of the act."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import NoReverseMatch

from accreditation.applications import cosigning_mail
from accreditation.applications import reminders as applications
from accreditation.committee import reminders as committee_reminders
from accreditation.committee.audience import members_told
from accreditation.committee.guards import may_certify
from accreditation.committee.models import Representative, Seat
from accreditation.committee.withheld import keys_withheld
from accreditation.ledger import LedgerEntry
from accreditation.machine import Stateful
from accreditation.wallet import reminders as wallet
from accreditation.workflow import TELLERS
from partners.mail import owe
from partners.models import User
from partners.notices import LINKS, OUTDATED, WITHHELD

Audience = Callable[[Any], Iterable[User]]


def secretariat(obj: Any) -> Iterable[User]:
    """Every Secretariat officer."""
    return User.objects.filter(is_active=True, places__until__isnull=True, places__isnull=False)


def contact_points(obj: Any) -> Iterable[User]:
    """The contact point of the object's organisation, and its alternate."""
    return obj.organisation.contact_points


def receivers(obj: Any) -> Iterable[User]:
    """The Secretariat, of what has reached it: a draft is its organisation's alone."""
    return secretariat(obj) if obj.is_received else []


def committee(obj: Any) -> Iterable[User]:
    """Everybody who represents a seat of the item's term and is not out of the item."""
    return members_told(obj)


def members_asked(obj: Any) -> Iterable[User]:
    """The Committee, of an item that was open before it: nobody hears of one that was not."""
    return committee(obj) if obj.opened_at else []


def certifiers(obj: Any) -> Iterable[User]:
    """Whoever may certify an item: who presides, and the officers who had no hand in the count."""
    offices = (Seat.Office.CHAIR, Seat.Office.VICE_CHAIR)
    held = Representative.objects.holding().filter(seat__term=obj.term, seat__office__in=offices)
    presiding = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return [person for person in (*presiding, *secretariat(obj)) if may_certify(obj, person)]


def working_group(obj: Any) -> Iterable[User]:
    """The members of the object's working group."""
    return User.objects.filter(is_active=True, pk__in=obj.group.members.values("user"))


TOLD: dict[str, list[Audience]] = {
    "proposal.open_drafting": [working_group],
    "proposal.circulate": [working_group],
    "proposal.adopt": [working_group, secretariat],
    "proposal.return": [working_group, secretariat],
    "item.open": [committee],
    "item.extend": [members_asked],
    "item.lift_out": [committee, secretariat],
    "item.cancel": [members_asked],
    "item.close": [certifiers],
    "item.publish": [committee],
    "application.submit": [contact_points, secretariat],
    "application.return": [contact_points],
    "application.complete": [contact_points, secretariat],
    "application.accept": [contact_points],
    "application.ask": [contact_points],
    "application.ask_extension": [contact_points, secretariat],
    "application.grant_extension": [contact_points, secretariat],
    "application.refuse_extension": [contact_points, secretariat],
    "application.present": [contact_points],
    "application.accredit": [contact_points, secretariat],
    "application.decline": [contact_points, secretariat],
    "application.defer": [contact_points, secretariat],
    "application.answer": [contact_points, secretariat],
    "application.withdraw": [contact_points, receivers],
    "application.lapse": [contact_points],
    "accreditation.give_notice": [contact_points],
    "accreditation.propose_suspension": [contact_points],
    "accreditation.propose_reinstatement": [contact_points],
    "accreditation.propose_withdrawal": [contact_points],
    "accreditation.meet_condition": [contact_points],
    "accreditation.send_proof": [contact_points, secretariat],
    "accreditation.return_proof": [contact_points],
    "accreditation.suspend": [contact_points],
    "accreditation.reinstate": [contact_points],
    "accreditation.withdraw": [contact_points],
    "accreditation.expire": [contact_points, secretariat],
    "accreditation.relinquish": [contact_points, secretariat],
    "report.submit": [contact_points, secretariat],
    "report.return": [contact_points],
    "report.accept": [contact_points],
    "report.propose_note": [contact_points],
    "report.note": [contact_points, secretariat],
}


def tell(obj: Stateful, name: str, entry: LedgerEntry, by: Any) -> None:
    """Owe a notice to everyone who is told of this step."""
    act = f"{obj.kind}.{name}"
    people = {u.pk: u for audience in TOLD.get(act, []) for u in audience(obj)}
    if not people:
        return
    owe(
        people.values(),
        key=f"{act} {obj.reference} {entry.seq}",
        reference=obj.reference,
        template="step",
        context={
            "object": obj,
            "label": obj.STEPS[name].label,
            "state": obj.State(obj.state).label,  # translated for the recipient, not the actor
            "waits": obj.waits_within(),
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
    """Have the workflow tell after every step, the inbox withhold what became confidential.

    Reminders that came to nothing are not mailed; links to sign by are made as the mail goes out.
    """
    if tell not in TELLERS:
        TELLERS.append(tell)
    if keys_withheld not in WITHHELD:
        WITHHELD.append(keys_withheld)
    for reminders in (committee_reminders, applications, wallet, cosigning_mail):
        if reminders.is_outdated not in OUTDATED:
            OUTDATED.append(reminders.is_outdated)
    if cosigning_mail.link_of not in LINKS:
        LINKS.append(cosigning_mail.link_of)
