"""The count of a Committee item: steps 1 to 7 of "Counting, exactly", as pure functions.

Nothing here reads a clock, a database or a setting: the same rules, seats, recusals and positions
always give the same tally. `static/verify_record.py` counts the same thing without this module.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accreditation.committee.record_lines import (
    CAPACITIES,
    MAJORITIES,
    OBJECTION_EFFECTS,
    PROCEDURES,
    SEAT_KINDS,
    TIES,
    VALUES,
    Count,
    NotARecord,
    PositionLine,
    RecusalLine,
    Rules,
    SeatLine,
    in_utc,
    known,
    read_instant,
    refuse,
    write_instant,
)

__all__ = [
    "CAPACITIES",
    "EXPLANATIONS",
    "LEFT_OUT",
    "MAJORITIES",
    "OBJECTION_EFFECTS",
    "OUTCOMES",
    "PROCEDURES",
    "SEAT_KINDS",
    "TIES",
    "TIE_BREAKS",
    "VALUES",
    "Count",
    "NotARecord",
    "PositionLine",
    "RecusalLine",
    "Rules",
    "SeatLine",
    "Tally",
    "explain",
    "read_instant",
    "tally",
    "write_instant",
]

ADOPTED, NOT_ADOPTED, NO_QUORUM, OBJECTED = "adopted", "not_adopted", "no_quorum", "objected"
OUTCOMES = (ADOPTED, NOT_ADOPTED, NO_QUORUM, OBJECTED)

# Why a seat is not entitled, and what became of a tie that went to the depositary.
LEFT_OUT = ("set_aside", "kind", "recusal", "same_state")
TIE_BREAKS = ("yes", "no_seat", "recusal", "entitled_elsewhere", "no_yes")
EXPLANATIONS = (
    "entitled",
    "quorum_seats",
    "quorum_regions",
    "simple",
    "two_thirds",
    "tie_not_carried",
    *(f"tie_{reason}" for reason in TIE_BREAKS),
    "against",
    "objections",
)


@dataclass(frozen=True)
class Tally:
    """The count of an item, its outcome, and the facts that explain both.

    `held` has the held positions of the entitled seats and of the one set aside, by seat code;
    `left_out` has, for each seat that is not entitled, its reason in `LEFT_OUT`; `tie_break` is
    empty unless a tie went to the depositary, and then one of `TIE_BREAKS`.
    """

    count: Count
    outcome: str
    held: Mapping[str, PositionLine]
    entitled: tuple[str, ...]
    set_aside: str | None
    left_out: Mapping[str, str]
    tie_break: str


def tally(
    rules: Rules,
    seats: Sequence[SeatLine],
    recusals: Sequence[RecusalLine],
    positions: Sequence[PositionLine],
    opened_at: datetime,
    closes_at: datetime,
) -> Tally:
    """Count one item by its frozen rules; raises `NotARecord` when it cannot be counted."""
    check_together(rules, seats, recusals=recusals, positions=positions)
    left_out = left_out_seats(rules, seats, recusals=recusals)
    entitled = [seat for seat in seats if seat.seat not in left_out]
    aside = next((seat for seat in seats if left_out.get(seat.seat) == "set_aside"), None)
    counting = counting_positions(positions, opened_at=opened_at, closes_at=closes_at)
    held = held_positions([*entitled, aside] if aside else entitled, counting)
    count = count_held(rules, entitled, held=held)
    tie_break = ""
    if rules.is_tie_for_the_depositary and has_quorum(rules, count) and is_tie(rules, count):
        tie_break = depositary_tie_break(aside, entitled, recusals=recusals, seats=seats, held=held)
    return Tally(
        count=count,
        outcome=outcome_of(rules, count, tie_break=tie_break),
        held=held,
        entitled=tuple(seat.seat for seat in entitled),
        set_aside=aside.seat if aside else None,
        left_out=left_out,
        tie_break=tie_break,
    )


def recused_states(seats: Iterable[SeatLine], recusals: Iterable[RecusalLine]) -> set[str]:
    """Step 1: the States that stepped out, by a recusal on any of their seats, at any time."""
    state_of = {seat.seat: seat.state for seat in seats}
    return {state_of[recusal.seat] for recusal in recusals}


def left_out_seats(
    rules: Rules, seats: Sequence[SeatLine], *, recusals: Sequence[RecusalLine]
) -> dict[str, str]:
    """Step 1: the seats that are not entitled, each with its reason; all others are."""
    recused = recused_states(seats, recusals)
    entitled_states: set[str] = set()
    reasons = {}
    for seat in sorted(seats, key=lambda seat: SEAT_KINDS.index(seat.kind)):
        if seat.kind == "depositary" and rules.is_tie_for_the_depositary:
            reasons[seat.seat] = "set_aside"
        elif seat.kind not in rules.voting_kinds:
            reasons[seat.seat] = "kind"
        elif seat.state in recused:
            reasons[seat.seat] = "recusal"
        elif seat.state in entitled_states:
            reasons[seat.seat] = "same_state"
        else:
            entitled_states.add(seat.state)
    return reasons


def counting_positions(
    positions: Iterable[PositionLine], *, opened_at: datetime, closes_at: datetime
) -> list[PositionLine]:
    """Step 2: the positions taken while the item was open, both ends included."""
    first, last = in_utc("opened_at", opened_at), in_utc("closes_at", closes_at)
    return [position for position in positions if first <= position.at <= last]


def held_positions(
    seats: Iterable[SeatLine], counting: Sequence[PositionLine]
) -> dict[str, PositionLine]:
    """Steps 2 and 3: what each of these seats holds; a seat that said nothing is left out."""
    said = {
        seat.seat: [position for position in counting if position.seat == seat.seat]
        for seat in seats
    }
    return {seat: held_position(positions) for seat, positions in said.items() if positions}


def held_position(positions: Sequence[PositionLine]) -> PositionLine:
    """Step 3: the member's last, else the alternate's last; `present` only if nothing else.

    `max` takes the first of equals: of two at the same instant, the later in the list.
    """
    beyond_presence = [position for position in positions if position.value != "present"]
    speaking = beyond_presence or positions
    of_member = [position for position in speaking if position.capacity == "member"]
    return max(reversed(of_member or speaking), key=lambda position: position.at)


def count_held(
    rules: Rules, entitled: Sequence[SeatLine], *, held: Mapping[str, PositionLine]
) -> Count:
    """Steps 4 to 7: count the positions held by the entitled seats."""
    taking_part = [seat for seat in entitled if seat.seat in held]
    holding = [held[seat.seat] for seat in taking_part]
    values = [position.value for position in holding]
    return Count(
        entitled=len(entitled),
        taking_part=len(taking_part),
        regions=len({seat.region for seat in taking_part if seat.kind == "regional"}),
        yes=values.count("yes"),
        no=values.count("no"),
        abstain=values.count("abstain"),
        objections=sum(
            position.value == "object"
            and (position.has_reasons or rules.procedure != "no_objection")
            for position in holding
        ),
    )


def has_quorum(rules: Rules, count: Count) -> bool:
    """Step 4: enough seats and regions take part; `no_objection` needs no quorum."""
    return rules.procedure == "no_objection" or (
        count.taking_part >= rules.quorum_seats and count.regions >= rules.quorum_regions
    )


def is_tie(rules: Rules, count: Count) -> bool:
    """Step 5: as many yes as no under a simple majority, and at least one of each."""
    is_simple_vote = (rules.procedure, rules.majority) == ("vote", "simple")
    return is_simple_vote and count.yes == count.no and count.yes > 0


def depositary_tie_break(
    aside: SeatLine | None,
    entitled: Sequence[SeatLine],
    *,
    recusals: Sequence[RecusalLine],
    seats: Sequence[SeatLine],
    held: Mapping[str, PositionLine],
) -> str:
    """Step 5: `yes` when the seat set aside breaks the tie, otherwise why it does not."""
    if aside is None:
        return "no_seat"
    if aside.state in recused_states(seats, recusals):
        return "recusal"
    if aside.state in {seat.state for seat in entitled}:
        return "entitled_elsewhere"
    return "yes" if aside.seat in held and held[aside.seat].value == "yes" else "no_yes"


def has_majority(rules: Rules, count: Count) -> bool:
    """Step 5: more yes than no, or two thirds of them with at least one yes."""
    if rules.majority == "simple":
        return count.yes > count.no
    return count.yes >= 1 and 3 * count.yes >= 2 * (count.yes + count.no)


def outcome_of(rules: Rules, count: Count, *, tie_break: str) -> str:
    """Steps 4 to 7: what the count means under the rules."""
    if rules.procedure == "no_objection":
        return OBJECTED if count.objections >= rules.objections_to_block else ADOPTED
    if not has_quorum(rules, count):
        return NO_QUORUM
    if rules.procedure == "consensus":
        return NOT_ADOPTED if count.objections + count.no else ADOPTED
    return ADOPTED if has_majority(rules, count) or tie_break == "yes" else NOT_ADOPTED


def explain(tally: Tally, rules: Rules) -> list[tuple[str, dict[str, int]]]:
    """The arithmetic of a tally, in the order of the steps, as keys and numbers for the pages."""
    count = tally.count
    reasons = list(tally.left_out.values())
    left_out = {reason: reasons.count(reason) for reason in LEFT_OUT}
    of = count.entitled + len(reasons)
    entitled = ("entitled", {"have": count.entitled, "of": of, **left_out})
    if rules.procedure == "no_objection":
        need = rules.objections_to_block
        return [entitled, ("objections", {"have": count.objections, "need": need})]
    lines = [
        entitled,
        ("quorum_seats", {"have": count.taking_part, "need": rules.quorum_seats}),
        ("quorum_regions", {"have": count.regions, "need": rules.quorum_regions}),
    ]
    if tally.outcome == NO_QUORUM:
        return lines
    if rules.procedure == "consensus":
        return [*lines, ("against", {"objections": count.objections, "no": count.no})]
    return [*lines, *explain_vote(tally, rules)]


def explain_vote(tally: Tally, rules: Rules) -> list[tuple[str, dict[str, int]]]:
    """The arithmetic of step 5: the majority and, after a tie, what became of it."""
    count = tally.count
    votes = {"yes": count.yes, "no": count.no, "abstain": count.abstain}
    if rules.majority == "two_thirds":
        thirds = {"have": 3 * count.yes, "need": max(2 * (count.yes + count.no), 1)}
        return [("two_thirds", {**votes, **thirds})]
    simple = ("simple", {**votes, "have": count.yes, "need": count.no + 1})
    if not is_tie(rules, count):
        return [simple]
    return [simple, (f"tie_{tally.tie_break or 'not_carried'}", {"yes": count.yes, "no": count.no})]


def check_together(
    rules: Rules,
    seats: Sequence[SeatLine],
    *,
    recusals: Iterable[RecusalLine],
    positions: Iterable[PositionLine],
) -> None:
    """Refuse lines that do not fit one another: two seats of one code, a voice without a seat."""
    by_code = {seat.seat: seat for seat in seats}
    if len(by_code) < len(seats):
        refuse("two seats have the same code")
    for recusal in recusals:
        known("seat", recusal.seat, by_code)
    for position in positions:
        known("seat", position.seat, by_code)
        known(f"value under {rules.procedure}", position.value, VALUES[rules.procedure])
        if position.capacity == "alternate" and by_code[position.seat].alternate is None:
            refuse(f"an alternate speaks for {position.seat}, which has none")
