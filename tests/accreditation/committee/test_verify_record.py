"""The stand-alone program that recounts a record of decision."""

import ast
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.committee.tally import OUTCOMES, NotARecord
from tests.accreditation.committee.record_strategies import (
    NOON,
    Record,
    a_record,
    complete,
    records,
    recused,
    said,
    seat,
    tally_of,
)

PROGRAM = Path(__file__).parents[3] / "static" / "verify_record.py"
QUICK = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150
)
COUNTED = ("entitled", "taking_part", "regions", "yes", "no", "abstain", "objections")


def load_program() -> ModuleType:
    """The program as a module."""
    spec = importlib.util.spec_from_file_location("verify_record", PROGRAM)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load_program()


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program as a stranger does: without the portal and its packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(PROGRAM), *map(str, arguments)],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def a_vote() -> Record:
    """A vote of four seats, adopted by three to one, with its result."""
    return complete(
        a_record(
            said("AFR-1", "yes"),
            said("AFR-2", "yes"),
            said("ASI-1", "yes"),
            said("EUR-1", "no"),
            quorum_seats=4,
            quorum_regions=3,
        )
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the record lies."""
    return tmp_path / "record.json"


def outcome_of(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """The exit code and what was said."""
    code = verify.main([str(path)])
    return code, *capsys.readouterr()


# Both counts agree.


@settings(QUICK, max_examples=3000)
@given(record=records())
def test_the_program_counts_as_the_portal_does(record: Record) -> None:
    """Two counts written apart give the same result."""
    result = tally_of(record)

    assert verify.recount(record) == (result.outcome, result.count.to_json())


@QUICK
@given(record=records(), key=st.sampled_from(COUNTED), more=st.sampled_from((-1, 1, 100)))
def test_a_changed_count_is_named(record: Record, key: str, more: int) -> None:
    """Nothing but the changed number differs."""
    record = complete(record)
    number = record["count"][key]
    record["count"][key] += more

    assert verify.differences(record, *verify.recount(record)) == [
        f"count.{key}: the record states {number + more}, the recount gives {number}"
    ]


@QUICK
@given(record=records(), stated=st.sampled_from(OUTCOMES))
def test_a_changed_outcome_is_named(record: Record, stated: str) -> None:
    """Nothing but the outcome differs."""
    record = complete(record)
    true, record["outcome"] = record["outcome"], stated

    expected = f'outcome: the record states "{stated}", the recount gives {true}'
    found = verify.differences(record, *verify.recount(record))
    assert found == ([] if stated == true else [expected])


BROKEN: list[tuple[str, tuple[str | int, ...], Any]] = [
    ("unknown procedure", ("rules", "procedure"), "acclamation"),
    ("unknown majority", ("rules", "majority"), "absolute"),
    ("unknown tie", ("rules", "tie"), "chair"),
    ("unknown kind", ("rules", "voting_kinds"), ["regional", "observer"]),
    ("unknown kind", ("rules", "voting_kinds"), [["regional"]]),
    ("voting_kinds is not a list", ("rules", "voting_kinds"), "regional"),
    ("less than 0", ("rules", "quorum_seats"), -1),
    ("less than 0", ("rules", "quorum_regions"), -1),
    ("less than 1", ("rules", "objections_to_block"), 0),
    ("not a whole number: true", ("rules", "quorum_seats"), True),
    ("not a whole number: 4.0", ("rules", "quorum_regions"), 4.0),
    ("not a whole number: null", ("rules", "objections_to_block"), None),
    ("rules is not an object", ("rules",), []),
    ("seats is not a list", ("seats",), {}),
    ("seat 1 is not an object", ("seats", 0), "AFR-1"),
    ('"AFR-1" is there twice', ("seats", 1, "seat"), "AFR-1"),
    ("seat is blank", ("seats", 0, "seat"), ""),
    ("unknown kind", ("seats", 0, "kind"), "observer"),
    ("region is not a text: null", ("seats", 0, "region"), None),
    ("region is blank", ("seats", 0, "region"), " "),
    ("region is not a text: 1", ("seats", 6, "region"), 1),
    ("state is not a text: null", ("seats", 0, "state"), None),
    ("alternate is not a text", ("seats", 0, "alternate"), ["SYC"]),
    ("recusals is not a list", ("recusals",), None),
    ("unknown seat", ("recusals", 0, "seat"), "XXX"),
    ("bad time", ("recusals", 0, "at"), "yesterday"),
    ("unknown seat", ("positions", 0, "seat"), "XXX"),
    ("seat is not a text", ("positions", 0, "seat"), None),
    ("unknown capacity", ("positions", 0, "capacity"), "observer"),
    ("has no alternate", ("positions", 1, "capacity"), "alternate"),
    ("unknown value", ("positions", 0, "value"), "object"),
    ("reasons is not a text", ("positions", 0, "reasons"), None),
    ("positions is not a list", ("positions",), "none"),
    ("closes_at is not a text: null", ("closes_at",), None),
    *(
        ("bad time", where, bad)
        for where in [("opened_at",), ("closes_at",), ("positions", 0, "at")]
        for bad in [
            "",
            "2022-10-19",
            "2022-10-19T12:00:00",
            "2022-10-19 12:00:00Z",
            "2022-10-19T12:00:60Z",
            "2022-10-19T24:00:00Z",
            "2022-02-29T12:00:00Z",
            "2022-10-19T12:00:00.Z",
            "2022-10-19T12:00:00+24:00",
            "2022-10-19T12:00:00+02",
            "2022-10-19T12:00:00Z\n",
            "\uff12022-10-19T12:00:00Z",
            "0000-01-01T00:00:00Z",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
        ]
    ),
]


def a_record_with(where: tuple[str | int, ...], value: object) -> Record:
    """The vote, with a recusal, and one thing in it replaced."""
    record = a_vote()
    record["recusals"] = [recused("NEXT")]
    place: Any = record
    for key in where[:-1]:
        place = place[key]
    place[where[-1]] = value
    return record


@pytest.mark.parametrize(("message", "where", "value"), BROKEN)
def test_both_refuse_what_is_no_record(
    message: str, where: tuple[str | int, ...], value: object
) -> None:
    """What the program will not recount, the portal would not have counted."""
    record = a_record_with(where, value)

    with pytest.raises(verify.NotARecord, match=re.escape(message)):
        verify.recount(record)
    if where not in {("seats",), ("recusals",), ("positions",)}:
        with pytest.raises(NotARecord):
            tally_of(record)


# What the program says.


def test_a_right_record_gives_zero(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints the outcome and the count."""
    path.write_text(json.dumps(a_vote()))

    code, out, err = outcome_of(path, capsys)

    assert code == 0
    assert out.splitlines() == [
        "outcome: adopted",
        "entitled: 6",
        "taking_part: 4",
        "regions: 3",
        "yes: 3",
        "no: 1",
        "abstain: 0",
        "objections: 0",
    ]
    assert err == ""


def test_every_difference_is_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A position changed after the count shows in all that follows from it."""
    record = a_vote()
    record["positions"][0]["value"] = record["positions"][1]["value"] = "no"
    path.write_text(json.dumps(record))

    code, out, _ = outcome_of(path, capsys)

    assert code == 1
    assert out.splitlines()[0] == "outcome: not_adopted"
    assert out.splitlines()[8:] == [
        'difference in outcome: the record states "adopted", the recount gives not_adopted',
        "difference in count.yes: the record states 3, the recount gives 1",
        "difference in count.no: the record states 1, the recount gives 3",
    ]


@pytest.mark.parametrize("key", COUNTED)
def test_one_changed_number_gives_one(
    key: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every number is compared."""
    record = a_vote()
    true = record["count"][key]
    record["count"][key] += 1
    path.write_text(json.dumps(record))

    code, out, _ = outcome_of(path, capsys)

    assert code == 1
    assert [line for line in out.splitlines() if "difference" in line] == [
        f"difference in count.{key}: the record states {true + 1}, the recount gives {true}"
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record["positions"].pop(),
        lambda record: record["recusals"].append(recused("AFR-1")),
        lambda record: record["seats"].append(seat("XTR", "ZAF")),
        lambda record: record["positions"][0].update(at="2023-01-01T00:00:00Z"),
        lambda record: record["rules"].update(quorum_seats=5),
        lambda record: record.update(closes_at="2022-10-19T11:59:59Z"),
        lambda record: record.update(outcome="rejected"),
    ],
)
def test_a_changed_record_gives_one(
    change: Callable[[Record], object], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever decides is recounted."""
    record = a_vote()
    change(record)
    path.write_text(json.dumps(record))

    code, out, _ = outcome_of(path, capsys)

    assert code == 1
    assert "difference in " in out


FILES: list[tuple[str, bytes]] = [
    ("not JSON", b""),
    ("not JSON", b"outcome: adopted"),
    ("not JSON", b'{"format": "cms-record-of-decision/1"'),
    ("not JSON", b'\xef\xbb\xbf{"format": "cms-record-of-decision/1"}'),
    ("not JSON: NaN", b'{"format": NaN}'),
    ("not JSON", b'{"format": ' + b"1" * 5000 + b"}"),
    ("not UTF-8", b'{"format": "\xe9"}'),
    ("not UTF-8", '{"format": 1}'.encode("utf-16")),
    ("the record is not an object", b"[]"),
    ("the record is not an object", b"null"),
    ("the record has no format", b"{}"),
    ('the format is "cms-record-of-decision/2"', b'{"format": "cms-record-of-decision/2"}'),
    ("the record has no rules", b'{"format": "cms-record-of-decision/1"}'),
    ('the key "format" is there twice', b'{"format": 1, "format": 1}'),
    ('the key "\\u001b[2J" is there twice', b'{"\\u001b[2J": 1, "\\u001b[2J": 2}'),
    ('the key "a" is there twice', b'{"format": 1, "rules": [{"a": 1, "a": 2}]}'),
    ("recursion", b"[" * 200_000),
]


@pytest.mark.parametrize(("message", "content"), FILES)
def test_a_file_that_is_no_record_gives_two(
    message: str, content: bytes, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason is given, and nothing is counted."""
    path.write_bytes(content)

    code, out, err = outcome_of(path, capsys)

    assert code == 2
    assert out == ""
    assert f"{path}: not a record of decision: " in err
    assert message in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("message", "where", "value"),
    [
        ("outcome is not a text", ("outcome",), None),
        ("count is not an object", ("count",), []),
        ("yes is not a whole number: true", ("count", "yes"), True),
        ("no is not a whole number: 1.0", ("count", "no"), 1.0),
        ("abstain is not a whole number", ("count", "abstain"), "0"),
    ],
)
def test_a_result_that_makes_no_sense_gives_two(
    message: str,
    where: tuple[str | int, ...],
    value: object,
    path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A truth value or a fraction is no number of seats."""
    path.write_text(json.dumps(a_record_with(where, value)))

    code, _, err = outcome_of(path, capsys)

    assert code == 2
    assert message in err


NEEDED = [
    *((key,) for key in ("rules", "opened_at", "closes_at", "seats", "recusals", "positions")),
    ("count",),
    ("outcome",),
    *(("count", key) for key in COUNTED),
    *(("rules", key) for key in ("procedure", "voting_kinds", "quorum_seats", "quorum_regions")),
    *(("rules", key) for key in ("majority", "tie", "objections_to_block")),
    *(("seats", 0, key) for key in ("seat", "kind", "region", "state", "alternate")),
    *(("recusals", 0, key) for key in ("seat", "at")),
    *(("positions", 0, key) for key in ("seat", "capacity", "value", "at", "reasons")),
]


@pytest.mark.parametrize("where", NEEDED)
def test_a_missing_key_gives_two(
    where: tuple[str | int, ...], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever the count needs must be there."""
    record = a_record_with(("reference",), "StC53/Item-12")
    place: Any = record
    for key in where[:-1]:
        place = place[key]
    del place[where[-1]]
    path.write_text(json.dumps(record))

    code, _, err = outcome_of(path, capsys)

    assert code == 2
    assert f"has no {where[-1]}" in err


def test_other_keys_are_ignored(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the count does not need may be there or not, and be anything."""
    record = {**a_vote(), "en_bloc": 1.5, "count": {**a_vote()["count"], "present": "?"}}
    record["positions"][0]["channel"] = "letter"
    for key in ("reference", "question", "subject", "ledger"):
        del record[key]
    path.write_text(json.dumps(record))

    code, _, _ = outcome_of(path, capsys)

    assert code == 0


def test_times_are_compared_exactly_however_fine(path: Path) -> None:
    """A billionth of a second late is late."""
    late = "2022-10-20T21:59:59.000000001Z"
    record = a_record(said("AFR-1", "yes", late), said("AFR-2", "yes", late[:-2] + "0Z"))

    assert verify.recount(record)[1]["yes"] == 1


def test_a_longer_fraction_is_not_a_later_one() -> None:
    """Half a second is later than 49 hundredths."""
    record = a_record(
        said("AFR-1", "no", "2022-10-19T12:00:00.5Z"),
        said("AFR-1", "yes", "2022-10-19T12:00:00.49Z"),
        said("AFR-2", "yes", NOON),
        said("AFR-2", "no", "2022-10-19T14:00:00.000000000000+02:00"),
    )

    assert verify.recount(record)[1]["no"] == 2


# The program by itself.


def test_the_program_runs_without_the_portal(path: Path) -> None:
    """The three exit codes, as a stranger sees them."""
    record = a_vote()
    path.write_text(json.dumps(record), encoding="utf-8")
    right = run(path)
    record["outcome"] = "not_adopted"
    path.write_text(json.dumps(record), encoding="utf-8")
    wrong = run(path)
    record["rules"]["tie"] = "\ud800\u001b[2J"
    path.write_text(json.dumps(record), encoding="utf-8")
    broken = run(path)

    assert (right.returncode, right.stdout.splitlines()[0]) == (0, "outcome: adopted")
    assert (wrong.returncode, wrong.stdout.count("difference in outcome")) == (1, 1)
    assert (broken.returncode, broken.stdout) == (2, "")
    assert r'unknown tie "\ud800\u001b[2J"' in broken.stderr


@settings(QUICK, max_examples=10)
@given(record=records())
def test_the_program_agrees_as_a_process(
    record: Record, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A handful of the generated records, in files."""
    path = tmp_path_factory.mktemp("records") / "record.json"
    record = complete(record)
    path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")

    done = run(path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"outcome: {record['outcome']}",
        *(f"{key}: {record['count'][key]}" for key in COUNTED),
    ]


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_file_that_cannot_be_read_gives_two(name: str, tmp_path: Path) -> None:
    """A missing file, and a folder."""
    done = run(tmp_path / name)

    assert done.returncode == 2
    assert "the file cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [[], ["one.json", "two.json"]])
def test_one_record_must_be_named(arguments: list[str]) -> None:
    """Anything else gets the usage."""
    done = run(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: python3 verify_record.py RECORD.json")


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_tells_what_the_exit_codes_mean(option: str) -> None:
    """It can be understood without the portal."""
    done = run(option)

    assert done.returncode == 0
    assert "python3 verify_record.py RECORD.json" in done.stdout
    assert "every difference is named" in done.stdout


def test_the_program_needs_python_3_9_and_nothing_else() -> None:
    """Standard library only, no portal code."""
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))
    imported = [
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]

    assert imported
    assert set(imported) <= sys.stdlib_module_names


def test_the_program_can_be_started_by_name() -> None:
    """It says what runs it."""
    assert PROGRAM.read_bytes().startswith(b"#!/usr/bin/env python3\n")
    assert PROGRAM.stat().st_mode & 0o111
