"""What goes wrong is told on a page; nothing is lost and nothing is half done."""

import pytest

from tests.e2e.applying import answer_sections, describe_and_begin, explain_documents
from tests.e2e.browser import House
from tests.e2e.mandate import Mandate

pytestmark = pytest.mark.e2e

HERONS = "ngo@demo.test"
STORKS = "newcomer@demo.test"


@pytest.fixture(scope="package")
def draft(mandate: Mandate, house: House) -> str:
    """A draft application of another organisation."""
    with house.as_(HERONS, javascript=False) as applicant:
        return describe_and_begin(applicant, mandate.invitation, "Example Herons Trust", "Peru")


@pytest.fixture(scope="package")
def rival_draft(mandate: Mandate, house: House) -> str:
    """A draft application of a third one."""
    with house.as_(STORKS, javascript=False) as applicant:
        return describe_and_begin(applicant, mandate.invitation, "Storks of Example", "Spain")


def test_switching_the_language_keeps_the_page_and_the_answers(draft: str, house: House) -> None:
    section = f"{draft}sections/A/"
    with house.as_(HERONS, javascript=False) as applicant:
        applicant.go(section).fill(A1="Example Herons Trust").press("Save and stay here")
        titles = {applicant.page.locator("h1").inner_text()}
        for language in ("fr", "es", "en"):
            applicant.follow(f"header button[name=language][value={language}]")

            assert applicant.path == section
            assert applicant.page.locator("html").get_attribute("lang") == language
            assert applicant.field("A1").input_value() == "Example Herons Trust"
            titles.add(applicant.page.locator("h1").inner_text())
            applicant.look(f"section-in-{language}")

    assert len(titles) == 3


def test_another_organisation_finds_nothing(draft: str, rival_draft: str, house: House) -> None:
    with house.as_(STORKS) as rival:
        rival.go(rival_draft)
        for page in ("", "sections/A/", "documents/", "check/"):
            rival.go(draft + page, status=404)
        rival.look("not-found")
    house.stranger().go("/applications/invitations/DEMO-INV-1900-0001/", status=404).close()


def test_a_step_that_does_not_exist_is_not_found(draft: str, house: House) -> None:
    reference = draft.rstrip("/").rpartition("/")[2]
    with house.as_(HERONS) as applicant:
        applicant.go(f"/steps/application/{reference}/conjure/", status=404)
        applicant.go(f"/steps/application/{reference}/accredit/", status=409)


def test_two_tabs_that_save_one_answer_are_shown_both(draft: str, house: House) -> None:
    section = f"{draft}sections/B/"
    with house.as_(HERONS, javascript=False) as first:
        second = first.another_tab()
        first.go(section)
        second.go(section)

        first.fill(B1="Ada Heron").press("Save and stay here")
        second.fill(B1="Berta Heron", B2="Director").press("Save and stay here")

        second.expect_status(409).expect("Ada Heron", "Berta Heron").look("two-tabs")
        assert second.field("B1").input_value() == "Berta Heron"
        assert second.field("B2").input_value() == "Director"
        assert first.go(section).field("B1").input_value() == "Ada Heron"
        second.press("Save and stay here")
        assert first.go(section).field("B1").input_value() == "Berta Heron"


def test_a_file_that_is_not_what_it_says_is_refused_with_the_reason(
    draft: str, house: House
) -> None:
    with house.as_(HERONS, javascript=False) as applicant:
        applicant.go(f"{draft}documents/").attach("statutes.pdf", b"MZ, which is no PDF")
        applicant.follow("main form[enctype] button[type=submit]")

        applicant.expect_status(422).expect("Nothing was kept").look("file-refused")


def test_submitting_twice_is_said_so_and_makes_one_application(
    mandate: Mandate, rival_draft: str, house: House
) -> None:
    with house.as_(STORKS, javascript=False) as applicant:
        answer_sections(applicant, rival_draft)
        explain_documents(applicant, rival_draft)
        applicant.go(f"{rival_draft}check/").press("Submit the application", "aside")
        again = applicant.another_tab().go(applicant.path)
        for tab in (applicant, again):
            tab.fill(declared_by="Sam Stork", declared_function="Director").tick("declared")

        applicant.press("Submit the application").expect("Receipt")
        again.press("Submit the application").expect_status(409)

        again.expect("no longer possible", "Nothing was changed").look("submitted-twice")
        again.go(mandate.invitation).press("Begin an application").expect_status(409)
        again.look("second-application")
