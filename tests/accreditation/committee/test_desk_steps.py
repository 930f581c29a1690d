"""Steps that ask when: schedule, schedule anew, extend; and why: do not confirm."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.committee.forms import ExtendForm, ScheduleForm
from accreditation.committee.models import Item, Meeting
from accreditation.proposals.models import Proposal
from accreditation.workflow import NotReady, perform
from partners.clock import deadline_zone, end_of_day, portal_today
from partners.models import User
from tests.accreditation.committee import desk

ClientAs = Callable[[User], Client]


def step_url(item: Item, step: str) -> str:
    """The address of a step on an item."""
    return reverse("step", args=["item", item.reference, step])


def last_day(item: Item) -> date:
    """The last day for positions in writing."""
    assert item.closes_at is not None
    return item.closes_at.astimezone(deadline_zone()).date()


@pytest.fixture
def ahead(db: None) -> Meeting:
    """A meeting of the Standing Committee that is still to come."""
    day = portal_today() + timedelta(days=90)
    return Meeting.objects.create(code="StC98", title="98", kind="StC", starts_on=day, ends_on=day)


def test_scheduling_begins_with_what_was_set(written_item: Item, secretariat: User) -> None:
    form = ScheduleForm(obj=written_item, user=secretariat)

    assert form["decide_by"].value() == last_day(written_item)
    assert form["meeting"].value() is None
    assert "procedure" not in form.fields


def test_an_item_is_scheduled_and_scheduled_anew_from_its_own_page(
    written_item: Item, client_as: ClientAs, secretariat: User, ahead: Meeting
) -> None:
    browser = client_as(secretariat)
    day = portal_today() + timedelta(days=20)
    asked = browser.get(step_url(written_item, "schedule"))
    first = browser.post(step_url(written_item, "schedule"), {"decide_by": day.isoformat()})
    in_writing = Item.objects.get(pk=written_item.pk)
    data = {"meeting": ahead.pk, "decide_by": day.isoformat()}
    second = browser.post(step_url(written_item, "reschedule"), data)
    at_meeting = Item.objects.get(pk=written_item.pk)

    assert asked.status_code == 200
    assert (first["Location"], second["Location"]) == (written_item.get_absolute_url(),) * 2
    assert (in_writing.state, in_writing.closes_at) == ("scheduled", end_of_day(day))
    assert (at_meeting.state, at_meeting.meeting, at_meeting.closes_at) == (
        "scheduled",
        ahead,
        None,
    )


def test_only_a_decision_that_was_referred_chooses_its_procedure(
    submitted_proposal: Proposal,
    client_as: ClientAs,
    secretariat: User,
    chair: User,
    member: User,
    ahead: Meeting,
) -> None:
    item = desk.referred(submitted_proposal, by=secretariat, chair=chair, against=member)
    browser = client_as(secretariat)
    form = ScheduleForm(obj=item, user=secretariat)
    without = browser.post(step_url(item, "schedule"), {"meeting": ahead.pk})
    data = {"meeting": ahead.pk, "procedure": "vote"}
    browser.post(step_url(item, "schedule"), data)

    assert [value for value, _label in form.fields["procedure"].choices] == ["vote", "consensus"]  # type: ignore[attr-defined] # of a ChoiceField
    assert form["procedure"].value() == "consensus"
    assert without.status_code == 422
    assert Item.objects.get(pk=item.pk).rules["procedure"] == "vote"


def test_a_consensus_in_writing_is_refused_with_the_reason(
    submitted_proposal: Proposal,
    client_as: ClientAs,
    secretariat: User,
    chair: User,
    member: User,
) -> None:
    item = desk.referred(submitted_proposal, by=secretariat, chair=chair, against=member)
    day = portal_today() + timedelta(days=20)
    data = {"decide_by": day.isoformat(), "procedure": "consensus"}
    response = client_as(secretariat).post(step_url(item, "schedule"), data)

    assert response.status_code == 422
    assert "A consensus is found at a meeting: choose one." in response.content.decode()
    assert Item.objects.get(pk=item.pk).state == "prepared"


def test_a_deadline_is_extended_from_the_page(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    day = last_day(voting_item) + timedelta(days=7)
    response = client_as(secretariat).post(
        step_url(voting_item, "extend"), {"decide_by": day.isoformat()}
    )

    assert response["Location"] == voting_item.get_absolute_url()
    assert Item.objects.get(pk=voting_item.pk).closes_at == end_of_day(day)


@pytest.mark.parametrize("days", [-40, -7, -1])
def test_the_form_never_shortens_a_deadline(
    voting_item: Item, client_as: ClientAs, secretariat: User, days: int
) -> None:
    day = last_day(voting_item) + timedelta(days=days)
    form = ExtendForm({"decide_by": day.isoformat()}, obj=voting_item, user=secretariat)
    response = client_as(secretariat).post(
        step_url(voting_item, "extend"), {"decide_by": day.isoformat()}
    )

    assert list(form.errors) == ["decide_by"]
    assert response.status_code == 422
    assert Item.objects.get(pk=voting_item.pk).closes_at == voting_item.closes_at


def test_the_step_never_shortens_a_deadline(voting_item: Item, secretariat: User) -> None:
    assert voting_item.closes_at is not None
    for earlier in (voting_item.closes_at - timedelta(seconds=1), voting_item.closes_at, None):
        with pytest.raises(NotReady):
            perform("extend", voting_item, by=secretariat, closes_at=earlier)

    assert Item.objects.get(pk=voting_item.pk).closes_at == voting_item.closes_at


def test_an_item_at_a_meeting_has_nothing_to_extend(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    page = client_as(secretariat).get(step_url(open_item, "extend"))

    assert "An item at a meeting has no deadline in writing." in unescape(page.content.decode())


def test_what_is_not_confirmed_says_why(
    voting_item: Item, client_as: ClientAs, secretariat: User, officer: User
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    url = reverse("step", args=["transcription", row.reference, "set_aside"])
    browser = client_as(officer)
    without = browser.post(url, {"remark": ""})
    response = browser.post(url, {"remark": "The letter is not signed."})
    row.refresh_from_db()

    assert without.status_code == 422
    assert response["Location"] == row.get_absolute_url()
    assert (row.state, row.remark, row.checked_by) == (
        "refused",
        "The letter is not signed.",
        officer,
    )
    assert "The letter is not signed." in browser.get(row.get_absolute_url()).content.decode()
