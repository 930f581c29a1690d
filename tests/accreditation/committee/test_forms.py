"""When the Committee decides: a meeting to come, or the end of a day in Bonn."""

from datetime import date, timedelta
from typing import Any

import pytest

from accreditation.committee.forms import PresentForm
from accreditation.committee.models import Meeting
from accreditation.proposals.models import Proposal
from partners.clock import end_of_day, portal_today
from partners.models import User


@pytest.fixture
def ahead(db: None) -> Meeting:
    """A meeting of the Standing Committee that is still to come."""
    return _meeting("StC98", 90)


def _meeting(code: str, days: int, kind: str = "StC") -> Meeting:
    """A meeting in so many days."""
    day = portal_today() + timedelta(days=days)
    return Meeting.objects.create(code=code, title=code, kind=kind, starts_on=day, ends_on=day)


def form(proposal: Proposal, user: User, **data: Any) -> PresentForm:
    """The form as sent."""
    return PresentForm(data, obj=proposal, user=user)


def test_the_date_offered_is_as_many_days_ahead_as_the_rules_say(
    submitted_proposal: Proposal, secretariat: User
) -> None:
    offered = PresentForm(obj=submitted_proposal, user=secretariat)

    assert offered["decide_by"].initial == portal_today() + timedelta(days=30)


def test_a_date_ends_with_its_last_second_in_bonn(
    submitted_proposal: Proposal, secretariat: User
) -> None:
    day = portal_today() + timedelta(days=10)
    sent = form(submitted_proposal, secretariat, decide_by=day.isoformat())

    assert sent.is_valid()
    assert sent.given() == {"meeting": None, "closes_at": end_of_day(day)}


def test_a_meeting_takes_the_place_of_the_date_that_was_only_offered(
    submitted_proposal: Proposal, secretariat: User, ahead: Meeting
) -> None:
    offered = portal_today() + timedelta(days=30)
    sent = form(submitted_proposal, secretariat, meeting=ahead.pk, decide_by=offered.isoformat())

    assert sent.is_valid()
    assert sent.given() == {"meeting": ahead, "closes_at": None}


def test_not_both(submitted_proposal: Proposal, secretariat: User, ahead: Meeting) -> None:
    day = portal_today() + timedelta(days=10)
    sent = form(submitted_proposal, secretariat, meeting=ahead.pk, decide_by=day.isoformat())

    assert list(sent.errors) == ["decide_by"]


def test_not_neither(submitted_proposal: Proposal, secretariat: User) -> None:
    assert list(form(submitted_proposal, secretariat).errors) == ["decide_by"]


def test_a_day_that_is_over_is_refused(submitted_proposal: Proposal, secretariat: User) -> None:
    sent = form(submitted_proposal, secretariat, decide_by=date(2020, 2, 29).isoformat())

    assert list(sent.errors) == ["decide_by"]


def test_meetings_that_are_over_and_other_bodies_are_not_offered(
    submitted_proposal: Proposal, secretariat: User, ahead: Meeting
) -> None:
    past, cop = _meeting("StC1", -10), _meeting("COP99", 10, "COP")
    for meeting in (past, cop):
        sent = form(submitted_proposal, secretariat, meeting=meeting.pk)
        assert "meeting" in sent.errors


def test_days_come_from_the_process_applied_under(
    ready_application: Any, secretariat: User
) -> None:
    days = ready_application.process.content["decision"]["days"]
    offered = PresentForm(obj=ready_application, user=secretariat)

    assert offered["decide_by"].initial == portal_today() + timedelta(days=days)
