"""What an accreditation asks of the partner's people, for the home page and calendars."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accreditation.asked import ASKERS, Ask
from accreditation.deadlines import ALSO_DUE
from accreditation.register import reminders
from accreditation.register.conditions import AccreditationCondition
from accreditation.register.states import HELD
from partners.models import Membership
from partners.notices import OUTDATED


def due_of(organisations: list[int], what: Any) -> Iterator[Ask]:
    """The conditions of these organisations of which a proof is to be sent."""
    waiting = (
        AccreditationCondition.objects.unmet()
        .without_proof()
        .filter(accreditation__organisation__in=organisations, accreditation__state__in=HELD)
    )
    for condition in waiting.soonest().select_related("accreditation__organisation"):
        accreditation = condition.accreditation
        yield Ask(
            what=what % {"number": condition.number},
            about=f"{accreditation.organisation.name}, {accreditation.reference}",
            url=accreditation.get_absolute_url(),
            by=condition.due_at,
            key=f"{accreditation.reference} condition {condition.number}",
            moved_with=(accreditation.reference,),
        )


def of_the_partner(user: Any) -> Iterator[Ask]:
    """Proofs that the person may send."""
    writes_for = [pk for pk, role in user.roles.items() if role in Membership.WRITING]
    if writes_for:
        yield from due_of(writes_for, _("Send proof of condition %(number)s"))


def of_the_accredited_organisation(user: Any) -> Iterator[Ask]:
    """Proofs that are due from the person's organisation, whoever sends them."""
    if user.roles:
        words = _("Your organisation’s proof of condition %(number)s is due")
        yield from due_of(list(user.roles), words)


def register() -> None:
    """Ask on the home page and in calendars; mail no reminder that came to nothing."""
    if of_the_partner not in ASKERS:
        ASKERS.append(of_the_partner)
    if of_the_accredited_organisation not in ALSO_DUE:
        ALSO_DUE.append(of_the_accredited_organisation)
    if reminders.is_outdated not in OUTDATED:
        OUTDATED.append(reminders.is_outdated)
