"""How the Committee's positions are counted, rule by rule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accreditation.committee.tally import (
    CAPACITIES,
    EXPLANATIONS,
    LEFT_OUT,
    OUTCOMES,
    PROCEDURES,
    SEAT_KINDS,
    TIE_BREAKS,
    VALUES,
    Count,
    NotARecord,
    PositionLine,
    RecusalLine,
    Rules,
    SeatLine,
    explain,
    read_instant,
    tally,
    write_instant,
)
from tests.accreditation.committee.record_strategies import (
    CLOSES_AT,
    NOON,
    OPENED_AT,
    SEATS,
    TIMES,
    Record,
    a_record,
    complete,
    records,
    recused,
    said,
    seat,
    tally_of,
)

QUICK = settings(
    deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200
)
LATER = "2022-10-19T12:00:00.5Z"


def votes(yes: int, no: int, abstain: int = 0, *others: Record) -> list[Record]:
    """So many of each, by the first seats in the list."""
    values = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    codes = [line["seat"] for line in SEATS[:6]]
    return [*(said(code, value) for code, value in zip(codes, values, strict=False)), *others]


# Step 1: entitled seats.


def test_only_seats_of_a_voting_kind_are_entitled() -> None:
    """Step 1."""
    record = a_record(said("DEP", "yes"), voting_kinds=["host_next", "regional"])

    result = tally_of(record)

    assert result.entitled == ("AFR-1", "AFR-2", "ASI-1", "EUR-1", "NEXT")
    assert result.left_out == {"DEP": "kind", "PREV": "kind"}
    assert result.count == Count(5, 0, 0, 0, 0, 0, 0)
    assert result.held == {}


@pytest.mark.parametrize("at", ["1999-01-01T00:00:00Z", OPENED_AT, "2099-01-01T00:00:00Z"])
def test_a_recusal_removes_every_seat_of_the_state_at_whatever_time(at: str) -> None:
    """Step 1."""
    seats = (*SEATS, seat("HOST", "DZA", kind="host_next"))
    record = a_record(said("AFR-1", "yes"), seats=seats, recusals=(recused("HOST", at),))

    result = tally_of(record)

    assert result.left_out["AFR-1"] == "recusal"
    assert result.left_out["HOST"] == "recusal"
    assert result.count == Count(5, 0, 0, 0, 0, 0, 0)


def test_a_recusal_on_a_seat_of_no_voting_kind_removes_the_state_too() -> None:
    """Step 1."""
    seats = (*SEATS, seat("GER", "DEU", region="Europe"))

    result = tally_of(a_record(seats=seats, recusals=(recused("DEP"),)))

    assert result.left_out == {"DEP": "kind", "GER": "recusal"}


def test_a_recusal_leaves_the_seat_for_which_the_state_is_alternate() -> None:
    """Step 1 speaks of the seats of a State, and an alternate holds none."""
    seats = (seat("AFR-1", "DZA", alt="SYC"), seat("AFR-2", "SYC"))
    record = a_record(
        said("AFR-1", "yes", by="alternate"), seats=seats, recusals=(recused("AFR-2"),)
    )

    result = tally_of(record)

    assert result.entitled == ("AFR-1",)
    assert result.outcome == "adopted"


@pytest.mark.parametrize("first", range(len(SEAT_KINDS)))
def test_of_several_seats_of_a_state_the_first_kind_counts(first: int) -> None:
    """Step 1."""
    kinds = SEAT_KINDS[first:]
    for order in permutations(kinds):
        seats = tuple(seat(kind, "DEU", kind=kind) for kind in order)

        result = tally_of(a_record(seats=seats, voting_kinds=list(SEAT_KINDS)))

        assert result.entitled == (kinds[0],)
        assert result.left_out == dict.fromkeys(kinds[1:], "same_state")


def test_of_two_seats_of_a_state_and_a_kind_the_first_in_the_list_counts() -> None:
    """Step 1."""
    seats = (seat("Z", "DZA"), seat("A", "DZA"))

    result = tally_of(a_record(said("A", "yes"), said("Z", "no"), seats=seats))

    assert result.entitled == ("Z",)
    assert result.count == Count(1, 1, 1, 0, 1, 0, 0)


def test_the_order_of_voting_kinds_means_nothing() -> None:
    """Step 1 has its own order."""
    seats = (seat("NEXT", "DZA", kind="host_next"), seat("AFR-1", "DZA"))
    kinds = ["host_next", "regional"]

    assert tally_of(a_record(seats=seats, voting_kinds=kinds)).entitled == ("AFR-1",)


def test_a_state_keeps_its_second_seat_when_the_first_is_of_no_voting_kind() -> None:
    """Step 1: the kinds are sorted out before the States."""
    seats = (seat("AFR-1", "DZA"), seat("NEXT", "DZA", kind="host_next"))

    assert tally_of(a_record(seats=seats, voting_kinds=["host_next"])).entitled == ("NEXT",)


@pytest.mark.parametrize("kinds", [["regional"], list(SEAT_KINDS)])
def test_the_depositary_is_set_aside_whatever_the_voting_kinds_say(kinds: list[str]) -> None:
    """Step 1."""
    record = a_record(said("DEP", "yes"), tie="depositary", voting_kinds=kinds)

    result = tally_of(record)

    assert result.set_aside == "DEP"
    assert result.left_out["DEP"] == "set_aside"
    assert result.held["DEP"].value == "yes"
    assert result.count.taking_part == 0
    assert result.count.yes == 0


@pytest.mark.parametrize(
    "rules",
    [
        {"tie": "not_carried"},
        {"tie": "depositary", "majority": "two_thirds"},
        {"tie": "depositary", "procedure": "consensus"},
        {"tie": "depositary", "procedure": "no_objection"},
    ],
)
def test_the_depositary_is_set_aside_in_no_other_case(rules: dict[str, Any]) -> None:
    """Step 1."""
    result = tally_of(a_record(voting_kinds=list(SEAT_KINDS), **rules))

    assert result.set_aside is None
    assert "DEP" in result.entitled


def test_a_seat_set_aside_does_not_take_the_place_of_another_of_its_state() -> None:
    """Step 1: it is set aside first."""
    seats = (seat("DEP", "DEU", kind="depositary"), seat("NEXT", "DEU", kind="host_next"))

    result = tally_of(a_record(seats=seats, tie="depositary", voting_kinds=list(SEAT_KINDS)))

    assert result.entitled == ("NEXT",)


def test_of_two_depositary_seats_both_are_set_aside_and_the_first_speaks() -> None:
    """Step 1 knows one depositary; two never both vote."""
    seats = (*SEATS, seat("DEP-2", "FRA", kind="depositary"))
    record = a_record(*votes(1, 1), said("DEP-2", "yes"), seats=seats, tie="depositary")

    result = tally_of(record)

    assert result.set_aside == "DEP"
    assert result.left_out["DEP-2"] == "set_aside"
    assert result.outcome == "not_adopted"


# Step 2: positions that count.


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("2022-10-19T06:59:59.999999Z", False),
        (OPENED_AT, True),
        ("2022-10-19T09:00:00+02:00", True),
        ("2022-10-19T07:00:00+02:00", False),
        ("2022-10-19T01:30:00-05:30", True),
        (CLOSES_AT, True),
        ("2022-10-20T21:59:59.000Z", True),
        ("2022-10-20T21:59:59.000001Z", False),
        ("2022-10-20T23:59:59+02:00", True),
        ("2022-10-20T21:59:59-00:30", False),
    ],
)
def test_a_position_counts_from_opening_to_closing(at: str, *, counts: bool) -> None:
    """Step 2: both ends are included, and instants are compared, not strings."""
    assert tally_of(a_record(said("AFR-1", "yes", at))).count.yes == counts


def test_instants_are_compared_even_when_the_clock_is_set_back() -> None:
    """Step 2: 02:30 in Berlin is there twice on 30 October 2022."""
    berlin = ZoneInfo("Europe/Berlin")
    opened = datetime(2022, 10, 30, 2, 40, tzinfo=berlin, fold=0)
    second = datetime(2022, 10, 30, 2, 30, tzinfo=berlin, fold=1)
    closes = datetime(2022, 10, 30, 2, 50, tzinfo=berlin, fold=1)
    seats = [SeatLine("AFR-1", "regional", "Africa", "DZA", None)]
    position = PositionLine("AFR-1", "member", "yes", second)

    result = tally(Rules.from_json(a_record()["rules"]), seats, [], [position], opened, closes)

    assert result.count.yes == 1


def test_a_position_of_a_seat_that_is_not_entitled_has_no_effect() -> None:
    """Step 2."""
    record = a_record(said("DEP", "no"), said("AFR-1", "yes"), recusals=(recused("AFR-1"),))

    assert tally_of(record).count == Count(5, 0, 0, 0, 0, 0, 0)


# Step 3: the held position.

HELD = [
    ("the member's last", [("member", "yes", NOON), ("member", "no", LATER)], "no"),
    ("the member's last, in any order", [("member", "no", LATER), ("member", "yes", NOON)], "no"),
    ("the later in the list", [("member", "yes", NOON), ("member", "no", NOON)], "no"),
    (
        "the later in the list, however the instant is written",
        [("member", "yes", "2022-10-19T14:00:00.0+02:00"), ("member", "no", NOON)],
        "no",
    ),
    (
        "the member before the alternate",
        [("member", "no", NOON), ("alternate", "yes", LATER)],
        "no",
    ),
    ("the alternate alone", [("alternate", "yes", NOON)], "yes"),
    ("the alternate's last", [("alternate", "yes", NOON), ("alternate", "no", LATER)], "no"),
    (
        "a late member",
        [("member", "no", "2023-01-01T00:00:00Z"), ("alternate", "yes", NOON)],
        "yes",
    ),
    ("presence alone", [("member", "present", NOON)], "present"),
    ("the alternate's presence", [("alternate", "present", NOON)], "present"),
    ("presence gives way before", [("member", "present", NOON), ("member", "yes", LATER)], "yes"),
    ("presence gives way after", [("member", "yes", NOON), ("member", "present", LATER)], "yes"),
    (
        "the member's presence gives way to the alternate",
        [("alternate", "no", NOON), ("member", "present", LATER)],
        "no",
    ),
    (
        "the alternate's presence gives way to the member",
        [("member", "no", NOON), ("alternate", "present", LATER)],
        "no",
    ),
    (
        "presence does not give way to a late position",
        [("member", "present", NOON), ("member", "yes", "2023-01-01T00:00:00Z")],
        "present",
    ),
]


@pytest.mark.parametrize(("lines", "held"), [case[1:] for case in HELD], ids=[c[0] for c in HELD])
def test_a_seat_holds(lines: list[tuple[str, str, str]], held: str) -> None:
    """Step 3."""
    record = a_record(*(said("AFR-1", value, at, by=by) for by, value, at in lines))

    result = tally_of(record)

    assert result.held["AFR-1"].value == held
    assert result.count.taking_part == 1


# Step 4: quorum.


@pytest.mark.parametrize("procedure", ["vote", "consensus"])
@pytest.mark.parametrize(
    ("seats", "regions", "outcome"),
    [(3, 2, "adopted"), (4, 2, "no_quorum"), (3, 3, "no_quorum"), (0, 0, "adopted")],
)
def test_a_quorum_is_of_seats_and_of_regions(
    procedure: str, seats: int, regions: int, outcome: str
) -> None:
    """Step 4: two seats of Africa and one of Asia take part."""
    record = a_record(
        *(said(code, "yes") for code in ("AFR-1", "AFR-2", "ASI-1")),
        procedure=procedure,
        quorum_seats=seats,
        quorum_regions=regions,
    )

    assert tally_of(record).outcome == outcome


@pytest.mark.parametrize("value", VALUES["vote"])
def test_every_position_held_makes_quorum(value: str) -> None:
    """Step 4."""
    record = a_record(said("AFR-1", value), quorum_seats=1, quorum_regions=1)

    assert tally_of(record).outcome == ("adopted" if value == "yes" else "not_adopted")


def test_a_region_is_brought_by_regional_seats_alone() -> None:
    """Step 4."""
    seats = (seat("NEXT", "UZB", kind="host_next", region="Asia"), seat("AFR-1", "DZA"))
    record = a_record(said("NEXT", "yes"), said("AFR-1", "yes"), seats=seats, quorum_regions=2)

    result = tally_of(record)

    assert result.count == Count(2, 2, 1, 2, 0, 0, 0)
    assert result.outcome == "no_quorum"


def test_the_seat_set_aside_makes_no_quorum() -> None:
    """Step 1 and step 4."""
    record = a_record(*votes(1, 1), said("DEP", "yes"), tie="depositary", quorum_seats=3)

    result = tally_of(record)

    assert result.outcome == "no_quorum"
    assert result.tie_break == ""


def test_silence_procedure_needs_no_quorum() -> None:
    """Step 4."""
    record = a_record(procedure="no_objection", quorum_seats=7, quorum_regions=4)

    result = tally_of(record)

    assert result.outcome == "adopted"
    assert result.count == Count(6, 0, 0, 0, 0, 0, 0)


# Step 5: the vote.


@pytest.mark.parametrize(
    ("majority", "yes", "no", "outcome"),
    [
        ("simple", 0, 0, "not_adopted"),
        ("simple", 1, 0, "adopted"),
        ("simple", 0, 1, "not_adopted"),
        ("simple", 2, 1, "adopted"),
        ("simple", 2, 2, "not_adopted"),
        ("simple", 2, 3, "not_adopted"),
        ("two_thirds", 0, 0, "not_adopted"),
        ("two_thirds", 1, 0, "adopted"),
        ("two_thirds", 1, 1, "not_adopted"),
        ("two_thirds", 2, 1, "adopted"),
        ("two_thirds", 3, 2, "not_adopted"),
        ("two_thirds", 4, 2, "adopted"),
        ("two_thirds", 0, 1, "not_adopted"),
    ],
)
@pytest.mark.parametrize("abstain", [0, 3])
def test_a_vote_carries_by_its_majority(
    majority: str, yes: int, no: int, outcome: str, abstain: int
) -> None:
    """Step 5: abstentions weigh nothing."""
    result = tally_of(a_record(*votes(yes, no, abstain), majority=majority))

    assert result.outcome == outcome
    assert (result.count.yes, result.count.no) == (yes, no)
    assert result.count.abstain == min(abstain, 6 - yes - no)


def test_abstentions_and_presence_are_in_the_quorum_and_not_in_the_majority() -> None:
    """Step 5."""
    record = a_record(*votes(1, 0, 2), said("EUR-1", "present"), quorum_seats=4)

    result = tally_of(record)

    assert result.count == Count(6, 4, 3, 1, 0, 2, 0)
    assert result.outcome == "adopted"


TIE_CASES = [
    ("its yes carries", [said("DEP", "yes")], (), SEATS, "adopted", "yes"),
    ("its no does not", [said("DEP", "no")], (), SEATS, "not_adopted", "no_yes"),
    ("its abstention does not", [said("DEP", "abstain")], (), SEATS, "not_adopted", "no_yes"),
    ("its presence does not", [said("DEP", "present")], (), SEATS, "not_adopted", "no_yes"),
    ("its silence does not", [], (), SEATS, "not_adopted", "no_yes"),
    (
        "its late yes does not",
        [said("DEP", "yes", "2023-01-01T00:00:00Z")],
        (),
        SEATS,
        "not_adopted",
        "no_yes",
    ),
    ("without depositary", [], (), SEATS[:6], "not_adopted", "no_seat"),
    ("recused", [said("DEP", "yes")], (recused("DEP"),), SEATS, "not_adopted", "recusal"),
    (
        "its State entitled by another seat",
        [said("DEP", "yes")],
        (),
        (*SEATS, seat("GER", "DEU")),
        "not_adopted",
        "entitled_elsewhere",
    ),
    (
        "its State recused on another seat",
        [said("DEP", "yes")],
        (recused("GER"),),
        (*SEATS, seat("GER", "DEU")),
        "not_adopted",
        "recusal",
    ),
]


@pytest.mark.parametrize(
    ("positions", "recusals", "seats", "outcome", "tie_break"),
    [case[1:] for case in TIE_CASES],
    ids=[case[0] for case in TIE_CASES],
)
def test_a_tie_goes_to_the_depositary(
    positions: list[Record],
    recusals: tuple[Record, ...],
    seats: tuple[Record, ...],
    outcome: str,
    tie_break: str,
) -> None:
    """Step 5."""
    record = a_record(*votes(2, 2), *positions, recusals=recusals, seats=seats, tie="depositary")

    result = tally_of(record)

    assert result.outcome == outcome
    assert result.tie_break == tie_break
    assert (result.count.yes, result.count.no) == (2, 2)


def test_the_depositary_breaks_a_tie_though_its_state_holds_a_seat_of_no_voting_kind() -> None:
    """Step 5 asks for an entitled seat."""
    seats = (*SEATS, seat("HOST", "DEU", kind="host_next"))
    record = a_record(
        *votes(2, 2), said("DEP", "yes"), seats=seats, tie="depositary", voting_kinds=["regional"]
    )

    assert tally_of(record).outcome == "adopted"


def test_the_depositary_breaks_a_tie_through_its_alternate() -> None:
    """Step 3 holds for the seat set aside too."""
    seats = (*SEATS[:6], seat("DEP", "DEU", kind="depositary", alt="FRA"))
    record = a_record(
        *votes(2, 2),
        said("DEP", "present"),
        said("DEP", "yes", by="alternate"),
        seats=seats,
        tie="depositary",
    )

    assert tally_of(record).outcome == "adopted"


@pytest.mark.parametrize(("yes", "no"), [(0, 0), (1, 2), (0, 1)])
def test_the_depositary_speaks_only_in_a_tie(yes: int, no: int) -> None:
    """Step 5: nobody for and nobody against is no tie."""
    record = a_record(*votes(yes, no, 1), said("DEP", "yes"), tie="depositary")

    result = tally_of(record)

    assert result.outcome == "not_adopted"
    assert result.tie_break == ""


def test_two_thirds_know_no_tie() -> None:
    """Step 5."""
    record = a_record(*votes(1, 1), said("DEP", "yes"), tie="depositary", majority="two_thirds")

    assert tally_of(record).outcome == "not_adopted"


# Step 6: consensus.


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("present", "adopted"),
        ("yes", "adopted"),
        ("abstain", "adopted"),
        ("no", "not_adopted"),
        ("object", "not_adopted"),
    ],
)
def test_consensus_fails_with_one_seat_against(value: str, outcome: str) -> None:
    """Step 6: with reasons or without."""
    record = a_record(said("AFR-1", "yes"), said("AFR-2", value), procedure="consensus")

    result = tally_of(record)

    assert result.outcome == outcome
    assert result.count.objections == (value == "object")


# Step 7: silence procedure.


@pytest.mark.parametrize(
    ("reasons", "outcome"),
    [
        ("Its accounts are missing.", "objected"),
        ("", "adopted"),
        (" \t\r\n", "adopted"),
        ("\u00a0\u2003\u3000", "adopted"),
    ],
)
def test_an_objection_needs_reasons(reasons: str, outcome: str) -> None:
    """Step 7."""
    record = a_record(said("AFR-1", "object", reasons=reasons), procedure="no_objection")

    result = tally_of(record)

    assert result.outcome == outcome
    assert result.count.objections == (outcome == "objected")
    assert result.count.taking_part == 1


@pytest.mark.parametrize(("needed", "outcome"), [(1, "objected"), (2, "objected"), (3, "adopted")])
def test_as_many_seats_must_object_as_the_rules_ask(needed: int, outcome: str) -> None:
    """Step 7: seats are counted, not objections."""
    record = a_record(
        said("AFR-1", "object", reasons="One."),
        said("AFR-1", "object", reasons="Once more."),
        said("AFR-2", "object", reasons="Two."),
        procedure="no_objection",
        objections_to_block=needed,
    )

    result = tally_of(record)

    assert result.outcome == outcome
    assert result.count.objections == 2


def test_an_objection_is_taken_back_by_a_later_no_objection() -> None:
    """Step 7."""
    record = a_record(
        said("AFR-1", "no_objection", LATER),
        said("AFR-1", "object", reasons="Not yet."),
        procedure="no_objection",
    )

    assert tally_of(record).outcome == "adopted"


def test_an_objection_of_the_alternate_gives_way_to_the_member() -> None:
    """Steps 3 and 7."""
    record = a_record(
        said("AFR-1", "object", LATER, by="alternate", reasons="No."),
        said("AFR-1", "no_objection"),
        procedure="no_objection",
    )

    assert tally_of(record).outcome == "adopted"


def test_an_objection_without_reasons_replaces_one_with_reasons() -> None:
    """Step 7 speaks of held positions alone."""
    record = a_record(
        said("AFR-1", "object", reasons="No."),
        said("AFR-1", "object", LATER),
        procedure="no_objection",
    )

    assert tally_of(record).count.objections == 0


# What is allowed.


@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("value", sorted({value for some in VALUES.values() for value in some}))
def test_a_value_is_allowed_under_its_procedures_alone(procedure: str, value: str) -> None:
    """Values allowed."""
    record = a_record(said("AFR-1", value), procedure=procedure)

    if value in VALUES[procedure]:
        assert tally_of(record).count.taking_part == 1
    else:
        with pytest.raises(NotARecord, match="unknown value under"):
            tally_of(record)


@pytest.mark.parametrize("capacity", CAPACITIES)
def test_both_capacities_are_allowed(capacity: str) -> None:
    """Words: a representative acts as member or alternate."""
    assert tally_of(a_record(said("AFR-1", "yes", by=capacity))).count.yes == 1


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("procedure", "acclamation"),
        ("procedure", None),
        ("majority", "absolute"),
        ("tie", "chair"),
        ("objection_effect", "drop"),
        ("voting_kinds", ["observer"]),
        ("voting_kinds", "regional"),
        ("voting_kinds", [["regional"]]),
        ("quorum_seats", -1),
        ("quorum_seats", True),
        ("quorum_seats", 7.0),
        ("quorum_regions", -1),
        ("quorum_regions", "4"),
        ("objections_to_block", 0),
        ("objections_to_block", None),
    ],
)
def test_rules_that_nobody_could_count_by_are_refused(rule: str, value: object) -> None:
    """Record of decision."""
    rules: dict[str, Any] = {rule: value}

    with pytest.raises(NotARecord, match=r"\w"):
        tally_of(a_record(**rules))


@pytest.mark.parametrize(
    "change",
    [
        {"seats": (*SEATS, seat("AFR-1", "ZAF"))},
        {"seats": (seat("X", "DZA", kind="observer"),)},
        {"seats": ({**seat("X", "DZA"), "region": None},)},
        {"seats": ({**seat("X", "DZA"), "region": " "},)},
        {"seats": ({**seat("X", "DZA"), "state": None},)},
        {"seats": ({**seat("X", "DZA"), "seat": ""},)},
        {"seats": ({**seat("X", "DZA"), "alternate": 1},)},
        {"seats": ({"seat": "X"},)},
        {"seats": ("X",)},
        {"recusals": (recused("X"),)},
        {"recusals": (recused("AFR-1", "yesterday"),)},
    ],
)
def test_seats_and_recusals_that_make_no_sense_are_refused(change: dict[str, Any]) -> None:
    """Record of decision."""
    with pytest.raises(NotARecord, match=r"\w"):
        tally_of(a_record(**change))


@pytest.mark.parametrize(
    "position",
    [
        said("X", "yes"),
        said("AFR-1", "yes", by="observer"),
        said("AFR-2", "yes", by="alternate"),
        said("AFR-1", "perhaps"),
        said("AFR-1", "yes", "2022-10-19"),
        {**said("AFR-1", "yes"), "reasons": None},
        {"seat": "AFR-1"},
    ],
)
def test_positions_that_make_no_sense_are_refused(position: Record) -> None:
    """Record of decision."""
    with pytest.raises(NotARecord, match=r"\w"):
        tally_of(a_record(position))


def test_an_item_without_deadline_cannot_be_counted() -> None:
    """A closed item always has one."""
    rules = Rules.from_json(a_record()["rules"])

    with pytest.raises(NotARecord, match="closes_at is no instant: None"):
        tally(rules, [], [], [], read_instant(OPENED_AT), None)  # type: ignore[arg-type]


def test_a_time_without_zone_is_no_instant() -> None:
    """Step 2 compares instants."""
    with pytest.raises(NotARecord, match="at is no instant"):
        RecusalLine("AFR-1", datetime(2022, 10, 19, 12))  # noqa: DTZ001 - that is the point


# Times on the record.


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (NOON, NOON),
        ("2022-10-19t12:00:00z", NOON),
        ("2022-10-19T14:00:00+02:00", NOON),
        ("2022-10-19T12:00:00-00:00", NOON),
        ("2022-10-19T12:00:00.5Z", "2022-10-19T12:00:00.500000Z"),
        ("2022-10-19T12:00:00.123456000Z", "2022-10-19T12:00:00.123456Z"),
        ("2022-10-19T12:00:00.000000000Z", NOON),
    ],
)
def test_a_time_is_read_and_written_in_utc(text: str, written: str) -> None:
    """Record of decision: RFC 3339, to the second or finer."""
    assert write_instant(read_instant(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        None,
        1666180800,
        "",
        "2022-10-19",
        "2022-10-19T12:00:00",
        "2022-10-19 12:00:00Z",
        "2022-10-19T12:00Z",
        "2022-10-19T12:00:60Z",
        "2022-10-19T24:00:00Z",
        "2022-02-29T12:00:00Z",
        "2022-10-19T12:00:00.Z",
        "2022-10-19T12:00:00,5Z",
        "2022-10-19T12:00:00+0200",
        "2022-10-19T12:00:00+24:00",
        "2022-10-19T12:00:00Z\n",
        "\uff12022-10-19T12:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "2022-10-19T12:00:00.0000001Z",
    ],
)
def test_a_bad_time_is_refused(text: object) -> None:
    """Record of decision; the portal keeps microseconds and cuts nothing off."""
    with pytest.raises(NotARecord, match=r"time|microsecond"):
        read_instant(text)


# The lines, the explanation, and what holds for every record.


def test_lines_are_written_as_they_are_read() -> None:
    """Record of decision."""
    record = complete(a_record(said("AFR-1", "yes"), recusals=(recused("EUR-1"),)))

    assert Rules.from_json(record["rules"]).to_json() == record["rules"]
    assert [SeatLine.from_json(line).to_json() for line in SEATS] == list(SEATS)
    assert RecusalLine.from_json(recused("EUR-1")).to_json() == recused("EUR-1")
    assert PositionLine.from_json(said("AFR-1", "yes")).to_json() == said("AFR-1", "yes")
    assert Count.from_json(record["count"]).to_json() == record["count"]


def test_unknown_keys_are_ignored() -> None:
    """Record of decision."""
    line = {**said("AFR-1", "yes"), "channel": "letter"}

    assert PositionLine.from_json(line).to_json() == said("AFR-1", "yes")


def test_the_example_of_the_rules_is_explained_in_numbers() -> None:
    """The pages put these into words."""
    record = a_record(*votes(2, 2), said("DEP", "yes"), tie="depositary", quorum_seats=3)

    lines = explain(tally_of(record), Rules.from_json(record["rules"]))

    assert lines == [
        (
            "entitled",
            {"have": 6, "of": 7, "set_aside": 1, "kind": 0, "recusal": 0, "same_state": 0},
        ),
        ("quorum_seats", {"have": 4, "need": 3}),
        ("quorum_regions", {"have": 3, "need": 0}),
        ("simple", {"yes": 2, "no": 2, "abstain": 0, "have": 2, "need": 3}),
        ("tie_yes", {"yes": 2, "no": 2}),
    ]


def test_a_missing_quorum_ends_the_explanation() -> None:
    """What was not weighed is not explained."""
    record = a_record(*votes(1, 0), quorum_seats=3)

    lines = dict(explain(tally_of(record), Rules.from_json(record["rules"])))

    assert list(lines) == ["entitled", "quorum_seats", "quorum_regions"]
    assert lines["quorum_seats"] == {"have": 1, "need": 3}


def test_the_generated_records_reach_every_outcome_and_every_reason() -> None:
    """What the property tests prove, they prove of all of these."""
    outcomes: set[tuple[str, str, str, str]] = set()
    reasons: set[str] = set()
    ties: set[str] = set()
    keys: set[str] = set()

    @settings(QUICK, max_examples=3000, derandomize=True)
    @given(record=records())
    def collect(record: Record) -> None:
        rules, result = Rules.from_json(record["rules"]), tally_of(record)
        outcomes.add((rules.procedure, rules.majority, rules.tie, result.outcome))
        reasons.update(result.left_out.values())
        ties.add(result.tie_break)
        keys.update(key for key, _ in explain(result, rules))

    collect()

    decided = ("adopted", "not_adopted", "no_quorum")
    expected = {"vote": decided, "consensus": decided, "no_objection": ("adopted", "objected")}
    assert outcomes == {
        (procedure, majority, tie, outcome)
        for procedure, possible in expected.items()
        for majority in ("simple", "two_thirds")
        for tie in ("not_carried", "depositary")
        for outcome in possible
    }
    assert {outcome for *_, outcome in outcomes} == set(OUTCOMES)
    assert reasons == set(LEFT_OUT)
    assert ties == {"", *TIE_BREAKS}
    assert keys == set(EXPLANATIONS)


@QUICK
@given(record=records())
def test_positions_without_effect_can_be_left_out(record: Record) -> None:
    """Steps 2 and 3: the held positions alone make the tally."""
    result = tally_of(record)
    held = [line.to_json() for line in result.held.values()]

    assert tally_of({**record, "positions": held}) == result


@QUICK
@given(record=records(), hours=st.integers(-23, 23))
def test_the_spelling_of_times_does_not_matter(record: Record, hours: int) -> None:
    """Step 2: instants, never strings."""
    zone = timezone(timedelta(hours=hours))
    positions = [
        {**line, "at": read_instant(line["at"]).astimezone(zone).isoformat()}
        for line in record["positions"]
    ]

    assert tally_of({**record, "positions": positions}) == tally_of(record)


@QUICK
@given(record=records())
def test_seats_are_accounted_for(record: Record) -> None:
    """Every seat is entitled or has one reason why not; only entitled seats are counted."""
    result = tally_of(record)
    count = result.count

    assert {*result.entitled, *result.left_out} == {line["seat"] for line in record["seats"]}
    assert len(result.entitled) + len(result.left_out) == len(record["seats"])
    assert count.yes + count.no + count.abstain + count.objections <= count.taking_part
    assert count.regions <= count.taking_part <= count.entitled == len(result.entitled)


@QUICK
@given(record=records(), at=st.sampled_from(TIMES))
def test_presence_added_changes_no_majority(record: Record, at: str) -> None:
    """Step 5: `present` is in the quorum and not in the majority."""
    if record["rules"]["procedure"] == "no_objection" or not record["seats"]:
        return
    before = tally_of(record).count
    present = said(record["seats"][0]["seat"], "present", at)

    after = tally_of({**record, "positions": [*record["positions"], present]}).count

    assert replace(after, taking_part=before.taking_part, regions=before.regions) == before
    assert after.taking_part >= before.taking_part


def test_an_instant_held_is_in_utc() -> None:
    """Two times of one zone would be compared by the wall clock."""
    at = datetime(2022, 10, 19, 14, tzinfo=ZoneInfo("Europe/Berlin"))

    assert PositionLine("AFR-1", "member", "yes", at).at.tzinfo is UTC
