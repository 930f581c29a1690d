"""Forms built from the sections of a process version, and what is missing or wrong in answers.

A form or report template is a list of sections with questions; answers are JSON values by question
code. Drafts may be incomplete: `missing` says what a submission still lacks.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accreditation.proposals.asked import asked
from accreditation.proposals.conditions import by_code, condition_in_words
from accreditation.proposals.questions_fields import field_for
from accreditation.proposals.questions_values import (
    fits,
    lacking_cells,
    to_answer,
    to_initial,
    to_text,
)
from accreditation.proposals.rows_field import RowsWidget, as_typed
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
        """The answers to store for what was given and is right; None takes an answer away.

        Files are not among them: `files` gives those.
        """
        return {
            question["code"]: to_answer(question, self.cleaned_data[question["code"]])
            for question in self.section["questions"]
            if question["type"] != "file" and question["code"] in self.cleaned_data
        }

    def given_files(self) -> "dict[str, UploadedFile[Any] | None]":
        """The files given for questions; None takes the one that stands there back."""
        return {
            question["code"]: self.cleaned_data[question["code"]] or None
            for question in self.section["questions"]
            if question["type"] == "file" and self.cleaned_data.get(question["code"]) is not None
        }

    @property
    def conditions(self) -> str:
        """The conditions between questions of this page, for the script that hides and shows."""
        here = {question["code"] for question in self.section["questions"]}
        return json.dumps(
            {
                question["code"]: condition
                for question in self.section["questions"]
                if (condition := question.get("asked_if")) and condition["question"] in here
            }
        )

    def offer_more(self, code: str, *, rows: int = 3) -> None:
        """Offer so many empty rows beyond those given, in the table of a question."""
        widget = self.fields[code].widget if code in self.fields else None
        if isinstance(widget, RowsWidget):
            widget.blanks = rows


def section_form(section: Section, among: Iterable[Section] = ()) -> type[SectionForm]:
    """The form of a section in the language its texts are in; nothing in it is required.

    `among` are the sections it belongs to, by which conditions are put in words.
    """
    others = by_code([section, *among])
    fields = {
        question["code"]: field_for(question, condition=condition_in_words(question, others))
        for question in section["questions"]
    }
    return type(f"Section{section['code']}Form", (SectionForm,), {"section": section, **fields})


def initial(section: Section, answers: Answers) -> dict[str, Any]:
    """What the form of a section shows for stored answers."""
    return {
        question["code"]: to_initial(question, answers.get(question["code"]))
        for question in section["questions"]
    }


def missing(sections: Iterable[Section], answers: Answers) -> list[tuple[str, str, str]]:
    """The required questions that are asked and have no answer: section, question, label."""
    return [
        (section["code"], question["code"], question["label"])
        for section in asked(sections, answers)
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
    try:
        field.clean(as_typed(field, to_initial(question, answer)))
    except ValidationError as error:
        return list(error.messages)
    return lacking_cells(question, answer)


def problems_in(sections: Iterable[Section], answers: Answers) -> list[tuple[str, str]]:
    """Every problem in the stored answers that count: question code and what is wrong."""
    return [
        (question["code"], problem)
        for section in asked(sections, answers)
        for question in section["questions"]
        for problem in problems(question, answers.get(question["code"]))
    ]


def _is_empty(question: Question, answer: object) -> bool:
    """Whether nothing is answered; a declaration that is not ticked is nothing."""
    blank = isinstance(answer, str) and not answer.strip()
    unticked = question["type"] == "declaration" and answer is False
    return blank or unticked or answer in (None, [], {})
