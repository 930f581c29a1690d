"""What is kept about a person: each room says its own part, and nobody reads another's.

A part names why it is kept, how long, and what happens to it when the person is erased.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.calendars import CalendarAddress
from partners.invitations import MembershipInvitation
from partners.notices import Notice
from partners.organisations import Membership
from partners.people import Officer, User

Text = str | Promise


@dataclass(frozen=True)
class Value:
    """One value with the label of its column."""

    label: Text
    text: Any


@dataclass(frozen=True)
class Part:
    """One kind of what is kept: `of` gives the person's own rows, `columns` what of them is shown.

    A column has a label and the field it is read from.
    """

    name: str
    label: Text
    why: Text
    until: Text
    of: Callable[[User], "QuerySet[Any]"]
    columns: Mapping[str, tuple[Text, str]]

    def rows(self, user: User) -> list[dict[str, Any]]:
        """The person's own rows, by the names of their columns; one query."""
        return self._read(self.of(user))

    def in_words(self, user: User) -> list[list[Value]]:
        """The person's own rows as people read them."""
        found = self.of(user)
        labels = {
            name: labels_of(found.model, field) for name, (_label, field) in self.columns.items()
        }
        return [
            [Value(self.columns[name][0], in_words(row[name], labels[name])) for name in row]
            for row in self._read(found)
        ]

    def _read(self, found: "QuerySet[Any]") -> list[dict[str, Any]]:
        """What is shown of rows."""
        fields = [field for _label, field in self.columns.values()]
        return [dict(zip(self.columns, row, strict=True)) for row in found.values_list(*fields)]


@dataclass(frozen=True)
class Shown:
    """A part as a page shows it."""

    part: Part
    rows: list[list[Value]]


ERASED: Final = _("Until your account is erased.")
WITH_THE_PLACE: Final = _("Until the place ends, or your account is erased.")
PLACES_STAY: Final = _(
    "For good, under a random number once your account is erased: acts rest on who held the place."
)

PARTS: Final[list[Part]] = [
    Part(
        name="account",
        label=_("Account"),
        why=_("To let you sign in and to write to you."),
        until=_(
            "Until your account is erased; then a random number stays, without name or address."
        ),
        of=lambda user: User.objects.filter(pk=user.pk),
        columns={
            "email": (_("E-mail address"), "email"),
            "name": (_("Name"), "name"),
            "language": (_("Language"), "language"),
            "time_zone": (_("Time zone"), "time_zone"),
            "actor": (_("Random number"), "uuid"),
            "joined_at": (_("Joined"), "joined_at"),
            "last_login": (_("Last sign-in"), "last_login"),
        },
    ),
    Part(
        name="addresses",
        label=_("Addresses for signing in"),
        why=_("To know that an address is yours."),
        until=ERASED,
        of=lambda user: EmailAddress.objects.filter(user=user).order_by("pk"),
        columns={
            "email": (_("E-mail address"), "email"),
            "verified": (_("Verified"), "verified"),
            "primary": (_("Primary"), "primary"),
        },
    ),
    Part(
        name="second_factors",
        label=_("Second factors"),
        why=_("To protect your account; their secrets are shown to nobody."),
        until=ERASED,
        of=lambda user: Authenticator.objects.filter(user=user).order_by("pk"),
        columns={
            "type": (_("Kind"), "type"),
            "created_at": (_("Set up"), "created_at"),
            "last_used_at": (_("Last used"), "last_used_at"),
        },
    ),
    Part(
        name="calendar",
        label=_("Address of your calendar"),
        why=_("To let your calendar program read your deadlines; only a hash of it is kept."),
        until=_("Until you revoke it, or your account is erased."),
        of=lambda user: CalendarAddress.objects.filter(user=user),
        columns={"made_at": (_("Made"), "made_at")},
    ),
    Part(
        name="memberships",
        label=_("Places in organisations"),
        why=_("To know for which organisations you act."),
        until=WITH_THE_PLACE,
        of=lambda user: Membership.objects.filter(user=user).order_by("pk"),
        columns={
            "organisation": (_("Organisation"), "organisation__name"),
            "role": (_("Role"), "role"),
            "since": (_("Since"), "since"),
        },
    ),
    Part(
        name="invitations_received",
        label=_("Places offered to you"),
        why=_("To let you take a place that was offered to your address."),
        until=_("Until your account is erased; then without your address."),
        of=lambda user: MembershipInvitation.objects.filter(email__iexact=user.email).order_by(
            "pk"
        ),
        columns={
            "organisation": (_("Organisation"), "organisation__name"),
            "role": (_("Role"), "role"),
            "invited_at": (_("Offered"), "invited_at"),
            "accepted_at": (_("Taken"), "accepted_at"),
        },
    ),
    Part(
        name="invitations_sent",
        label=_("Places you offered to others"),
        why=_("To know who let whom in; the addresses are theirs and are not shown here."),
        until=_("For good, under a random number once your account is erased."),
        of=lambda user: MembershipInvitation.objects.filter(invited_by=user).order_by("pk"),
        columns={
            "organisation": (_("Organisation"), "organisation__name"),
            "role": (_("Role"), "role"),
            "invited_at": (_("Offered"), "invited_at"),
        },
    ),
    Part(
        name="places_in_the_secretariat",
        label=_("Places in the Secretariat"),
        why=_("To know on whose behalf you act."),
        until=PLACES_STAY,
        of=lambda user: Officer.objects.filter(user=user).order_by("pk"),
        columns={"since": (_("Since"), "since"), "until": (_("Until"), "until")},
    ),
    Part(
        name="messages",
        label=_("Messages"),
        why=_("To tell you what concerns you: mail gets lost, the inbox does not."),
        until=ERASED,
        of=lambda user: Notice.objects.visible_to(user).order_by("pk"),
        columns={
            "reference": (_("Reference"), "reference"),
            "subject": (_("Subject"), "subject"),
            "text": (_("Text"), "body"),
            "written_at": (_("Written"), "created_at"),
            "read_at": (_("Read"), "read_at"),
            "sent_at": (_("Sent"), "sent_at"),
        },
    ),
]


def contribute(*parts: Part) -> None:
    """Let a room add its parts, once."""
    known = {part.name for part in PARTS}
    for part in parts:
        if part.name not in known:
            PARTS.append(part)


def kept_about(user: User) -> Iterator[Shown]:
    """Everything that is kept about a person, part by part, for a page."""
    for part in PARTS:
        yield Shown(part, part.in_words(user))


def labels_of(model: type[Model], path: str) -> dict[Any, Text]:
    """The labels of a field's choices, by value; none where it has no choices."""
    *through, last = path.split("__")
    for name in through:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment] # a relation
    return dict(getattr(model._meta.get_field(last), "flatchoices", []))


def in_words(value: Any, labels: Mapping[Any, Text]) -> Any:
    """A value as people read it: labels for choices, yes and no, answers of several parts."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return labels.get(value, value)


def exported(user: User, *, at: datetime) -> dict[str, Any]:
    """Everything that is kept about a person, part by part, for a file."""
    return {"made_at": at} | {part.name: part.rows(user) for part in PARTS}
