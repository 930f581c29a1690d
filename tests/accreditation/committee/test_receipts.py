"""Who reads the receipt of a position: who acted, the seat's people, and nobody who is out."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accreditation.committee.leaving import declare
from accreditation.committee.models import Item, Position, Representative, Term, Transcription
from accreditation.committee.recording import record_at_meeting
from accreditation.committee.taking import take_position
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.clock import portal_now
from partners.models import User
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

ClientAs = Callable[[User], Client]
REASONS = "A telling reason."


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """Scans of other tests, which may run at the same time, lie elsewhere."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def silent_item(submitted_proposal: Proposal, secretariat: User) -> Item:
    """An item on which silence is consent, open in writing."""
    return desk.silent(submitted_proposal, by=secretariat)


@pytest.fixture
def third(db: None) -> User:
    """A third officer, who handled no letter."""
    return cast.officer("third")


@pytest.fixture
def letter(silent_item: Item, secretariat: User, officer: User) -> Transcription:
    """A letter of the member of EUR-1, written down by one officer and confirmed by another."""
    row = desk.letter(silent_item, by=secretariat, seat="EUR-1", value="object")
    return perform("confirm", row, by=officer)


def url(position: Position) -> str:
    """The address of a receipt."""
    parts = [position.item.reference, position.seat, position.capacity, position.number]
    return reverse("committee:receipt", args=parts)


def read(response: Any) -> str:
    """What a page says, in one line."""
    return " ".join(unescape(response.content.decode()).split())


def downloaded(browser: Client, address: str) -> int:
    """What a download was answered, read to its end."""
    response = browser.get(address)
    response.getvalue()
    return response.status_code


def test_a_confirmed_letter_is_read_before_the_count_by_its_two_officers_alone(
    letter: Transcription,
    secretariat: User,
    officer: User,
    third: User,
    client_as: ClientAs,
    later: Moved,
) -> None:
    page = letter.get_absolute_url()
    scan = reverse("committee:transcription-scan", args=[letter.reference])
    handled = [client_as(user).get(page) for user in (secretariat, officer)]
    other = client_as(third).get(page)
    scans = [downloaded(client_as(user), scan) for user in (secretariat, officer, third)]
    with later(31 * DAY):
        perform("close", letter.item)
        counted = client_as(third).get(page)

    for shown in (*handled, counted):
        assert "Word for word." in read(shown)
        assert "<strong>Object</strong>" in read(shown)
    assert other.status_code == 200
    assert "Word for word." not in read(other)
    assert "<strong>Object</strong>" not in read(other)
    assert scans == [200, 200, 403]


def test_a_letter_that_was_set_aside_is_hidden_as_well(
    silent_item: Item, secretariat: User, officer: User, third: User, client_as: ClientAs
) -> None:
    row = desk.letter(silent_item, by=secretariat, value="object")
    waiting = read(client_as(third).get(row.get_absolute_url()))
    perform("set_aside", row, by=officer, remark="The letter objects on another item.")

    handled = read(client_as(third).get(row.get_absolute_url()))

    assert "Word for word." in waiting
    assert "Word for word." not in handled
    assert "objects on another item" not in handled


def test_those_for_whom_a_letter_speaks_see_what_it_says_and_its_receipt(
    letter: Transcription, member: User, alternate: User, chair: User, client_as: ClientAs
) -> None:
    position = letter.item.positions.get()

    own = [client_as(member).get(page) for page in (letter.item.get_absolute_url(), url(position))]
    others = [
        client_as(alternate).get(page) for page in (letter.item.get_absolute_url(), url(position))
    ]

    for page in own:
        assert "Word for word." in read(page)
        assert "<strong>Object</strong>" in read(page)
    assert position.salt in read(own[1])
    for page in others:
        assert page.status_code == 200
        assert "Word for word." not in read(page)
        assert "<strong>Object</strong>" not in read(page)
    assert client_as(chair).get(url(position)).status_code == 404


def test_a_member_sees_what_was_recorded_at_the_meeting_in_its_name(
    submitted_proposal: Proposal, secretariat: User, member: User, client_as: ClientAs
) -> None:
    item = desk.consensus(submitted_proposal, by=secretariat)
    position = record_at_meeting(item, by=secretariat, seat="EUR-1", value="no", reasons=REASONS)

    for page in (item.get_absolute_url(), url(position)):
        assert REASONS in read(client_as(member).get(page))


def test_after_a_conflict_the_own_seats_receipts_are_for_who_acted_alone(
    open_item: Item,
    term: Term,
    member: User,
    secretariat: User,
    chair: User,
    client_as: ClientAs,
) -> None:
    colleague = cast.seat_person(term, "EUR-1", cast.person("colleague"))
    position = cast.say(open_item, by=member, value="no", reasons=REASONS)
    before = client_as(colleague).get(url(position)).status_code
    declare(open_item, by=colleague, has_conflict=True, acts_instead=member)
    after = client_as(colleague).get(url(position)).status_code
    perform("close", open_item, by=secretariat)
    counted = client_as(colleague).get(url(position)).status_code
    own = client_as(member).get(url(position))
    perform("publish", perform("certify", open_item, by=chair), by=secretariat)
    published = client_as(colleague).get(url(position)).status_code

    assert (before, after, counted, published) == (200, 404, 404, 200)
    assert REASONS in read(own)


def test_who_acted_and_then_declared_a_conflict_keeps_the_own_receipt(
    voting_item: Item, member: User, client_as: ClientAs
) -> None:
    position = take_position(voting_item, by=member, value="no", reasons=REASONS)

    declare(voting_item, by=member, has_conflict=True)

    assert REASONS in read(client_as(member).get(url(position)))


def test_a_former_representative_keeps_the_own_receipt_and_finds_no_item_by_it(
    voting_item: Item, member: User, alternate: User, client_as: ClientAs
) -> None:
    position = take_position(voting_item, by=member, value="no", reasons=REASONS)
    Representative.objects.filter(user__in=[member, alternate]).update(until=portal_now())

    own = client_as(member).get(url(position))

    assert own.status_code == 200
    assert REASONS in read(own)
    assert voting_item.get_absolute_url() + '"' not in read(own)
    assert client_as(member).get(voting_item.get_absolute_url()).status_code == 404
    assert client_as(alternate).get(url(position)).status_code == 404
