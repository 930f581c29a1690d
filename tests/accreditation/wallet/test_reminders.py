"""The organisation is reminded 30 days before a document expires, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accreditation.applications.models import Application
from accreditation.applications.reusing import reuse
from accreditation.tasks import remind_organisations
from accreditation.wallet.keeping import change, take_out
from accreditation.wallet.models import WalletDocument
from accreditation.wallet.reminders import is_outdated, send_expiry_reminders
from partners.clock import portal_today
from partners.models import Notice, User
from tests.accreditation.wallet.conftest import Add

Later = Callable[[int], None]


@pytest.fixture
def expiring(added: Add) -> WalletDocument:
    """A document that is valid for another 40 days."""
    return added(valid_until=portal_today() + timedelta(days=40))


def reminders() -> list[Notice]:
    """The reminders that are owed."""
    return list(Notice.objects.filter(key__startswith="wallet.expires").order_by("pk"))


def test_contact_points_are_reminded_30_days_before_and_once(
    expiring: WalletDocument, contact_point: User, editor: User, later: Later
) -> None:
    owed = []
    for days in (9, 10, 11, 39, 41):
        later(days)
        owed.append((remind_organisations(), send_expiry_reminders()))

    [notice] = reminders()
    assert owed == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 0)]
    assert notice.recipient == contact_point
    assert "“Statutes” expires on" in notice.subject
    assert "30 days are left" in notice.body
    assert notice.path == expiring.get_absolute_url()


def test_a_reminder_that_was_missed_comes_late_and_says_how_many_days_are_left(
    expiring: WalletDocument, later: Later
) -> None:
    later(35)

    send_expiry_reminders()

    [notice] = reminders()
    assert "5 days are left" in notice.body


def test_it_names_the_draft_with_which_the_document_is_given(
    expiring: WalletDocument,
    draft_application: Application,
    contact_point: User,
    later: Later,
) -> None:
    reuse(draft_application, "D1", 1, expiring, by=contact_point)
    later(10)

    send_expiry_reminders()

    [notice] = reminders()
    assert "D1 of the application to “First invitation”" in notice.body


def test_who_just_gave_a_document_with_little_time_is_not_reminded(
    added: Add, later: Later
) -> None:
    added(valid_until=portal_today() + timedelta(days=20))
    later(1)

    assert send_expiry_reminders() == 0


def test_another_last_day_is_another_reminder_and_the_first_came_to_nothing(
    expiring: WalletDocument, contact_point: User, later: Later
) -> None:
    later(10)
    send_expiry_reminders()
    [first] = reminders()
    stood = is_outdated(first)
    day = portal_today() + timedelta(days=60)
    change(expiring, title="Statutes", valid_until=day, seen=expiring.mark, by=contact_point)
    later(45)
    send_expiry_reminders()

    assert not stood
    assert is_outdated(first)
    assert len(reminders()) == 2


def test_what_was_taken_out_is_reminded_of_no_more(
    expiring: WalletDocument, contact_point: User, later: Later
) -> None:
    later(10)
    send_expiry_reminders()
    [notice] = reminders()

    take_out(expiring, by=contact_point)

    assert is_outdated(notice)
    assert send_expiry_reminders() == 0


def test_a_reminder_is_no_officers_to_read(expiring: WalletDocument, later: Later) -> None:
    later(10)
    send_expiry_reminders()

    assert not Notice.objects.shown_to_officers().filter(pk=reminders()[0].pk).exists()
