"""The ledger: one chain without gaps, which tells of every change, and nothing about people."""

import json
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from accreditation.canonical import canonical, sha256_hex
from accreditation.ledger import (
    GENESIS,
    ChainBroken,
    LedgerEntry,
    actor_id,
    export,
    head,
    lock_head,
    record,
    verify,
)
from accreditation.register.models import Accreditation
from partners.models import Organisation, User
from tests import cast


def written(count: int) -> list[str]:
    """An export of a chain with so many entries."""
    with transaction.atomic():
        for number in range(1, count + 1):
            record("test.write", f"OBJECT-{number}", by=None, data={"number": number})
    return list(export())


def test_an_entry_links_to_the_one_before(db: None) -> None:
    first, second = (json.loads(line) for line in written(2))

    assert (first["seq"], first["prev"]) == (1, GENESIS)
    assert (second["seq"], second["prev"]) == (2, first["hash"])
    assert (head().height, head().hash) == (2, second["hash"])


def test_the_hash_covers_the_canonical_form_without_itself(db: None) -> None:
    [line] = written(1)
    entry = json.loads(line)

    stated = entry.pop("hash")

    assert stated == sha256_hex(canonical(entry))
    assert set(entry) == {"seq", "prev", "at", "actor", "act", "object", "data"}


def test_an_export_is_canonical_line_by_line(db: None) -> None:
    lines = written(3)

    for line in lines:
        assert line == json.dumps(
            json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
    assert verify(lines) == head()


def test_an_act_is_recorded_in_its_transaction_only(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="in the transaction of the act"):
        record("test.write", "OBJECT", by=None)

    assert head().height == 0


def test_an_act_that_is_rolled_back_leaves_no_gap(db: None) -> None:
    with transaction.atomic():
        record("test.write", "LOST", by=None)
        transaction.set_rollback(True)

    [line] = written(1)

    assert json.loads(line)["seq"] == 1


def test_the_portal_acts_under_its_own_name_and_people_under_a_random_id(
    stranger: User,
) -> None:
    assert actor_id(None) == "portal"
    assert actor_id(stranger) == str(stranger.uuid)


def test_data_that_has_no_exact_form_is_not_recorded(db: None) -> None:
    with pytest.raises(TypeError), transaction.atomic():
        record("test.write", "OBJECT", by=None, data={"share": 0.1})

    assert head().height == 0


# --- What is found --------------------------------------------------------------------------------


def test_every_single_byte_that_is_flipped_is_found_and_named(db: None) -> None:
    lines = written(3)

    for place in range(len(lines[1])):
        flipped = lines[1][:place] + chr(ord(lines[1][place]) ^ 1) + lines[1][place + 1 :]
        with pytest.raises(ChainBroken) as found:
            verify([lines[0], flipped, lines[2]])
        assert found.value.seq == 2


@pytest.mark.parametrize(
    ("left", "seq"), [([0, 2, 3], 2), ([1, 2, 3], 1), ([0, 2, 1, 3], 2), ([0, 1, 1, 2, 3], 3)]
)
def test_lines_that_were_removed_moved_or_doubled_are_found(
    left: list[int], seq: int, db: None
) -> None:
    lines = written(4)

    with pytest.raises(ChainBroken) as found:
        verify(lines[place] for place in left)

    assert found.value.seq == seq


def test_a_tail_that_was_cut_shows_against_a_head_kept_outside(db: None) -> None:
    lines = written(4)
    kept_outside = head()

    assert verify(lines[:3]) != kept_outside
    assert verify(lines) == kept_outside


def test_an_entry_that_was_rewritten_with_its_hash_breaks_the_next_link(db: None) -> None:
    lines = written(3)
    forged = json.loads(lines[1])
    forged.pop("hash")
    forged["data"] = {"number": 99}
    forged_line = canonical(forged | {"hash": sha256_hex(canonical(forged))})

    with pytest.raises(ChainBroken, match="entry 3: does not link") as found:
        verify([lines[0], forged_line, lines[2]])

    assert found.value.seq == 3


@pytest.mark.parametrize("spaced", ["  {}", "{} "])
def test_a_line_that_is_not_canonical_is_found(spaced: str, db: None) -> None:
    [line] = written(1)

    with pytest.raises(ChainBroken, match="canonical form"):
        verify([spaced.replace("{}", line)])


@pytest.mark.parametrize("line", ["", "not json", "[]", "{}", '"text"', '{"seq":1}'])
def test_what_is_no_entry_is_named(line: str) -> None:
    with pytest.raises(ChainBroken) as found:
        verify([line])

    assert found.value.seq == 1


# --- Many writers ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_hundred_writers_at_once_leave_one_chain_without_a_gap() -> None:
    workers, each = 8, 25
    start = threading.Barrier(workers)
    faults: list[Exception] = []

    def write(worker: int) -> None:
        try:
            start.wait()
            for number in range(each):
                with transaction.atomic():
                    record("test.write", f"OBJECT-{worker}-{number}", by=None)
        except Exception as fault:  # noqa: BLE001 - the test looks at it
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert verify(export()) == head()
    assert list(LedgerEntry.objects.values_list("seq", flat=True)) == list(range(1, 201))
    assert LedgerEntry.objects.values("object").distinct().count() == workers * each


@pytest.mark.django_db(transaction=True)
def test_nobody_writes_between_a_head_that_is_locked_and_the_entry_after_it() -> None:
    other: list[Any] = []

    def write() -> None:
        with transaction.atomic():
            other.append(record("test.other", "OTHER", by=None).seq)
        connection.close()

    thread = threading.Thread(target=write)
    with transaction.atomic():
        before = lock_head()
        thread.start()
        thread.join(timeout=0.3)
        own = record("test.own", "OWN", by=None)
    thread.join()

    assert (own.seq, own.prev) == (before.height + 1, before.hash)
    assert other == [before.height + 2]


# --- What stays out -------------------------------------------------------------------------------


def test_the_ledger_of_a_whole_mandate_holds_no_personal_data(
    accreditation: Accreditation, organisation: Organisation
) -> None:
    told = "\n".join(export())

    for user in User.objects.all():
        assert user.email not in told
        assert f'"{user.name}"' not in told
    for word in ("@", organisation.name, *cast.DECLARATION.values(), "It meets all."):
        assert word not in told
    assert verify(export()) == head()


def test_positions_do_not_leak_from_the_ledger(accreditation: Accreditation) -> None:
    positions = [json.loads(line) for line in export() if '"item.position"' in line]

    assert positions
    for entry in positions:
        assert set(entry["data"]) == {
            "seat",
            "capacity",
            "number",
            "channel",
            "salted_sha256",
        }
