"""What came after approval: reports, a notice, a status given up, documents asked for."""

from typing import Final

from accreditation.committee.models import Item
from accreditation.examining import examine
from accreditation.proposals.answers import save_answers
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from cms_portal.demonstration import facts, texts, votes
from cms_portal.demonstration.sheets import sheet
from cms_portal.demonstration.story import Story
from reporting.beginning import begin
from reporting.issuing import ask
from reporting.models import PartnerReport

REPORTED_COP: Final = "COP14"
PROVED: Final = "We named a contact point for each of our regions; the list is in the file."
RETURNED: Final = "R2d: please name the instruments. R4c: what is planned until the meeting?"


def accreditation(story: Story, key: str) -> Accreditation:
    """The accreditation conferred on an organisation."""
    return Accreditation.objects.get(organisation=story.bodies[key].organisation)


def early(story: Story) -> None:
    """Two reports come in and are accepted, one is noted; a notice; a condition met."""
    walk = story.walk
    walk.to(-128, 10)
    reports = {key: written(story, key, REPORTED_COP) for key in ("cranes", "flyway")}
    walk.to(-121, 11)
    for key, report in reports.items():
        walk.on(20)
        reports[key] = perform("submit", report, by=story.bodies[key].contact)
    walk.to(-117, 15)
    for key, report in reports.items():
        walk.on(20)
        reports[key] = perform("accept", report, by=story.secretariat)
    walk.to(-115, 9)
    perform("meet_condition", accreditation(story, "flyway"), by=story.secretariat, number=1)
    notice(story)
    note(story, reports["cranes"])
    walk.to(-86, 10)
    turtles = accreditation(story, "turtles")
    perform("relinquish", turtles, by=story.bodies["turtles"].contact)


def notice(story: Story) -> None:
    """One partner is told what may be proposed to the Committee: its report did not come."""
    story.walk.to(-114, 14)
    perform("give_notice", accreditation(story, "lanterns"), by=story.secretariat)


def note(story: Story, report: PartnerReport) -> None:
    """The Committee takes note of a report in writing."""
    walk = story.walk
    walk.to(-113, 10)
    perform("propose_note", report, by=story.secretariat, closes_at=walk.end(-90))
    item = Item.objects.about("report", report.reference).get()
    votes.open_items(story, [item])
    votes.state(story, [(item, votes.UNANIMOUS)], from_day=-112)
    walk.to(-89, 8)
    votes.close_items(story, [item], publish=True)


def recent(story: Story) -> None:
    """Reports to the coming meeting: one begun, one submitted, one returned."""
    walk = story.walk
    walk.on(40)
    begin(
        accreditation(story, "cranes"),
        story.meeting(facts.NEXT_COP),
        by=story.bodies["cranes"].contact,
    )
    reports = {key: written(story, key, facts.NEXT_COP) for key in ("flyway", "lanterns")}
    for key, report in reports.items():
        walk.on(30)
        reports[key] = perform("submit", report, by=story.bodies[key].contact)
    walk.on(20)
    prove(story, "flyway")
    walk.on(30)
    perform("return", reports["lanterns"], by=story.secretariat, text=RETURNED)


def prove(story: Story, key: str) -> None:
    """A partner sends proof of its second condition; it waits for the Secretariat."""
    facts_given = story.bodies[key].facts
    lines = [facts_given["name"], "One contact point for each region.", "Fictional."]
    perform(
        "send_proof",
        accreditation(story, key),
        by=story.bodies[key].contact,
        number=2,
        text=PROVED,
        files=[examine(sheet("Contact points by region", lines))],
    )


def written(story: Story, key: str, code: str) -> PartnerReport:
    """A report with its answers."""
    body = story.bodies[key]
    report = begin(accreditation(story, key), story.meeting(code), by=body.contact)
    story.walk.on(90)
    save_answers(report, texts.report(body.facts), by=body.contact, seen={})
    return report


def documents(story: Story) -> None:
    """The Secretariat asks for a certificate and for the report to COP; a worker prints them."""
    ask("certificate", accreditation(story, "cranes"), language="en", by=story.secretariat)
    ask("cop-report", story.meeting(REPORTED_COP), language="en", by=story.secretariat)
