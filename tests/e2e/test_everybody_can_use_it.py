"""WCAG 2.2 AA and 320 pixels, on the main types of pages, in three languages."""

from collections.abc import Iterator

import pytest

from tests.e2e.applying import APPLICANT, PASSWORD
from tests.e2e.browser import NARROW, WIDE, House, Visitor
from tests.e2e.drafting import SECRETARIAT
from tests.e2e.mandate import Mandate

pytestmark = pytest.mark.e2e


def pages(mandate: Mandate) -> dict[str, list[str]]:
    """The main types of pages, by who looks at them; nobody stands for a stranger."""
    process = mandate.process_record["subject"]["process"]
    reference = mandate.item.removeprefix("/committee/")
    return {
        "": [
            "/",
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/password/reset/",
            "/applications/",
            "/applications/rehearsal/",
            "/applications/rehearsal/?minimum_years=2020-02-29&criterion-C1=partly&document-D1=none",
            mandate.invitation,
            "/working-group/",
            mandate.group,
            mandate.proposal,
            f"/working-group/process/{process}/",
            "/committee/",
            mandate.item,
            "/records/",
            f"/records/{reference}",
            "/register/",
            mandate.accreditation,
            "/verify/",
            mandate.verification,
            "/verify/nothing/",
            "/reports/",
            mandate.report,
            mandate.cop_report,
            "/nowhere/",
        ],
        APPLICANT: [
            "/applications/",
            mandate.application,
            f"{mandate.application}sections/A/",
            f"{mandate.application}documents/",
            f"{mandate.application}check/",
            "/people/inbox/",
            "/people/account/",
            "/people/organisation/",
            "/reports/",
        ],
        "member@demo.test": ["/", "/committee/", mandate.item],
        SECRETARIAT: [
            "/reports/",
            mandate.application,
            f"{mandate.application}findings/",
            "/admin/",
            "/admin/accreditation/application/",
            "/admin/accreditation/workinggroup/add/",
        ],
    }


def looked_at(house: House, mandate: Mandate, language: str) -> Iterator[Visitor]:
    """Every page before the eyes of those who read it, in a language."""
    for who, addresses in pages(mandate).items():
        password = {"password": PASSWORD} if who == APPLICANT else {}
        visitor = (
            house.person(who, **password, bypass_csp=True)
            if who
            else house.stranger(bypass_csp=True)
        )
        visitor.context.add_cookies(
            [{"name": "django_language", "value": language, "url": house.portal.url}]
        )
        for address in addresses:
            missing = address in {"/nowhere/", "/verify/nothing/"}
            yield visitor.go(address, status=404 if missing else 200)
        visitor.close()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_no_page_has_barriers_or_is_wider_than_a_small_screen(
    mandate: Mandate, house: House, language: str
) -> None:
    found: list[str] = []

    for visitor in looked_at(house, mandate, language):
        assert visitor.page.locator("html").get_attribute("lang") == language
        found += visitor.barriers()
        visitor.page.set_viewport_size(NARROW)
        if wider := visitor.overflow():
            found.append(f"{visitor.path}: {wider} pixels wider than {NARROW['width']}")
        visitor.look(f"narrow-{language}{visitor.path.replace('/', '-')}")
        visitor.page.set_viewport_size(WIDE)

    assert not found, "\n".join(found)
