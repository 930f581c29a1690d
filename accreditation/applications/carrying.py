"""What an application to renew brings along from the last one, to be looked at before sending."""

from collections.abc import Mapping
from typing import Any, Final

from accreditation.applications.models import Application, ApplicationState
from accreditation.applications.reusing import carry_documents
from accreditation.ledger import LedgerEntry
from accreditation.proposals.answers import values_of
from accreditation.proposals.asked import counting
from accreditation.proposals.content import questions
from accreditation.proposals.questions import problems, to_text
from partners.models import Organisation

# What is declared is declared anew each time; a file that answers a question is given anew.
NEVER_CARRIED: Final = ("declaration", "file")


def last_application(organisation: Organisation) -> Application | None:
    """The last application that was approved; where there is none, the last one submitted."""
    submitted = organisation.applications.exclude(submitted_at=None)
    approved = submitted.filter(state=ApplicationState.ACCREDITED)
    return (approved.order_by("-submitted_at") or submitted.order_by("-submitted_at")).first()


def carry_over(previous: Application, application: Application, *, by: Any) -> list[str]:
    """Bring along what the last application holds; the codes of the questions answered by it.

    Of the documents come those that stand and have not expired; files that answered a question are
    given anew.
    """
    carry_documents(previous, application, by=by)
    return carry_answers(previous, application, by=by)


def carry_answers(previous: Application, application: Application, *, by: Any) -> list[str]:
    """Copy every answer that still fits the question of its code, marked as carried over."""
    values = counting(previous.process.content["form"], values_of(previous))
    fitting = {
        question["code"]: values[question["code"]]
        for question in questions(application.process.content["form"])
        if question["code"] in values and fits_still(question, values[question["code"]])
    }
    for code, value in fitting.items():
        application.answers.create(question=code, value=value, changed_by=by, carried_from=previous)
    return list(fitting)


def fits_still(question: Mapping[str, Any], value: Any) -> bool:
    """Whether a stored answer is one to the question as it is asked now, and may be brought."""
    if question["type"] in NEVER_CARRIED:
        return False
    return not problems(question, value) and bool(to_text(question, value))


def carried_from(application: Application) -> Application | None:
    """The application from which this one was carried over, as its beginning is on the record."""
    begun = LedgerEntry.objects.filter(object__in=application.known_as, act="application.begin")
    reference = next((entry.data.get("carried_from") for entry in begun), None)
    found = Application.objects.filter(organisation=application.organisation_id)
    return found.filter(reference=reference).first() if reference else None
