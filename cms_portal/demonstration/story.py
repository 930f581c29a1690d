"""What the story holds while it is told: clock, people, organisations and their applications."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accreditation.applications.models import Application, Invitation
from accreditation.committee.models import Item, Meeting, Term
from accreditation.workflow import perform
from cms_portal.demonstration import facts
from cms_portal.demonstration.people import People
from cms_portal.demonstration.walk import Walk
from partners.models import Country, Membership, Organisation, User


@dataclass
class Body:
    """A fictional organisation: what is known of it, its record, and its contact point."""

    facts: dict[str, Any]
    organisation: Organisation
    contact: User


def profile(known: Mapping[str, Any]) -> dict[str, Any]:
    """What an organisation says about its work, and its names and identifiers where it has any."""
    work = {
        "languages": ["en"],
        "species": known["groups"],
        "regions": known["regions"],
        "instruments": known["instruments"],
    }
    given: dict[str, Any] = facts.document("profiles").get(known["key"], {})
    return {"name_en": known["name"]} | work | given


@dataclass
class Story:
    """The demonstration as far as it has been told; organisations go by short keys."""

    walk: Walk
    people: People
    term: Term
    bodies: dict[str, Body] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)

    @property
    def secretariat(self) -> User:
        """The officer who does the daily work."""
        return self.people["secretariat"]

    def meeting(self, code: str) -> Meeting:
        """A meeting by its code."""
        return Meeting.objects.get(code=code)

    def arrive(self, *keys: str) -> None:
        """Organisations sign up, each with its contact point."""
        bodies = [*facts.document("bodies"), *facts.document("docket")]
        known = {each["key"]: each for each in bodies}
        for key in keys:
            self.walk.on(11)
            self.bodies[key] = self._body(known[key])

    def _body(self, known: dict[str, Any]) -> Body:
        """One organisation with its contact point; the one of ngo@demo.test has three people."""
        key = known["key"]
        organisation = Organisation.objects.create(
            name=known["name"],
            acronym=known["acronym"],
            kind=known["kind"],
            country=Country.objects.get(iso3=known["iso3"]),
            website=f"https://{key}.example/",
            registration_number=f"FICTION-{known['iso3']}-{known['founded'][:4]}",
            registration_authority=f"Register of invented bodies, {known['city']}",
            **profile(known),
        )
        places = {"contact_point": "ngo" if key == "kites" else key}
        if key == "kites":
            places |= {"alternate": "ngo-alternate", "editor": "ngo-editor"}
            self.people.add("ngo-alternate", "Alex Alula")
            self.people.add("ngo-editor", "Edna Editor")
        else:
            self.people.add(key, known["contact"])
        for role, local in places.items():
            Membership.objects.create(organisation=organisation, user=self.people[local], role=role)
        return Body(known, organisation, self.people[places["contact_point"]])

    def take(self, name: str, key: str, *, by: User | None = None, **given: Any) -> Application:
        """Take a step on an organisation's application."""
        taken: Application = perform(name, self.applications[key], by=by, **given)
        self.applications[key] = taken
        return taken

    def item(self, key: str) -> Item:
        """The newest item on an organisation's application."""
        reference = self.applications[key].reference
        return Item.objects.about("application", reference).latest("pk")

    def fresh(self, key: str) -> Application:
        """An organisation's application as it now is, after what an item brought about."""
        self.applications[key] = Application.objects.get(pk=self.applications[key].pk)
        return self.applications[key]
