import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accreditation.ledger import GENESIS, head, record

Answer = tuple[int, str]
REWRITTEN = """UPDATE accreditation_ledgerentry
    SET act = 'x', body = replace(body, 'example.act', 'x') WHERE seq = 3"""


@pytest.fixture
def entries(db: None) -> list[str]:
    """An export of five entries."""
    for number in range(1, 6):
        with transaction.atomic():
            record("example.act", f"É-{number}", by=None, data={"number": number, "é": ["ß", None]})
    said = StringIO()
    call_command("export_ledger", stdout=said)
    return said.getvalue().splitlines(keepends=True)


@pytest.fixture
def verified(tmp_path: Path) -> Callable[[list[str] | None], Answer]:
    """Exit code and words of verify_ledger, for lines of an export or for the database."""

    def answer(lines: list[str] | None) -> Answer:
        said, complained, args = StringIO(), StringIO(), []
        if lines is not None:
            file = tmp_path / "ledger.jsonl"
            file.write_text("".join(lines), encoding="utf-8")
            args = [str(file)]
        try:
            call_command("verify_ledger", *args, stdout=said, stderr=complained)
        except SystemExit as ended:
            return int(str(ended.code)), complained.getvalue()
        return 0, said.getvalue()

    return answer


Verified = Callable[[list[str] | None], Answer]


def rewritten(statement: str) -> None:
    """What only somebody with full power over the database can do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_an_export_is_one_line_of_json_for_each_entry(entries: list[str]) -> None:
    plain = [json.loads(line) for line in entries]

    assert [entry["seq"] for entry in plain] == [1, 2, 3, 4, 5]
    assert plain[0]["prev"] == GENESIS
    assert [entry["prev"] for entry in plain[1:]] == [entry["hash"] for entry in plain[:-1]]


def test_an_export_and_the_database_verify_with_the_same_head(
    entries: list[str], verified: Verified
) -> None:
    expected = (0, f"valid: 5 entries, head {head().hash}\n")

    assert verified(entries) == expected
    assert verified(None) == expected


def test_an_empty_ledger_verifies(db: None, verified: Verified) -> None:
    assert verified(None) == (0, f"valid: 0 entries, head {GENESIS}\n")


def test_every_flipped_byte_is_found(entries: list[str], verified: Verified) -> None:
    line = entries[2]
    for place in range(0, len(line) - 1, 7):
        flipped = line[:place] + chr(ord(line[place]) ^ 1) + line[place + 1 :]

        code, words = verified([*entries[:2], flipped, *entries[3:]])

        assert (code, words.startswith("NOT VALID: entry ")) == (1, True)


def test_a_line_taken_from_the_middle_is_found(entries: list[str], verified: Verified) -> None:
    code, words = verified([*entries[:2], *entries[3:]])

    assert code == 1
    assert "entry 3: number 4 stands where it should be" in words


def test_swapped_lines_are_found(entries: list[str], verified: Verified) -> None:
    assert verified([entries[1], entries[0], *entries[2:]])[0] == 1


def test_lines_cut_off_at_the_end_show_only_against_a_kept_head(
    entries: list[str], verified: Verified
) -> None:
    code, words = verified(entries[:3])

    kept = json.loads(entries[2])["hash"]
    assert (code, words) == (0, f"valid: 3 entries, head {kept}\n")
    assert kept != head().hash


@pytest.mark.parametrize("line", ["\n", "null\n", "[]\n", "{\n", '{"seq": 1e400}\n', "7\n"])
def test_what_is_no_entry_is_named(line: str, verified: Verified, db: None) -> None:
    code, words = verified([line])

    assert code == 1
    assert "entry 1: is not an entry" in words


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE accreditation_ledgerentry SET actor = 'other' WHERE seq = 2", "entry 2: its row"),
        ("UPDATE accreditation_ledgerentry SET data = '{}' WHERE seq = 4", "entry 4: its row"),
        (
            "UPDATE accreditation_ledgerentry SET at = at + interval '1 second' WHERE seq = 1",
            "entry 1: its row",
        ),
        (REWRITTEN, "entry 3: its hash"),
        ("DELETE FROM accreditation_ledgerentry WHERE seq = 3", "entry 3: number 4 stands"),
        ("DELETE FROM accreditation_ledgerentry WHERE seq = 5", "entry 5: the head says"),
        ("UPDATE accreditation_ledgerhead SET height = 4", "entry 5: the head says"),
    ],
)
def test_rows_rewritten_in_the_database_are_found(
    entries: list[str], verified: Verified, statement: str, found: str
) -> None:
    rewritten(statement)

    code, words = verified(None)

    assert code == 1
    assert found in words
