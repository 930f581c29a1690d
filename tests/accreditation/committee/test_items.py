"""Items: frozen once open, decided once, never closed early - whoever asks, and in raw SQL."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from accreditation.committee.models import Item
from accreditation.committee.taking import take_position
from accreditation.workflow import NotReady, StepRefused, perform
from partners.models import User
from tests.accreditation.committee.conftest import DAY, Moved


def change(item: Item, assignment: str, *parameters: Any) -> None:
    """Change an item's row as someone who goes round the portal would."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE accreditation_item SET {assignment} WHERE id = %s", [*parameters, item.pk]
        )


FROZEN = [
    "dossier = '{}'",
    "dossier_sha256 = 'x'",
    "rules = rules || '{\"quorum_seats\": 0}'",
    'question = \'{"en": "Something else"}\'',
    "reference = 'StC1/Item-1'",
    "subject_reference = 'CMS-1999-0001'",
    "seats = '[{}]'",
    "opened_at = opened_at - interval '1 day'",
]


@pytest.mark.parametrize("assignment", FROZEN)
def test_an_open_item_is_frozen(voting_item: Item, assignment: str) -> None:
    with pytest.raises(DatabaseError, match="frozen once it is open"):
        change(voting_item, assignment)


@pytest.mark.parametrize(
    "assignment", ["closes_at = closes_at - interval '1 second'", "closes_at = NULL"]
)
def test_a_deadline_is_never_shortened(voting_item: Item, assignment: str) -> None:
    with pytest.raises(DatabaseError, match="never shortened"):
        change(voting_item, assignment)


def test_a_deadline_may_be_extended(voting_item: Item) -> None:
    change(voting_item, "closes_at = closes_at + interval '10 days'")

    assert Item.objects.get().closes_at > voting_item.closes_at


@pytest.mark.parametrize(
    "assignment",
    ["outcome = 'not_adopted'", "count = '{}'", "record = 'other'", "closes_at = now()"],
)
def test_what_is_decided_never_changes(published_item: Item, assignment: str) -> None:
    with pytest.raises(DatabaseError, match="what is decided is never changed"):
        change(published_item, assignment)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("prepared", "no step from"),
        ("scheduled", "no step from"),
        ("certified", "certified with its count"),
        ("published", "certified with its count"),
    ],
)
def test_an_item_moves_by_declared_steps_only(voting_item: Item, state: str, words: str) -> None:
    with pytest.raises(DatabaseError, match=words):
        change(voting_item, "state = %s", state)


def test_no_item_is_deleted(voting_item: Item) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accreditation_item WHERE id = %s", [voting_item.pk])


def test_an_item_in_writing_does_not_close_before_its_deadline(
    voting_item: Item, secretariat: User
) -> None:
    with pytest.raises(NotReady):
        perform("close", voting_item, by=secretariat)


def test_an_item_closes_once(voting_item: Item, secretariat: User, later: Moved) -> None:
    with later(31 * DAY):
        perform("close", voting_item)
        with pytest.raises(StepRefused):
            perform("close", voting_item, by=secretariat)


def test_who_closed_an_item_does_not_certify_it(
    open_item: Item, secretariat: User, officer: User
) -> None:
    closed = perform("close", open_item, by=secretariat)

    with pytest.raises(PermissionDenied):
        perform("certify", closed, by=secretariat)
    assert perform("certify", closed, by=officer).state == "certified"


def test_a_member_does_not_certify(open_item: Item, secretariat: User, member: User) -> None:
    closed = perform("close", open_item, by=secretariat)

    with pytest.raises(PermissionDenied):
        perform("certify", closed, by=member)


def test_silence_is_explained_while_the_item_is_open(voting_item: Item) -> None:
    waits = voting_item.waits()

    assert waits is not None
    assert "quorum" in str(waits.silence)


def test_who_sees_an_item(
    written_item: Item, secretariat: User, member: User, stranger: User
) -> None:
    def seen(user: User) -> bool:
        return Item.objects.visible_to(User.objects.get(pk=user.pk)).exists()

    assert (seen(secretariat), seen(member), seen(stranger)) == (True, False, False)
    perform("schedule", written_item, by=secretariat)
    assert (seen(secretariat), seen(member), seen(stranger)) == (True, True, False)


def test_everybody_sees_a_published_item(published_item: Item, stranger: User) -> None:
    assert list(Item.objects.visible_to(stranger)) == [published_item]


def test_a_position_of_an_earlier_moment_does_not_reopen_what_is_closed(
    published_item: Item, member: User
) -> None:
    with pytest.raises(StepRefused):
        take_position(published_item, by=member, value="yes")
