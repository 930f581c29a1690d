"""The count of an item and its record of decision, format cms-record-of-decision/1."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from accreditation.committee.tally import (
    PositionLine,
    RecusalLine,
    Rules,
    SeatLine,
    Tally,
    read_instant,
    tally,
)
from accreditation.ledger import Head

if TYPE_CHECKING:
    from accreditation.committee.items import Item

FORMAT = "cms-record-of-decision/1"


def tally_of(item: "Item", *, opened_at: datetime, closes_at: datetime) -> Tally:
    """The tally of an item by its frozen rules and seats, from the positions on the record."""
    return tally(
        Rules.from_json(item.rules),
        [SeatLine.from_json(line) for line in item.seats],
        [RecusalLine(seat=r.seat, at=r.at) for r in item.recusals.all()],
        [PositionLine(**p.line()) for p in item.positions.all()],
        opened_at=opened_at,
        closes_at=closes_at,
    )


def counted(item: "Item") -> Tally:
    """The tally of an item that is closed, or closing."""
    if item.opened_at is None or item.closes_at is None:
        message = "An item is counted between its opening and its closing."
        raise ValueError(message)
    return tally_of(item, opened_at=item.opened_at, closes_at=item.closes_at)


@dataclass(frozen=True)
class Participation:
    """How many entitled seats have spoken, and what the quorum asks; never how they spoke."""

    spoken: int
    regions: int
    entitled: int
    quorum_seats: int
    quorum_regions: int
    needs_quorum: bool


def participation(item: "Item") -> Participation:
    """Who has taken part in an open item so far, counted as the quorum will be."""
    rules = Rules.from_json(item.rules)
    opened = item.opened_at or item.stamp
    count = tally_of(item, opened_at=opened, closes_at=item.closes_at or item.stamp).count
    return Participation(
        spoken=count.taking_part,
        regions=count.regions,
        entitled=count.entitled,
        quorum_seats=rules.quorum_seats,
        quorum_regions=rules.quorum_regions,
        needs_quorum=rules.procedure != "no_objection",
    )


def record_of(item: "Item", head: Head) -> dict[str, Any]:
    """The record as data, complete enough for anyone to recount it."""
    record = {
        "format": FORMAT,
        "reference": item.reference,
        "question": item.question,
        "subject": {
            "type": item.subject_kind,
            "reference": item.subject_reference,
            "dossier_sha256": item.dossier_sha256,
            "process": item.process_version,
        },
        "rules": item.rules,
        "opened_at": item.opened_at,
        "closes_at": item.closes_at,
        "seats": item.seats,
        "recusals": [recusal.line() for recusal in item.recusals.all()],
        "positions": [
            p.line() | {"channel": p.channel} for p in item.positions.order_by("at", "pk")
        ],
        "count": item.count,
        "outcome": item.outcome,
        "ledger": {"height": head.height, "hash": head.hash},
    }
    if item.follows is not None:
        record["follows"] = item.follows.reference
    if settings.PORTAL_MODE == "demonstration":
        record["demonstration"] = True
    return record


@dataclass(frozen=True)
class ReadRecord:
    """A stored record, read back: what its page shows comes from these bytes alone."""

    data: dict[str, Any]
    rules: Rules
    seats: list[SeatLine]
    positions: list[PositionLine]
    opened_at: datetime
    closes_at: datetime
    tally: Tally


def read_record(text: str) -> ReadRecord:
    """Read a record and count it again."""
    data = json.loads(text)
    rules = Rules.from_json(data["rules"])
    seats = [SeatLine.from_json(line) for line in data["seats"]]
    positions = [PositionLine.from_json(line) for line in data["positions"]]
    opened_at, closes_at = read_instant(data["opened_at"]), read_instant(data["closes_at"])
    recusals = [RecusalLine.from_json(line) for line in data["recusals"]]
    return ReadRecord(
        data=data,
        rules=rules,
        seats=seats,
        positions=positions,
        opened_at=opened_at,
        closes_at=closes_at,
        tally=tally(rules, seats, recusals, positions, opened_at, closes_at),
    )
