"""The portal and the browser of the journeys, once for all of them."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.browser import House
from tests.e2e.mandate import Mandate, walk
from tests.e2e.portal import Portal, founded, running, serving

BROWSER = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A running portal with an empty mandate: seats and people only."""
    with running(tmp_path_factory.mktemp("portal")) as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; it is gone before other tests run, since they may not share its event loop."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=QUIETLY)
        yield started
        started.close()


@pytest.fixture(scope="package")
def house(portal: Portal, browser: Browser) -> House:
    """The portal and its people."""
    return House(portal, browser)


@pytest.fixture(scope="package")
def mandate(house: House) -> Mandate:
    """The mandate, run from its first gate to its last."""
    return walk(house)


@pytest.fixture(scope="package")
def demonstration(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    """The demonstration in mid-course, served, and its people."""
    folder = tmp_path_factory.mktemp("demonstration")
    with founded(folder, "demonstration") as loaded, serving(loaded):
        yield House(loaded, browser)


@pytest.fixture(autouse=True)
def _nobody_stays(house: House) -> Iterator[None]:
    """Close what a failed journey leaves open."""
    yield
    house.empty()
