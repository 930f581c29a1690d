"""Random people do random things with an item at random times; the portal answers as the model."""

import importlib.util
import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accreditation.applications.models import Application
from accreditation.committee.leaving import declare, recuse
from accreditation.committee.models import Item, Representative, Term
from accreditation.committee.recording import record_at_meeting
from accreditation.committee.records import tally_of
from accreditation.committee.taking import take_position
from accreditation.ledger import LedgerEntry, Refusal, export, verify
from accreditation.workflow import NotReady, StepRefused, perform
from partners.clock import portal_now
from partners.models import User
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.item_model import (
    FORBIDDEN,
    NOT_READY,
    OFFERED,
    REFUSED,
    TAKEN,
    Actor,
    ItemModel,
)

HOUR = 60 * 60
PLACES = {
    "kenya": ("AFR-2", "member"),
    "italy": ("EUR-1", "member"),
    "italy-too": ("EUR-1", "member"),
    "switzerland": ("EUR-1", "alternate"),
    "monaco": ("EUR-2", "member"),
    "algeria": ("AFR-1", "member"),
    "uzbekistan": ("ASI-1", "member"),
    "panama": ("SCC-1", "member"),
    "zealand": ("OCE-1", "member"),
    "germany": ("DEP", "member"),
    "next-host": ("HOST-NEXT", "member"),
}
PEOPLE = [*PLACES, "stranger", "one", "two"]
OFFICERS = ["one", "two"]
ACTS = [
    *("schedule", "open", "extend", "close", "certify", "publish", "cancel"),
    *("declare", "recuse", "speak", "record", "write_down", "confirm"),
]
BEGUN = ["prepared", "scheduled", "open", "declared", "late", "closed", "certified"]
REACHED: set[tuple[str, str]] = set()
VALUES = sorted({value for offered in OFFERED.values() for value in offered})
people, officers = st.sampled_from(PEOPLE), st.sampled_from(OFFICERS)
mostly_officers = st.sampled_from([*OFFICERS * 3, "monaco", "italy", "stranger"])
members = st.sampled_from([*PLACES])
seats = st.sampled_from([code for code, *_line in cast.SEATS])
values, reasons = st.sampled_from(VALUES), st.sampled_from(["", "  ", "It goes too far."])
days = st.integers(min_value=-2, max_value=20)
rules = st.fixed_dictionaries(
    {
        "procedure": st.sampled_from(sorted(OFFERED)),
        "voting_kinds": st.just(["regional", "host_previous", "host_next"]),
        "quorum_seats": st.integers(min_value=1, max_value=7),
        "quorum_regions": st.integers(min_value=0, max_value=3),
        "majority": st.sampled_from(["simple", "two_thirds"]),
        "tie": st.sampled_from(["not_carried", "depositary"]),
        "objections_to_block": st.integers(min_value=1, max_value=2),
        "objection_effect": st.sampled_from(["refer", "vote"]),
        "running_count": st.sampled_from(["hidden", "shown"]),
        "confirmed": st.booleans(),
    }
)


def verifier() -> ModuleType:
    """The stand-alone program, loaded as anyone would run it."""
    path = Path(django_settings.BASE_DIR) / "static" / "verify_record.py"
    spec = importlib.util.spec_from_file_location("verify_record", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Committee:
    """The people, as accounts and as actors of the model."""

    def __init__(self, application: Application, officer: User) -> None:
        """Seat everybody once; the machine rolls back what happens afterwards."""
        self.application = application
        term = Term.objects.get()
        Representative.objects.holding().update(until=portal_now())
        self.users = {
            name: cast.seat_person(term, code, cast.person(name), capacity)
            for name, (code, capacity) in PLACES.items()
        }
        self.users |= {"one": officer, "two": cast.officer("two")}
        self.users["stranger"] = cast.person("nobody")
        lines = {seat.code: seat for seat in term.seats.select_related("party")}
        self.states = {code: seat.party.iso3 for code, seat in lines.items()}
        self.actors = {
            name: Actor(name, code, self.states[code], capacity, lines[code].office)
            for name, (code, capacity) in PLACES.items()
        }
        self.actors |= {name: Actor(name, is_officer=True) for name in OFFICERS}
        self.actors["stranger"] = Actor("stranger")


def near(*states: str) -> Callable[[Any], Any]:
    """Do it where it leads somewhere; and now and then where it does not."""
    return precondition(lambda self: self.model.state in states or self.tried % 6 == 0)


class ItemMachine(RuleBasedStateMachine):
    """One item, from preparation to wherever the people take it."""

    committee: Committee

    def __init__(self) -> None:
        """Everything happens in a transaction that is taken back."""
        super().__init__()
        self.way_back = transaction.atomic()
        self.way_back.__enter__()
        self.ahead = 0.0
        self.tried = 0

    def teardown(self) -> None:
        """Count once more with the stand-alone program, check the chain, and take it all back."""
        try:
            record = self.item().record
            if record:
                stated = json.loads(record)
                assert VERIFIER.recount(stated) == (stated["outcome"], stated["count"])
            assert verify(export()).height == LedgerEntry.objects.count()
        finally:
            transaction.set_rollback(True)
            self.way_back.__exit__(None, None, None)

    @initialize(given=rules, begun=st.sampled_from(BEGUN), meets=st.booleans())
    def prepared(self, given: dict[str, Any], begun: str, *, meets: bool) -> None:
        """An item on the application, under these rules; mostly it is open already."""
        officer = self.committee.users["one"]
        item = cast.presented_item(self.committee.application, officer)
        Item.objects.filter(pk=item.pk).update(rules=given, meeting=None)
        self.pk = item.pk
        self.model = ItemModel(given, self.committee.states, self.committee.actors)
        self.entries = LedgerEntry.objects.count()
        self.refusals = Refusal.objects.count()
        self.letters: dict[str, Any] = {}
        self.lead_to(
            begun,
            in_writing={"consensus": False, "no_objection": True}.get(
                given["procedure"], not meets
            ),
        )

    def lead_to(self, begun: str, *, in_writing: bool) -> None:
        """Take the item so far on its way, that the rules begin from everywhere."""
        way = BEGUN.index(begun)
        if way >= BEGUN.index("scheduled"):
            self.schedule("one", 5, in_writing=in_writing)
        if way >= BEGUN.index("open"):
            self.open("one")
        if way >= BEGUN.index("declared"):
            self.all_declare()
        if way >= BEGUN.index("late"):
            self.move(6 * 24 * HOUR)
        if way >= BEGUN.index("closed"):
            self.close("one")
        if way >= BEGUN.index("certified"):
            self.certify("monaco")

    def item(self) -> Item:
        """The item as a page would read it."""
        return Item.objects.get(pk=self.pk)

    def user(self, name: str) -> User:
        """The person, as a new request would read the account."""
        return User.objects.get(pk=self.committee.users[name].pk)

    def compare(self, act: Callable[[], Any], expected: Callable[[datetime], str]) -> Any:
        """Do it, and hold the answer and what it wrote against the model."""
        self.tried += 1
        acts = self.model.acts
        try:
            with transaction.atomic():
                came, answer = act(), TAKEN
        except StepRefused:
            came, answer = None, REFUSED
        except PermissionDenied:
            came, answer = None, FORBIDDEN
        except NotReady:
            came, answer = None, NOT_READY
        assert answer == expected(portal_now())
        REACHED.add((inspect.stack()[1].function, answer))
        entries = LedgerEntry.objects.count()
        assert entries - self.entries == self.model.acts - acts
        self.entries = entries
        return came

    @rule(hours=st.sampled_from([1, 12, 24, 24 * 5]))
    def time_passes(self, hours: int) -> None:
        """The clock moves for everybody."""
        self.move(hours * HOUR)

    @precondition(lambda self: self.model.closes_at)
    @rule(around=st.sampled_from([-60, 1, 60]), really=st.integers(min_value=0, max_value=3))
    def the_deadline_comes(self, around: int, really: int) -> None:
        """The clock moves to just before, or just after, the deadline; now and then."""
        deadline = self.model.closes_at or portal_now()
        left = (deadline - portal_now()).total_seconds() + around
        if left > 0 and not really:
            self.move(left)

    def move(self, seconds: float) -> None:
        """Move the clock."""
        self.ahead += seconds
        with connection.cursor() as cursor:
            cursor.execute("SET portal.clock_offset = %s", [str(self.ahead)])

    @near("prepared")
    @rule(who=mostly_officers, day=days, in_writing=st.booleans())
    def schedule(self, who: str, day: int, *, in_writing: bool) -> None:
        """For a meeting, or with a last instant."""
        closes_at = portal_now() + timedelta(days=day) if in_writing else None
        given = {"closes_at": closes_at} if in_writing else {"meeting": cast.meeting()}
        self.compare(
            lambda: perform("schedule", self.item(), by=self.user(who), **given),
            lambda now: self.model.schedule(self.committee.actors[who], now, closes_at),
        )

    @near("scheduled")
    @rule(who=mostly_officers)
    def open(self, who: str) -> None:
        """Open it."""
        self.compare(
            lambda: perform("open", self.item(), by=self.user(who)),
            lambda now: self.model.open(self.committee.actors[who], now),
        )

    @near("open")
    @rule(who=mostly_officers, day=st.one_of(days, st.integers(min_value=1, max_value=20)))
    def extend(self, who: str, day: int) -> None:
        """Give a new last instant, before or after the one that is set."""
        closes_at = (self.model.closes_at or portal_now()) + timedelta(days=day)
        self.compare(
            lambda: perform("extend", self.item(), by=self.user(who), closes_at=closes_at),
            lambda now: self.model.extend(self.committee.actors[who], now, closes_at),
        )

    @near("open")
    @rule(who=st.one_of(st.none(), mostly_officers))
    def close(self, who: str | None) -> None:
        """An officer closes, or the sweep does."""
        actor = self.committee.actors[who] if who else None
        self.compare(
            lambda: perform("close", self.item(), by=self.user(who) if who else None),
            lambda now: self.model.close(actor, now),
        )

    @near("closed")
    @rule(who=people)
    def certify(self, who: str) -> None:
        """Somebody certifies."""
        self.compare(
            lambda: perform("certify", self.item(), by=self.user(who)),
            lambda _now: self.model.certify(self.committee.actors[who]),
        )

    @near("certified")
    @rule(who=mostly_officers)
    def publish(self, who: str) -> None:
        """The record goes out."""
        self.compare(
            lambda: perform("publish", self.item(), by=self.user(who)),
            lambda _now: self.model.publish(self.committee.actors[who]),
        )

    @near("scheduled", "open")
    @rule(who=mostly_officers, really=st.integers(min_value=0, max_value=3))
    def cancel(self, who: str, really: int) -> None:
        """It is taken off the table, seldom."""
        if really:
            return
        self.compare(
            lambda: perform("cancel", self.item(), by=self.user(who)),
            lambda now: self.model.cancel(self.committee.actors[who], now),
        )

    @rule(who=people, conflict=st.sampled_from([False, False, False, True]))
    def declare(self, who: str, *, conflict: bool) -> None:
        """One person passes the gate, or declares a conflict."""
        self.compare(
            lambda: declare(self.item(), by=self.user(who), has_conflict=conflict),
            lambda now: self.model.declare(self.committee.actors[who], now, conflict=conflict),
        )

    @precondition(lambda self: self.model.state == "open" and not self.model.clear)
    @rule()
    def all_declare(self) -> None:
        """Everybody with a seat says at once to have no conflict."""
        for who in PLACES:
            self.declare(who, conflict=False)

    @near("scheduled", "open")
    @rule(who=people, really=st.integers(min_value=0, max_value=4))
    def recuse(self, who: str, really: int) -> None:
        """A State steps out, now and then."""
        if really:
            return
        self.compare(
            lambda: recuse(self.item(), by=self.user(who)),
            lambda now: self.model.recuse(self.committee.actors[who], now),
        )

    @near("open")
    @rule(who=people, value=values, why=reasons)
    def speak(self, who: str, value: str, why: str) -> None:
        """One person takes a position, of whatever procedure."""
        self.compare(
            lambda: take_position(self.item(), by=self.user(who), value=value, reasons=why),
            lambda now: self.model.speak(self.committee.actors[who], now, value, why),
        )

    @precondition(lambda self: self.model.state == "open")
    @rule(data=st.data())
    def members_speak(self, data: st.DataObject) -> None:
        """Several members take positions that the procedure has."""
        offered = st.sampled_from(OFFERED[self.model.rules["procedure"]])
        for who in data.draw(st.lists(members, min_size=3, unique=True)):
            self.speak(who, data.draw(offered), "It goes too far.")
        if not self.model.is_written:
            for seat in data.draw(st.lists(seats, min_size=1, unique=True)):
                self.record("two", seat, data.draw(values), data.draw(reasons))

    @near("open")
    @rule(who=mostly_officers, seat=seats, value=values, why=reasons)
    def record(self, who: str, seat: str, value: str, why: str) -> None:
        """Somebody records what a member said at the meeting."""
        self.compare(
            lambda: record_at_meeting(
                self.item(), by=self.user(who), seat=seat, value=value, reasons=why
            ),
            lambda now: self.model.record(self.committee.actors[who], now, seat, value, why),
        )

    @near("open")
    @rule(who=officers, seat=seats, value=values)
    def write_down(self, who: str, seat: str, value: str) -> None:
        """An officer enters a letter."""
        row = self.compare(
            lambda: desk.letter(self.item(), by=self.user(who), seat=seat, value=value),
            lambda now: self.model.write_down(
                self.committee.actors[who], now, seat, value, "Word for word."
            ),
        )
        if row is not None:
            self.model.letters[-1] = replace(self.model.letters[-1], at=row.entered_at)
            self.letters[self.model.letters[-1].reference] = row

    @precondition(lambda self: self.model.letters)
    @rule(who=officers, data=st.data())
    def confirm(self, who: str, data: st.DataObject) -> None:
        """Somebody looks at the scan."""
        letter = data.draw(st.sampled_from(self.model.letters))
        row = self.letters[letter.reference]
        self.compare(
            lambda: perform("confirm", row, by=self.user(who)),
            lambda now: self.model.confirm(self.committee.actors[who], now, letter),
        )

    @invariant()
    def the_portal_is_where_the_model_is(self) -> None:
        """State, deadline, who left, and what each seat holds."""
        item = self.item()
        assert item.state == self.model.state
        if self.model.is_written:
            assert item.closes_at == self.model.closes_at
        states = {self.committee.states[seat] for seat in item.recused_seats()}
        assert states == self.model.recused
        said = [(p.seat, p.capacity, p.value) for p in item.positions.order_by("pk")]
        assert said == [(p["seat"], p["capacity"], p["value"]) for p in self.model.positions]
        if item.opened_at is None:
            return
        tally = tally_of(item, opened_at=item.opened_at, closes_at=item.closes_at or portal_now())
        entitled = {*tally.entitled, tally.set_aside}
        held = {seat: value for seat, value in self.model.held().items() if seat in entitled}
        assert {seat: line.value for seat, line in tally.held.items()} == held
        if item.outcome:
            assert (item.outcome, item.count) == (tally.outcome, tally.count.to_json())


VERIFIER = verifier()


@pytest.mark.django_db
def test_an_item_answers_random_people_at_random_times_as_the_model_does(
    ready_application: Application, secretariat: User, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    committee = Committee(ready_application, secretariat)
    machine = type("SeatedMachine", (ItemMachine,), {"committee": committee})

    run_state_machine_as_test(machine, settings=MANY)

    assert sorted(TO_REACH - REACHED) == []


# What must have happened at least once, so that the comparison says something.
TO_REACH = {
    *((act, TAKEN) for act in ACTS),
    *(("speak", answer) for answer in (REFUSED, FORBIDDEN, NOT_READY)),
    ("record", NOT_READY),
    ("close", NOT_READY),
    ("certify", FORBIDDEN),
    ("declare", FORBIDDEN),
}
MANY = settings(
    max_examples=100,
    derandomize=True,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
