"""The same forms, filled in without looking: their posts, with the person's cookies."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext

from tests.e2e.browser import PASSWORD, House
from tests.e2e.portal import Portal

FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
LONGEST_DUMP: Final = 3_000  # characters
Fields = tuple[str, str]


@dataclass(frozen=True)
class Hand:
    """One person who sends forms; each must be taken."""

    portal: Portal
    context: BrowserContext

    def post(self, path: str, *fields: Fields) -> str:
        """Send a form, which is answered by going on to another page; that page's address."""
        found = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        pairs = [("csrfmiddlewaretoken", found["portal_csrf"]), *fields]
        answer = self.context.request.post(
            self.portal.url + path, data=urlencode(pairs), headers=FORM, max_redirects=0
        )
        page = answer.text().partition("<main")[2]
        assert answer.status == 302, f"{answer.status} from {path}\n{page[:LONGEST_DUMP]}"
        return answer.headers["location"]

    def sign_in(self, email: str) -> None:
        """Sign in by the form."""
        self.context.request.get(f"{self.portal.url}/accounts/login/")
        self.post("/accounts/login/", ("login", email), ("password", PASSWORD))

    # --- In the Committee's room -----------------------------------------------------------------
    def declare(self, *items: str) -> None:
        """Declare no conflict of interest on items."""
        for item in items:
            self.post(f"{item}declare/", ("has_conflict", "no"))

    def state(self, item: str, value: str, reasons: str = "") -> None:
        """Take a position on an item on which the seat has said nothing yet."""
        said = (("value", value), ("reasons", reasons), ("after", "0"), ("confirm", "1"))
        receipt = self.post(f"{item}position/", *said)
        assert "/receipt/" in receipt, receipt

    def state_en_bloc(self, bloc: str, items: list[str], value: str) -> None:
        """Take one position on items of a bloc."""
        references = [item.removeprefix("/committee/").rstrip("/") for item in items]
        seen = [pair for name in references for pair in (("item", name), (f"after {name}", "0"))]
        said = (("value", value), ("reasons", ""), ("confirm", "1"))
        self.post(f"{bloc}position/", *seen, *said)

    def step(self, item: str, name: str, *fields: Fields) -> None:
        """Take a step on an item."""
        reference = item.removeprefix("/committee/").rstrip("/")
        self.post(f"/steps/item/{reference}/{name}/", *fields)


@contextmanager
def hand(house: House, email: str) -> Iterator[Hand]:
    """The hand of a person, who is signed in."""
    context = house.browser.new_context(storage_state=house.known.get(email))
    person = Hand(house.portal, context)
    if email not in house.known:
        person.sign_in(email)
        house.known[email] = context.storage_state()
    yield person
    context.close()
