"""13.CC: the Committee's room, from opening an item to its published record."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.browser import House, Visitor
from tests.e2e.drafting import SECRETARIAT
from tests.e2e.portal import ROOT

SEATS = ["AFR-1", "AFR-2", "AFR-3", "ASI-1", "EUR-1", "EUR-3", "SCC-1", "OCE-1"]
GATE_FORM = "main form[action$='/declare/'] button[type=submit]"
POSITION_FORM = "main form[action$='/position/'] button[type=submit]"
CALLED = {"EUR-1": "member", "EUR-2": "chair"}


def address_of(seat: str) -> str:
    """Who represents a seat in the demonstration."""
    return f"{CALLED.get(seat, seat.lower())}@demo.test"


def open_item(house: House, item: str) -> None:
    """The Secretariat schedules the item and opens it."""
    with house.as_(SECRETARIAT) as officer:
        officer.go(item).press("Schedule").look("schedule").press("Schedule")
        officer.press("Open for decision")
        officer.expect("Open").look("item-open-as-secretariat")


def declare(member: Visitor, item: str) -> None:
    """Where the gate stands before the dossier: declare that there is no conflict of interest."""
    member.go(item)
    if member.page.locator(GATE_FORM).count():
        member.tick("has_conflict", "no").follow(GATE_FORM)


def state_position(member: Visitor, item: str, value: str, reasons: str = "") -> None:
    """One representative: gate, form, check page, receipt; in the person's language."""
    declare(member, item)
    member.go(item).tick("value", value)
    if reasons:
        member.fill(reasons=reasons)
    member.follow(POSITION_FORM)
    assert member.page.locator("main button[name=confirm]").is_visible(), member.dump()
    member.follow("main button[name=confirm]")
    assert "/receipt" in member.path, member.dump()


def state_positions(house: House, item: str, value: str = "yes") -> None:
    """Eight seats say the same, without JavaScript; the first one changes its mind before."""
    for seat in SEATS:
        with house.as_(address_of(seat), javascript=False) as member:
            if seat == "EUR-1":
                member.go("/committee/").look("committee-as-member")
                member.go(item).expect("Your seat: EUR-1").look("item-as-member")
                state_position(member, item, "abstain")
                member.expect("Receipt").look("receipt")
            state_position(member, item, value, "As explained at the meeting.")


def close(house: House, item: str) -> None:
    """The meeting is done with the item: it is closed and counted."""
    with house.as_(SECRETARIAT) as officer:
        officer.go(item).expect_not("carried").press("Close and count").look("item-closed")


def close_on_somebody(house: House, item: str) -> str:
    """The item is closed while a member still writes; what the member is then told."""
    with house.as_(address_of("ASI-2"), javascript=False) as late:
        declare(late, item)
        late.go(item).tick("value", "no").fill(reasons="We need more time.")
        late.follow(POSITION_FORM)
        close(house, item)
        return late.follow("main button[name=confirm]").expect_status(409).look("too-late").text


def certify(house: House, item: str) -> None:
    """The Chair confirms the count, without JavaScript."""
    with house.as_("chair@demo.test", javascript=False) as chair:
        chair.go(item).press("Certify").expect("Certified")


def publish(house: House, item: str) -> None:
    """The Secretariat makes the record public."""
    with house.as_(SECRETARIAT) as officer:
        officer.go(item).press("Publish the record").expect("Published").look("item-published")


def decide(house: House, item: str) -> dict[str, Any]:
    """The whole way of an item to its adoption; the published record."""
    open_item(house, item)
    state_positions(house, item)
    close(house, item)
    return see_through(house, item)


def see_through(house: House, item: str) -> dict[str, Any]:
    """From the count to the published record."""
    certify(house, item)
    publish(house, item)
    return published_record(house, item)


def published_record(house: House, item: str) -> dict[str, Any]:
    """The record as a stranger gets it, recounted by the stand-alone program."""
    reference = item.removeprefix("/committee/").rstrip("/")
    stranger = house.stranger(javascript=False)
    stranger.go("/records/").expect(reference)
    stranger.go(f"/records/{reference}/").look("record")
    content = stranger.fetch(f"/records/{reference}.json")
    stranger.close()
    recount(content, house.portal.data / "record.json")
    record: dict[str, Any] = json.loads(content)
    assert record["outcome"] == "adopted"
    return record


def recount(content: bytes, file: Path) -> None:
    """Count again with no code of the portal."""
    file.write_bytes(content)
    recounted = subprocess.run(
        [sys.executable, "-I", ROOT / "static" / "verify_record.py", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert recounted.returncode == 0, recounted.stdout + recounted.stderr
    assert "outcome: adopted" in recounted.stdout
