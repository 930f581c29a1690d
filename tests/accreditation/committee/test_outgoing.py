import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accreditation.committee.leaving import declare
from accreditation.committee.models import Item, Term
from accreditation.committee.reminders import send_reminders
from accreditation.committee.taking import take_position
from accreditation.proposals.models import Proposal
from accreditation.tasks import remind_members
from accreditation.templatetags.portal import move_of
from accreditation.workflow import perform
from partners.clock import portal_now
from partners.models import User
from partners.notices import Notice
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

ClientAs = Callable[[User], Client]


def event_at(client: Client, address: str) -> Any:
    """The one event of a calendar file."""
    [event] = Calendar.from_ical(client.get(address).content).walk("VEVENT")
    return event


def reminders() -> dict[str, int]:
    """How many reminders every person has had, by the first part of the address."""
    found: dict[str, int] = {}
    for notice in Notice.objects.filter(key__startswith="item.remind"):
        name = notice.mailbox.partition("@")[0]
        found[name] = found.get(name, 0) + 1
    return found


@pytest.fixture
def silent_item(submitted_proposal: Proposal, secretariat: User) -> Item:
    """The item on the proposal, open in writing: silence is consent."""
    return desk.silent(submitted_proposal, by=secretariat)


def test_who_acts_gets_the_receipt_and_the_others_of_the_seat_only_hear_that_it_acted(
    voting_item: Item, member: User, alternate: User, chair: User
) -> None:
    Notice.objects.all().delete()

    position = take_position(voting_item, by=member, value="no", reasons="The text is too short.")

    [own] = Notice.objects.filter(recipient=member)
    [other] = Notice.objects.filter(recipient=alternate)
    assert not Notice.objects.filter(recipient=chair).exists()
    assert position.receipt in own.body
    assert f"entry {position.height} ({position.hash})" in own.body
    assert "The text is too short." in own.body
    assert "Position: No" in own.body
    assert own.path.endswith("/receipt/EUR-1/member/1/")
    assert "has acted" in other.subject
    assert "The text is too short." not in other.body
    assert "Position: " not in other.body


def test_the_subject_of_a_receipt_does_not_say_what_the_position_is(
    voting_item: Item, member: User
) -> None:
    position = take_position(voting_item, by=member, value="abstain")

    own = Notice.objects.get(recipient=member, key=f"item.position {position.receipt}")
    assert own.subject == f"{voting_item.reference}: receipt of your position"


def test_who_declared_a_conflict_is_not_told_that_the_seat_acted(
    open_item: Item, member: User, term: Term
) -> None:
    colleague = cast.seat_person(term, "EUR-1", cast.person("colleague"))
    declare(open_item, by=colleague, has_conflict=True, acts_instead=member)
    Notice.objects.all().delete()

    declare(open_item, by=member, has_conflict=False)

    assert not Notice.objects.filter(recipient=colleague).exists()


def test_the_reasons_of_an_objection_go_to_every_member_word_for_word(
    silent_item: Item, member: User, chair: User, later: Moved
) -> None:
    take_position(silent_item, by=member, value="object", reasons="“Article 4” & <nothing> else.")

    with later(31 * DAY):
        perform("certify", perform("close", silent_item), by=chair)

    told = Notice.objects.get(recipient=chair, key=f"item.objections {silent_item.reference}")
    assert "“Article 4” & <nothing> else." in told.body
    assert "EUR-1" in told.body
    assert f"{silent_item.reference}/Rev.1" in told.body


def test_a_conflict_declared_later_takes_the_objections_out_of_the_inbox(
    silent_item: Item, member: User, chair: User, later: Moved, client_as: ClientAs
) -> None:
    take_position(silent_item, by=member, value="object", reasons="Article 4 is missing.")
    with later(31 * DAY):
        perform("certify", perform("close", silent_item), by=chair)
    told = Notice.objects.get(recipient=chair, key__startswith="item.objections")
    address = reverse("partners:notice", args=[told.uuid])
    assert client_as(chair).get(address).status_code == 200

    declare(silent_item, by=chair, has_conflict=True)

    assert client_as(chair).get(address).status_code == 404
    inbox = client_as(chair).get(reverse("partners:inbox")).content.decode()
    assert told.subject not in inbox


def test_officers_read_neither_receipts_nor_reminders_in_the_admin(
    silent_item: Item, member: User, chair: User, secretariat: User, later: Moved
) -> None:
    take_position(silent_item, by=member, value="object", reasons="Article 4 is missing.")
    with later(17 * DAY):
        send_reminders()

    keys = Notice.objects.shown_to_officers().values_list("key", flat=True)

    assert Notice.objects.filter(key__startswith="item.remind").exists()
    assert not [key for key in keys if key.startswith(("item.position", "item.remind"))]


def test_reminders_go_only_to_those_whose_seat_has_not_acted(
    voting_item: Item, member: User, alternate: User, chair: User, later: Moved
) -> None:
    take_position(voting_item, by=member, value="yes")

    with later(17 * DAY):
        send_reminders()

    assert reminders() == {"chair": 1}


def test_a_reminder_is_sent_at_14_7_2_and_1_days_and_each_once(
    voting_item: Item, chair: User, later: Moved
) -> None:
    counts = []
    for day in (15, 17, 24, 26, 28.5, 29.5, 29.7):
        with later(int(day * DAY)):
            remind_members()
            remind_members()
            counts.append(reminders().get("chair", 0))

    assert counts == [0, 1, 2, 2, 3, 4, 4]


def test_of_several_missed_reminders_only_the_nearest_is_sent(
    voting_item: Item, chair: User, later: Moved
) -> None:
    with later(int(29.5 * DAY)):
        remind_members()

    [notice] = Notice.objects.filter(recipient=chair, key__startswith="item.remind")
    assert notice.key.endswith(" 1")
    assert "1 day is left" in notice.subject
    assert "A seat that says nothing is not counted" in notice.body or "Silence" in notice.body


def test_after_an_extension_the_reminders_count_from_the_new_deadline(
    voting_item: Item, chair: User, secretariat: User, later: Moved
) -> None:
    with later(24 * DAY):
        remind_members()
        perform("extend", voting_item, by=secretariat, closes_at=portal_now() + timedelta(days=36))
        remind_members()
        assert reminders()["chair"] == 1

    with later(47 * DAY):
        remind_members()

    assert reminders()["chair"] == 2


def test_the_calendar_has_the_deadline_in_utc_and_two_warnings(
    voting_item: Item, member: User, client_as: ClientAs
) -> None:
    address = reverse("committee:calendar", args=[voting_item.reference])

    answer = client_as(member).get(address)

    assert voting_item.closes_at is not None
    event = event_at(client_as(member), address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert event.decoded("dtstart") == voting_item.closes_at.replace(microsecond=0)
    assert b"DTSTART:" in answer.content
    assert b"Z\r\n" in answer.content
    assert len(event.walk("VALARM")) == 2
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_an_extension_raises_the_sequence_of_the_same_event(
    voting_item: Item, member: User, secretariat: User, client_as: ClientAs
) -> None:
    address = reverse("committee:calendar", args=[voting_item.reference])
    before = event_at(client_as(member), address)

    perform("extend", voting_item, by=secretariat, closes_at=portal_now() + timedelta(days=60))

    after = event_at(client_as(member), address)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


@pytest.mark.parametrize("fixture", ["voting_item", "written_item", "open_item", "prepared_item"])
def test_an_item_in_writing_or_at_a_meeting_shows_one_calendar_link_and_it_is_the_rooms(
    request: pytest.FixtureRequest, secretariat: User, client_as: ClientAs, fixture: str
) -> None:
    item = request.getfixturevalue(fixture)

    text = client_as(secretariat).get(item.get_absolute_url()).content.decode()

    address = reverse("committee:calendar", args=[item.reference])
    assert re.findall(r'href="([^"]*\.ics)"', text) == [address]
    assert event_at(client_as(secretariat), address)["uid"]


def test_the_move_of_an_item_has_no_second_calendar_file(
    voting_item: Item, secretariat: User, client_as: ClientAs
) -> None:
    second = reverse("step-calendar", args=["item", voting_item.reference])

    assert move_of(voting_item).by == voting_item.closes_at
    assert move_of(voting_item).ics_url is None
    assert client_as(secretariat).get(second).status_code == 404


def test_once_counted_an_item_is_for_no_calendar_and_outsiders_see_no_link(
    published_item: Item, secretariat: User, client: Client, client_as: ClientAs
) -> None:
    for browser in (client, client_as(secretariat)):
        assert ".ics" not in browser.get(published_item.get_absolute_url()).content.decode()


def test_the_calendar_of_a_meeting_has_its_days_and_each_move_raises_its_sequence(
    prepared_item: Item, secretariat: User, client_as: ClientAs
) -> None:
    address = reverse("committee:calendar", args=[prepared_item.reference])
    found = [event_at(client_as(secretariat), address)]
    item = perform("schedule", prepared_item, by=secretariat)
    found.append(event_at(client_as(secretariat), address))
    item = perform("reschedule", item, by=secretariat, **cast.in_writing(30))
    item = perform("open", item, by=secretariat)
    found.append(event_at(client_as(secretariat), address))
    perform("extend", item, by=secretariat, closes_at=portal_now() + timedelta(days=60))
    found.append(event_at(client_as(secretariat), address))

    assert prepared_item.meeting is not None
    assert found[0].decoded("dtstart") == prepared_item.meeting.starts_on
    assert {event["uid"] for event in found} == {found[0]["uid"]}
    assert [event["sequence"] for event in found] == [0, 1, 2, 3]


def test_the_calendar_never_names_the_organisation(
    open_item: Item, member: User, client_as: ClientAs
) -> None:
    answer = client_as(member).get(reverse("committee:calendar", args=[open_item.reference]))

    assert answer.status_code in {200, 404}
    assert open_item.organisation is not None
    assert open_item.organisation.name.encode() not in answer.content.replace(b"\r\n ", b"")


def test_the_calendar_is_not_there_for_those_outside_the_house(
    published_item: Item, stranger: User, client_as: ClientAs
) -> None:
    answer = client_as(stranger).get(reverse("committee:calendar", args=[published_item.reference]))

    assert answer.status_code == 404
