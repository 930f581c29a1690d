"""The objections that blocked a decision: which they are, and who reads them."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.committee.leaving import declare, recuse
from accreditation.committee.models import Item, Observer, Term
from accreditation.committee.objections import held_objections
from accreditation.committee.taking import take_position
from accreditation.committee.withheld import keys_withheld
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.models import Notice, User
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved, clock_moved

ClientAs = Callable[[User], Client]


@pytest.fixture
def silent_item(submitted_proposal: Proposal, secretariat: User) -> Item:
    """An item on which silence is consent, open in writing."""
    return desk.silent(submitted_proposal, by=secretariat)


@pytest.fixture
def observer(term: Term) -> User:
    """An observer of the term, who reads no dossiers."""
    user = cast.person("observer")
    Observer.objects.create(term=term, user=user, on_behalf_of="Example Network")
    return user


def objected(item: Item, *, by: User, reasons: str) -> None:
    """A seat objects."""
    take_position(item, by=by, value="object", reasons=reasons)


def certified(item: Item, *, chair: User) -> Item:
    """The item counted and certified after its deadline."""
    with clock_moved(31 * DAY):
        return perform("certify", perform("close", item), by=chair)


def put_again(item: Item, *, by: User) -> Item:
    """The item that takes an undecided question up again, scheduled for a meeting."""
    again = {"meeting": cast.meeting(), "procedure": "vote"}
    return perform("schedule", item.followed_by.get(), by=by, **again)


def read(browser: Client, item: Item) -> str:
    """What an item's page says, in one line."""
    return " ".join(unescape(browser.get(item.get_absolute_url()).content.decode()).split())


def test_only_objections_that_are_held_are_circulated(
    silent_item: Item, delegates: dict[str, User], alternate: User, chair: User
) -> None:
    objected(silent_item, by=delegates["AFR-1"], reasons="This one stands.")
    objected(silent_item, by=delegates["AFR-2"], reasons="This one is taken back.")
    take_position(silent_item, by=delegates["AFR-2"], value="no_objection")
    objected(silent_item, by=alternate, reasons="The member spoke otherwise.")
    take_position(silent_item, by=delegates["EUR-1"], value="no_objection")
    objected(silent_item, by=delegates["SCC-1"], reasons="This State stepped out.")
    recuse(silent_item, by=delegates["SCC-1"])
    objected(silent_item, by=delegates["DEP"], reasons="This seat is not entitled.")

    item = certified(silent_item, chair=chair)

    told = Notice.objects.get(recipient=chair, key=f"item.objections {item.reference}").body
    assert [position.reasons for position in held_objections(item)] == ["This one stands."]
    assert "This one stands." in told
    for reasons in ("taken back", "spoke otherwise", "stepped out", "not entitled"):
        assert reasons not in told


def test_the_page_of_the_next_item_names_only_objections_that_were_held(
    silent_item: Item, delegates: dict[str, User], secretariat: User, client_as: ClientAs
) -> None:
    objected(silent_item, by=delegates["AFR-1"], reasons="This one stands.")
    objected(silent_item, by=delegates["AFR-2"], reasons="This one is taken back.")
    take_position(silent_item, by=delegates["AFR-2"], value="no_objection")
    item = certified(silent_item, chair=delegates["EUR-2"])

    page = read(client_as(secretariat), item.followed_by.get())

    assert "Objection of seat AFR-1: “This one stands.”" in page
    assert "Objection of seat AFR-2" not in page


def test_observers_read_neither_the_running_roll_nor_why_seats_objected(
    submitted_proposal: Proposal,
    secretariat: User,
    delegates: dict[str, User],
    observer: User,
    client_as: ClientAs,
    later: Moved,
) -> None:
    prepared = desk.presented(submitted_proposal, by=secretariat, procedure="no_objection")
    prepared.rules = {**prepared.rules, "running_count": "shown"}
    prepared.save(update_fields=["rules"])
    item = cast.opened(prepared, secretariat)
    objected(item, by=delegates["AFR-1"], reasons="A telling reason.")
    running = read(client_as(observer), item)
    with later(31 * DAY):
        item = perform("close", item)
        counted = read(client_as(observer), item)
        item = perform("certify", item, by=delegates["EUR-2"])
        again = put_again(item, by=secretariat)
        followed = read(client_as(observer), again)
        member = read(client_as(delegates["EUR-1"]), again)
        perform("publish", item, by=secretariat)
        published = read(client_as(observer), again)

    for page in (running, counted, followed):
        assert "A telling reason." not in page
        assert "Roll call" not in page
    assert "A telling reason." in member
    assert "A telling reason." in published


def test_objections_are_withheld_when_the_states_other_seat_stepped_out(
    silent_item: Item,
    delegates: dict[str, User],
    chair: User,
    secretariat: User,
    client_as: ClientAs,
) -> None:
    objected(silent_item, by=delegates["AFR-1"], reasons="A telling reason.")
    item = certified(silent_item, chair=chair)
    again = put_again(item, by=secretariat)
    told = {
        seat: Notice.objects.get(recipient=delegates[seat], key__startswith="item.objections")
        for seat in ("HOST-NEXT", "AFR-2")
    }

    recuse(again, by=delegates["ASI-1"])

    answers = {
        seat: client_as(delegates[seat]).get(reverse("partners:notice", args=[notice.uuid]))
        for seat, notice in told.items()
    }
    assert {seat: answer.status_code for seat, answer in answers.items()} == {
        "HOST-NEXT": 404,  # Uzbekistan, as ASI-1 is
        "AFR-2": 200,
    }


def test_a_conflict_withholds_the_objections_on_every_item_of_the_dossier(
    silent_item: Item, delegates: dict[str, User], chair: User, secretariat: User
) -> None:
    objected(silent_item, by=delegates["AFR-1"], reasons="A telling reason.")
    item = certified(silent_item, chair=chair)
    second = perform("open", put_again(item, by=secretariat), by=secretariat)
    second = perform("certify", perform("close", second, by=secretariat), by=chair)
    third = put_again(second, by=secretariat)

    declare(third, by=delegates["SCC-2"], has_conflict=True)

    assert second.outcome == "no_quorum"
    assert f"item.objections {item.reference}" in keys_withheld(delegates["SCC-2"])
    assert keys_withheld(delegates["SCC-1"]) == []
