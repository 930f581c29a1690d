"""The whole mandate in the browser, by the people whose step it is."""

import pytest

from tests.e2e.applying import PARTNER
from tests.e2e.browser import House
from tests.e2e.mandate import Mandate

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def test_from_an_empty_mandate_to_a_verified_certificate_and_an_open_report_to_cop(
    mandate: Mandate, house: House
) -> None:
    stranger = house.stranger()

    stranger.go("/").look("home-after-the-mandate")
    stranger.go("/register/").expect(PARTNER)
    stranger.close()

    assert mandate.process_record["count"]["yes"] == 8
    assert mandate.record["count"]["yes"] == 8
    assert house.portal.command("verify_ledger").returncode == 0
