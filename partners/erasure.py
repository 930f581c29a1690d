"""Erasing a person: the one way in which personal data leaves the portal, and an act itself.

What acts rest on stays and carries a random number from then on; name, address, notes, messages and
ways to sign in go, and with them the row history in which they stand.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.calendars import CalendarAddress
from partners.clock import portal_now
from partners.handovers import Handover
from partners.invitations import KEY, MembershipInvitation
from partners.mail import say_farewell
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

    By the person, or by an officer of the Secretariat for the person. The address is written to
    once more, and kept in that message only until it is sent.
    """
    with transaction.atomic():
        fresh = _locked(user)
        if reasons := hindrances(fresh):
            raise NotErasable(reasons)
        _forget_in_the_inboxes(fresh)
        _forget_in_the_admin(fresh)
        _close(fresh)
        for eraser in ERASERS:
            eraser(fresh, by=by)
        address, language = fresh.email, fresh.language
        _make_nameless(fresh)
        say_farewell(address, language=language)
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
    own = [address.lower() for address in addresses_of(user)]
    to_an_address = Notice.objects.annotate(to=Lower("address")).filter(to__in=own)
    to_an_address.delete()
    Notice.objects.filter(recipient=user).delete()
    received = MembershipInvitation.objects.annotate(to=Lower("email")).filter(to__in=own)
    received.filter(accepted_at=None).delete()
    received.update(email=nameless_address(user))
    told = Q(pk__in=[])
    for pk in MembershipInvitation.objects.filter(invited_by=user).values_list("pk", flat=True):
        told |= Q(key__startswith=f"{KEY}{pk} ")
    Notice.objects.filter(told).update(body=Replace("body", Value(str(user)), Value(FORMER)))


def _forget_in_the_admin(user: User) -> None:
    """Take addresses out of the admin's log, and the name where it is what a row is called."""
    related = (relation.related_model for relation in User._meta.related_objects)
    places = {kind.pk for kind in ContentType.objects.get_for_models(User, *related).values()}
    for entry in LogEntry.objects.filter(_tells_of(user)):
        if entry.content_type_id in places:
            entry.object_repr = _unnamed(entry.object_repr, rf"^{_name(user)}(?=$|:| \()")
        entry.object_repr = _unnamed(entry.object_repr, _addresses(user))
        message = _unnamed(entry.change_message, rf'(?<="object": "){_name(user)}(?="|:| \()')
        entry.change_message = _unnamed(message, _addresses(user))
        entry.save(update_fields=["object_repr", "change_message"])


def _tells_of(user: User) -> Q:
    """Entries of the admin's log in which name or address may stand."""
    words = [*addresses_of(user), *_names(user)]
    told = Q(pk__in=[])
    for word in words:
        told |= Q(object_repr__icontains=word) | Q(change_message__icontains=word)
    return told


def _names(user: User) -> list[str]:
    """The name as it is written, and as the admin's log spells it where it has accents."""
    name = str(user)
    return [name, json.dumps(name)[1:-1]]


def _name(user: User) -> str:
    """A pattern for the name."""
    return f"(?:{'|'.join(re.escape(name) for name in _names(user))})"


def _addresses(user: User) -> str:
    """A pattern for every address, as a whole."""
    escaped = "|".join(re.escape(address) for address in addresses_of(user))
    return rf"(?<!\w)(?:{escaped})(?!\w)"


def _unnamed(text: str, pattern: str) -> str:
    """A text without what the pattern finds."""
    return re.sub(pattern, FORMER, text, flags=re.IGNORECASE)


def _make_nameless(user: User) -> None:
    """Leave a random number of the account; until here the addresses told what to look for."""
    EmailAddress.objects.filter(user=user).delete()
    user.email = nameless_address(user)
    user.name = ""
    user.last_login = None
    user.erased_at = portal_now()
    user.save()


def nameless_address(user: User) -> str:
    """An address at which there is nobody."""
    return f"erased-{user.uuid}@invalid"


def addresses_of(user: User) -> list[str]:
    """Every address known to be the person's, the one to sign in with first."""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    others = verified.exclude(email__iexact=user.email).order_by("pk")
    return [user.email, *others.values_list("email", flat=True)]
