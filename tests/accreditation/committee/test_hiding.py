"""What shows of an item while its count is hidden, and to people who are out of it: nothing."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accreditation.committee.models import Item
from accreditation.committee.record_words import remarks
from accreditation.committee.records import record_of
from accreditation.committee.taking import take_position
from accreditation.ledger import LedgerEntry, Refusal, head
from accreditation.proposals.models import Proposal
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

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


def test_officers_do_not_count_the_positions_under_silence_in_the_ledger(
    silent_item: Item, member: User, secretariat: User, officer: User, client_as: ClientAs
) -> None:
    browser = client_as(secretariat)
    listed = reverse("admin:accreditation_ledgerentry_changelist")
    before = browser.get(listed, {"q": silent_item.reference}).content.decode()
    entries = before.count("item.open")

    position = take_position(silent_item, by=member, value="object", reasons="Article 4.")
    row = desk.letter(silent_item, by=officer, seat="AFR-1", value="object")

    for query in ({}, {"q": silent_item.reference}, {"q": row.reference}, {"q": position.hash}):
        page = browser.get(listed, query).content.decode()
        assert "item.position" not in page
        assert "transcription." not in page
    after = browser.get(listed, {"q": silent_item.reference}).content.decode()
    assert after.count("item.open") == entries > 0
    one = reverse("admin:accreditation_ledgerentry_change", args=[position.height])
    assert browser.get(one).status_code == 302


def test_officers_see_in_the_ledger_who_spoke_once_it_is_counted(
    silent_item: Item, member: User, secretariat: User, client_as: ClientAs, later: Moved
) -> None:
    position = take_position(silent_item, by=member, value="object", reasons="Article 4.")
    with later(31 * DAY):
        perform("close", silent_item)

    one = reverse("admin:accreditation_ledgerentry_change", args=[position.height])
    assert str(member.uuid) in client_as(secretariat).get(one).content.decode()


def test_what_was_refused_under_silence_does_not_tell_which_seat_wanted_to_speak(
    silent_item: Item, member: User, secretariat: User, client_as: ClientAs
) -> None:
    row = desk.letter(silent_item, by=secretariat, value="object")
    with pytest.raises(PermissionDenied):
        perform("confirm", row, by=secretariat)
    with pytest.raises(NotReady):
        take_position(silent_item, by=member, value="object", reasons="")

    listed = reverse("admin:accreditation_refusal_changelist")
    page = client_as(secretariat).get(listed).content.decode()

    tried = Refusal.objects.filter(object__startswith=silent_item.reference)
    assert {refusal.act for refusal in tried} == {"transcription.confirm", "item.position"}
    assert silent_item.reference not in page


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
