"""The brief on every kind of subject: what its dossier says, on the page and on two pages."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.test import Client

from accreditation.applications.models import Application
from accreditation.committee.models import Item
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners.clock import portal_today
from partners.models import User
from reporting.issuing import ask, printed_bytes
from reporting.models import IssuedDocument, PartnerReport
from tests import cast

ClientAs = Callable[[User], Client]
REASONS = "Neither the report to COP nor the accounts came, though both were asked for twice."


@pytest.fixture
def conditional(ready_application: Application, secretariat: User, chair: User) -> Accreditation:
    """An accreditation with three conditions: one met, one overdue, one to come."""
    today = portal_today()
    conditions = [
        {"number": 1, "text": "Send the audited accounts.", "due_on": today + timedelta(days=1)},
        {"number": 2, "text": "Name two contact points."},
        {"number": 3, "text": "Report on the flyway.", "due_on": today + timedelta(days=900)},
    ]
    item = cast.presented_item(
        ready_application, secretariat, meeting=cast.meeting(), conditions=conditions
    )
    cast.decided(item, by=secretariat, chair=chair, value="yes")
    found = Accreditation.objects.get()
    return perform("meet_condition", found, by=secretariat, number=2)


@pytest.fixture
def status_item(conditional: Accreditation, secretariat: User) -> Item:
    """The item that asks to suspend the accreditation, after its notice has run."""
    noticed = perform("give_notice", conditional, by=secretariat)
    cast.later(91)
    perform("propose_suspension", noticed, by=secretariat, reasons=REASONS, meeting=cast.meeting())
    return Item.objects.get(purpose="suspend")


@pytest.fixture
def report_item(accepted_report: PartnerReport, secretariat: User) -> Item:
    """The item that asks to note the report."""
    perform("propose_note", accepted_report, by=secretariat, meeting=cast.meeting())
    return Item.objects.get(purpose="note")


@pytest.fixture
def revised_item(adopted_process: Process, group: WorkingGroup, secretariat: User) -> Item:
    """The item on a version that changes the adopted one."""
    proposal = Proposal.objects.create(group=group, title="A second proposal")
    proposal = perform("open_drafting", proposal, by=secretariat)
    version = proposal.version
    version.content = revised(adopted_process.content)
    version.save(update_fields=["content"])
    proposal = perform("submit", Proposal.objects.get(pk=proposal.pk), by=secretariat)
    perform("present", proposal, by=secretariat, meeting=cast.meeting())
    return Item.objects.about("proposal", proposal.reference).get()


def revised(content: dict[str, Any]) -> dict[str, Any]:
    """The content with another quorum, a criterion in other words, a question more and one less."""
    new = deepcopy(content)
    new["decision"]["quorum_seats"] = 9
    new["validity"]["years"] = 6
    new["criteria"][0]["title"] = "Ready to play a key role"
    gone = new["report"][0]["questions"].pop()
    new["report"][0]["questions"].append(
        {"code": "Z9", "type": "longtext", "label": "What did you learn?", "required": False}
    )
    assert gone["code"] != "Z9"
    return new


def pages(document: IssuedDocument) -> int:
    """How many pages a document has."""
    return len(pikepdf.open(BytesIO(printed_bytes(document))).pages)


def brief(item: Item, language: str = "en") -> tuple[dict[str, Any], IssuedDocument]:
    """The brief on an item: its facts, and the document."""
    document = ask("brief", item, language=language)
    return json.loads(document.context), document


def page_of(client: Client, item: Item) -> str:
    """The item's page in one line, up to the dossier itself."""
    text = unescape(client.get(item.get_absolute_url()).content.decode())
    return " ".join(text.partition('<h2 id="dossier">')[0].split())


def test_on_a_status_the_brief_gives_reasons_notices_conditions_and_reports(
    status_item: Item, conditional: Accreditation
) -> None:
    facts, document = brief(status_item)

    assert facts["reasons"] == REASONS
    assert facts["standing"]["state"] == "Accredited, under notice"
    assert conditional.item_reference in facts["standing"]["conferred"]
    assert [line["text"] for line in facts["history"]] == ["Give notice"]
    met = [line["met"] for line in facts["conferred_under"]]
    assert [word.partition(" ")[0] for word in met] == ["overdue", "met", "not"]
    assert facts["reports"] == []
    assert ["Organisation", "Example Society for Cranes"] in [[*w.values()] for w in facts["who"]]
    assert pages(document) <= 2


def test_the_brief_says_that_a_proof_was_sent_and_not_that_the_condition_is_overdue(
    conditional: Accreditation, contact_point: User, secretariat: User
) -> None:
    perform("send_proof", conditional, by=contact_point, number=1, text="They are published.")
    noticed = perform("give_notice", conditional, by=secretariat)
    cast.later(91)
    perform("propose_suspension", noticed, by=secretariat, reasons=REASONS, meeting=cast.meeting())

    facts, _document = brief(Item.objects.get(purpose="suspend"))

    met = [line["met"] for line in facts["conferred_under"]]
    assert met[0] == "proof sent"
    assert met[2] == "not yet"


def test_on_a_report_the_brief_says_who_to_which_meeting_how_much_and_what(
    report_item: Item, accepted_report: PartnerReport
) -> None:
    facts, document = brief(report_item)

    asked = sum(len(s["questions"]) for s in accepted_report.process.content["report"])
    first = accepted_report.process.content["report"][0]["questions"][0]
    assert facts["asks"] == "Example Society for Cranes"
    assert {"label": "Reports to", "text": "COP99"} in facts["who"]
    assert facts["answered"] == {"number": asked, "of": asked}
    assert (facts["answers"][0]["code"], facts["answers"][0]["label"]) == (
        first["code"],
        first["label"],
    )
    assert facts["answers"][0]["text"]
    assert pages(document) <= 2


def test_on_a_version_the_brief_says_what_it_changes_and_its_rules_in_words(
    revised_item: Item, adopted_process: Process
) -> None:
    facts, document = brief(revised_item)

    changed = {line["where"]: (line["before"], line["after"]) for line in facts["changes"]}
    assert facts["replaces"] == adopted_process.reference
    assert "at least 9 seats" in changed["How the Standing Committee decides"][1]
    assert "at least 7 seats" in changed["How the Standing Committee decides"][0]
    assert changed["Criteria, C1: title"] == (
        "Willing to play a key role",
        "Ready to play a key role",
    )
    assert changed["Template for reporting to COP, Z9"] == ("", "Z9. What did you learn?")
    assert any("at least 9 seats" in line for line in facts["version_rules"])
    assert "not confirmed" in facts["version_not_confirmed"]
    assert pages(document) <= 2


def test_the_first_version_changes_nothing_and_the_brief_says_so(
    submitted_proposal: Proposal, secretariat: User, client_as: ClientAs
) -> None:
    perform("present", submitted_proposal, by=secretariat, meeting=cast.meeting())
    item = Item.objects.get()
    facts, document = brief(item)

    assert facts["is_first"] is True
    assert facts["changes"] == []
    assert [line["code"] for line in facts["criteria"]] == [f"C{n}" for n in range(1, 9)]
    assert "this would be the first" in page_of(client_as(secretariat), item)
    assert pages(document) <= 2


def test_a_version_is_compared_with_what_was_adopted_when_it_was_decided(
    revised_item: Item, adopted_process: Process, secretariat: User, chair: User
) -> None:
    cast.decided(revised_item, by=secretariat, chair=chair, value="yes")
    first = Item.objects.get(process_version=adopted_process.reference, subject_kind="proposal")

    facts, _document = brief(Item.objects.get(pk=revised_item.pk))
    facts_of_the_first, _document = brief(first)
    assert facts["replaces"] == adopted_process.reference
    assert facts_of_the_first["is_first"] is True


@pytest.mark.parametrize(
    ("fixture", "said"),
    [
        (
            "status_item",
            [REASONS, "Give notice:", "3 conditions; met: 1, overdue: 1", "No report has been"],
        ),
        ("report_item", ["Example Society for Cranes", "COP99", "15 of 15 questions"]),
        ("revised_item", ["changes against", "Criteria, C1: title", "at least 9 seats"]),
    ],
)
def test_the_page_begins_with_the_same_brief(
    request: pytest.FixtureRequest, secretariat: User, client_as: ClientAs, fixture: str, said: Any
) -> None:
    item = request.getfixturevalue(fixture)

    page = page_of(client_as(secretariat), item)

    assert "In brief" in page
    assert [text for text in said if text not in page] == []


def test_the_page_that_asks_to_adopt_a_version_says_that_its_own_rules_are_not_confirmed(
    revised_item: Item, secretariat: User, client_as: ClientAs
) -> None:
    text = unescape(client_as(secretariat).get(revised_item.get_absolute_url()).content.decode())
    _before, _h2, dossier = " ".join(text.split()).partition('<h2 id="dossier">')
    rules = dossier.partition("How applications are decided")[2].partition("</details>")[0]

    assert "These rules are not confirmed against the CMS Rules of Procedure." in rules
    assert "(not confirmed against the CMS Rules of Procedure)" in rules
    assert "Ready to play a key role" in dossier.partition("Criteria, C1: title")[2]


def test_rules_that_are_confirmed_are_not_said_to_be_open(
    submitted_proposal: Proposal, group: WorkingGroup, secretariat: User, client_as: ClientAs
) -> None:
    proposal = Proposal.objects.create(group=group, title="A second proposal")
    proposal = perform("open_drafting", proposal, by=secretariat)
    proposal.version.content["not_confirmed"] = []
    proposal.version.save(update_fields=["content"])
    proposal = perform("submit", Proposal.objects.get(pk=proposal.pk), by=secretariat)
    perform("present", proposal, by=secretariat, meeting=cast.meeting())
    item = Item.objects.about("proposal", proposal.reference).get()

    text = unescape(client_as(secretariat).get(item.get_absolute_url()).content.decode())
    facts, _document = brief(item)
    dossier = text.partition('<h2 id="dossier">')[2].partition('<h2 id="rules">')[0]
    assert "not confirmed" not in dossier
    assert facts["version_not_confirmed"] == ""


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("fixture", ["status_item", "report_item", "revised_item"])
def test_a_long_dossier_of_any_kind_still_makes_a_brief_of_two_pages(
    request: pytest.FixtureRequest, fixture: str, language: str
) -> None:
    facts, document = brief(request.getfixturevalue(fixture), language)
    long = "Wandering birds of every coast & <every> mountain. " * 200
    line = dict.fromkeys(("number", "text", "due_on", "met", "at", "code", "label", "where"), long)
    line |= dict.fromkeys(("before", "after", "title", "help"), long)
    for key in ("conferred_under", "history", "reports", "answers", "changes", "criteria"):
        if key in facts:
            facts[key] = [line] * 60
    facts |= {"question": long, "asks": long, "who": [line] * 9}
    facts |= {key: long for key in ("reasons", "version", "summary") if key in facts}
    document.context = json.dumps(facts)  # never saved: the row is frozen

    assert pages(document) <= 2


def test_a_brief_asked_for_before_the_portal_knew_more_is_still_printed(
    status_item: Item,
) -> None:
    facts, document = brief(status_item)
    for key in ("who", "standing", "reasons", "conferred_under", "history", "reports"):
        del facts[key]
    document.context = json.dumps(facts)  # never saved: the row is frozen

    assert pages(document) == 1


def test_a_report_overdue_since_is_told_in_bonn_days(status_item: Item) -> None:
    facts, _document = brief(status_item)

    met = next(line["met"] for line in facts["conferred_under"] if line["number"] == "2")
    assert met == f"met on {portal_today() - timedelta(days=91):%-d %B %Y}"
