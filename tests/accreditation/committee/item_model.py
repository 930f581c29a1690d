"""An item as a small model: what each act must answer, written again from the rules alone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

TAKEN, REFUSED, FORBIDDEN, NOT_READY = "taken", "refused", "forbidden", "not ready"
OFFERED = {
    "vote": ("yes", "no", "abstain", "present"),
    "consensus": ("present", "yes", "no", "abstain", "object"),
    "no_objection": ("object", "no_objection"),
}
REASONED = ("no", "object")
ON_THE_TABLE = ("scheduled", "open", "closed", "certified")


@dataclass(frozen=True)
class Actor:
    """A person: the seat and State for which they act, and in which capacity; or an officer."""

    name: str
    seat: str = ""
    state: str = ""
    capacity: str = ""
    office: str = ""
    is_officer: bool = False


@dataclass
class Letter:
    """A position that one officer wrote down."""

    seat: str
    value: str
    reasons: str
    at: datetime
    by: str
    reference: str
    state: str = "entered"


@dataclass
class ItemModel:
    """The item: each method says what the portal must answer, and moves when that is "taken"."""

    rules: dict[str, Any]
    states: dict[str, str]  # seat code -> State
    actors: dict[str, Actor]
    state: str = "prepared"
    is_written: bool = True
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    closed_by: str = ""
    recused: set[str] = field(default_factory=set)  # States
    clear: set[str] = field(default_factory=set)  # who declared no conflict
    conflicted: set[str] = field(default_factory=set)
    positions: list[dict[str, Any]] = field(default_factory=list)
    conductors: set[str] = field(default_factory=set)  # officers who opened or extended
    hands: set[str] = field(default_factory=set)  # officers who recorded or transcribed
    letters: list[Letter] = field(default_factory=list)
    acts: int = 0

    def _did(self) -> str:
        """One more act on the record."""
        self.acts += 1
        return TAKEN

    def _late(self, now: datetime) -> bool:
        """Past the deadline, by the clock."""
        return self.closes_at is not None and now > self.closes_at

    # --- The Secretariat's steps ------------------------------------------------------------------
    def schedule(self, who: Actor, now: datetime, closes_at: datetime | None) -> str:
        """A meeting (no deadline) or a last instant in writing."""
        if self.state != "prepared":
            return REFUSED
        if not who.is_officer:
            return FORBIDDEN
        procedure = self.rules["procedure"]
        if procedure == ("consensus" if closes_at else "no_objection"):
            return NOT_READY
        if closes_at and closes_at <= now:
            return NOT_READY
        self.state, self.closes_at, self.is_written = "scheduled", closes_at, closes_at is not None
        return self._did()

    def open(self, who: Actor, now: datetime) -> str:
        """Freeze, and take positions from now on."""
        if self.state != "scheduled":
            return REFUSED
        if not who.is_officer:
            return FORBIDDEN
        if self.is_written and self.closes_at and self.closes_at <= now:
            return NOT_READY
        self.state, self.opened_at = "open", now
        self.conductors.add(who.name)
        return self._did()

    def extend(self, who: Actor, now: datetime, closes_at: datetime) -> str:
        """More time, before the time is over; never less."""
        if self.state != "open":
            return REFUSED
        if not who.is_officer:
            return FORBIDDEN
        if not self.is_written or self._late(now):
            return NOT_READY
        if self.closes_at is None or closes_at <= self.closes_at:
            return NOT_READY
        self.closes_at = closes_at
        self.conductors.add(who.name)
        return self._did()

    def close(self, who: Actor | None, now: datetime) -> str:
        """At a meeting when the work is done; in writing once the deadline has passed."""
        if self.state != "open":
            return REFUSED
        if who is not None and not who.is_officer:
            return FORBIDDEN
        if self.is_written and not self._late(now):
            return NOT_READY
        self.state, self.closed_by = "closed", who.name if who else ""
        self.closes_at = self.closes_at if self.is_written else now
        return self._did()

    def certify(self, who: Actor) -> str:
        """The Chair; the Vice-Chair where the Chair is out; or an officer without a hand in it."""
        if self.state != "closed":
            return REFUSED
        if who.name == self.closed_by or not (self._presides(who) or who.is_officer):
            return FORBIDDEN
        if who.is_officer and who.name in self.hands | self.conductors:
            return FORBIDDEN
        self.state = "certified"
        return self._did()

    def _presides(self, who: Actor) -> bool:
        """Whether the person is in the Chair in this item."""
        chairs = [a for a in self.actors.values() if a.office == "chair"]
        if who.office == "chair":
            return self._is_free(who)
        return (
            who.office == "vice_chair"
            and self._is_free(who)
            and not any(self._is_free(chair) for chair in chairs)
        )

    def _is_free(self, who: Actor) -> bool:
        """Neither the State nor the person is out."""
        return self.states[who.seat] not in self.recused and who.name not in self.conflicted

    def publish(self, who: Actor) -> str:
        """The record becomes public."""
        return self._plain(who, "certified", "published")

    def cancel(self, who: Actor, now: datetime) -> str:
        """Off the table, before it is counted."""
        if self.state not in {"prepared", "scheduled", "open"}:
            return REFUSED
        if not who.is_officer:
            return FORBIDDEN
        if self.state == "open" and self.is_written and self._late(now):
            return NOT_READY
        return self._plain(who, self.state, "cancelled")

    def _plain(self, who: Actor, source: str, target: str) -> str:
        """A step of the Secretariat that needs nothing further."""
        if self.state != source:
            return REFUSED
        if not who.is_officer:
            return FORBIDDEN
        self.state = target
        return self._did()

    # --- The members ------------------------------------------------------------------------------
    def declare(self, who: Actor, now: datetime, *, conflict: bool) -> str:
        """A conflict of interest, or none; a member's conflict takes its State out."""
        if not who.seat:
            return FORBIDDEN
        if self.state not in ON_THE_TABLE:
            return REFUSED
        if not conflict and who.name in self.conflicted:
            return FORBIDDEN
        known = self.conflicted if conflict else self.clear
        if who.name in known:
            return TAKEN
        known.add(who.name)
        if conflict and who.capacity == "member" and self._may_leave(now):
            self.recused.add(self.states[who.seat])
        return self._did()

    def recuse(self, who: Actor, now: datetime) -> str:
        """Step out, for the member's State; twice is once."""
        if not who.seat or who.capacity != "member":
            return FORBIDDEN
        if not self._may_leave(now):
            return REFUSED
        if self.states[who.seat] in self.recused:
            return TAKEN
        self.recused.add(self.states[who.seat])
        return self._did()

    def _may_leave(self, now: datetime) -> bool:
        """Before the item closes."""
        return self.state in {"scheduled", "open"} and not self._late(now)

    def speak(self, who: Actor, now: datetime, value: str, reasons: str) -> str:
        """A position, by somebody who acts for a seat and has passed the gate."""
        if self.state != "open" or self._late(now):
            return REFUSED
        if not who.seat or who.name in self.conflicted:
            return FORBIDDEN
        if who.name not in self.clear:
            return NOT_READY
        return self._said(who.seat, who.capacity, value, reasons=reasons, now=now)

    def record(self, who: Actor, now: datetime, seat: str, value: str, reasons: str) -> str:
        """What a member said at the meeting, recorded by an officer."""
        if not who.is_officer:
            return FORBIDDEN
        if self.state == "open" and self.is_written:
            return REFUSED
        if self.state != "open":
            return REFUSED
        answer = self._said(seat, "member", value, reasons=reasons, now=now)
        if answer == TAKEN:
            self.hands.add(who.name)
        return answer

    def _barred(self, seat: str, value: str, reasons: str) -> str:
        """Why this cannot be said for the seat; empty when it can."""
        if self.states[seat] in self.recused:
            return FORBIDDEN
        if value not in OFFERED[self.rules["procedure"]]:
            return NOT_READY
        if value in REASONED and not reasons.strip():
            return NOT_READY
        return ""

    def _said(self, seat: str, capacity: str, value: str, *, reasons: str, now: datetime) -> str:
        """Add a position, if nothing bars it."""
        if barred := self._barred(seat, value, reasons):
            return barred
        self._add(seat, capacity, value, reasons=reasons, at=now)
        return self._did()

    def _add(self, seat: str, capacity: str, value: str, *, reasons: str, at: datetime) -> None:
        """The position as it counts."""
        line = {"seat": seat, "capacity": capacity, "value": value, "at": at, "reasons": reasons}
        self.positions.append(line)

    # --- Letters ----------------------------------------------------------------------------------
    def write_down(self, who: Actor, now: datetime, seat: str, value: str, reasons: str) -> str:
        """What a letter says; one for each seat waits for a second officer."""
        if not who.is_officer:
            return FORBIDDEN
        if self.state != "open" or self._late(now):
            return REFUSED
        if barred := self._barred(seat, value, reasons):
            return barred
        if any(x.seat == seat and x.state == "entered" for x in self.letters):
            return NOT_READY
        number = len(self.letters) + 1
        self.letters.append(Letter(seat, value, reasons, now, who.name, f"/T-{number}"))
        self.hands.add(who.name)
        return self._did()

    def confirm(self, who: Actor, now: datetime, letter: Letter) -> str:
        """A second officer finds that the scan says so; it counts from when it was entered."""
        if letter.state != "entered":
            return REFUSED
        if not who.is_officer or who.name == letter.by:
            return FORBIDDEN
        if self.state != "open" or self._late(now) or self.states[letter.seat] in self.recused:
            return NOT_READY
        letter.state = "confirmed"
        self.hands.add(who.name)
        self._add(letter.seat, "member", letter.value, reasons=letter.reasons, at=letter.at)
        self.acts += 1  # the position has an entry of its own beside the confirmation
        return self._did()

    # --- The count --------------------------------------------------------------------------------
    def held(self) -> dict[str, str]:
        """What each seat's voice is: its member's last word, else its alternate's, else present."""
        found: dict[str, str] = {p["seat"]: "present" for p in self.positions}
        for capacity in ("alternate", "member"):
            said = [p for p in self.positions if p["capacity"] == capacity]
            for line in sorted(said, key=lambda p: p["at"]):
                if line["value"] != "present":
                    found[line["seat"]] = line["value"]
        return found
