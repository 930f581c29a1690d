#!/usr/bin/env python3
"""Recount a record of decision of the Standing Committee, with nothing but Python.

    python3 verify_record.py RECORD.json

The record (format cms-record-of-decision/1) holds the rules, the seats, the
recusals and every position taken. This program counts them again, step by step
as the rules are published, and compares its result with the one on the record.

It prints the outcome and the count, and ends with

    0   both equal what the record states
    1   they differ; every difference is named
    2   the file is not such a record; the reason is given

Needs Python 3.9 or later. It opens no network connection and writes no file.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn, TypeVar

FORMAT = "cms-record-of-decision/1"
MAJORITIES = ("simple", "two_thirds")
TIES = ("not_carried", "depositary")
TIE_FOR_DEPOSITARY = ["vote", "simple", "depositary"]
CAPACITIES = ("member", "alternate")
# Of several seats of one State the first in this order counts.
KINDS = ("regional", "depositary", "host_previous", "host_next")
# The procedures, and what a seat may say under each.
VALUES = {
    "vote": ("yes", "no", "abstain", "present"),
    "consensus": ("present", "yes", "no", "abstain", "object"),
    "no_objection": ("object", "no_objection"),
}
COUNTED = ("entitled", "taking_part", "regions", "yes", "no", "abstain", "objections")

KIND_NAMES = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}
LONGEST_QUOTE = 80
UTC = timezone.utc  # noqa: UP017 - Python 3.9 has no datetime.UTC
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RFC_3339 = re.compile(
    "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})([.][0-9]+)?"
    "(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)

Line = dict[str, Any]
T = TypeVar("T")


class NotARecord(Exception):  # noqa: N818 - it says what the file is
    """The file is not a record of decision; the message says why."""


def refuse(reason: str) -> NoReturn:
    """End the reading: the file is not a record of decision."""
    raise NotARecord(reason)


# Reading: everything the count needs must be there and make sense. The rest is not looked at.


def quoted(value: object) -> str:
    """Write a value as JSON in plain ASCII, so that nothing in a file can disturb the screen."""
    text = json.dumps(value)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "..."


def get(line: object, key: str, kind: type[T], where: str) -> T:
    """Take the value under a key; it must be there and of that kind (true is not a number)."""
    if not isinstance(line, dict):
        refuse(f"{where} is not an object")
    if key not in line:
        refuse(f"{where} has no {key}")
    value = line[key]
    if type(value) is not kind:
        refuse(f"{where}: {key} is not {KIND_NAMES[kind]}: {quoted(value)}")
    return value


def get_one_of(line: object, key: str, allowed: Iterable[str], where: str) -> str:
    """Take the text under a key; it must be one of those allowed."""
    value = get(line, key, str, where)
    if value not in allowed:
        refuse(f"{where}: unknown {key} {quoted(value)}, not one of {quoted([*allowed])}")
    return value


def get_name(line: object, key: str, where: str) -> str:
    """Take the text under a key; it must not be blank."""
    value = get(line, key, str, where)
    if not value.strip():
        refuse(f"{where}: {key} is blank")
    return value


def get_text_or_none(line: object, key: str, where: str) -> str | None:
    """Take the text under a key; null and an empty text are none."""
    if isinstance(line, dict) and key in line and line[key] is None:
        return None
    return get(line, key, str, where) or None


def get_number(line: object, key: str, least: int, where: str) -> int:
    """Take the whole number under a key; it must not be too small."""
    value = get(line, key, int, where)
    if value < least:
        refuse(f"{where}: {key} is {quoted(value)}, less than {least}")
    return value


def get_instant(line: object, key: str, where: str) -> Fraction:
    """Take the time under a key, in exact seconds: 07:00:00Z is equal to 09:00:00.0+02:00."""
    text = get(line, key, str, where)
    found = RFC_3339.fullmatch(text)
    if not found:
        refuse(f"{where}: bad time in {key}: {quoted(text)}")
    *parts, fraction, sign, hours, minutes = found.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        year, month, day, hour, minute, second = map(int, parts)
        time = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        time = time + offset if sign == "-" else time - offset
        return (time - EPOCH) // timedelta(seconds=1) + Fraction("0" + (fraction or ".0"))
    except (ValueError, OverflowError) as problem:
        refuse(f"{where}: bad time in {key}: {quoted(text)}, {problem}")


def read_rules(record: Line) -> Line:
    """Read the rules: every word known, every number possible."""
    line = get(record, "rules", dict, "the record")
    kinds = get(line, "voting_kinds", list, "rules")
    for kind in kinds:
        if kind not in KINDS:
            refuse(f"rules: unknown kind {quoted(kind)} in voting_kinds")
    return {
        "procedure": get_one_of(line, "procedure", VALUES, "rules"),
        "majority": get_one_of(line, "majority", MAJORITIES, "rules"),
        "tie": get_one_of(line, "tie", TIES, "rules"),
        "voting_kinds": kinds,
        "quorum_seats": get_number(line, "quorum_seats", 0, "rules"),
        "quorum_regions": get_number(line, "quorum_regions", 0, "rules"),
        "objections_to_block": get_number(line, "objections_to_block", 1, "rules"),
    }


def read_seats(record: Line) -> dict[str, Line]:
    """Read the seats, by their code and in the order of the record."""
    seats: dict[str, Line] = {}
    for place, line in enumerate(get(record, "seats", list, "the record"), start=1):
        where = f"seat {place}"
        code = get_name(line, "seat", where)
        if code in seats:
            refuse(f"{where}: the seat {quoted(code)} is there twice")
        seats[code] = {
            "seat": code,
            "kind": get_one_of(line, "kind", KINDS, where),
            "region": get_text_or_none(line, "region", where),
            "state": get_name(line, "state", where),
            "alternate": get_text_or_none(line, "alternate", where),
        }
        if seats[code]["kind"] == "regional":
            get_name(line, "region", where)
    return seats


def read_recused_states(record: Line, seats: dict[str, Line]) -> set[str]:
    """Read the recusals: the States that stepped out, on whichever of their seats."""
    states = set()
    for place, line in enumerate(get(record, "recusals", list, "the record"), start=1):
        code = get_one_of(line, "seat", seats, f"recusal {place}")
        get_instant(line, "at", f"recusal {place}")
        states.add(seats[code]["state"])
    return states


def read_positions(record: Line, seats: dict[str, Line], procedure: str) -> list[Line]:
    """Read the positions, in the order of the record."""
    positions = []
    for place, line in enumerate(get(record, "positions", list, "the record"), start=1):
        where = f"position {place}"
        position = {
            "seat": get_one_of(line, "seat", seats, where),
            "capacity": get_one_of(line, "capacity", CAPACITIES, where),
            "value": get_one_of(line, "value", VALUES[procedure], where),
            "at": get_instant(line, "at", where),
            "reasons": get(line, "reasons", str, where),
        }
        if line["capacity"] == "alternate" and not seats[line["seat"]]["alternate"]:
            refuse(f"{where}: the seat {quoted(line['seat'])} has no alternate")
        positions.append(position)
    return positions


# Counting: the seven steps.


def recount(record: Line) -> tuple[str, dict[str, int]]:
    """Work out the outcome and the count from the rules, seats, recusals and positions."""
    rules = read_rules(record)
    seats = read_seats(record)
    recused = read_recused_states(record, seats)
    positions = read_positions(record, seats, rules["procedure"])
    opened_at = get_instant(record, "opened_at", "the record")
    closes_at = get_instant(record, "closes_at", "the record")

    entitled, set_aside = step_1(rules, seats, recused)
    held = steps_2_and_3(positions, opened_at, closes_at)
    count = count_positions(rules, entitled, held)

    if rules["procedure"] == "no_objection":
        return step_7(rules, count), count
    if not step_4(rules, count):
        return "no_quorum", count
    if rules["procedure"] == "consensus":
        return step_6(count), count
    may_break_tie = set_aside is not None and set_aside["state"] not in recused | set(entitled)
    tie_breaker = held.get(set_aside["seat"]) if set_aside is not None and may_break_tie else None
    return step_5(rules, count, tie_breaker), count


def step_1(
    rules: Line, seats: dict[str, Line], recused: set[str]
) -> tuple[dict[str, Line], Line | None]:
    """Find the entitled seats, by State, and the seat set aside to break a tie, if any.

    Entitled are the seats of a voting kind, none of a State that stepped out, and only the first
    of each State. Under the tie rule `depositary` a simple vote sets the depositary's seat aside.
    """
    breaks_ties = [rules["procedure"], rules["majority"], rules["tie"]] == TIE_FOR_DEPOSITARY
    entitled: dict[str, Line] = {}
    set_aside: Line | None = None
    for kind in KINDS:
        for seat in seats.values():
            if seat["kind"] != kind:
                continue
            if kind == "depositary" and breaks_ties:
                set_aside = set_aside or seat
            elif kind in rules["voting_kinds"] and seat["state"] not in recused:
                entitled.setdefault(seat["state"], seat)
    return entitled, set_aside


def steps_2_and_3(
    positions: list[Line], opened_at: Fraction, closes_at: Fraction
) -> dict[str, Line]:
    """Find the position each seat holds, among those taken while the item was open.

    Any position outranks `present`, the member outranks the alternate, a later position an
    earlier one; of two at the same instant the later in the list holds.
    """
    held: dict[str, Line] = {}
    ranks: dict[str, tuple[bool, bool, Fraction]] = {}
    for position in positions:
        if opened_at <= position["at"] <= closes_at:
            seat = position["seat"]
            is_member = position["capacity"] == "member"
            rank = (position["value"] != "present", is_member, position["at"])
            if seat not in held or rank >= ranks[seat]:
                held[seat], ranks[seat] = position, rank
    return held


def count_positions(
    rules: Line, entitled: dict[str, Line], held: dict[str, Line]
) -> dict[str, int]:
    """Count what the entitled seats hold; by silence procedure an objection needs reasons."""
    present = [seat for seat in entitled.values() if seat["seat"] in held]
    voices = [held[seat["seat"]] for seat in present]
    values = [voice["value"] for voice in voices]
    objections = [voice for voice in voices if voice["value"] == "object"]
    if rules["procedure"] == "no_objection":
        objections = [voice for voice in objections if voice["reasons"].strip()]
    return {
        "entitled": len(entitled),
        "taking_part": len(present),
        "regions": len({seat["region"] for seat in present if seat["kind"] == "regional"}),
        "yes": values.count("yes"),
        "no": values.count("no"),
        "abstain": values.count("abstain"),
        "objections": len(objections),
    }


def step_4(rules: Line, count: dict[str, int]) -> bool:
    """Tell whether there is a quorum of seats and of regions."""
    enough_seats: bool = count["taking_part"] >= rules["quorum_seats"]
    enough_regions: bool = count["regions"] >= rules["quorum_regions"]
    return enough_seats and enough_regions


def step_5(rules: Line, count: dict[str, int], tie_breaker: Line | None) -> str:
    """Decide a vote, given what the seat that may break a tie holds.

    Abstentions and `present` weigh nothing.
    """
    yes, no = count["yes"], count["no"]
    if rules["majority"] == "two_thirds":
        carried = yes >= 1 and 3 * yes >= 2 * (yes + no)
    elif yes == no and yes > 0:
        carried = tie_breaker is not None and tie_breaker["value"] == "yes"
    else:
        carried = yes > no
    return "adopted" if carried else "not_adopted"


def step_6(count: dict[str, int]) -> str:
    """Decide by consensus: nobody objects and nobody says no."""
    return "not_adopted" if count["objections"] or count["no"] else "adopted"


def step_7(rules: Line, count: dict[str, int]) -> str:
    """Decide by silence procedure: too few object; there is no quorum."""
    return "objected" if count["objections"] >= rules["objections_to_block"] else "adopted"


# Comparing and telling.


def differences(record: Line, outcome: str, count: dict[str, int]) -> list[str]:
    """Name everything in which the record states something else than was recounted."""
    stated = get(record, "outcome", str, "the record")
    found = []
    if stated != outcome:
        found.append(f"outcome: the record states {quoted(stated)}, the recount gives {outcome}")
    for key in COUNTED:
        number = get(get(record, "count", dict, "the record"), key, int, "count")
        if number != count[key]:
            found.append(f"count.{key}: the record states {number}, the recount gives {count[key]}")
    return found


def without_duplicates(pairs: list[tuple[str, Any]]) -> Line:
    """Refuse an object in which a key is there twice: it would say two things at once."""
    line = dict(pairs)
    if len(line) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        refuse(f"the key {quoted(twice)} is there twice in one object")
    return line


def refuse_constant(text: str) -> None:
    """Refuse NaN and Infinity, which Python would read and JSON does not have."""
    refuse(f"not JSON: {text}")


def load(path: str) -> Line:
    """Read the file as JSON of this format."""
    try:
        text = Path(path).read_bytes().decode("utf-8")
        record: Line = json.loads(
            text, object_pairs_hook=without_duplicates, parse_constant=refuse_constant
        )
    except OSError as problem:
        refuse(f"the file cannot be read: {problem.strerror}")
    except UnicodeDecodeError as problem:
        refuse(f"not UTF-8: {problem.reason} at byte {problem.start}")
    except ValueError as problem:
        refuse(f"not JSON: {problem}")
    if get(record, "format", str, "the record") != FORMAT:
        refuse(f"the format is {quoted(record['format'])}, not {FORMAT}")
    return record


def main(arguments: list[str]) -> int:
    """Verify the one record named; return the exit code."""
    if arguments in (["--help"], ["-h"]):
        print(__doc__)
        return 0
    if len(arguments) != 1:
        print("usage: python3 verify_record.py RECORD.json (or --help)", file=sys.stderr)
        return 2
    try:
        record = load(arguments[0])
        outcome, count = recount(record)
        found = differences(record, outcome, count)
    except (NotARecord, RecursionError) as problem:
        print(f"{arguments[0]}: not a record of decision: {problem}", file=sys.stderr)
        return 2
    print(f"outcome: {outcome}")
    for key in COUNTED:
        print(f"{key}: {count[key]}")
    for line in found:
        print(f"difference in {line}")
    return 1 if found else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
