"""Forms built from the sections of a process version, and what is missing or wrong in answers.

A form or report template is a list of sections with questions; answers are JSON values by question
code. Drafts may be incomplete: `missing` says what a submission still lacks.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accreditation.proposals.questions_fields import field_for
from accreditation.proposals.questions_values import fits, to_answer, to_initial, to_text
from accreditation.proposals.shapes import Answer

__all__ = [
    "SectionForm",
    "initial",
    "missing",
    "problems",
    "problems_in",
    "section_form",
    "to_answer",
    "to_initial",
    "to_text",
]

Section = Mapping[str, Any]
Question = Mapping[str, Any]
Answers = Mapping[str, Any]

# Where a type needs more room or a frame than one line gives.
WRAPPERS: Mapping[str, str] = {
    "choices": "choices-list",
    "countries": "choices-list choices-long",
    "money": "money",
}


class SectionForm(forms.Form):
    """One section of an application or a report; each field bears the code of its question."""

    section: ClassVar[Section] = {"questions": []}

    @property
    def helper(self) -> Any:
        """How the form is laid out: its fields in order, inside the page's own form tag."""
        helper = FormHelper()
        helper.form_tag = False
        helper.layout = Layout(
            *(
                Field(question["code"], wrapper_class=WRAPPERS.get(question["type"], ""))
                for question in self.section["questions"]
            )
        )
        return helper

    def answers(self) -> dict[str, Answer | None]:
        """The answers to store for what was given and is right; None takes an answer away."""
        return {
            question["code"]: to_answer(question, self.cleaned_data[question["code"]])
            for question in self.section["questions"]
            if question["code"] in self.cleaned_data
        }


def section_form(section: Section) -> type[SectionForm]:
    """The form of a section in the language its texts are in; nothing in it is required."""
    fields = {question["code"]: field_for(question) for question in section["questions"]}
    return type(f"Section{section['code']}Form", (SectionForm,), {"section": section, **fields})


def initial(section: Section, answers: Answers) -> dict[str, Any]:
    """What the form of a section shows for stored answers."""
    return {
        question["code"]: to_initial(question, answers.get(question["code"]))
        for question in section["questions"]
    }


def missing(sections: Iterable[Section], answers: Answers) -> list[tuple[str, str, str]]:
    """The required questions without an answer: section code, question code and label."""
    return [
        (section["code"], question["code"], question["label"])
        for section in sections
        for question in section["questions"]
        if question["required"] and _is_empty(question, answers.get(question["code"]))
    ]


def problems(question: Question, answer: Answer | None) -> list[str]:
    """Why a stored answer is not right for its question, for example after a new version."""
    if _is_empty(question, answer):
        return []
    if not fits(question, answer):
        return [_("This answer does not fit its question; give it again.")]
    field = field_for(question)
    shown = to_initial(question, answer)
    given = field.widget.decompress(shown) if isinstance(field.widget, forms.MultiWidget) else shown
    try:
        field.clean(given)
    except ValidationError as error:
        return list(error.messages)
    return []


def problems_in(sections: Iterable[Section], answers: Answers) -> list[tuple[str, str]]:
    """Every problem in stored answers: question code and what is wrong."""
    return [
        (question["code"], problem)
        for section in sections
        for question in section["questions"]
        for problem in problems(question, answers.get(question["code"]))
    ]


def _is_empty(question: Question, answer: object) -> bool:
    """Whether nothing is answered; a declaration that is not ticked is nothing."""
    blank = isinstance(answer, str) and not answer.strip()
    unticked = question["type"] == "declaration" and answer is False
    return blank or unticked or answer in (None, [], {})
