"""The way from invitation to decision, in dates and words."""

from datetime import UTC, date, datetime, timedelta
from html import unescape

from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Invitation
from accreditation.applications.timeline import next_meeting, timeline
from accreditation.committee.models import Meeting
from accreditation.proposals.content import version_0
from accreditation.proposals.models import Process
from partners.clock import last_day


def a_meeting(code: str, starts_on: date, kind: str = "StC") -> Meeting:
    """A meeting of three days."""
    return Meeting(
        code=code, title=code, kind=kind, starts_on=starts_on, ends_on=starts_on + timedelta(days=2)
    )


def test_every_step_has_a_title_a_time_and_what_silence_means() -> None:
    opened = datetime(2024, 3, 1, 9, tzinfo=UTC)
    closes = datetime(2024, 6, 30, 21, 59, 59, tzinfo=UTC)
    invitation = Invitation(opened_at=opened, closes_at=closes)

    moments = timeline(
        version_0(), invitation=invitation, meeting=a_meeting("StC55", date(2024, 9, 3))
    )

    assert [moment.at or moment.when for moment in moments] == [
        "1 March 2024",
        closes,
        "30 days to complete it, 2 times at most",
        "No time is set",
        "StC55, 3 September 2024 to 5 September 2024",
        "30 days for a decision in writing",
        "for 3 years",
        "60 days before each meeting of the Conference",
    ]
    assert all(moment.title and moment.silence for moment in moments)


def test_without_dates_the_steps_say_so() -> None:
    moments = timeline(version_0(), invitation=None, meeting=None)

    assert [moment.when for moment in moments[:2]] == ["No date is set yet"] * 2
    assert "at a meeting or in writing" in moments[4].title


def test_silence_in_writing_means_what_the_process_says() -> None:
    content = version_0()
    content["decision"]["procedure"] = "no_objection"

    [vote] = [
        m for m in timeline(version_0(), invitation=None, meeting=None) if "days for" in m.when
    ]
    [silent] = [m for m in timeline(content, invitation=None, meeting=None) if "days for" in m.when]

    assert "is not counted" in vote.silence
    assert "does not object" in silent.silence


def test_the_next_meeting_is_the_committees_after_the_deadline(open_invitation: Invitation) -> None:
    closes_on = last_day(open_invitation.closes_at)
    for meeting in (
        a_meeting("StC1", closes_on - timedelta(days=1)),
        a_meeting("StC3", closes_on + timedelta(days=90)),
        a_meeting("COP2", closes_on + timedelta(days=1), "COP"),
        a_meeting("StC2", closes_on),
    ):
        meeting.save()

    found = next_meeting(open_invitation)

    assert found is not None
    assert found.code == "StC2"


def test_the_invitation_and_the_list_show_the_way(
    client: Client, open_invitation: Invitation
) -> None:
    for address in (reverse("applications:list"), open_invitation.get_absolute_url()):
        page = unescape(client.get(address).content.decode())

        assert "From invitation to decision" in page
        assert "A draft that is not submitted by the deadline lapses." in page
        assert "30 days for a decision in writing" in page


def test_without_an_invitation_the_list_shows_the_way_without_dates(
    client: Client, adopted_process: Process
) -> None:
    page = client.get(reverse("applications:list")).content.decode()

    assert "No date is set yet" in page
