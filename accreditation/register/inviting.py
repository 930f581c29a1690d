"""Accredited organisations are told of an invitation to renew: when it opens, and once they may."""

from typing import Any, Final

from accreditation.applications.models import Application, Invitation
from accreditation.ledger import LedgerEntry
from accreditation.machine import Stateful
from accreditation.register.accreditations import Accreditation
from accreditation.register.waiting import open_renewals, renewable_until
from accreditation.workflow import TELLERS
from partners.mail import owe
from partners.models import User
from partners.notices import OUTDATED, Notice

INVITE: Final = "accreditation.invite "


def tell_partners(obj: Stateful, name: str, _entry: LedgerEntry, _by: Any) -> None:
    """Tell those who may renew as soon as the invitation opens."""
    if isinstance(obj, Invitation) and name == "open" and obj.is_to_renew:
        _invite(obj)


def invite_to_renew() -> int:
    """Owe what is not yet owed of every open invitation to renew; to how many people.

    Running it twice does no harm; who is accredited or joins later is told too.
    """
    return sum(_invite(invitation) for invitation in open_renewals())


def _invite(invitation: Invitation) -> int:
    """Tell the people of every organisation that may renew and has not begun to."""
    applied = Application.objects.filter(invitation=invitation).current().values("organisation")
    renewable = Accreditation.objects.renewable_at(None).exclude(organisation__in=applied)
    owed = 0
    for accreditation in renewable.select_related("organisation"):
        key = f"{INVITE}{invitation.reference} {accreditation.reference}"
        told = set(Notice.objects.filter(key=key).values_list("recipient_id", flat=True))
        body = accreditation.organisation
        members = User.objects.filter(is_active=True, memberships__organisation=body)
        people = list(members.exclude(pk__in=told))
        owe(
            people,
            key=key,
            reference=accreditation.reference,
            template="invitation_to_renew",
            context={
                "accreditation": accreditation,
                "until": renewable_until(accreditation),
                "invitation": invitation,
                "path": invitation.get_absolute_url(),
            },
        )
        owed += len(people)
    return owed


def is_outdated(notice: Notice) -> bool:
    """Whether a message invites to what is closed by now, or was begun."""
    if not notice.key.startswith(INVITE):
        return False
    reference = notice.key.removeprefix(INVITE).split(" ")[0]
    invitation = open_renewals().filter(reference=reference).first()
    if invitation is None:
        return True
    applied = invitation.applications.current()
    return bool(applied.filter(organisation__accreditations__reference=notice.reference).exists())


def register() -> None:
    """Hear of invitations that open; mail nothing that came to nothing."""
    if tell_partners not in TELLERS:
        TELLERS.append(tell_partners)
    if is_outdated not in OUTDATED:
        OUTDATED.append(is_outdated)
