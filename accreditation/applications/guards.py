"""What must hold before a step on an application."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accreditation.applications.counted_files import counted_uploads, infected_answers
from accreditation.applications.eligibility import checked, facts_about
from accreditation.applications.invitations import InvitationState
from accreditation.kept_files import Scan
from accreditation.machine import Guard
from accreditation.proposals.answers import values_of
from accreditation.proposals.questions import missing, problems_in
from partners.clock import deadline_zone

MOST_REQUESTS: Final = 2  # for more time, in one round

if TYPE_CHECKING:
    from accreditation.applications.applications import Application
    from accreditation.applications.parts import Upload


@Guard
def invitation_is_open(application: "Application") -> Iterator[str | Promise]:
    """Submission is possible until the deadline, by the database's clock."""
    invitation = application.invitation
    if invitation.state != InvitationState.OPEN or application.stamp > invitation.closes_at:
        yield _("The invitation is closed: its deadline was %(deadline)s.") % {
            "deadline": _deadline(invitation.closes_at)
        }


@Guard
def completion_in_time(application: "Application") -> Iterator[str | Promise]:
    """What was asked for is sent by the date set."""
    due = application.completion_due_at
    if due and application.stamp > due:
        yield _("The time to complete the application ended on %(deadline)s.") % {
            "deadline": _deadline(due)
        }


@Guard
def nothing_is_missing(application: "Application") -> Iterator[str | Promise]:
    """Every required question is answered and every required document is there or explained."""
    content = application.process.localised
    values = values_of(application)
    infected = infected_answers(application)
    sound = {code: value for code, value in values.items() if code not in infected}
    for _section, code, label in missing(content["form"], sound):
        yield _("%(code)s is not answered: %(label)s") % {"code": code, "label": label}
    for code, problem in problems_in(content["form"], values):
        yield f"{code}: {problem}"
    uploads = list(application.uploads.live())
    for document in content["documents"]:
        if document["required"] and not is_supplied(document, uploads):
            yield _("%(code)s is missing: %(label)s") % {
                "code": document["code"],
                "label": document["title"],
            }


@Guard
def all_was_looked_at(application: "Application") -> Iterator[str | Promise]:
    """What was carried over from an earlier application was looked at: sections and documents."""
    carried = application.answers.exclude(carried_from=None)
    codes = set(carried.values_list("question", flat=True))
    for section in application.process.asked("form", values_of(application)) if codes else ():
        if any(question["code"] in codes for question in section["questions"]):
            yield _(
                "Section %(code)s was carried over from an earlier application: look at "
                "“%(title)s”, then save it."
            ) % {"code": section["code"], "title": section["title"]}
    day = application.stamp.astimezone(deadline_zone()).date()
    uploads = application.uploads.live().carried()
    standing = uploads.exclude(pk__in=uploads.lapsed_on(day).values("pk"))
    unseen = set(standing.values_list("document", flat=True))
    for document in application.process.localised["documents"] if unseen else ():
        if document["code"] in unseen:
            yield _(
                "%(code)s was carried over from an earlier application: look at “%(title)s”, then "
                "say that it is still the right one, or give another."
            ) % {"code": document["code"], "title": document["title"]}


@Guard
def documents_are_valid(application: "Application") -> Iterator[str | Promise]:
    """No file has expired before the day on which it is handed in, in Bonn, or is infected."""
    day = application.stamp.astimezone(deadline_zone()).date()
    titles = {each["code"]: each["title"] for each in application.process.localised["documents"]}
    for upload in counted_uploads(application):
        if upload.is_infected:
            yield _("%(code)s: a virus was found in “%(name)s”. Give another file.") % {
                "code": upload.document,
                "name": upload.name,
            }
        if upload.valid_until and upload.is_expired_on(day):
            yield _("%(code)s was valid until %(day)s only: %(label)s. Give one that is valid.") % {
                "code": upload.document,
                "day": date_format(upload.valid_until),
                "label": titles.get(upload.document, upload.name),
            }


@Guard
def files_are_checked(application: "Application") -> Iterator[str | Promise]:
    """The virus scanner has looked at every file, where there is a scanner."""
    for upload in counted_uploads(application).filter(scanned=Scan.PENDING):
        yield _("%(code)s is not checked for viruses yet: “%(name)s” waits for the scanner.") % {
            "code": upload.document,
            "name": upload.name,
        }


@Guard
def is_eligible(application: "Application") -> Iterator[str | Promise]:
    """No rule of the process on who may apply speaks against it, years counted to the deadline."""
    content = application.process.content
    facts = facts_about(
        content,
        organisation=application.organisation,
        invitation=application.invitation,
        answers=values_of(application),
        application=application,
    )
    for rule in checked(content, facts):
        if rule.is_not_met:
            yield rule.reason


def is_supplied(document: Mapping[str, Any], uploads: Iterable["Upload"]) -> bool:
    """Whether as many files are there as asked for, or a reason why one cannot be given."""
    given = [u for u in uploads if u.document == document["code"] and not u.is_infected]
    return len(given) >= document["count"] or any(upload.explanation for upload in given)


FIT_TO_HAND_IN: Final = (is_eligible, nothing_is_missing, documents_are_valid)


@Guard
def rounds_are_left(application: "Application") -> Iterator[str | Promise]:
    """An application is returned a limited number of times, as the process says."""
    rounds = application.process.content["completion"]["rounds"]
    if application.rounds >= rounds:
        yield _("The application was already returned %(count)s times, the most allowed.") % {
            "count": application.rounds
        }


@Guard
def every_criterion_has_a_finding(application: "Application") -> Iterator[str | Promise]:
    """A recommendation rests on a finding for every criterion."""
    found = set(application.findings.values_list("criterion", flat=True))
    for criterion in application.process.localised["criteria"]:
        if criterion["code"] not in found:
            yield _("No finding yet on %(code)s: %(title)s") % criterion


@Guard
def rounds_of_questions_are_left(application: "Application") -> Iterator[str | Promise]:
    """The Secretariat asks a limited number of times, as the process says."""
    if application.asked_rounds >= application.process.clarification["rounds"]:
        yield _("The Secretariat already asked %(count)s times, the most allowed.") % {
            "count": application.asked_rounds
        }


@Guard
def no_question_is_open(application: "Application") -> Iterator[str | Promise]:
    """What was asked in assessment is answered, or its time is over."""
    if application.has_open_questions:
        numbers = application.questions.of_the_secretariat().unanswered()
        for question in numbers.in_time(application.stamp):
            yield _("Question %(number)s may still be answered, until %(deadline)s.") % {
                "number": question.number,
                "deadline": _deadline(question.due_at),
            }


@Guard
def questions_may_be_answered(application: "Application") -> Iterator[str | Promise]:
    """There is something to answer, and its time is not over."""
    if application.questions.answerable(application).exists():
        return
    if application.is_deferred:
        yield _("The Committee asked no question.")
    elif last := application.questions.of_the_secretariat().last():
        yield _("The time to answer ended on %(deadline)s.") % {"deadline": _deadline(last.due_at)}
    else:
        yield _("The Secretariat asked no question.")


@Guard
def time_is_running(application: "Application") -> Iterator[str | Promise]:
    """More time is asked for before the time is over."""
    due = application.deadline
    if due is None:
        yield _("Nothing is asked of the organisation now.")
    elif application.stamp > due:
        yield _("The time ended on %(deadline)s.") % {"deadline": _deadline(due)}


@Guard
def no_request_waits(application: "Application") -> Iterator[str | Promise]:
    """One request for more time at a time."""
    if application.extensions.of_this_round(application).pending().exists():
        yield _("A request for more time already waits for the Secretariat.")


@Guard
def requests_are_left(application: "Application") -> Iterator[str | Promise]:
    """More time is asked for a limited number of times."""
    if application.extensions.of_this_round(application).count() >= MOST_REQUESTS:
        yield _("More time was already asked for %(count)s times, the most allowed.") % {
            "count": MOST_REQUESTS
        }


@Guard
def a_request_waits(application: "Application") -> Iterator[str | Promise]:
    """The organisation asked for more time."""
    if not application.extensions.of_this_round(application).pending().exists():
        yield _("The organisation has not asked for more time.")


@Guard
def requested_day_lies_ahead(application: "Application") -> Iterator[str | Promise]:
    """Time that is over already is not given."""
    waiting = application.extensions.of_this_round(application).pending().first()
    if waiting is not None and waiting.until <= application.stamp:
        yield _("The day that was asked for has already passed.")


@Guard
def deadline_was_missed(application: "Application") -> Iterator[str | Promise]:
    """An application lapses only when its time is over."""
    due = application.deadline
    if due is None or application.stamp <= due:
        yield _("The deadline has not yet passed.")


@Guard
def no_request_for_time_waits(application: "Application") -> Iterator[str | Promise]:
    """Nothing lapses while a request for more time, made in time, waits for its decision."""
    if application.more_time_waits:
        yield _("A request for more time waits for the decision of the Secretariat.")


def _deadline(instant: datetime | None) -> str:
    """A deadline in words, in Bonn's time."""
    return date_format(localtime(instant, deadline_zone()), "DATETIME_FORMAT") if instant else ""
