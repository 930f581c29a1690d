"""A person's deadlines at a secret address: what is in them, and who gets none."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accreditation import feed
from accreditation.applications.models import Application, Invitation
from accreditation.committee.leaving import declare
from accreditation.committee.models import Item
from accreditation.committee.taking import take_position
from accreditation.deadlines import calendar_of
from accreditation.proposals.models import Process, Proposal
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners import guessing
from partners.clock import end_of_day, portal_now
from partners.models import CalendarAddress, Membership, Organisation, User
from reporting.models import PartnerReport
from tests import cast
from tests.accreditation.committee import desk

ClientAs = Callable[[User], Client]
FEW = 3


@pytest.fixture(autouse=True)
def _no_guesses_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def confidential_item(ready_application: Application, secretariat: User) -> Item:
    """The item on an application, open in writing."""
    item = cast.presented_item(ready_application, secretariat, **cast.in_writing(30))
    return cast.opened(item, secretariat)


def address_of(user: User) -> str:
    """The address of a new code of the person's."""
    return reverse("calendar-feed", args=[CalendarAddress.objects.give(user)])


def events(user: User) -> list[Any]:
    """The events at the person's address, asked without login."""
    response = Client().get(address_of(user))
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_a_person_makes_an_address_and_sees_it_once(client_as: ClientAs, stranger: User) -> None:
    client = client_as(stranger)

    made = client.post(reverse("partners:account-calendar"), {"make": "1"})
    after = client.get(reverse("partners:account")).content.decode()

    [code] = set(re.findall(r"/calendar/([\w-]+)\.ics", made.content.decode()))
    assert made["Cache-Control"] == "private, no-store"
    assert len(code) == 22
    assert code not in after
    assert "An address was made on" in after
    assert Client().get(reverse("calendar-feed", args=[code])).status_code == 200


def test_the_table_gives_no_address_away(stranger: User) -> None:
    code = CalendarAddress.objects.give(stranger)

    [row] = CalendarAddress.objects.values()
    assert code not in str(row)
    assert len(row["code_sha256"]) == 64


def test_the_feed_is_read_without_login_and_kept_by_nobody(
    draft_application: Application, contact_point: User
) -> None:
    response = Client().get(address_of(contact_point))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert b"METHOD:PUBLISH" in response.content


def test_the_feed_has_the_deadline_of_a_draft_with_its_page(
    draft_application: Application, contact_point: User
) -> None:
    [event] = events(contact_point)

    closes_at = draft_application.invitation.closes_at
    assert event["SUMMARY"].startswith("Finish and submit your application")
    assert event["DTSTART"].dt == closes_at.replace(microsecond=0)
    assert event["URL"] == "http://testserver" + draft_application.get_absolute_url()
    assert event["DTSTAMP"].dt <= portal_now()


def test_a_reader_has_the_deadlines_of_the_organisation_too(
    draft_application: Application, reader: User
) -> None:
    [event] = events(reader)

    assert event["SUMMARY"].startswith("Your organisation’s application is due")


def test_an_application_keeps_its_event_when_it_is_returned(
    draft_application: Application, contact_point: User, secretariat: User
) -> None:
    [before] = events(contact_point)
    submitted = cast.submitted_application(draft_application, contact_point)
    [] = events(contact_point)
    points = [{"kind": "document", "code": "D1", "text": "Please sign it."}]
    perform("return", submitted, by=secretariat, points=points)

    [after] = events(contact_point)

    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["SUMMARY"].startswith("Complete what was returned")


def test_a_report_that_is_due_stands_in_the_feed_of_the_partner(
    accreditation: Accreditation, contact_point: User, reader: User
) -> None:
    cop = cast.meeting("COP14", "COP")
    report = PartnerReport.objects.create(
        accreditation=accreditation, meeting=cop, due_at=end_of_day(cop.starts_on)
    )

    [writes] = events(contact_point)
    [reads] = events(reader)

    assert writes["SUMMARY"].startswith("Finish and submit your report")
    assert reads["SUMMARY"].startswith("Your organisation’s report is due")
    assert writes["UID"] == reads["UID"]
    assert writes["URL"] == "http://testserver" + report.get_absolute_url()


def test_an_item_stays_in_the_feed_until_it_closes_and_grows_when_its_deadline_moves(
    submitted_proposal: Proposal, member: User, secretariat: User
) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)
    [before] = events(member)
    take_position(item, by=member, value="no_objection")
    [spoken] = events(member)
    later = portal_now() + timedelta(days=50)
    perform("extend", item, by=secretariat, closes_at=later)

    [after] = events(member)

    assert before["UID"] == spoken["UID"] == after["UID"]
    assert before["SEQUENCE"] == spoken["SEQUENCE"] < after["SEQUENCE"]
    assert after["DTSTART"].dt == later.replace(microsecond=0)


def test_the_feed_does_not_say_who_applies(confidential_item: Item, member: User) -> None:
    text = Client().get(address_of(member)).content.decode()

    assert confidential_item.reference in text
    assert "Cranes" not in text


def test_a_conflict_hides_the_item_from_the_feed(confidential_item: Item, member: User) -> None:
    [_before] = events(member)

    declare(confidential_item, by=member, has_conflict=True)

    assert events(member) == []


@pytest.mark.parametrize("what", ["wrong", "revoked", "replaced", "disabled"])
def test_every_code_that_opens_nothing_has_the_same_answer(
    what: str, client_as: ClientAs, stranger: User
) -> None:
    address = address_of(stranger)
    if what == "wrong":
        address = reverse("calendar-feed", args=["A" * 22])
    elif what == "revoked":
        client_as(stranger).post(reverse("partners:account-calendar"), {"revoke": "1"})
    elif what == "replaced":
        CalendarAddress.objects.give(stranger)
    else:
        User.objects.filter(pk=stranger.pk).update(is_active=False)

    response = Client().get(address)
    unknown = Client().get(reverse("calendar-feed", args=["B" * 22]))

    assert response.status_code == unknown.status_code == 404
    assert response.content == unknown.content


def test_guessing_is_stopped_and_reading_is_not_counted(
    monkeypatch: pytest.MonkeyPatch, stranger: User
) -> None:
    monkeypatch.setattr(feed, "WRONG_CODES_A_MINUTE", FEW)
    now = portal_now()
    monkeypatch.setattr(guessing, "portal_now", lambda: now)
    address = address_of(stranger)
    read = [Client().get(address).status_code for _again in range(FEW + 1)]

    wrong = reverse("calendar-feed", args=["A" * 22])
    tried = [Client().get(wrong).status_code for _again in range(FEW + 1)]

    assert read == [200] * (FEW + 1)
    assert tried == [404] * FEW + [429]
    assert Client().get(address)["Retry-After"] == "60"


def queries_for(user: User) -> int:
    """How many queries a person's calendar takes."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        calendar_of(User.objects.get(pk=user.pk))
    return len(caught)


def test_the_number_of_queries_does_not_grow(
    draft_application: Application, adopted_process: Process, contact_point: User, secretariat: User
) -> None:
    one = queries_for(contact_point)
    for name in ("Second Body", "Third Body"):
        body = Organisation.objects.create(name=name, kind="national", country=cast.country("KEN"))
        Membership.objects.create(organisation=body, user=contact_point, role="editor")
        invitation: Invitation = cast.opened_invitation(adopted_process, secretariat)
        cast.begun_application(body, invitation, contact_point)

    assert queries_for(contact_point) == one
    assert len(events(contact_point)) > 1
