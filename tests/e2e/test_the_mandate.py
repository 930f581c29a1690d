"""The whole mandate in the browser, by the people whose step it is."""

import pytest

from tests.e2e.applying import PARTNER
from tests.e2e.browser import House
from tests.e2e.deciding import SEATS
from tests.e2e.mandate import Mandate

pytestmark = pytest.mark.e2e


def test_from_an_empty_mandate_to_a_verified_certificate_and_an_open_report_to_cop(
    mandate: Mandate, house: House
) -> None:
    stranger = house.stranger()
    stranger.go("/").look("home-after-the-mandate")
    gates = stranger.page.locator("main .gate").count()
    done = stranger.page.locator("main .gate-done").count()
    stranger.go("/register/").expect(PARTNER).close()

    assert mandate.process_record["count"]["yes"] == len(SEATS)
    assert mandate.record["count"]["yes"] == len(SEATS)
    assert mandate.record["subject"]["reference"] in mandate.application
    assert (gates, done) == (7, 7)
    verified = house.portal.command("verify_ledger")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_position_that_comes_too_late_is_refused_and_stays_off_the_record(
    mandate: Mandate,
) -> None:
    assert "not open for decision" in mandate.said_to_the_late
    assert "We need more time." in mandate.said_to_the_late
    assert mandate.record["count"]["no"] == 0
    assert {line["seat"] for line in mandate.record["positions"]} == set(SEATS)
