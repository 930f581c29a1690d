"""A report given under an accreditation that was renewed since is the partner's report still."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accreditation.committee.models import Item, Meeting
from accreditation.ledger import LedgerEntry
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners.models import User
from reporting.beginning import begin, to_begin
from reporting.models import PartnerReport
from reporting.printed.cop_report import facts
from tests import cast
from tests.accreditation.test_committee_rivals import first_then

Renew = Callable[[], Accreditation]


@pytest.fixture
def renew(
    accreditation: Accreditation, secretariat: User, chair: User, contact_point: User
) -> Renew:
    """Let the Committee renew the accreditation."""

    def act() -> Accreditation:
        renewal = cast.opened_invitation(accreditation.process, secretariat, kind="renewal")
        draft = cast.begun_application(accreditation.organisation, renewal, contact_point)
        ready = cast.ready_application(
            cast.submitted_application(draft, contact_point), secretariat
        )
        item = cast.presented_item(ready, secretariat)
        cast.decided(item, by=secretariat, chair=chair, value="yes")
        return Accreditation.objects.latest("pk")

    return act


def reporting(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The partners of a report to COP: number, state and report."""
    return [(each["number"], each["state"], each["report"]) for each in found["partners"]]


@pytest.mark.parametrize("given", ["draft_report", "accepted_report"])
def test_the_same_report_is_not_asked_for_again(
    request: pytest.FixtureRequest, given: str, cop: Meeting, contact_point: User, renew: Renew
) -> None:
    report: PartnerReport = request.getfixturevalue(given)
    new = renew()

    assert list(to_begin(contact_point)) == []
    assert begin(new, cop, by=contact_point) == report
    assert PartnerReport.objects.count() == 1
    assert LedgerEntry.objects.filter(act="report.begin").count() == 1


def test_a_report_not_begun_before_is_begun_under_the_new_accreditation(
    cop: Meeting, contact_point: User, renew: Renew
) -> None:
    new = renew()

    [due] = to_begin(contact_point)

    assert (due.accreditation, due.meeting) == (new, cop)
    assert begin(new, cop, by=contact_point).accreditation == new


def test_the_report_to_cop_names_a_renewed_partner_once_with_its_report(
    accepted_report: PartnerReport, cop: Meeting, renew: Renew
) -> None:
    new = renew()

    found = facts(cop)

    assert reporting(found) == [(new.reference, "Accredited", accepted_report.reference)]
    assert found["partners"][0]["sections"]
    assert [line["number"] for line in found["figures"]] == [1, 2, 2, 1]
    assert sum(line["reports"] for line in found["balance"]) == 1


def test_a_partner_accredited_anew_after_giving_up_is_named_once_with_its_report(
    accepted_report: PartnerReport,
    accreditation: Accreditation,
    cop: Meeting,
    secretariat: User,
    chair: User,
    contact_point: User,
) -> None:
    perform("relinquish", accreditation, by=contact_point)
    anew = cast.opened_invitation(accreditation.process, secretariat)
    draft = cast.begun_application(accreditation.organisation, anew, contact_point)
    ready = cast.ready_application(cast.submitted_application(draft, contact_point), secretariat)
    cast.decided(cast.presented_item(ready, secretariat), by=secretariat, chair=chair, value="yes")
    new = Accreditation.objects.latest("pk")

    assert new.renews is None
    assert reporting(facts(cop)) == [(new.reference, "Accredited", accepted_report.reference)]
    assert list(to_begin(contact_point)) == []


def test_a_partner_that_gave_the_renewed_status_up_is_named_once_as_it_is(
    accepted_report: PartnerReport, cop: Meeting, contact_point: User, renew: Renew
) -> None:
    gone = perform("relinquish", renew(), by=contact_point)

    assert reporting(facts(cop)) == [(gone.reference, "Given up", accepted_report.reference)]


def test_the_committee_reads_of_a_renewed_partner_which_reports_it_gave_before(
    accepted_report: PartnerReport, secretariat: User, renew: Renew
) -> None:
    noticed = perform("give_notice", renew(), by=secretariat)
    days = noticed.process.content["reporting"]["notice_days"]
    cast.later(days + 1)

    perform(
        "propose_suspension", noticed, by=secretariat, reasons="-", meeting=cast.meeting("StC100")
    )

    item = Item.objects.about("accreditation", noticed.reference).get()
    [line] = json.loads(item.dossier)["reports"]
    assert line["reference"] == accepted_report.reference


def test_the_page_of_reports_offers_nothing_that_was_given_under_the_old_accreditation(
    accepted_report: PartnerReport,
    contact_point: User,
    renew: Renew,
    client_as: Callable[[User], Client],
) -> None:
    new = renew()

    page = client_as(contact_point).get("/reports/").content.decode()

    assert accepted_report.reference in page
    assert f'value="{new.reference}"' not in page


@pytest.mark.django_db(transaction=True)
def test_who_begins_at_the_same_time_is_led_to_the_same_report(
    accreditation: Accreditation, cop: Meeting, contact_point: User, editor: User
) -> None:
    second = first_then(
        lambda: begin(accreditation, cop, by=contact_point),
        lambda: begin(accreditation, cop, by=editor),
    )

    assert second == PartnerReport.objects.get()
    assert LedgerEntry.objects.filter(act="report.begin").count() == 1
