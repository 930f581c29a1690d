"""People in front of their browsers: what they see, press and fill in, and what must never show."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Download,
    FilePayload,
    Locator,
    Page,
    Response,
    ViewportSize,
)
from playwright.sync_api import Error as BrowserError

from tests.e2e.portal import Portal

PASSWORD: Final = "demonstration"
WIDE: Final = ViewportSize(width=1280, height=900)
NARROW: Final = ViewportSize(width=320, height=640)
PATIENCE: Final = 40_000  # milliseconds
AXE_RULES: Final = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
}
SLOW: Final = {
    "offline": False,
    "latency": 400,  # milliseconds
    "downloadThroughput": 400_000 / 8,  # bytes a second
    "uploadThroughput": 400_000 / 8,
}
LONGEST_DUMP: Final = 5_000  # characters
REFUSED_BY_POLICY: Final = re.compile("Content.Security.Policy", re.IGNORECASE)


@dataclass
class Visitor:
    """One browser window, with everything that went wrong in it."""

    portal: Portal
    context: BrowserContext
    page: Page = field(init=False)
    problems: list[str] = field(default_factory=list)
    answer: Response | None = None

    def __post_init__(self) -> None:
        """Open the window and listen."""
        self.context.set_default_timeout(PATIENCE)
        self.page = self._listened_to(self.context.new_page())

    def _listened_to(self, page: Page) -> Page:
        """Note violations of the content security policy, script errors and server errors."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("response", self._check)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if REFUSED_BY_POLICY.search(message.text):
            self.problems.append(f"{self.page.url}: {message.text}")

    def _check(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")

    def another_tab(self) -> "Visitor":
        """A second window of the same person."""
        return Visitor(self.portal, self.context, problems=self.problems)

    def slowly(self) -> "Visitor":
        """Put the window on a line of 400 kbit/s with a latency of 400 ms."""
        line = self.context.new_cdp_session(self.page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)
        return self

    def close(self) -> None:
        """Leave; nothing may have gone wrong."""
        self.context.close()
        assert not self.problems, "\n".join([*self.problems, self.portal.log[-LONGEST_DUMP:]])

    # --- Going -----------------------------------------------------------------------------------
    def go(self, path: str, status: int = 200) -> "Visitor":
        """Open an address of the portal, which answers with this status."""
        address = path if path.startswith("http") else self.portal.url + path
        with self.telling(f"going to {path}"):
            self.answer = self.page.goto(address)
        self.expect_status(status)
        return self

    def press(self, name: str, within: str = "main", **which: Any) -> "Visitor":
        """Press a button or follow a link by its name, which leads to a page."""
        with self.telling(f"pressing {name!r}"):
            self._click(self.button(name, within, **which))
        return self

    def follow(self, selector: str) -> "Visitor":
        """Press what a selector finds, which leads to a page."""
        with self.telling(f"following {selector!r}"):
            self._click(self.page.locator(selector).first)
        return self

    def _click(self, place: Locator) -> None:
        place.wait_for()
        with self.page.expect_navigation() as navigation:
            place.click()
        self.answer = navigation.value

    def button(self, name: str, within: str = "main", *, exact: bool = False) -> Locator:
        """The first button or link of that name."""
        place = self.page.locator(within).first
        buttons = place.get_by_role("button", name=name, exact=exact)
        return buttons.or_(place.get_by_role("link", name=name, exact=exact)).first

    def offers(self, name: str, within: str = "main") -> bool:
        """Whether the page has such a button or link now."""
        return self.button(name, within).is_visible()

    def fetch(self, path: str) -> bytes:
        """A file behind a link, with this person's cookies."""
        answer = self.context.request.get(path if "://" in path else self.portal.url + path)
        assert answer.ok, f"{answer.status} from {path}"
        return answer.body()

    def download(self, name: str) -> bytes:
        """The file a link sends."""
        with self.telling(f"downloading {name!r}"), self.page.expect_download() as download:
            self.button(name).click()
        return _content(download.value)

    # --- Filling in ------------------------------------------------------------------------------
    def fill(self, **fields: str) -> "Visitor":
        """Fill in fields by their names."""
        for name, value in fields.items():
            with self.telling(f"filling in {name}"):
                self.field(name).fill(value)
        return self

    def choose(self, **fields: str) -> "Visitor":
        """Choose from lists by their names and the value or label."""
        for name, value in fields.items():
            with self.telling(f"choosing {value!r} in {name}"):
                self.field(name).select_option(value)
        return self

    def tick(self, name: str, value: str | None = None) -> "Visitor":
        """Tick a box, or choose one of several."""
        which = f'[value="{value}"]' if value else ""
        with self.telling(f"ticking {name} {value or ''}"):
            self.page.locator(f'main [name="{name}"]{which}').first.check()
        return self

    def attach(self, name: str, content: bytes) -> "Visitor":
        """Choose a file of this name, said to be a PDF, for the first place that takes one."""
        file = FilePayload(name=name, mimeType="application/pdf", buffer=content)
        with self.telling(f"choosing {name}"):
            self.page.locator("main input[type=file]").first.set_input_files(file)
        return self

    def field(self, name: str) -> Locator:
        """A visible field by its name."""
        return self.page.locator(f'main [name="{name}"]:not([type="hidden"])').first

    # --- Seeing ----------------------------------------------------------------------------------
    @property
    def status(self) -> int:
        """The status of the last page."""
        return self.answer.status if self.answer else 0

    @property
    def path(self) -> str:
        """Where the person is."""
        return self.page.url.removeprefix(self.portal.url)

    @property
    def text(self) -> str:
        """What the page says."""
        return self.page.locator("body").inner_text()

    def expect(self, *words: str) -> "Visitor":
        """The page says this."""
        said = " ".join(self.text.split()).casefold()
        for word in words:
            assert word.casefold() in said, f"{word!r} is not on the page.\n{self.dump()}"
        return self

    def expect_not(self, *words: str) -> "Visitor":
        """The page does not say this."""
        said = " ".join(self.text.split()).casefold()
        for word in words:
            assert word.casefold() not in said, f"{word!r} is on the page.\n{self.dump()}"
        return self

    def expect_status(self, *statuses: int) -> "Visitor":
        """The page was sent with one of these statuses."""
        assert self.status in statuses, f"{self.status} instead of {statuses}.\n{self.dump()}"
        return self

    def dump(self) -> str:
        """The page as a reader of a failed test needs it."""
        return f"--- {self.status} {self.page.url}\n{self.text[:LONGEST_DUMP]}\n---"

    @contextmanager
    def telling(self, doing: str) -> Iterator[None]:
        """Say what was tried, and on which page, when the browser gives up."""
        try:
            yield
        except BrowserError as error:
            message = f"While {doing}: {error.message.splitlines()[0]}\n{self.dump()}"
            raise AssertionError(message) from error

    # --- Judging ---------------------------------------------------------------------------------
    def look(self, name: str) -> "Visitor":
        """Keep a picture of the page, where a folder is named for it."""
        if folder := os.environ.get("E2E_SCREENSHOTS"):
            width = (self.page.viewport_size or WIDE)["width"]
            path = Path(folder) / f"{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)
        return self

    def barriers(self) -> list[str]:
        """What WCAG 2.2 AA finds wrong with the page."""
        found = Axe().run(self.page, options=AXE_RULES).response["violations"]
        return [
            f"{self.path}: {violation['id']}: {violation['help']}: {node['html'][:200]}"
            for violation in found
            for node in violation["nodes"][:3]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide


def _content(download: Download) -> bytes:
    """What was downloaded."""
    return Path(download.path()).read_bytes()


@dataclass
class House:
    """The portal and everybody who signs in to it."""

    portal: Portal
    browser: Browser
    known: dict[str, Any] = field(default_factory=dict)
    inside: list[Visitor] = field(default_factory=list)

    def stranger(self, *, javascript: bool = True, **settings: Any) -> Visitor:
        """Somebody who is not signed in."""
        context = self.browser.new_context(
            java_script_enabled=javascript,
            **{"viewport": WIDE, "locale": "en-GB", "timezone_id": "Europe/Berlin"} | settings,
        )
        visitor = Visitor(self.portal, context)
        self.inside.append(visitor)
        return visitor

    def person(self, email: str, password: str = PASSWORD, **settings: Any) -> Visitor:
        """Somebody who is signed in; the form is filled in once for each person."""
        if email not in self.known:
            visitor = self.stranger(javascript=False)
            visitor.go("/accounts/login/").fill(login=email, password=password)
            visitor.press("Sign in", exact=True)
            assert "/accounts/login" not in visitor.path, visitor.dump()
            self.known[email] = visitor.context.storage_state()
            visitor.close()
            self.inside.remove(visitor)
        return self.stranger(storage_state=self.known[email], **settings)

    @contextmanager
    def as_(self, email: str, **settings: Any) -> Iterator[Visitor]:
        """A person at work, who then leaves; nothing may have gone wrong meanwhile."""
        visitor = self.person(email, **settings)
        yield visitor
        visitor.close()
        self.inside.remove(visitor)

    def empty(self) -> None:
        """Close every window that a failed journey left open."""
        while self.inside:
            self.inside.pop().context.close()


def described(answer: bytes) -> Mapping[str, Any]:
    """A JSON answer."""
    found: Mapping[str, Any] = json.loads(answer)
    return found
