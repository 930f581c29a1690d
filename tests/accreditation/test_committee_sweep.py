"""The sweep: what falls due is done once, by the portal, and one failure does not stop the rest."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from accreditation.applications.models import Application, Invitation
from accreditation.committee.models import Item
from accreditation.ledger import LedgerEntry, export, verify
from accreditation.machine import loading
from accreditation.proposals.models import Proposal
from accreditation.register.models import Accreditation
from accreditation.tasks import sweep_deadlines
from accreditation.workflow import perform
from partners.models import User
from tests import cast
from tests.accreditation.committee.conftest import DAY, clock_moved


@pytest.fixture
def due_item(submitted_proposal: Proposal, secretariat: User) -> Item:
    """An item in writing, open for 30 days."""
    perform("present", submitted_proposal, by=secretariat, **cast.in_writing(30))
    return cast.opened(Item.objects.get(), secretariat)


def test_nothing_is_swept_before_it_is_due(
    open_invitation: Invitation, draft_application: Application
) -> None:
    assert sweep_deadlines() == 0


def test_an_item_is_closed_and_counted_after_its_deadline(due_item: Item) -> None:
    with clock_moved(31 * DAY):
        assert sweep_deadlines() == 1
        assert sweep_deadlines() == 0

    entry = LedgerEntry.objects.get(act="item.close")
    assert (Item.objects.get().state, entry.actor) == ("closed", "portal")


def test_an_invitation_closes_and_its_drafts_lapse(
    open_invitation: Invitation, draft_application: Application
) -> None:
    with clock_moved(61 * DAY):
        assert sweep_deadlines() == 2
        assert sweep_deadlines() == 0

    assert Invitation.objects.get().state == "closed"
    assert Application.objects.get().state == "lapsed"


def test_a_returned_application_lapses_when_its_days_are_over(
    submitted_application: Application, secretariat: User
) -> None:
    points = [{"code": "A1", "text": "The name lacks."}]
    returned = perform("return", submitted_application, by=secretariat, points=points)
    assert returned.completion_due_at is not None

    with clock_moved(59 * DAY):
        assert sweep_deadlines() == 1
        assert sweep_deadlines() == 0

    assert Application.objects.get().state == "lapsed"


def test_an_accreditation_expires_after_its_last_day(accreditation: Accreditation) -> None:
    days = (accreditation.valid_until - accreditation.conferred_on).days
    with clock_moved((days + 2) * DAY):
        sweep_deadlines()
        assert sweep_deadlines() == 0

    assert Accreditation.objects.get().state == "expired"


def test_one_row_that_fails_does_not_stop_the_rest(
    due_item: Item, caplog: pytest.LogCaptureFixture
) -> None:
    with loading():
        broken = Item.objects.create(
            reference="StC9/Item-9",
            state="open",
            term=due_item.term,
            purpose="unknown",
            subject_kind="unknown",
            subject_reference="NOTHING-1",
            question={"en": "A question about nothing"},
            dossier="{}",
            dossier_sha256="0",
            process_version="",
            rules=due_item.rules,
            opened_at=due_item.opened_at,
            closes_at=due_item.opened_at,
        )

    with clock_moved(31 * DAY):
        assert sweep_deadlines() == 1

    assert Item.objects.get(pk=due_item.pk).state == "closed"
    assert Item.objects.get(pk=broken.pk).state == "open"
    assert "StC9/Item-9 failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_side_by_side_have_one_effect(due_item: Item) -> None:
    start = Barrier(2)
    taken: list[Any] = []

    def sweep() -> None:
        try:
            with clock_moved(31 * DAY):
                start.wait(10)
                taken.append(sweep_deadlines())
        finally:
            connection.close()

    threads = [Thread(target=sweep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(taken) == [0, 1]
    assert LedgerEntry.objects.filter(act="item.close").count() == 1
    assert verify(export()).height == LedgerEntry.objects.count()
