"""Take the pictures of the NGO door for docs/the-ngo-door.md, from a demonstration of its own.

Run by `make pictures`. The demonstration is loaded as on one fixed day, so that pictures taken
again differ only where pages do.
"""

import io
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image
from playwright.sync_api import FloatRect, sync_playwright

from cms_portal import embedded
from tests.e2e.browser import NARROW, WIDE, House, Visitor
from tests.e2e.conftest import BROWSER, QUIETLY
from tests.e2e.docket import asked
from tests.e2e.portal import ROOT, founded, serving

FOLDER: Final = ROOT / "docs" / "pictures"
DAY: Final = datetime(2027, 3, 1, 9, tzinfo=UTC)
COLOURS: Final = 48
MOST_BYTES: Final = 1_500_000
TALLEST: Final = {WIDE["width"]: 1500, NARROW["width"]: 1400}  # pixels
REFERENCES: Final = """
    SELECT o.acronym, a.reference FROM accreditation_application a
    JOIN partners_organisation o ON o.id = a.organisation_id"""
ORGANISATION: Final = "SELECT uuid FROM partners_organisation WHERE acronym = 'PKSC'"
CONDITIONAL: Final = """
    SELECT a.reference FROM accreditation_accreditation a
    JOIN partners_organisation o ON o.id = a.organisation_id WHERE o.acronym = 'FFN'"""
GAPS: Final = "?minimum_years=2025-02-28&criterion-C1=partly&criterion-C2=not_yet&document-D1=none"


def views(house: House) -> list[tuple[str, str, str]]:
    """What is taken: its name, who looks, the address."""
    draft, returned, asked_of, decided = (
        f"/applications/{reference}/"
        for reference in map(
            dict(asked(house.portal, REFERENCES)).get, ("PKSC", "TDL", "YIE", "SPC")
        )
    )
    [[organisation]] = asked(house.portal, ORGANISATION)
    [[accreditation]] = asked(house.portal, CONDITIONAL)
    return [
        ("home", "", "/"),
        ("process-in-full", "", "/applications/"),
        ("rehearsal", "", f"/applications/rehearsal/{GAPS}"),
        ("task-list", "ngo", draft),
        ("section", "ngo", f"{draft}sections/D/"),
        ("documents", "ngo", f"{draft}documents/"),
        ("check", "ngo", f"{draft}check/"),
        ("returned", "dugongs", returned),
        ("questions", "eels", asked_of),
        ("outcome", "cranes", decided),
        ("register", "", "/register/"),
        ("organisation", "ngo", "/people/organisation/"),
        ("wallet", "ngo", f"/people/organisation/{organisation}/documents/"),
        ("conditions", "flyway", f"/register/{accreditation}/conditions/"),
        ("inbox", "dugongs", "/people/inbox/"),
    ]


NARROW_VIEWS: Final = {"task-list", "section"}


def take(visitor: Visitor, name: str, width: int) -> int:
    """One picture, with few colours; its size in bytes."""
    height = visitor.page.evaluate("document.documentElement.scrollHeight")
    clip = FloatRect(x=0, y=0, width=width, height=min(height, TALLEST[width]))
    taken = visitor.page.screenshot(full_page=True, clip=clip)
    with Image.open(io.BytesIO(taken)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    file = FOLDER / f"{name}-{width}.png"
    few.save(file, optimize=True)
    return file.stat().st_size


def take_all(house: House) -> int:
    """Every picture; how many bytes they are together."""
    together = 0
    for name, who, address in views(house):
        for viewport in (WIDE, NARROW) if name in NARROW_VIEWS else (WIDE,):
            person = house.person(f"{who}@demo.test") if who else house.stranger()
            person.page.set_viewport_size(viewport)
            size = take(person.go(address), name, viewport["width"])
            person.close()
            house.inside.remove(person)
            together += size
            print(f"{name}-{viewport['width']}.png  {size / 1000:.0f} kB")
    return together


def main() -> int:
    """Load a demonstration, serve it, take the pictures; 1 where they are too heavy."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["PORTAL_CLOCK_OFFSET"] = str(int((DAY - datetime.now(UTC)).total_seconds()))
    with (
        tempfile.TemporaryDirectory() as folder,
        embedded.attached(settings.PORTAL_DATA, durable=False),
        founded(Path(folder), "pictures") as portal,
        serving(portal),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=BROWSER, args=QUIETLY)
        together = take_all(House(portal, browser))
        browser.close()
    print(f"{together / 1000:.0f} kB together, of {MOST_BYTES / 1000:.0f} kB at most")
    return int(together > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
