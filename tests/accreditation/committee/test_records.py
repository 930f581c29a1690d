"""Records of decision: the exact bytes, and a recount by the program that anyone may download."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accreditation.canonical import canonical, sha256_hex
from accreditation.committee.leaving import recuse
from accreditation.committee.models import Item
from accreditation.committee.records import read_record, record_of
from accreditation.ledger import LedgerEntry, head
from partners.models import User
from tests.accreditation.committee.conftest import cast_and_publish

PROGRAM = Path(settings.BASE_DIR) / "static" / "verify_record.py"


def recount(path: Path, text: str) -> "subprocess.CompletedProcess[str]":
    """Let the stand-alone program recount a record."""
    path.write_text(text, "utf-8")
    return subprocess.run(
        [sys.executable, str(PROGRAM), str(path)], capture_output=True, text=True, check=False
    )


def test_the_record_is_served_as_the_stored_bytes(published_item: Item, client: Client) -> None:
    response = client.get(reverse("record-json", args=[published_item.reference]))

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content == published_item.record.encode()
    assert sha256_hex(response.content) == published_item.record_sha256
    assert response["ETag"] == f'"{published_item.record_sha256}"'


def test_a_reader_who_has_the_record_is_told_so(published_item: Item, client: Client) -> None:
    url = reverse("record-json", args=[published_item.reference])
    response = client.get(url, headers={"if-none-match": f'"{published_item.record_sha256}"'})

    assert response.status_code == 304


def test_the_record_recounts_without_the_portal(published_item: Item, tmp_path: Path) -> None:
    result = recount(tmp_path / "record.json", published_item.record)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "outcome: adopted" in result.stdout


def test_a_record_with_a_recusal_recounts(
    voting_item: Item,
    delegates: dict[str, User],
    secretariat: User,
    chair: User,
    tmp_path: Path,
) -> None:
    recuse(voting_item, by=delegates["OCE-1"])
    item = cast_and_publish(voting_item, delegates, officer=secretariat, chair=chair)
    result = recount(tmp_path / "record.json", item.record)

    assert result.returncode == 0, result.stdout + result.stderr
    assert json.loads(item.record)["recusals"][0]["seat"] == "OCE-1"


def test_a_changed_position_is_found_out(published_item: Item, tmp_path: Path) -> None:
    changed = published_item.record.replace('"value":"yes"', '"value":"abstain"', 1)
    result = recount(tmp_path / "record.json", changed)

    assert changed != published_item.record
    assert result.returncode == 1


def test_the_ledger_entry_of_certifying_holds_the_record_and_the_record_the_head_before(
    published_item: Item,
) -> None:
    entry = LedgerEntry.objects.get(act="item.certify", object=published_item.reference)
    record = json.loads(published_item.record)

    assert entry.data["record_sha256"] == published_item.record_sha256
    assert record["ledger"] == {"height": entry.seq - 1, "hash": entry.prev}


def test_the_record_is_canonical_and_reads_back(published_item: Item) -> None:
    record = read_record(published_item.record)

    assert canonical(json.loads(published_item.record)) == published_item.record
    assert record.tally.outcome == "adopted"
    assert record.tally.count.to_json() == published_item.count


def test_only_the_demonstration_marks_its_records(
    published_item: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "PORTAL_MODE", "demonstration")

    assert record_of(published_item, head())["demonstration"] is True
    assert "demonstration" not in json.loads(published_item.record)


@pytest.mark.parametrize("name", ["record", "record-json"])
def test_an_unpublished_record_is_not_there(voting_item: Item, client: Client, name: str) -> None:
    response = client.get(reverse(name, args=[voting_item.reference]))

    assert response.status_code == 404


def test_the_record_page_shows_arithmetic_roll_call_and_proof(
    published_item: Item, client: Client
) -> None:
    page = client.get(reverse("record", args=[published_item.reference])).content.decode()

    assert "Yes 8, no 1, abstentions 0: more yes than no." in page
    assert "Quorum in seats: 9 take part, 7 are needed: reached." in page
    assert "EUR-1 explains itself." in page
    assert published_item.record_sha256 in page
    assert "verify_record.py" in page
    assert "not confirmed against the CMS Rules of Procedure" in page


def test_the_list_of_records_is_public(published_item: Item, client: Client) -> None:
    page = client.get(reverse("records")).content.decode()

    assert published_item.reference in page


def test_the_program_can_be_downloaded_and_uses_nothing_of_the_portal() -> None:
    text = PROGRAM.read_text("utf-8")

    assert "accreditation" not in text
    assert "django" not in text.lower()
