"""The lines of a record of decision: rules, seats, recusals, positions and the count.

Each refuses what no record can say, and is read from and written to the record's JSON.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, NoReturn, Self

PROCEDURES = ("consensus", "vote", "no_objection")
MAJORITIES = ("simple", "two_thirds")
TIES = ("not_carried", "depositary")
OBJECTION_EFFECTS = ("refer", "vote")
CAPACITIES = ("member", "alternate")
SEAT_KINDS = ("regional", "depositary", "host_previous", "host_next")  # the order of step 1
VALUES: Mapping[str, tuple[str, ...]] = {
    "vote": ("yes", "no", "abstain", "present"),
    "consensus": ("present", "yes", "no", "abstain", "object"),
    "no_objection": ("object", "no_objection"),
}

RFC_3339 = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"
    r"(\.[0-9]+)?([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
MICROSECONDS = len(".000000")


class NotARecord(ValueError):  # noqa: N818 - it says what the input is, as the pages do
    """What was given is no record of decision, so that it cannot be counted."""


def refuse(reason: str) -> NoReturn:
    """Say why this is no record of decision."""
    raise NotARecord(reason)


def known(name: str, value: object, allowed: Iterable[str]) -> None:
    """Refuse a word that is not among those allowed."""
    if value not in tuple(allowed):
        refuse(f"unknown {name}: {value!r}")


def text(name: str, value: object) -> None:
    """Refuse what is no text."""
    if not isinstance(value, str):
        refuse(f"{name} is no text: {value!r}")


def named(name: str, value: object) -> None:
    """Refuse what is no text or a blank one."""
    if not isinstance(value, str) or not value.strip():
        refuse(f"{name} has no name: {value!r}")


def whole(name: str, number: object, *, least: int) -> None:
    """Refuse what is no whole number, or one that is too small; a truth value is none."""
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        refuse(f"{name} is not a whole number of at least {least}: {number!r}")


def in_utc(name: str, at: object) -> datetime:
    """Bring a time to UTC: two times of one zone would be compared by the wall clock."""
    if not isinstance(at, datetime) or at.utcoffset() is None:
        refuse(f"{name} is no instant: {at!r}")
    return at.astimezone(UTC)


def read_instant(text: object) -> datetime:
    """Read an RFC 3339 time; the portal keeps microseconds, and nothing finer is cut off."""
    found = RFC_3339.fullmatch(text) if isinstance(text, str) else None
    if not found:
        refuse(f"not a time of RFC 3339: {text!r}")
    day, time, fraction, offset = found.groups("")
    fraction = fraction.rstrip("0").rstrip(".")
    if len(fraction) > MICROSECONDS:
        refuse(f"finer than a microsecond: {text!r}")
    fraction = fraction and fraction.ljust(MICROSECONDS, "0")
    try:
        return datetime.fromisoformat(f"{day}T{time}{fraction}{offset.upper()}").astimezone(UTC)
    except (ValueError, OverflowError):
        refuse(f"no such time: {text!r}")


def write_instant(at: datetime) -> str:
    """Write an instant as RFC 3339 in UTC, to the second or as fine as it is known."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Line:
    """A part of the record: its fields are the record's keys, in the record's order."""

    @classmethod
    def from_json(cls, line: object) -> Self:
        """Read it from a record; keys it does not know are ignored."""
        if not isinstance(line, Mapping):
            refuse(f"{cls.__name__} is read from an object, not from {line!r}")
        missing = [field.name for field in fields(cls) if field.name not in line]
        if missing:
            refuse(f"{cls.__name__} lacks {', '.join(missing)}")
        values = {field.name: line[field.name] for field in fields(cls)}
        return cls(**{**values, **({"at": read_instant(values["at"])} if "at" in values else {})})

    def to_json(self) -> dict[str, Any]:
        """Write it for a record."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, **({"at": write_instant(values["at"])} if "at" in values else {})}


@dataclass(frozen=True)
class Rules(Line):
    """The rules of one item, frozen when it opens."""

    procedure: str
    voting_kinds: tuple[str, ...]
    quorum_seats: int
    quorum_regions: int
    majority: str
    tie: str
    objections_to_block: int
    objection_effect: str

    def __post_init__(self) -> None:
        """Refuse rules that nobody could count by."""
        known("procedure", self.procedure, PROCEDURES)
        known("majority", self.majority, MAJORITIES)
        known("tie rule", self.tie, TIES)
        known("objection effect", self.objection_effect, OBJECTION_EFFECTS)
        if not isinstance(self.voting_kinds, list | tuple):
            refuse(f"voting_kinds is no list: {self.voting_kinds!r}")
        for kind in self.voting_kinds:
            known("voting kind", kind, SEAT_KINDS)
        object.__setattr__(self, "voting_kinds", tuple(self.voting_kinds))
        whole("quorum_seats", self.quorum_seats, least=0)
        whole("quorum_regions", self.quorum_regions, least=0)
        whole("objections_to_block", self.objections_to_block, least=1)

    def to_json(self) -> dict[str, Any]:
        """Write the rules for a record."""
        return {**super().to_json(), "voting_kinds": list(self.voting_kinds)}

    @property
    def is_tie_for_the_depositary(self) -> bool:
        """Whether the depositary's seat is kept for breaking a tie."""
        return (self.procedure, self.majority, self.tie) == ("vote", "simple", "depositary")


@dataclass(frozen=True)
class SeatLine(Line):
    """A seat as the record has it; `state` is the record's key for the seat's Party."""

    seat: str
    kind: str
    region: str | None
    state: str
    alternate: str | None

    def __post_init__(self) -> None:
        """Refuse a seat without code, known kind or State, and a regional one without region."""
        named("seat", self.seat)
        known("seat kind", self.kind, SEAT_KINDS)
        named("state", self.state)
        for key in ("region", "alternate"):
            text(key, "" if getattr(self, key) is None else getattr(self, key))
            object.__setattr__(self, key, getattr(self, key) or None)
        if self.kind == "regional":
            named(f"region of {self.seat}", self.region)


@dataclass(frozen=True)
class RecusalLine(Line):
    """A State's stepping out of the item, given on one of its seats."""

    seat: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a recusal without seat or time."""
        named("seat", self.seat)
        object.__setattr__(self, "at", in_utc("at", self.at))


@dataclass(frozen=True)
class PositionLine(Line):
    """What a seat said, in which capacity and when."""

    seat: str
    capacity: str
    value: str
    at: datetime
    reasons: str = ""

    def __post_init__(self) -> None:
        """Refuse an unknown capacity or value and a time that is no instant."""
        named("seat", self.seat)
        known("capacity", self.capacity, CAPACITIES)
        known("value", self.value, {value for allowed in VALUES.values() for value in allowed})
        object.__setattr__(self, "at", in_utc("at", self.at))
        text("reasons", self.reasons)

    @property
    def has_reasons(self) -> bool:
        """Whether it says why, in more than white space."""
        return bool(self.reasons.strip())


@dataclass(frozen=True)
class Count(Line):
    """The `count` of a record, in seats; `regions` in regions."""

    entitled: int
    taking_part: int
    regions: int
    yes: int
    no: int
    abstain: int
    objections: int

    def __post_init__(self) -> None:
        """Refuse what is no whole number."""
        for field in fields(self):
            whole(field.name, getattr(self, field.name), least=0)
