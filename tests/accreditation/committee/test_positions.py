"""Positions and recusals: who may, what is taken, when, and what the database refuses."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from accreditation.canonical import sha256_hex
from accreditation.committee.leaving import recuse
from accreditation.committee.models import Item, Position, Recusal, Seat
from accreditation.committee.positions import LABELS
from accreditation.committee.taking import take_position
from accreditation.ledger import LedgerEntry, Refusal, export, verify
from accreditation.workflow import NotReady, StepRefused, perform
from partners.models import User
from tests import cast
from tests.accreditation.committee.conftest import DAY, Moved


def run(sql: str, *parameters: Any) -> None:
    """Run one statement as someone who goes round the portal would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_a_member_takes_a_position_and_gets_it_on_the_ledger(
    voting_item: Item, member: User
) -> None:
    position = take_position(voting_item, by=member, value="yes")

    entry = LedgerEntry.objects.latest("seq")
    assert (position.seat, position.capacity, position.number) == ("EUR-1", "member", 1)
    assert (position.height, position.hash) == (entry.seq, entry.hash)
    assert (entry.act, entry.object) == ("item.position", voting_item.reference)
    assert entry.actor == str(member.uuid)


def test_the_ledger_does_not_reveal_what_was_said(voting_item: Item, member: User) -> None:
    position = take_position(voting_item, by=member, value="no", reasons="A secret reason.")

    entry = LedgerEntry.objects.latest("seq")
    guesses = {sha256_hex(value) for value in LABELS} | {sha256_hex(f":{v}") for v in LABELS}
    assert "A secret reason." not in entry.body
    assert '"no"' not in entry.body
    assert entry.data["salted_sha256"] not in guesses
    assert entry.data["salted_sha256"] == sha256_hex(f"{position.salt}:no")


def test_the_same_position_of_two_seats_looks_different_on_the_ledger(
    voting_item: Item, member: User, chair: User
) -> None:
    for user in (member, chair):
        take_position(voting_item, by=user, value="yes")

    hashes = {
        entry.data["salted_sha256"] for entry in LedgerEntry.objects.filter(act="item.position")
    }
    assert len(hashes) == 2


def test_a_later_position_is_added_and_the_earlier_one_stays(
    voting_item: Item, member: User
) -> None:
    take_position(voting_item, by=member, value="yes")
    take_position(voting_item, by=member, value="abstain")

    said = list(voting_item.positions.values_list("number", "value"))
    assert said == [(1, "yes"), (2, "abstain")]


def test_the_alternate_speaks_in_its_own_capacity(
    voting_item: Item, member: User, alternate: User
) -> None:
    take_position(voting_item, by=alternate, value="no", reasons="Because.")
    take_position(voting_item, by=member, value="yes")

    said = set(voting_item.positions.values_list("seat", "capacity", "number", "value"))
    assert said == {("EUR-1", "alternate", 1, "no"), ("EUR-1", "member", 1, "yes")}


@pytest.mark.parametrize("value", ["object", "no_objection", "maybe", ""])
def test_a_vote_takes_only_the_positions_of_a_vote(
    voting_item: Item, member: User, value: str
) -> None:
    with pytest.raises(NotReady):
        take_position(voting_item, by=member, value=value, reasons="Because.")


@pytest.mark.parametrize("reasons", ["", "   "])
def test_a_no_needs_reasons(voting_item: Item, member: User, reasons: str) -> None:
    with pytest.raises(NotReady):
        take_position(voting_item, by=member, value="no", reasons=reasons)


def test_people_without_a_seat_take_no_position(
    voting_item: Item, secretariat: User, stranger: User
) -> None:
    for user in (secretariat, stranger):
        with pytest.raises(PermissionDenied):
            take_position(voting_item, by=user, value="yes")


def test_a_representative_whose_place_has_ended_takes_no_position(
    voting_item: Item, member: User
) -> None:
    member.represents.update(until=F("since"))
    former = User.objects.get(pk=member.pk)

    with pytest.raises(PermissionDenied):
        take_position(voting_item, by=former, value="yes")


def test_an_alternate_of_a_seat_without_alternate_member_takes_no_position(
    written_item: Item, secretariat: User, stranger: User
) -> None:
    cast.seat_person(written_item.term, "DEP", stranger, "alternate")
    item = cast.opened(written_item, secretariat)

    with pytest.raises(PermissionDenied):
        take_position(item, by=stranger, value="yes")


def test_a_recused_state_takes_no_position(voting_item: Item, member: User) -> None:
    recuse(voting_item, by=member)

    with pytest.raises(PermissionDenied):
        take_position(voting_item, by=member, value="yes")


def test_a_recusal_silences_every_seat_of_the_state(
    voting_item: Item, delegates: dict[str, User]
) -> None:
    assert Seat.objects.filter(party__iso3="UZB").count() == 2
    recuse(voting_item, by=delegates["HOST-NEXT"])

    with pytest.raises(PermissionDenied):
        take_position(voting_item, by=delegates["ASI-1"], value="yes")


def test_stepping_out_twice_is_stepping_out_once(voting_item: Item, member: User) -> None:
    recuse(voting_item, by=member)
    recuse(voting_item, by=member)

    assert Recusal.objects.count() == 1
    assert LedgerEntry.objects.filter(act="item.recuse").count() == 1


def test_nothing_is_taken_before_the_item_opens(written_item: Item, member: User) -> None:
    with pytest.raises(StepRefused):
        take_position(written_item, by=member, value="yes")


def test_a_late_position_is_refused_by_the_clock_of_the_database(
    voting_item: Item, member: User, later: Moved
) -> None:
    with later(31 * DAY):
        assert Item.objects.get(pk=voting_item.pk).state == "open"
        with pytest.raises(StepRefused):
            take_position(voting_item, by=member, value="yes")
        with pytest.raises(StepRefused):
            recuse(voting_item, by=member)

    assert take_position(voting_item, by=member, value="yes").number == 1


def test_a_refused_position_is_kept_in_the_security_log(voting_item: Item, stranger: User) -> None:
    with pytest.raises(PermissionDenied):
        take_position(voting_item, by=stranger, value="yes")

    refusal = Refusal.objects.latest("pk")
    assert (refusal.act, refusal.reason) == ("item.position", "PermissionDenied")


def test_the_same_position_sent_twice_is_taken_once(voting_item: Item, member: User) -> None:
    first = take_position(voting_item, by=member, value="yes", after=0)
    second = take_position(voting_item, by=member, value="yes", after=0)

    assert first.pk == second.pk


def test_a_position_sent_over_one_that_was_not_seen_is_refused(
    voting_item: Item, member: User
) -> None:
    take_position(voting_item, by=member, value="yes", after=0)

    with pytest.raises(StepRefused):
        take_position(voting_item, by=member, value="abstain", after=0)


@pytest.mark.parametrize("table", ["accreditation_position", "accreditation_recusal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET seat = 'X'", "DELETE FROM {}", "TRUNCATE {}"])
def test_positions_and_recusals_are_only_added_to(
    voting_item: Item, member: User, chair: User, table: str, statement: str
) -> None:
    take_position(voting_item, by=member, value="yes")
    recuse(voting_item, by=chair)

    with pytest.raises(DatabaseError):
        run(statement.format(table))


def test_the_database_takes_no_position_on_an_item_that_is_not_open(
    published_item: Item, member: User
) -> None:
    last = published_item.positions.latest("pk")

    with pytest.raises(DatabaseError, match="while the item is open"), transaction.atomic():
        Position.objects.create(
            item=published_item,
            seat="EUR-1",
            capacity="member",
            number=9,
            value="yes",
            at=last.at,
            by=member,
            height=1,
            hash="0",
        )


def test_the_chain_holds_after_positions_and_recusals(
    voting_item: Item, member: User, chair: User
) -> None:
    take_position(voting_item, by=member, value="yes")
    recuse(voting_item, by=chair)

    assert verify(export()).height == LedgerEntry.objects.count()


def test_the_count_follows_the_member_over_the_alternate(
    voting_item: Item, delegates: dict[str, User], alternate: User, later: Moved
) -> None:
    take_position(voting_item, by=delegates["EUR-1"], value="yes")
    take_position(voting_item, by=alternate, value="no", reasons="Later, and without effect.")

    with later(31 * DAY):
        closed = perform("close", voting_item)

    assert (closed.count["yes"], closed.count["no"]) == (1, 0)
    assert closed.outcome == "no_quorum"


def test_an_alternate_does_not_let_the_member_state_step_out(
    voting_item: Item, alternate: User
) -> None:
    with pytest.raises(PermissionDenied):
        recuse(voting_item, by=alternate)

    assert not Recusal.objects.exists()
