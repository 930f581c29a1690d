"""The whole way from an empty mandate to a report to COP, walked once by all its people."""

from dataclasses import dataclass
from typing import Any

from tests.e2e import applying, deciding, drafting, publishing
from tests.e2e.browser import House


@dataclass(frozen=True)
class Mandate:
    """Where everything is once the mandate has run."""

    group: str
    proposal: str
    proposal_item: str
    process_record: dict[str, Any]
    invitation: str
    application: str
    item: str
    said_to_the_late: str
    record: dict[str, Any]
    accreditation: str
    certificate: bytes
    verification: str
    report: str
    cop_report: str


def walk(house: House) -> Mandate:
    """Steps 1 to 6, by the people whose step it is."""
    group = drafting.establish_group(house)
    proposal = drafting.open_drafting(house)
    drafting.comment(house, proposal)
    drafting.edit(house, proposal)
    proposal_item = drafting.put_to_committee(house, proposal)
    process_record = deciding.decide(house, proposal_item)
    invitation = applying.invite(house)
    applying.sign_up(house)
    application = applying.apply(house, invitation)
    applying.complete(house, application)
    item = applying.assess_and_present(house, application)
    deciding.open_item(house, item)
    deciding.state_positions(house, item)
    said_to_the_late = deciding.close_on_somebody(house, item)
    record = deciding.see_through(house, item)
    accreditation = publishing.find_in_register(house)
    certificate = publishing.get_certificate(house, accreditation)
    verification = publishing.verify(house, certificate)
    report = publishing.file_report(house)
    publishing.accept_report(house, report)
    return Mandate(
        group=group,
        proposal=proposal,
        proposal_item=proposal_item,
        process_record=process_record,
        invitation=invitation,
        application=application,
        item=item,
        said_to_the_late=said_to_the_late,
        record=record,
        accreditation=accreditation,
        certificate=certificate,
        verification=verification,
        report=report,
        cop_report=publishing.issue_report_to_cop(house),
    )
