"""Words typed into an application survive a closed browser and an ended session."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.applying import describe_and_begin
from tests.e2e.browser import PASSWORD, House, Visitor
from tests.e2e.mandate import Mandate

pytestmark = pytest.mark.e2e

SECTIONS = "ABCDEFGHJ"
TEXTS = ("main textarea", "main input[type=text]")


@pytest.fixture(scope="package")
def own_draft(mandate: Mandate, house: House) -> str:
    """A draft of an organisation that nobody else in these journeys writes for."""
    with house.as_("group@demo.test", javascript=False) as applicant:
        return describe_and_begin(applicant, mandate.invitation, "Example Egrets Union", "Chile")


def first_text(visitor: Visitor) -> Locator:
    """The first field of a section that takes any words."""
    longer, shorter = (visitor.page.locator(kind).first for kind in TEXTS)
    return longer if longer.count() else shorter


def test_a_browser_closed_in_the_middle_of_a_section_loses_nothing(
    own_draft: str, house: House
) -> None:
    for code in SECTIONS:
        with house.as_("group@demo.test") as applicant:
            applicant.go(f"{own_draft}sections/{code}/")
            first_text(applicant).fill("1234")
            expect(applicant.page.locator(".autosaved")).to_contain_text("Saved at")
            applicant.look(f"autosaved-{code}")

        with house.as_("group@demo.test") as applicant:
            applicant.go(f"{own_draft}sections/{code}/")
            assert first_text(applicant).input_value() == "1234", code


def test_without_scripts_what_was_continued_is_there_when_the_browser_is_opened_again(
    own_draft: str, house: House
) -> None:
    for code in SECTIONS:
        with house.as_("group@demo.test", javascript=False) as applicant:
            applicant.go(f"{own_draft}sections/{code}/")
            first_text(applicant).fill("5678")
            applicant.press("Save and continue").expect_status(200)
            assert f"/sections/{code}/" not in applicant.path, applicant.dump()

        with house.as_("group@demo.test", javascript=False) as applicant:
            applicant.go(f"{own_draft}sections/{code}/")
            assert first_text(applicant).input_value() == "5678", code


@pytest.mark.parametrize("javascript", [True, False])
def test_a_session_that_ends_in_the_middle_of_a_section_loses_nothing(
    own_draft: str, house: House, *, javascript: bool
) -> None:
    word = "With scripts" if javascript else "Without scripts"
    visitor = house.stranger(javascript=javascript)
    visitor.go("/accounts/login/").fill(login="group@demo.test", password=PASSWORD)
    visitor.press("Sign in", exact=True)
    visitor.go(f"{own_draft}sections/D/")
    session = [c for c in visitor.context.cookies() if c["name"] != "portal_session"]
    visitor.context.clear_cookies()
    visitor.context.add_cookies(session)  # type: ignore[arg-type] # what it gave, it takes

    visitor.fill(D1=word).press("Save and continue")
    visitor.fill(login="group@demo.test", password=PASSWORD).press("Sign in", exact=True)

    visitor.expect("You were signed out before this was saved.").look("held")
    assert visitor.field("D1").input_value() == word
    visitor.press("Save and stay here").expect("Saved at")
    assert visitor.field("D1").input_value() == word
    visitor.close()
    house.inside.remove(visitor)
