"""What shows of an item while its count is hidden, and to people who are out of it: nothing."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accreditation.committee.models import Item
from accreditation.committee.record_words import remarks
from accreditation.committee.records import record_of
from accreditation.committee.taking import take_position
from accreditation.ledger import LedgerEntry, head
from accreditation.proposals.models import Proposal
from partners.models import User
from tests.accreditation.committee import desk

ClientAs = Callable[[User], Client]
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


@pytest.fixture
def silent_item(submitted_proposal: Proposal, secretariat: User) -> Item:
    """An item on which silence is consent, open in writing."""
    return desk.silent(submitted_proposal, by=secretariat)


def seen(client: Client, address: str) -> tuple[bytes, dict[str, str]]:
    """A page without what changes with every request, and how it may be cached."""
    response = client.get(address)
    kept = {name: response.headers.get(name, "") for name in ("ETag", "Cache-Control", "Vary")}
    return TOKEN.sub(b"", response.content), kept


def test_a_position_changes_no_page_for_anybody_but_the_seat(
    silent_item: Item,
    member: User,
    chair: User,
    client: Client,
    client_as: ClientAs,
) -> None:
    addresses = [
        reverse("committee:list"),
        silent_item.get_absolute_url(),
        reverse("records"),
        reverse("api-records"),
        reverse("home"),
    ]
    readers = [client, client_as(chair)]
    before = [[seen(reader, address) for address in addresses] for reader in readers]

    take_position(silent_item, by=member, value="object", reasons="Article 4 is missing.")

    assert [[seen(reader, address) for address in addresses] for reader in readers] == before


def test_officers_see_no_position_in_the_history_before_the_count(
    silent_item: Item, member: User, secretariat: User, client_as: ClientAs
) -> None:
    take_position(silent_item, by=member, value="object", reasons="Article 4 is missing.")

    page = client_as(secretariat).get(silent_item.get_absolute_url()).content.decode()

    assert "Position taken" not in page


def test_the_ledger_holds_a_salted_hash_and_no_reasons(silent_item: Item, member: User) -> None:
    take_position(silent_item, by=member, value="object", reasons="Article 4 is missing.")

    entry = LedgerEntry.objects.get(act="item.position")
    assert "object" not in json.dumps(entry.data)
    assert "Article 4" not in entry.body
    assert len(entry.data["salted_sha256"]) == 64


def test_a_record_that_says_how_positions_came_recounts(
    published_item: Item, tmp_path: Path
) -> None:
    file = tmp_path / "record.json"
    file.write_text(published_item.record)
    verifier = Path(settings.BASE_DIR) / "static" / "verify_record.py"

    told = subprocess.run(
        [sys.executable, str(verifier), str(file)], capture_output=True, text=True, check=False
    )

    record = json.loads(published_item.record)
    assert {line["channel"] for line in record["positions"]} == {"portal"}
    assert {"running_count", "confirmed"} <= set(record["rules"])
    assert (told.returncode, told.stderr) == (0, "")


def test_the_record_says_that_its_rules_are_not_confirmed_and_that_the_count_was_hidden(
    published_item: Item, client: Client
) -> None:
    page = client.get(reverse("record", args=[published_item.reference])).content.decode()

    assert "not confirmed against the CMS Rules of Procedure" in page
    assert "The running count was hidden until closing." in page


def test_the_record_of_what_was_taken_up_again_says_what_it_follows(
    submitted_proposal: Proposal, secretariat: User, member: User, chair: User
) -> None:
    item = desk.referred(submitted_proposal, by=secretariat, chair=chair, against=member)

    record = record_of(item, head())

    assert item.follows is not None
    assert record["follows"] == item.follows.reference
    assert f"Follows item {item.follows.reference}." in remarks(record)
