"""On a slow line: what the first view of a page weighs, and a journey at 400 kbit/s."""

import time
from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import CDPSession

from tests.e2e.applying import answer_sections, explain_documents
from tests.e2e.browser import PASSWORD, SLOW, House, Visitor
from tests.e2e.docket import asked
from tests.e2e.filling import heavy_pdf

pytestmark = pytest.mark.e2e

MOST: Final = 100_000  # bytes a first view may weigh
SOON: Final = 5.0  # seconds until a page is there
FILE_BYTES: Final = 500_000
REFERENCES: Final = """
    SELECT o.acronym, a.reference FROM accreditation_application a
    JOIN partners_organisation o ON o.id = a.organisation_id"""
PRIMARY: Final = "main form button.btn-primary"


@pytest.fixture(scope="module")
def house(demonstration: House) -> House:
    """The demonstration and its people."""
    return demonstration


@pytest.fixture(scope="module")
def applications(house: House) -> dict[str, str]:
    """The addresses of applications, by the acronym of the organisation."""
    rows = asked(house.portal, REFERENCES)
    return {acronym: f"/applications/{reference}/" for acronym, reference in rows}


def main_pages(applications: dict[str, str]) -> list[tuple[str, str, str]]:
    """The main pages of the NGO door: what each is, who looks, its address."""
    draft = applications["PKSC"]
    return [
        ("home", "", "/"),
        ("process in full", "", "/applications/"),
        ("rehearsal", "", "/applications/rehearsal/?criterion-C1=partly&document-D1=none"),
        ("sign-up", "", "/accounts/signup/"),
        ("sign-in", "", "/accounts/login/"),
        ("register", "", "/register/"),
        ("page of a partner", "", "/register/DEMO-CMS-ACC-2026-0001/"),
        ("organisation", "ngo", "/people/organisation/"),
        ("task list", "ngo", draft),
        ("section", "ngo", f"{draft}sections/A/"),
        ("documents", "ngo", f"{draft}documents/"),
        ("check", "ngo", f"{draft}check/"),
        ("after submission", "nightjars", applications["NAF"]),
        ("returned for completion", "dugongs", applications["TDL"]),
        ("questions", "eels", applications["YIE"]),
        ("inbox", "dugongs", "/people/inbox/"),
    ]


def listening(visitor: Visitor) -> tuple[CDPSession, list[int]]:
    """A line to the browser's network, and the bytes of everything that came over it."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    came: list[int] = []
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    return session, came


def weight(house: House, who: str, address: str) -> tuple[int, int]:
    """Bytes and requests of a page that nothing was kept of."""
    visitor = house.person(f"{who}@demo.test") if who else house.stranger()
    _session, came = listening(visitor)
    visitor.go(address)
    visitor.page.wait_for_load_state("networkidle")
    visitor.close()
    house.inside.remove(visitor)
    return int(sum(came)), len(came)


def test_the_first_view_of_every_main_page_weighs_at_most_a_hundred_kilobytes(
    house: House, applications: dict[str, str]
) -> None:
    weights = {name: weight(house, who, address) for name, who, address in main_pages(applications)}

    for name, (bytes_, requests) in weights.items():
        print(f"| {name} | {bytes_ / 1000:.1f} kB | {requests} |")  # noqa: T201 - the table
    assert {name: found for name, found in weights.items() if found[0] > MOST} == {}
    assert all(requests > 1 for _bytes, requests in weights.values())  # with its style


def timed(what: str, times: dict[str, float], act: Callable[[], Any]) -> None:
    """Note how long an act took until its page was there."""
    began = time.monotonic()
    act()
    times[what] = time.monotonic() - began


def test_an_application_is_handed_in_over_a_slow_line_without_scripts(
    house: House, applications: dict[str, str]
) -> None:
    draft = applications["PKSC"]
    with house.as_("ngo-editor@demo.test", javascript=False) as colleague:
        answer_sections(colleague, draft)
        explain_documents(colleague, draft)
    person = house.stranger(javascript=False).slowly()
    times: dict[str, float] = {}

    timed("sign-in page", times, lambda: person.go("/accounts/login/"))
    person.fill(login="ngo@demo.test", password=PASSWORD)
    timed("signed in", times, lambda: person.follow(PRIMARY))
    timed("applications", times, lambda: person.go("/applications/"))
    timed("task list", times, lambda: person.follow(f"main a[href='{draft}']"))
    timed("section", times, lambda: person.follow("main a[href*='/sections/D/']"))
    person.fill(D1="We count shorebirds on the mudflats of the eastern flyway.")
    timed("section saved", times, lambda: person.follow(PRIMARY))
    timed("documents", times, lambda: person.follow("aside a[href$='/documents/']"))
    person.page.locator("main section.sheet details > summary").first.click()
    person.attach("statutes.pdf", heavy_pdf(FILE_BYTES))
    person.follow("main form[enctype] button[type=submit]").expect("statutes.pdf")
    timed("check", times, lambda: person.follow("main a.btn-primary"))
    timed("declaration", times, lambda: person.follow("aside .btn-primary"))
    person.fill(declared_by="Paula Plover", declared_function="President").tick("declared")
    timed("handed in", times, lambda: person.follow(PRIMARY))

    for name, seconds in times.items():
        print(f"| {name} | {seconds:.1f} s |")  # noqa: T201 - the table
    person.expect("Receipt")
    assert {name: seconds for name, seconds in times.items() if seconds > SOON} == {}
    assert sum(times.values()) > len(times) * SLOW["latency"] / 1000  # the line was slow
    person.close()
    house.inside.remove(person)
