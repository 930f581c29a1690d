"""What waits on the Secretariat's desk, counted once and only while something can be done."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.template import Context
from pytest_django import Settings

from accreditation.committee.desk_work import piles
from accreditation.committee.docket import move_together
from accreditation.committee.models import Item, Transcription
from accreditation.ledger import Refusal
from accreditation.templatetags import desk as lanes
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """Scans of other tests, which may run at the same time, lie elsewhere."""
    settings.MEDIA_ROOT = str(tmp_path)


def letters() -> list[str]:
    """The letters in the pile of those that wait for a second officer."""
    return [piece.reference for piece in piles()[0].pieces]


def test_a_letter_that_waits_is_counted_once(voting_item: Item, secretariat: User) -> None:
    desk.letter(voting_item, by=secretariat)

    [us] = [lane for lane in lanes.desk(Context())["lanes"] if lane["title"] == lanes.Lane.US.value]

    letters = Transcription._meta.verbose_name_plural
    assert [line.number for line in us["lines"] if line.kind == letters] == [1]
    assert us["number"] == sum(line.number for line in us["lines"])


def test_a_letter_that_can_no_longer_be_confirmed_waits_for_no_second_officer(
    voting_item: Item, secretariat: User, officer: User, later: Moved
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    before = letters()
    with later(31 * DAY):
        late = letters()
        perform("close", voting_item)
        closed = letters()
        row = perform("set_aside", row, by=officer, remark="It came too late.")

    assert before == [row.reference]
    assert (late, closed) == ([], [])
    assert row.state == "refused"


def test_items_that_may_not_be_moved_together_leave_a_trace(
    prepared_item: Item, secretariat: User, member: User
) -> None:
    with pytest.raises(PermissionDenied):
        move_together([prepared_item], title="Not mine to move", by=member)
    with pytest.raises(NotReady):
        move_together([prepared_item], title="Only one", by=secretariat)

    kept = Refusal.objects.filter(act="bloc.make", object=prepared_item.reference).order_by("pk")
    assert [(refusal.actor, refusal.reason) for refusal in kept] == [
        (str(member.uuid), "PermissionDenied"),
        (str(secretariat.uuid), "NotReady"),
    ]
