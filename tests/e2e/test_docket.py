"""Twelve items decided in the browser by the demonstration's members, and proved afterwards."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e import room
from tests.e2e.browser import House
from tests.e2e.docket import CONFLICT, LETTER, LIFTED, OBJECTED, OUTCOMES, TIE, Docket, read
from tests.e2e.looking import LANGUAGES
from tests.e2e.portal import ROOT, Portal, founded, serving

pytestmark = pytest.mark.e2e

DAYS_TO_THE_END = 26


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The demonstration, which nothing serves yet."""
    with founded(tmp_path_factory.mktemp("docket"), "docket") as loaded:
        yield loaded


@pytest.fixture(scope="module")
def house(portal: Portal, browser: Browser) -> House:
    """The demonstration and its people."""
    return House(portal, browser)


@pytest.fixture(scope="module")
def docket(house: House) -> Docket:
    """The docket, decided: before its last day, and once the clock has passed it."""
    found = read(house.portal)
    with serving(house.portal):
        room.before(house, found)
    house.portal = house.portal.later(DAYS_TO_THE_END)
    with serving(house.portal):
        room.afterwards(house, found)
    return found


def verify(content: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """What the stand-alone program says of a record."""
    file = folder / "record.json"
    file.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-I", ROOT / "static" / "verify_record.py", file],
        capture_output=True,
        text=True,
        check=False,
    )


def test_twelve_items_are_decided_as_the_members_said(docket: Docket) -> None:
    outcomes = {key: json.loads(docket.records[key])["outcome"] for key in docket.items}

    assert len(docket.items) == 12
    assert outcomes == OUTCOMES
    assert all(docket.reference(key).startswith("DEMO-") for key in docket.items)


@pytest.mark.parametrize("key", [*OUTCOMES, "followed"])
def test_each_record_recounts_with_no_code_of_the_portal(
    docket: Docket, key: str, tmp_path: Path
) -> None:
    record = docket.records[key]

    recounted = verify(record, tmp_path)

    assert recounted.returncode == 0, recounted.stdout + recounted.stderr
    assert f"outcome: {json.loads(record)['outcome']}" in recounted.stdout


def test_a_byte_changed_in_a_record_is_found(docket: Docket, tmp_path: Path) -> None:
    tied = docket.records[TIE]
    [changed] = {tied.replace(b'"value":"yes"', b'"value":"yez"', 1)} - {tied}
    [flipped] = {tied.replace(b'"yes":4', b'"yes":5', 1)} - {tied}

    refused, denied = verify(changed, tmp_path), verify(flipped, tmp_path)

    assert refused.returncode == 2, refused.stdout
    assert denied.returncode == 1, denied.stdout


def test_the_ledger_verifies_and_a_byte_changed_in_its_export_is_named(
    docket: Docket, house: House, tmp_path: Path
) -> None:
    export = house.portal.order("export_ledger")
    lines = export.splitlines(keepends=True)
    number = next(
        place
        for place, line in enumerate(lines, start=1)
        if docket.reference(TIE) in line and '"act":"item.position"' in line
    )
    sound, broken = tmp_path / "sound.jsonl", tmp_path / "broken.jsonl"
    sound.write_text(export, newline="\n")
    lines[number - 1] = lines[number - 1].replace('"channel":"portal"', '"channel":"pXrtal"')
    broken.write_text("".join(lines), newline="\n")

    verified = house.portal.command("verify_ledger", str(sound))
    named = house.portal.command("verify_ledger", str(broken))

    assert verified.returncode == 0, verified.stderr
    assert house.portal.command("verify_ledger").returncode == 0
    assert named.returncode == 1
    assert str(number) in named.stderr


def test_the_record_says_who_was_lifted_out_who_left_and_who_wrote(docket: Docket) -> None:
    records = {key: json.loads(record) for key, record in docket.records.items()}

    assert [line["seat"] for line in records[CONFLICT]["recusals"]] == ["EUR-1"]
    assert records[CONFLICT]["count"]["entitled"] == records[TIE]["count"]["entitled"] - 1
    assert records[TIE]["count"]["yes"] == records[TIE]["count"]["no"] == 4
    assert records[LIFTED]["count"]["no"] > records[LIFTED]["count"]["yes"]
    letters = [line for line in records[LETTER]["positions"] if line.get("channel") == "letter"]
    assert [line["seat"] for line in letters] == ["AFR-3"]
    assert records[OBJECTED]["count"]["objections"] == 1
    assert records["followed"]["rules"]["procedure"] == "consensus"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_room_has_barriers(docket: Docket, language: str) -> None:
    assert docket.barriers[language] == [], "\n".join(docket.barriers[language])
