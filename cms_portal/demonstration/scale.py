"""Many applications at once, for measuring: written in bulk, and summed up in the ledger."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

import pghistory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accreditation.applications.models import Application, Invitation
from accreditation.committee.models import Term
from accreditation.ledger import LedgerEntry, record
from accreditation.machine import loading
from accreditation.references import draft_reference, next_number, numbered, prefixed
from cms_portal.demonstration import facts, scale_items, scale_parts
from cms_portal.demonstration.batch import every_trigger_runs
from cms_portal.demonstration.people import DOMAIN, PASSWORD
from partners.clock import portal_now
from partners.models import Country, Membership, Organisation, User

BATCH: Final = 500
# How many of twenty applications are in each state.
MIX: Final = {
    "draft": 3,
    "submitted": 3,
    "returned": 1,
    "in_assessment": 2,
    "ready": 2,
    "presented": 3,
    "accredited": 2,
    "declined": 1,
    "deferred": 1,
    "withdrawn": 1,
    "lapsed": 1,
}
STATES: Final = tuple(state for state, parts in MIX.items() for _part in range(parts))
ENDED: Final = frozenset({"accredited", "declined", "deferred", "withdrawn", "lapsed"})
ASSESSED: Final = frozenset({"ready", "presented", "accredited", "declined", "deferred"})
PRESENTED: Final = ASSESSED - {"ready"}
QUALITIES: Final = ("Wandering", "Patient", "Paper", "Silver", "Distant", "Quiet", "Painted")
ANIMALS: Final = ("Heron", "Bat", "Turtle", "Antelope", "Shearwater", "Eel", "Crane", "Moth", "Ray")
KINDS: Final = tuple(Organisation.Kind.values)
COUNTRIES: Final = tuple(
    "KEN ITA PER NZL IND CAN MLI GEO PAN PLW SAU USA DZA FRA URY AUS PAK MEX UGA CHE CRI FJI"  # noqa: SIM905 - shorter to read
    " BGD HRV ZWE".split()
)


@dataclass(frozen=True)
class Ground:
    """What all applications of a batch stand on."""

    opened: Invitation
    closed: Invitation
    now: datetime
    term: Term
    officer: User
    chair: User
    password: str
    countries: dict[str, Country]
    known: list[dict[str, Any]]

    @classmethod
    def here(cls) -> Self:
        """From the demonstration that is loaded."""
        opened = Invitation.objects.taking_applications().select_related("process").latest("pk")
        closed = Invitation.objects.filter(process=opened.process, state="closed").first()
        return cls(
            opened=opened,
            closed=closed or opened,
            now=portal_now(),
            term=Term.objects.get(code=facts.TERM),
            officer=User.objects.get(email=f"officer@{DOMAIN}"),
            chair=User.objects.get(email=f"chair@{DOMAIN}"),
            password=make_password(PASSWORD),
            countries={country.iso3: country for country in Country.objects.all()},
            known=facts.document("bodies"),
        )


@dataclass
class Row:
    """One application with what stands around it, before and after it is written."""

    number: int
    state: str
    begun_at: datetime
    facts: dict[str, Any]
    user: User
    organisation: Organisation
    application: Application

    @property
    def is_received(self) -> bool:
        """Whether it was ever submitted."""
        return self.state not in {"draft", "lapsed"}

    @property
    def is_assessed(self) -> bool:
        """Whether there are findings."""
        return self.state in ASSESSED

    @property
    def is_presented(self) -> bool:
        """Whether there is an item on it."""
        return self.state in PRESENTED


def add(number: int) -> None:
    """Add so many applications in mixed states, in batches of one transaction each."""
    ground = Ground.here()
    for first in range(0, number, BATCH):
        with transaction.atomic(), loading(), pghistory.context(act="demo.scale"):
            every_trigger_runs()
            write(ground, min(BATCH, number - first))


def write(ground: Ground, number: int) -> None:
    """One batch: people and organisations, applications and their parts, what was decided."""
    states = [STATES[place * 7 % len(STATES)] for place in range(number)]
    rows = [row(ground, state) for state in states]
    entry = sum_up(states)
    write_people(rows)
    Application.objects.bulk_create([each.application for each in rows])
    scale_parts.write(rows, by=ground.officer)
    scale_items.write(ground, rows, entry)


def sum_up(states: list[str]) -> LedgerEntry:
    """One entry in the ledger says how many were added, by state."""
    reference = prefixed(f"SCALE-{next_number('SCALE'):04d}")
    data = {"applications": len(states), "states": dict(Counter(states))}
    return record("demo.scale", reference, by=None, data=data)


def row(ground: Ground, state: str) -> Row:
    """One application, not yet written, with its organisation and contact point."""
    number = next_number("scale")
    known = ground.known[number % len(ground.known)]
    iso3 = COUNTRIES[number % len(COUNTRIES)]
    name = (
        f"{QUALITIES[number % len(QUALITIES)]} {ANIMALS[number % len(ANIMALS)]} Society "
        f"{number:05d} (fictional)"
    )
    user = User(email=f"scale-{number:05d}@{DOMAIN}", name=f"Contact {number:05d}")
    user.password = ground.password
    organisation = Organisation(
        name=name,
        acronym=f"S{number:05d}",
        kind=KINDS[number % len(KINDS)],
        country=ground.countries[iso3],
        website=f"https://scale-{number:05d}.example/",
        registration_number=f"SCALE-{number:05d}",
    )
    organisation.keep_search_columns()
    begun_at = ground.now - timedelta(days=14 if state not in ENDED else 240, minutes=number % 900)
    return Row(
        number=number,
        state=state,
        begun_at=begun_at,
        facts=known | {"name": name, "iso3": iso3, "acronym": organisation.acronym},
        user=user,
        organisation=organisation,
        application=application(ground, state, begun_at, organisation=organisation, user=user),
    )


def application(
    ground: Ground, state: str, begun_at: datetime, *, organisation: Organisation, user: User
) -> Application:
    """An application that begins in its state, as the loader may."""
    invitation = ground.closed if state in ENDED else ground.opened
    draft = draft_reference()
    made = Application(
        reference=draft,
        begun_as=draft,
        state=state,
        organisation=organisation,
        invitation=invitation,
        process=invitation.process,
        begun_by=user,
        begun_at=begun_at,
    )
    if state not in {"draft", "lapsed"}:
        made.reference = numbered("CMS", begun_at.year)
        made.submitted_at = begun_at + timedelta(days=3)
        made.declared_by, made.declared_function = (
            f"President of {organisation.acronym}",
            "President",
        )
    if state == "returned":
        made.rounds, made.completion_due_at = 1, begun_at + timedelta(days=44)
        made.return_points = [
            {"kind": "question", "code": "E2", "text": "Please say what came of each contribution."}
        ]
    if state in ASSESSED:
        made.recommendation, made.recommendation_text = "approve", "All criteria are met."
    if state in {"accredited", "declined"}:
        made.decided_at = begun_at + timedelta(days=80)
    return made


def write_people(rows: list[Row]) -> None:
    """The contact points with verified addresses, and their organisations."""
    User.objects.bulk_create(users := [each.user for each in rows])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    Organisation.objects.bulk_create(each.organisation for each in rows)
    Membership.objects.bulk_create(memberships(rows))


def memberships(rows: list[Row]) -> Iterator[Membership]:
    """Each contact point's place."""
    for each in rows:
        yield Membership(organisation=each.organisation, user=each.user, role="contact_point")
