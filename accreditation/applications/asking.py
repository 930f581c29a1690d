"""What the Committee is asked on an application: conditions of an approval, or questions.

Both are numbered. A deferral is decided a limited number of times, as the process says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from accreditation.canonical import mark_of
from accreditation.committee.models import Item
from accreditation.workflow import Act, NotReady

if TYPE_CHECKING:
    from accreditation.applications.applications import Application

MOST_CONDITIONS: Final = 10
Lines = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Answered:
    """An answer to a question, and the mark of what stood there when the person wrote it."""

    text: str
    before: str

    @property
    def is_new(self) -> bool:
        """Whether the person changed anything."""
        return mark_of(self.text) != self.before


def check_question(application: "Application", act: Act) -> None:
    """Whether the Committee may be asked this. Raises NotReady with every reason why not."""
    if reasons := list(problems(application, **asked(act))):
        raise NotReady(reasons)


def asked(act: Act) -> dict[str, Any]:
    """What a presenting was given: purpose, conditions, questions."""
    return {
        "purpose": act.given.get("purpose", "approve"),
        "conditions": list(act.given.get("conditions") or ()),
        "questions": list(act.given.get("questions") or ()),
    }


def problems(
    application: "Application", *, purpose: str, conditions: Lines, questions: Lines
) -> Iterator[str]:
    """Why the Committee cannot be asked this on the application."""
    if conditions and purpose != "approve":
        yield _("Conditions go with an approval only.")
    if questions and purpose != "defer":
        yield _("Questions to the organisation go with a deferral only.")
    yield from _badly_numbered(conditions)
    if len(conditions) > MOST_CONDITIONS:
        yield _("There are at most %(number)s conditions.") % {"number": MOST_CONDITIONS}
    if purpose == "defer":
        yield from _beyond_the_cap(application, questions)
        yield from _badly_asked(application, questions)


def _badly_numbered(lines: Lines) -> Iterator[str]:
    """Blank texts, and numbers that are given twice or are none."""
    numbers = [line["number"] for line in lines]
    if any(not line["text"].strip() for line in lines):
        yield _("A number stands without a text.")
    if len(set(numbers)) < len(numbers) or any(number < 1 for number in numbers):
        yield _("Each number is given once, from 1 on.")


def _beyond_the_cap(application: "Application", questions: Lines) -> Iterator[str]:
    """A deferral more than the process gives, or with more questions."""
    cap = application.process.deferral
    if times_deferred(application) >= cap["times"]:
        yield _("The application was already deferred %(count)s times, the most allowed.") % {
            "count": times_deferred(application)
        }
    if len(questions) > cap["questions"]:
        yield _("A deferral asks at most %(number)s questions.") % {"number": cap["questions"]}


def _badly_asked(application: "Application", questions: Lines) -> Iterator[str]:
    """A deferral asks something, on a criterion of the process."""
    if not questions:
        yield _("A deferral asks at least one question of the organisation.")
    codes = {criterion["code"] for criterion in application.process.content["criteria"]}
    yield from _badly_numbered(questions)
    if any(line["criterion"] not in codes for line in questions):
        yield _("Each question is on one of the criteria of the process.")


def times_deferred(application: "Application") -> int:
    """How often the Committee has deferred the application."""
    items = Item.objects.about("application", application.reference)
    return items.filter(purpose="defer", outcome="adopted", certified_at__isnull=False).count()


def numbered_questions(application: "Application", questions: Lines) -> list[dict[str, Any]]:
    """The questions of a deferral as a dossier keeps them, counted on from those asked before."""
    before = application.questions.count()
    return [
        {
            "number": before + line["number"],
            "criterion": line["criterion"],
            "question": line["text"].strip(),
            "answer": "",
        }
        for line in sorted(questions, key=lambda line: line["number"])
    ]


def kept_conditions(conditions: Lines) -> list[dict[str, Any]]:
    """The conditions of an approval as a dossier keeps them, in the order of their numbers."""
    return [
        {
            "number": line["number"],
            "text": line["text"].strip(),
            "due_on": line["due_on"].isoformat() if line.get("due_on") else None,
        }
        for line in sorted(conditions, key=lambda line: line["number"])
    ]


def keep_answers(application: "Application", act: Act) -> None:
    """Keep what is answered; never over what a colleague wrote meanwhile. Raises NotReady."""
    given: Mapping[int, Answered] = act.given["answers"]
    changed = []
    questions = list(application.questions.answerable(application).select_for_update())
    if late := [n for n in given if given[n].is_new and n not in {q.number for q in questions}]:
        raise NotReady([over(number) for number in late])
    for question in questions:
        answer = given.get(question.number)
        if answer is None or not answer.is_new or answer.text == question.answer:
            continue
        if mark_of(question.answer) != answer.before:
            raise NotReady([overtaken(question.number, question.answer)])
        question.answer = answer.text
        question.answered_at = application.stamp if answer.text else None
        question.answered_by = act.by if answer.text else None
        changed.append(question)
    if not changed:
        raise NotReady([_("Nothing is answered that was not answered before.")])
    for question in changed:
        question.save(update_fields=["answer", "answered_at", "answered_by"])
    _note_what_is_due(application, questions)
    act.enter(questions=[question.number for question in changed])


def _note_what_is_due(application: "Application", questions: Iterable[Any]) -> None:
    """Until when the organisation is to answer, while a question of the last round is open."""
    last = [q for q in questions if q.due_at and q.round == application.asked_rounds]
    if last:
        open_until = [q.due_at for q in last if not q.answer]
        application.answers_due_at = max(open_until, default=None)


def over(number: int) -> str:
    """What to say when a question can no longer be answered."""
    return _("Question %(number)s can no longer be answered.") % {"number": number}


def overtaken(number: int, answer: str) -> str:
    """What to say when a colleague answered a question in between."""
    return _(
        "A colleague changed the answer to question %(number)s in between. It now reads:"
        " “%(answer)s”. Yours was not saved yet."
    ) % {"number": number, "answer": answer}
