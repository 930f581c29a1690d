"""A conflict is one with a dossier: it follows the question to the item that takes it up again."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.db.utils import IntegrityError
from django.test import Client

from accreditation.applications.models import Application
from accreditation.committee.leaving import declare, recuse
from accreditation.committee.models import Declaration, Item
from accreditation.committee.reading import may_read_documents
from accreditation.committee.taking import take_position
from accreditation.committee.waiting import decisions_of
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests import cast
from tests.accreditation.committee.conftest import DAY, clock_moved

ClientAs = Callable[[User], Client]
NAME = "Example Society for Cranes"
SILENCE = {"procedure": "no_objection", "objection_effect": "refer"}


@pytest.fixture
def silent_application(ready_application: Application, secretariat: User) -> Item:
    """An item on an application, open in writing, on which silence is consent."""
    item = cast.presented_item(ready_application, secretariat, **cast.in_writing(30))
    item.rules = {**item.rules, **SILENCE}
    item.save(update_fields=["rules"])
    return cast.opened(item, secretariat)


def taken_up_again(item: Item, *, by: User, chair: User, against: User) -> Item:
    """The item that takes up what one seat objected to, scheduled for a meeting."""
    cast.say(item, by=against, value="object", reasons="It goes too far.")
    with clock_moved(31 * DAY):
        perform("certify", perform("close", item), by=chair)
        again = Item.objects.get(follows=item)
        return perform("schedule", again, by=by, meeting=cast.meeting(), procedure="consensus")


def test_who_declared_a_conflict_does_not_open_the_dossier_by_the_next_item(
    silent_application: Item, secretariat: User, chair: User, member: User, client_as: ClientAs
) -> None:
    declare(silent_application, by=member, has_conflict=True)
    against = cast.seat_person(silent_application.term, "SCC-2", cast.person("uruguay"))

    again = taken_up_again(silent_application, by=secretariat, chair=chair, against=against)

    assert again.recused_seats() == {"EUR-1"}
    assert not may_read_documents(again, member)
    with pytest.raises(PermissionDenied):
        declare(again, by=member, has_conflict=False)
    assert NAME not in client_as(member).get(again.get_absolute_url()).content.decode()
    [own] = decisions_of(member)
    assert {row.item.reference for row in own.left} >= {again.reference}


def test_a_conflict_on_the_next_item_hides_the_dossier_of_the_one_before(
    silent_application: Item, secretariat: User, chair: User, member: User, client_as: ClientAs
) -> None:
    declare(silent_application, by=member, has_conflict=False)
    against = cast.seat_person(silent_application.term, "SCC-2", cast.person("uruguay"))
    again = taken_up_again(silent_application, by=secretariat, chair=chair, against=against)

    declare(again, by=member, has_conflict=True)

    for item in (silent_application, again):
        page = client_as(member).get(item.get_absolute_url()).content.decode()
        assert NAME not in page
        assert not may_read_documents(item, member)


def test_the_database_lifts_no_conflict_through_another_item_on_the_dossier(
    silent_application: Item, secretariat: User, chair: User, member: User
) -> None:
    declare(silent_application, by=member, has_conflict=True)
    against = cast.seat_person(silent_application.term, "SCC-2", cast.person("uruguay"))
    again = taken_up_again(silent_application, by=secretariat, chair=chair, against=against)

    with (
        pytest.raises((InternalError, IntegrityError), match="is not lifted"),
        transaction.atomic(),
    ):
        Declaration.objects.create(item=again, user=member, has_conflict=False)


def test_a_question_referred_by_an_objection_goes_to_a_meeting_not_to_writing(
    silent_application: Item, secretariat: User, chair: User, member: User
) -> None:
    cast.say(silent_application, by=member, value="object", reasons="It goes too far.")
    with clock_moved(31 * DAY):
        perform("certify", perform("close", silent_application), by=chair)
        again = Item.objects.get(follows=silent_application)

        with pytest.raises(NotReady, match="refers this question to a meeting"):
            perform("schedule", again, by=secretariat, procedure="vote", **cast.in_writing(60))


def test_an_alternate_state_that_stepped_out_by_its_own_seat_does_not_speak_for_another(
    open_item: Item, secretariat: User
) -> None:
    seats = {seat.code: seat for seat in open_item.term.seats.all()}
    seats["ASI-2"].alternate_party = seats["AFR-2"].party
    seats["ASI-2"].save()
    person = cast.seat_person(open_item.term, "ASI-2", cast.person("kenya"), "alternate")
    other = cast.seat_person(open_item.term, "AFR-2", cast.person("kenya-too"))
    perform("cancel", open_item, by=secretariat)
    application = Application.objects.get()
    item = cast.opened(cast.presented_item(application, secretariat), secretariat)
    declare(item, by=person, has_conflict=False)
    recuse(item, by=other)

    with pytest.raises(PermissionDenied, match="stepped out"):
        take_position(item, by=person, value="yes")


def test_who_is_alternate_on_one_seat_and_member_on_another_speaks_as_the_member(
    open_item: Item, chair: User
) -> None:
    cast.seat_person(open_item.term, "AFR-1", chair, "alternate")

    position = cast.say(open_item, by=chair, value="yes")

    assert (position.seat, position.capacity) == ("EUR-2", "member")


def test_what_is_past_its_deadline_is_counted_and_not_cancelled(
    silent_application: Item, secretariat: User, contact_point: User
) -> None:
    with clock_moved(31 * DAY):
        with pytest.raises(NotReady, match="closed and counted now"):
            perform("cancel", silent_application, by=secretariat)
        perform("withdraw", Application.objects.get(), by=contact_point)
        closed = perform("close", silent_application)

    assert closed.outcome == "adopted"
    assert closed.closes_at == silent_application.closes_at
