"""Every page that a journey comes to, seen through the eyes of those who need it to be simple."""

import re
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Route

from tests.e2e.browser import NARROW, House, Visitor

# What tells one page of a kind from the next.
PARTICULAR: Final = re.compile(r"draft-\w+|[0-9a-f-]{36}|DEMO-[A-Z0-9-]+|\?.*$")
HTML: Final = "text/html; charset=utf-8"


@dataclass
class Inspector:
    """Looks at pages in one language on a small screen, whatever browser they were sent to.

    What a visitor sees is shown once more in a browser that runs scripts, as the inspection is one
    itself; each kind of page is looked at once for every answer it gave.
    """

    house: House
    language: str
    found: list[str] = field(default_factory=list)
    seen: set[tuple[str, str, int]] = field(default_factory=set)
    eye: Visitor = field(init=False)

    def __post_init__(self) -> None:
        """Open the eye."""
        self.eye = self.house.stranger(viewport=NARROW)

    def look(self, visitor: Visitor, name: str) -> Visitor:
        """Note what stands in the way on the page a visitor is on; it gets a name in pictures."""
        visitor.look(f"{name}-{self.language}")
        kind = (PARTICULAR.sub("*", visitor.path), name, visitor.status)
        if kind not in self.seen:
            self.seen.add(kind)
            self._inspect(visitor)
        return visitor

    def _inspect(self, visitor: Visitor) -> None:
        """Barriers after WCAG 2.2 AA, the width, the language."""
        address = visitor.page.url.partition("#")[0]
        page = visitor.page.content()

        def show(route: Route) -> None:
            route.fulfill(status=200, content_type=HTML, body=page)

        self.eye.page.route(address, show)
        self.eye.go(address)
        self.eye.page.unroute(address, show)
        self.found += self.eye.barriers()
        if wider := self.eye.overflow():
            self.found.append(f"{visitor.path}: {wider} pixels wider than {NARROW['width']}")
        said = self.eye.page.locator("html").get_attribute("lang")
        if said != self.language:
            self.found.append(f"{visitor.path}: is in {said}, not in {self.language}")

    def close(self) -> None:
        """Nothing may stand in the way."""
        self.eye.close()
        self.house.inside.remove(self.eye)
        assert not self.found, "\n".join(self.found)
