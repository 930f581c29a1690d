"""The questions on an application as its page shows them: whose they are, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import Application, ApplicationQuestion
from partners.permissions import is_editor


@dataclass(frozen=True)
class QuestionGroup:
    """Questions of the Committee, or of a round of the Secretariat."""

    anchor: str
    title: str | Promise
    questions: list[ApplicationQuestion]
    note: str | Promise = ""
    due_at: datetime | None = None
    may_answer: bool = False


def question_groups(application: Application, user: Any) -> list[QuestionGroup]:
    """Every group of questions; those that may be answered now first."""
    questions = list(application.questions.all())
    open_now = set(application.questions.answerable(application).values_list("pk", flat=True))
    writes = is_editor(application, user)
    groups = list(_groups(questions, open_now, writes=writes))
    return sorted(groups, key=lambda group: not (open_now & {q.pk for q in group.questions}))


def _groups(
    questions: list[ApplicationQuestion], open_now: set[int], *, writes: bool
) -> Iterator[QuestionGroup]:
    """The Committee's, then the Secretariat's round by round."""
    for number in sorted({question.round for question in questions}):
        asked = [question for question in questions if question.round == number]
        is_open = bool(open_now & {question.pk for question in asked})
        may_answer = writes and is_open
        if not number:
            until = _("An answer can be changed until the Secretariat assesses again.")
            yield QuestionGroup(
                anchor="questions",
                title=_("Questions of the Standing Committee"),
                questions=asked,
                note=until if is_open else "",
                may_answer=may_answer,
            )
            continue
        note = _("An answer can be changed until then, while the assessment goes on.")
        yield QuestionGroup(
            anchor=f"questions-{number}",
            title=_("Questions of the Secretariat, round %(number)s") % {"number": number},
            questions=asked,
            note=note if is_open else "",
            due_at=asked[0].due_at,
            may_answer=may_answer,
        )
