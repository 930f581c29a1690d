"""Erasing a person: the one way in which personal data leaves the portal, and an act itself.

What acts rest on stays and carries a random number from then on; name, address, notes, messages and
ways to sign in go, and with them the row history in which they stand.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.calendars import CalendarAddress
from partners.clock import portal_now
from partners.handovers import Handover
from partners.invitations import KEY, MembershipInvitation
from partners.notices import Notice
from partners.organisations import Membership, Organisation
from partners.people import User

Hindrance = Callable[[User], Iterable[str | Promise]]
FORMER: Final = "…"  # stands where a name stood


class NotErasable(Exception):  # noqa: N818 - an answer, not a fault
    """Something stands against it; `reasons` say what, and what to do first."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep the reasons."""
        self.reasons = reasons
        super().__init__("; ".join(reasons))


def speaks_for_an_organisation(user: User) -> Iterator[str | Promise]:
    """An organisation always has a contact point, who hands over before leaving."""
    places = Membership.objects.filter(user=user, role=Membership.Role.CONTACT_POINT)
    for name in places.order_by("pk").values_list("organisation__name", flat=True):
        yield _(
            "This person is the contact point of %(name)s. Hand that over on the organisation’s"
            " page first: an organisation always has one."
        ) % {"name": name}


def works_in_the_secretariat(user: User) -> Iterator[str | Promise]:
    """Officers, and who administers the installation, act until their place has ended."""
    if user.places.holding().exists() or user.is_superuser:
        yield _(
            "This person works in the Secretariat or administers the portal. Ask who administers"
            " the installation to end the place first."
        )


# Rooms register what stands against it, and what they erase; these run in this order.
HINDRANCES: Final[list[Hindrance]] = [speaks_for_an_organisation, works_in_the_secretariat]
ERASERS: "Final[list[Callable[..., None]]]" = []


def hindrances(user: User) -> list[str]:
    """Everything that stands against erasing a person now."""
    if user.erased_at is not None:
        return [str(_("This person’s data was erased before."))]
    return [str(reason) for hindrance in HINDRANCES for reason in hindrance(user)]


def erase(user: User, *, by: User) -> User:
    """Erase a person, all of it or nothing; raises NotErasable, with reasons.

    By the person, or by an officer of the Secretariat for the person.
    """
    with transaction.atomic():
        fresh = _locked(user)
        if reasons := hindrances(fresh):
            raise NotErasable(reasons)
        _close(fresh)
        _forget_in_the_inboxes(fresh)
        _forget_in_the_admin(fresh)
        for eraser in ERASERS:
            eraser(fresh, by=by)
        _make_nameless(fresh)
    return fresh


def _locked(user: User) -> User:
    """The person and the organisations of the person, so that no place changes meanwhile."""
    own = Organisation.objects.filter(memberships__user=user)
    list(Organisation.objects.select_for_update().filter(pk__in=own.values("pk")).order_by("pk"))
    return User.objects.select_for_update().get(pk=user.pk)


def _close(user: User) -> None:
    """End every way in and every place, and close the account."""
    Authenticator.objects.filter(user=user).delete()
    CalendarAddress.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    asked = Handover.objects.standing().filter(Q(to=user) | Q(asked_by=user))
    asked.update(closed_at=portal_now(), outcome=Handover.Outcome.WITHDRAWN)
    Membership.objects.filter(user=user).delete()
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])


def _forget_in_the_inboxes(user: User) -> None:
    """Delete the person's messages and open invitations; take the name out of those sent."""
    Notice.objects.filter(Q(recipient=user) | Q(address__iexact=user.email)).delete()
    received = MembershipInvitation.objects.filter(email__iexact=user.email)
    received.filter(accepted_at=None).delete()
    received.update(email=nameless_address(user))
    told = Q(pk__in=[])
    for pk in MembershipInvitation.objects.filter(invited_by=user).values_list("pk", flat=True):
        told |= Q(key__startswith=f"{KEY}{pk} ")
    Notice.objects.filter(told).update(body=Replace("body", Value(str(user)), Value(FORMER)))


def _forget_in_the_admin(user: User) -> None:
    """Take name and address out of what the admin's log calls its rows."""
    named = Q()
    for word in own_words(user):
        named |= Q(object_repr__icontains=word) | Q(change_message__icontains=word)
    for entry in LogEntry.objects.filter(named).only("object_repr", "change_message"):
        entry.object_repr = without(entry.object_repr, user)
        entry.change_message = without(entry.change_message, user)
        entry.save(update_fields=["object_repr", "change_message"])


def _make_nameless(user: User) -> None:
    """Leave a random number of the account."""
    user.email = nameless_address(user)
    user.name = ""
    user.last_login = None
    user.erased_at = portal_now()
    user.save()


def nameless_address(user: User) -> str:
    """An address at which there is nobody."""
    return f"erased-{user.uuid}@invalid"


def own_words(user: User) -> list[str]:
    """The words by which the person is found: address, and name where one was given."""
    return [word for word in (user.email, user.name.strip()) if word]


def without(text: str, user: User) -> str:
    """A text without the person's name and address, whole words only."""
    for word in own_words(user):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", FORMER, text, flags=re.IGNORECASE)
    return text
