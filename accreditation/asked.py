"""What is asked of a signed-in person now, read from every room in few queries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import Application, Invitation
from accreditation.applications.states import ApplicationState
from accreditation.committee.observers import observed_terms
from accreditation.committee.seats import places_of
from accreditation.committee.waiting import decisions_of, to_certify
from accreditation.proposals.groups import groups_of
from accreditation.proposals.models import Proposal, ProposalState
from accreditation.register.models import Accreditation
from partners.models import Membership
from partners.permissions import is_person


@dataclass(frozen=True)
class Ask:
    """One thing a person is asked to do: what, on what, where, and by when.

    `key` names it for calendars, the same however its deadline moves; `moved_with` are references
    of the objects whose acts may move the deadline.
    """

    what: str | Promise
    about: str
    url: str
    by: datetime | None = None
    key: str = ""
    moved_with: tuple[str, ...] = ()


Asker = Callable[[Any], Iterable[Ask]]


WHAT_IS_ASKED: Mapping[str, Promise] = {
    ApplicationState.DRAFT: _("Finish and submit your application"),
    ApplicationState.RETURNED: _("Complete what was returned"),
    ApplicationState.ASSESSED: _("Answer the questions of the Secretariat"),
}


def of_the_organisation(user: Any) -> Iterator[Ask]:
    """Applications that wait on the person's organisation, and invitations it may answer."""
    writes_for = [pk for pk, role in user.roles.items() if role in Membership.WRITING]
    if not writes_for:
        return
    waiting = Application.objects.of_organisations(user).filter(organisation__in=writes_for)
    asked = waiting.waiting_on_the_organisation()
    for application in asked.select_related("invitation", "organisation").order_by("pk"):
        yield Ask(
            what=WHAT_IS_ASKED[application.state],
            about=f"{application.organisation.name}, {application.invitation.title}",
            url=application.get_absolute_url(),
            by=application.deadline,
            key=application.begun_as,
            moved_with=(*application.known_as, application.invitation.reference),
        )
    yield from _invitations(writes_for)


def _invitations(organisations: list[int]) -> Iterator[Ask]:
    """Open invitations that one of these organisations may answer, and did not."""
    open_to = Invitation.objects.taking_applications().exclude(
        applications__in=Application.objects.filter(organisation__in=organisations).exclude(
            state=ApplicationState.WITHDRAWN
        )
    )
    invitations = list(open_to.order_by("closes_at"))
    if not invitations:
        return
    held = Accreditation.objects.filter(organisation__in=organisations)
    standing, renewable = (
        set(rows.values_list("organisation_id", flat=True))
        for rows in (held.standing_at(None), held.renewable_at(None))
    )
    for invitation in invitations:
        if not (renewable if invitation.is_to_renew else set(organisations) - standing):
            continue
        yield Ask(
            what=_("Apply to renew your accreditation")
            if invitation.is_to_renew
            else _("Apply for your organisation, if you wish"),
            about=invitation.title,
            url=invitation.get_absolute_url(),
            by=invitation.closes_at,
            key=invitation.begun_as,
            moved_with=invitation.known_as,
        )


def of_a_newcomer(user: Any) -> Iterator[Ask]:
    """A person with no place yet, while an invitation is open: for whom they speak."""
    if user.roles or user.is_officer or places_of(user) or groups_of(user) or observed_terms(user):
        return
    taking = Invitation.objects.taking_applications().order_by("closes_at")
    invitation = taking.exclude(invitation_kind=Invitation.Kind.RENEWAL).first()
    if invitation is not None:
        yield Ask(
            what=_("Describe your organisation, if you wish to apply for one"),
            about=invitation.title,
            url=reverse("partners:organisation"),
            by=invitation.closes_at,
            key=invitation.begun_as,
            moved_with=invitation.known_as,
        )


def of_the_seat(user: Any) -> Iterator[Ask]:
    """Items open for decision on which the person's seat has not spoken, and may."""
    for decisions in decisions_of(user) if places_of(user) else ():
        for row in decisions.asked:
            if row.said is None:
                yield Ask(
                    what=_("Declare on conflicts of interest, then state your position")
                    if row.has_to_declare
                    else _("State your position"),
                    about=f"{row.item.reference}: {row.item.title}",
                    url=row.item.get_absolute_url(),
                    by=row.item.closes_at,
                    key=row.item.reference,
                )


def of_the_chair(user: Any) -> Iterator[Ask]:
    """Items closed and counted that the Chair certifies, or the Vice-Chair in its stead."""
    for item in to_certify(user):
        yield Ask(
            what=_("Certify the count"),
            about=f"{item.reference}: {item.title}",
            url=item.get_absolute_url(),
        )


def of_the_group(user: Any) -> Iterator[Ask]:
    """Proposals on which the person's working group is asked for comments."""
    groups = groups_of(user)
    if not groups:
        return
    asked = Proposal.objects.filter(
        group__in=groups, state__in=[ProposalState.CIRCULATED, ProposalState.DRAFTING]
    )
    for proposal in asked.order_by("comments_close_at", "pk"):
        yield Ask(
            what=_("Comment on the proposal"),
            about=f"{proposal.reference}: {proposal.title}",
            url=proposal.get_absolute_url(),
            by=proposal.comments_close_at,
            key=proposal.begun_as,
            moved_with=proposal.known_as,
        )


def of_the_secretariat(user: Any) -> Iterator[Ask]:
    """The work of the Secretariat, which has a page of its own."""
    if user.is_officer:
        yield Ask(
            what=_("Open the work of the Secretariat"),
            about="",
            url=reverse("admin:index"),
        )


ASKERS: list[Asker] = [
    of_the_seat,
    of_the_chair,
    of_the_organisation,
    of_a_newcomer,
    of_the_group,
    of_the_secretariat,
]


def asked_of(user: Any) -> list[Ask]:
    """Everything that is asked of a person now, what is due first on top."""
    if not is_person(user):
        return []
    found = [ask for asker in ASKERS for ask in asker(user)]
    return sorted(found, key=lambda ask: ask.by.timestamp() if ask.by else inf)
