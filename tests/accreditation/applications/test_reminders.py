"""Organisations are reminded of deadlines by which they have to act, each once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accreditation.applications.asking import Answered
from accreditation.applications.models import Application
from accreditation.applications.reminders import is_outdated, send_application_reminders
from accreditation.canonical import mark_of
from accreditation.tasks import remind_organisations
from accreditation.workflow import perform
from partners.clock import end_of_day, portal_today
from partners.models import Notice, User

Later = Callable[[int], None]
POINTS = [{"kind": "question", "code": "A1", "text": "The full name."}]


@pytest.fixture
def questioned(submitted_application: Application, secretariat: User) -> Application:
    """An application in assessment, with a question to be answered within 20 days."""
    application = perform("accept", submitted_application, by=secretariat)
    return perform(
        "ask",
        application,
        by=secretariat,
        questions=[{"criterion": "C1", "about": "", "text": "Since when?"}],
        due_at=end_of_day(portal_today() + timedelta(days=20)),
    )


def reminders() -> list[Notice]:
    """The reminders that are owed, the earliest first."""
    return list(Notice.objects.filter(key__startswith="application.remind").order_by("pk"))


def test_contact_points_are_reminded_at_14_7_2_and_1_days_each_once(
    questioned: Application, contact_point: User, editor: User, later: Later
) -> None:
    owed = []
    for days in (5, 7, 8, 14, 15, 19, 20):
        later(days)
        owed.append((remind_organisations(), send_application_reminders()))

    assert owed == [(0, 0), (1, 0), (0, 0), (1, 0), (0, 0), (1, 0), (1, 0)]
    assert [notice.key.rpartition(" ")[2] for notice in reminders()] == ["14", "7", "2", "1"]
    assert {notice.recipient for notice in reminders()} == {contact_point}
    assert "Since when?" in reminders()[0].body


def test_of_several_that_were_missed_the_nearest_is_sent(
    questioned: Application, later: Later
) -> None:
    later(19)

    send_application_reminders()

    assert [notice.key.rpartition(" ")[2] for notice in reminders()] == ["2"]


def test_reminders_stop_when_all_is_answered(
    questioned: Application, editor: User, later: Later
) -> None:
    later(7)
    send_application_reminders()
    [notice] = reminders()
    stood = is_outdated(notice)
    perform("answer", questioned, by=editor, answers={1: Answered("Since 2015.", mark_of(""))})
    later(14)

    assert not stood
    assert is_outdated(notice)
    assert send_application_reminders() == 0


def test_who_was_just_given_little_time_is_not_reminded_of_the_days_before(
    submitted_application: Application, secretariat: User, later: Later
) -> None:
    application = perform("accept", submitted_application, by=secretariat)
    perform(
        "ask",
        application,
        by=secretariat,
        questions=[{"criterion": "C1", "about": "", "text": "Since when?"}],
        due_at=end_of_day(portal_today() + timedelta(days=5)),
    )

    at_once = send_application_reminders()
    later(4)

    assert (at_once, send_application_reminders()) == (0, 1)


def test_a_returned_application_is_reminded_of_until_it_is_sent_and_anew_after_an_extension(
    submitted_application: Application, secretariat: User, contact_point: User, later: Later
) -> None:
    application = perform("return", submitted_application, by=secretariat, points=POINTS)
    later(17)
    first = send_application_reminders()
    until = end_of_day(portal_today() + timedelta(days=30))
    asked = perform("ask_extension", application, by=contact_point, until=until, reason="Audit.")
    granted = perform("grant_extension", asked, by=secretariat)
    moved = is_outdated(reminders()[0])
    at_once = send_application_reminders()
    later(17 + 17)
    anew = send_application_reminders()
    perform("complete", granted, by=contact_point)
    later(17 + 24)

    assert (first, moved, at_once, anew) == (1, True, 0, 1)
    assert send_application_reminders() == 0
    assert "was not sent again so far" in reminders()[1].body


def test_a_draft_is_reminded_of_the_end_of_its_invitation(
    draft_application: Application, contact_point: User, later: Later
) -> None:
    later(40)
    early = send_application_reminders()
    later(47)

    assert (early, send_application_reminders()) == (0, 1)
    [notice] = reminders()
    assert "still a draft" in notice.body
    assert notice.path == draft_application.get_absolute_url()
    assert not Notice.objects.shown_to_officers().filter(pk=notice.pk).exists()
