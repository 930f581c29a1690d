"""From invitation to decision and beyond, in dated steps, with what happens on silence at each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.applications.models import Invitation
from accreditation.committee.models import Meeting
from partners.clock import last_day, portal_today

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Moment:
    """One step on the way: when it is, as an instant or in words, and what silence means."""

    title: str
    silence: str
    when: str = ""
    at: datetime | None = None


def timeline(
    content: Content, *, invitation: Invitation | None, meeting: Meeting | None
) -> list[Moment]:
    """The way of an application under a process, with the dates that are known."""
    return [
        *_until_the_deadline(invitation),
        _completion(content),
        _assessment(),
        *_decision(content, meeting),
        *_afterwards(content),
    ]


def timeline_of(content: Content, invitation: Invitation | None) -> list[Moment]:
    """The same, with the next meeting of the Committee that is recorded."""
    return timeline(content, invitation=invitation, meeting=next_meeting(invitation))


def next_meeting(invitation: Invitation | None) -> Meeting | None:
    """The next recorded meeting of the Standing Committee, once the invitation is closed."""
    today = portal_today()
    after = max(today, last_day(invitation.closes_at)) if invitation else today
    committee = Meeting.objects.filter(kind=Meeting.Kind.STC, starts_on__gte=after)
    return committee.order_by("starts_on").first()


def _until_the_deadline(invitation: Invitation | None) -> Iterator[Moment]:
    """The time in which applications are written."""
    undated = _("No date is set yet")
    opened_at = invitation.opened_at if invitation else None
    yield Moment(
        title=_("The Secretariat opens an invitation"),
        silence=_("Nobody has to apply, and who does not apply loses nothing."),
        when=_on(last_day(opened_at)) if opened_at else undated,
    )
    yield Moment(
        title=_("Applications are submitted"),
        silence=_("A draft that is not submitted by the deadline lapses."),
        when="" if invitation else undated,
        at=invitation.closes_at if invitation else None,
    )


def _completion(content: Content) -> Moment:
    """The check for completeness."""
    days, rounds = content["completion"]["days"], content["completion"]["rounds"]
    within = ngettext("%(number)d day to complete it", "%(number)d days to complete it", days) % {
        "number": days
    }
    times = ngettext("%(number)d time at most", "%(number)d times at most", rounds) % {
        "number": rounds
    }
    return Moment(
        title=_("The Secretariat checks, and may return an application to be completed"),
        silence=_("An application that is not completed by then lapses."),
        when=_("%(within)s, %(times)s") % {"within": within, "times": times},
    )


def _assessment() -> Moment:
    """The assessment, for which the process sets no time."""
    return Moment(
        title=_("The Secretariat assesses each criterion and presents the application"),
        silence=_("Nothing is lost: the application waits with the Secretariat."),
        when=_("No time is set"),
    )


def _decision(content: Content, meeting: Meeting | None) -> Iterator[Moment]:
    """The decision of the Committee: at its next meeting, or in writing."""
    if meeting is not None:
        yield Moment(
            title=_("The Standing Committee decides at a meeting"),
            silence=_("What is not decided there is put to the Committee again."),
            when=_meeting_in_words(meeting),
        )
    days = content["decision"]["days"]
    yield Moment(
        title=_("Or the Standing Committee decides in writing")
        if meeting
        else _("The Standing Committee decides, at a meeting or in writing"),
        silence=_silence_of_seats(content),
        when=ngettext(
            "%(number)d day for a decision in writing",
            "%(number)d days for a decision in writing",
            days,
        )
        % {"number": days},
    )


def _silence_of_seats(content: Content) -> str:
    """What it means that a seat says nothing in writing."""
    if content["decision"]["procedure"] == "no_objection":
        return _("A seat that says nothing by then does not object.")
    return _(
        "A seat that says nothing by then is not counted; without a quorum the application is put "
        "to the Committee again."
    )


def _meeting_in_words(meeting: Meeting) -> str:
    """Which meeting, and on which days."""
    return _("%(meeting)s, %(first)s to %(last)s") % {
        "meeting": meeting.code,
        "first": _on(meeting.starts_on),
        "last": _on(meeting.ends_on),
    }


def _afterwards(content: Content) -> Iterator[Moment]:
    """What an accreditation brings with it."""
    years = content["validity"]["years"]
    yield Moment(
        title=_("The accreditation is conferred"),
        silence=_("It ends after its last day unless it is renewed."),
        when=ngettext("for %(number)d year", "for %(number)d years", years) % {"number": years},
    )
    due, notice = content["reporting"]["due_days_before_cop"], content["reporting"]["notice_days"]
    yield Moment(
        title=_("The partner reports to the Conference of the Parties"),
        silence=ngettext(
            "A missing report is put to the Committee after %(number)d day of notice.",
            "A missing report is put to the Committee after %(number)d days of notice.",
            notice,
        )
        % {"number": notice},
        when=ngettext(
            "%(number)d day before each meeting of the Conference",
            "%(number)d days before each meeting of the Conference",
            due,
        )
        % {"number": due},
    )


def _on(day: date) -> str:
    """A day in words."""
    return date_format(day, "DATE_FORMAT")
