"""What the Secretariat asks the organisation in assessment: numbered, in rounds, on criteria."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accreditation.proposals.content import questions as questions_of
from accreditation.workflow import Act, NotReady

if TYPE_CHECKING:
    from accreditation.applications.applications import Application
    from accreditation.applications.questions import ApplicationQuestion

Lines = Sequence[dict[str, Any]]


def check_clarification(application: "Application", act: Act) -> None:
    """Whether the organisation may be asked this. Raises NotReady with every reason why not."""
    if reasons := list(clarification_problems(application, **act.given)):
        raise NotReady(reasons)


def clarification_problems(
    application: "Application", *, questions: Lines, due_at: datetime
) -> Iterator[str]:
    """Why the organisation cannot be asked this by then."""
    if due_at <= application.stamp:
        yield _("The day by which to answer lies ahead.")
    most = application.process.clarification["questions"]
    if not questions:
        yield _("Write at least one question.")
    if len(questions) > most:
        yield _("At most %(number)s questions are asked at a time.") % {"number": most}
    yield from _badly_tied(application, questions)
    for line in questions:
        if not line.get("again"):
            yield from map(in_words, asked_before(application, line["criterion"], line["about"]))


def _badly_tied(application: "Application", questions: Lines) -> Iterator[str]:
    """Questions without a text, or on what the process does not know."""
    content = application.process.content
    criteria = {criterion["code"] for criterion in content["criteria"]}
    codes = {"", *(question["code"] for question in questions_of(content["form"]))}
    if any(not line["text"].strip() for line in questions):
        yield _("A number stands without a text.")
    if any(line["criterion"] not in criteria for line in questions):
        yield _("Each question is on one of the criteria of the process.")
    if any(line["about"] not in codes for line in questions):
        yield _("A question is about a question of the form, or about none.")


def asked_before(
    application: "Application", criterion: str, about: str
) -> "list[ApplicationQuestion]":
    """The questions that were asked before on the same criterion and question of the form."""
    return list(application.questions.filter(criterion=criterion, about=about))


def in_words(question: "ApplicationQuestion") -> str:
    """An earlier question with its answer, for whoever is about to ask the same."""
    return _(
        "This was asked before, as question %(number)s: “%(question)s” The answer: “%(answer)s”"
    ) % {
        "number": question.number,
        "question": question.text,
        "answer": question.answer or _("none"),
    }


def put_questions(application: "Application", act: Act) -> None:
    """Put the questions, numbered on from those asked before."""
    before = application.questions.count()
    for number, line in enumerate(act.given["questions"], start=before + 1):
        application.questions.create(
            number=number,
            round=application.asked_rounds,
            criterion=line["criterion"],
            about=line["about"],
            text=line["text"].strip(),
            asked_at=application.stamp,
            due_at=application.answers_due_at,
        )
    act.enter(round=application.asked_rounds, questions=len(act.given["questions"]))
