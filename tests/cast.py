"""The cast of every test, and the way through the mandate by real steps."""

from datetime import date, timedelta
from typing import Any

from django.db import connection

from accreditation.applications.models import Application, Invitation
from accreditation.committee.leaving import declare
from accreditation.committee.models import (
    CommitteeRules,
    Item,
    Meeting,
    Position,
    Representative,
    Seat,
    Term,
)
from accreditation.committee.taking import take_position
from accreditation.proposals.models import GroupMember, Process, Proposal, WorkingGroup
from accreditation.workflow import perform
from partners.clock import portal_now, portal_today
from partners.models import Country, Membership, Officer, Organisation, User

# The seats of the term COP13-COP14, as verified: code, kind, region, member, alternate, office.
SEATS = [
    ("AFR-1", "regional", "Africa", "DZA", "SYC", "vice_chair"),
    ("AFR-2", "regional", "Africa", "KEN", "UGA", ""),
    ("AFR-3", "regional", "Africa", "MLI", "ZWE", ""),
    ("ASI-1", "regional", "Asia", "UZB", "BGD", ""),
    ("ASI-2", "regional", "Asia", "SAU", "PAK", ""),
    ("EUR-1", "regional", "Europe", "ITA", "CHE", ""),
    ("EUR-2", "regional", "Europe", "MCO", "FRA", "chair"),
    ("EUR-3", "regional", "Europe", "GEO", "HRV", ""),
    ("SCC-1", "regional", "South and Central America and the Caribbean", "PAN", "CRI", ""),
    ("SCC-2", "regional", "South and Central America and the Caribbean", "URY", "PER", ""),
    ("OCE-1", "regional", "Oceania", "NZL", "PLW", ""),
    ("DEP", "depositary", "", "DEU", "", ""),
    ("HOST-PREV", "host_previous", "", "IND", "", ""),
    ("HOST-NEXT", "host_next", "", "UZB", "", ""),
]


def later(days: int) -> None:
    """Move the database's clock ahead, for the rest of the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.clock_offset = %s", [str(days * 86400)])


def person(name: str, **fields: Any) -> User:
    """An account, with a password where the test signs in by form."""
    return User.objects.create_user(f"{name}@example.test", None, name=name.title(), **fields)


def officer(name: str) -> User:
    """A Secretariat officer."""
    user = person(name)
    Officer.objects.create(user=user)
    return user


def country(iso3: str) -> Country:
    """A country by its code."""
    return Country.objects.get(iso3=iso3)


def organisation(name: str, contact: User, iso3: str = "KEN") -> Organisation:
    """An organisation with its contact point."""
    found = Organisation.objects.create(name=name, kind="national", country=country(iso3))
    Membership.objects.create(organisation=found, user=contact, role="contact_point")
    return found


def seated_term() -> Term:
    """The current term with its seats."""
    today = portal_today()
    term = Term.objects.create(
        code="COP13-COP14",
        starts_on=today - timedelta(days=400),
        ends_on=today + timedelta(days=400),
    )
    for order, (code, kind, region, party, alternate, office) in enumerate(SEATS):
        Seat.objects.create(
            term=term,
            code=code,
            kind=kind,
            region=region,
            party=country(party),
            alternate_party=country(alternate) if alternate else None,
            office=office,
            position=order,
        )
    return term


def seat_person(term: Term, code: str, user: User, capacity: str = "member") -> User:
    """Let a person act for a seat."""
    Representative.objects.create(seat=term.seats.get(code=code), user=user, capacity=capacity)
    return user


def delegates(term: Term) -> dict[str, User]:
    """One person for every seat that has none, by seat code."""
    found = {}
    for seat in term.seats.all():
        acting = seat.representatives.filter(capacity="member").first()
        found[seat.code] = (
            acting.user if acting else seat_person(term, seat.code, person(seat.code.lower()))
        )
    return found


def established_group(term: Term, by: User, members: dict[str, User]) -> WorkingGroup:
    """A working group with members by category, established."""
    group = WorkingGroup.objects.create(term=term, title="Intersessional Working Group")
    for category, user in members.items():
        GroupMember.objects.create(group=group, user=user, category=category, on_behalf_of=category)
    return perform("establish", group, by=by)


def submitted_proposal(group: WorkingGroup, by: User) -> Proposal:
    """A proposal drafted from version 0 and submitted."""
    proposal = Proposal.objects.create(group=group, title="Special accreditation for NGO partners")
    return perform("submit", perform("open_drafting", proposal, by=by), by=by)


def in_writing(days: int = 30) -> dict[str, Any]:
    """What a step that puts a question to the Committee is given: a deadline in writing."""
    return {"closes_at": portal_now() + timedelta(days=days)}


def opened(item: Item, by: User) -> Item:
    """An item scheduled and opened."""
    return perform("open", perform("schedule", item, by=by), by=by)


def meeting(code: str = "StC99", kind: str = "StC") -> Meeting:
    """A meeting, which lets an item close when the work is done."""
    return Meeting.objects.get_or_create(
        code=code,
        defaults={
            "title": code,
            "kind": kind,
            "starts_on": date(2027, 2, 1),
            "ends_on": date(2027, 2, 2),
        },
    )[0]


def say(item: Item, *, by: User, value: str, reasons: str = "", **given: Any) -> Position:
    """A position of a person who declares first to have no conflict of interest."""
    if not item.has_public_dossier:
        declare(item, by=by, has_conflict=False)
    return take_position(item, by=by, value=value, reasons=reasons, **given)


def decided(item: Item, *, by: User, chair: User, value: str, seats: int = 9) -> Item:
    """An item opened, answered by so many seats, closed, certified and published."""
    item = opened(item, by)
    everyone = delegates(item.term)
    for code in [line["seat"] for line in item.seats if line["kind"] != "depositary"][:seats]:
        say(item, by=everyone[code], value=value, reasons="Because it was asked.")
    item = perform("close", item, by=by)
    item = perform("certify", item, by=chair)
    return perform("publish", item, by=by)


def adopted_process(proposal: Proposal, *, by: User, chair: User) -> Process:
    """The process of a proposal, adopted by the Committee at a meeting."""
    CommitteeRules.objects.get_or_create(pk=1)
    proposal = perform("present", proposal, by=by, meeting=meeting())
    item = Item.objects.about("proposal", proposal.reference).get()
    decided(item, by=by, chair=chair, value="yes")
    return Process.objects.get(pk=proposal.version.pk)


def opened_invitation(
    process: Process, by: User, days: int = 60, kind: str = "first"
) -> Invitation:
    """An invitation under an adopted process, open for so many days."""
    invitation = Invitation.objects.create(
        process=process,
        invitation_kind=kind,
        title=f"{kind.title()} invitation",
        closes_at=portal_now() + timedelta(days=days),
    )
    return perform("open", invitation, by=by)


def begun_application(body: Organisation, invitation: Invitation, by: User) -> Application:
    """A draft application."""
    return Application.objects.create(organisation=body, invitation=invitation, begun_by=by)


def answer_everything(application: Application, by: User) -> None:
    """Sample answers to every question but those for a file, and a reason for every document."""
    content = application.process.content
    for section in content["form"]:
        for question in section["questions"]:
            if question["type"] == "file":
                continue
            application.answers.create(
                question=question["code"], value=sample(question), changed_by=by
            )
    for document in content["documents"]:
        application.uploads.create(
            document=document["code"], explanation="We have none yet.", uploaded_by=by
        )


SAMPLES: dict[str, Any] = {
    "date": "2001-05-04",
    "url": "https://example.test/",
    "email": "office@example.test",
    "country": "KEN",
    "countries": ["KEN", "UGA"],
    "money": {"amount": "1200.50", "currency": "EUR", "year": 2024},
    "yesno": True,
    "declaration": True,
}


def sample(question: dict[str, Any]) -> Any:
    """A plausible answer to a question."""
    match question["type"]:
        case "integer":
            return max(question.get("minimum", 1), 12)
        case "year":
            return max(question.get("minimum", 1999), 1999)
        case "choice":
            return question["choices"][0]["code"]
        case "choices":
            return [question["choices"][0]["code"]]
        case "rows":
            return [{column["code"]: sample(column) for column in question["columns"]}]
    return SAMPLES.get(question["type"], "An answer of the example organisation.")


DEFERRAL: dict[str, Any] = {
    "purpose": "defer",
    "questions": [
        {"number": 1, "criterion": "C2", "text": "In which years did you contribute?"},
        {"number": 2, "criterion": "C7", "text": "Who elects the board?"},
    ],
}
DECLARATION = {"declared_by": "Ada Example", "declared_function": "Director"}


def submitted_application(application: Application, by: User) -> Application:
    """A complete application, submitted."""
    answer_everything(application, by)
    return perform("submit", application, by=by, **DECLARATION)


def ready_application(application: Application, by: User) -> Application:
    """A submitted application, accepted, assessed on every criterion and recommended."""
    application = perform("accept", application, by=by)
    for criterion in application.process.content["criteria"]:
        application.findings.create(criterion=criterion["code"], value="met", note="Seen.", by=by)
    return perform("recommend", application, by=by, recommendation="approve", text="It meets all.")


def presented_item(application: Application, by: User, **given: Any) -> Item:
    """The item on which a ready application is decided."""
    perform("present", application, by=by, **(given or {"meeting": meeting()}))
    return Item.objects.about("application", application.reference).latest("pk")
