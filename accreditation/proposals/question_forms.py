"""The forms by which a question is drafted, and a column of a table of rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.proposals.conditions import by_code, labels_of
from accreditation.proposals.elements import ElementForm, long_text, plain
from accreditation.proposals.question_words import TYPES
from accreditation.proposals.questions_checks import possible_answers
from accreditation.proposals.shapes import COLUMN_TYPES, MOST_ROWS

LINE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class AskedForm(ElementForm):
    """What a question and a column have in common."""

    has_code = True
    label = forms.CharField(label=gettext_lazy("Question"), max_length=400)
    type = forms.ChoiceField(label=gettext_lazy("Kind of answer"), choices=list(TYPES.items()))
    help = long_text(gettext_lazy("Help"), max_length=20_000, required=False)
    required = forms.BooleanField(label=gettext_lazy("An answer is required"), required=False)
    choices = long_text(
        gettext_lazy("Choices"),
        rows=6,
        required=False,
        help_text=gettext_lazy("For choices: one a line, as code = label."),
    )
    max_length = forms.IntegerField(
        label=gettext_lazy("At most so many characters"),
        min_value=1,
        max_value=20_000,
        required=False,
        help_text=gettext_lazy("For texts."),
    )
    minimum = forms.IntegerField(
        label=gettext_lazy("Smallest number"),
        required=False,
        help_text=gettext_lazy("For whole numbers and years."),
    )
    maximum = forms.IntegerField(label=gettext_lazy("Largest number"), required=False)

    def clean_choices(self) -> list[dict[str, str]]:
        """The choices by code, from lines."""
        return coded_lines(self.cleaned_data["choices"])

    def values(self) -> dict[str, Any]:
        """What was given, without empty lists."""
        return {name: value for name, value in super().values().items() if value != []}

    @classmethod
    def shown(cls, element: Mapping[str, Any]) -> dict[str, Any]:
        """The question or column, its choices as lines."""
        return {**element, "choices": as_lines(element.get("choices", []))}


class ColumnForm(AskedForm):
    """A column of a table of rows."""

    label = forms.CharField(label=gettext_lazy("Head of the column"), max_length=400)
    type = forms.ChoiceField(
        label=gettext_lazy("Kind of answer"),
        choices=[(kind, label) for kind, label in TYPES.items() if kind in COLUMN_TYPES],
    )
    required = forms.BooleanField(label=gettext_lazy("Required in every row"), required=False)

    def code_field(self) -> forms.CharField:
        """The key of a new column."""
        return forms.CharField(
            label=_("Code"),
            max_length=40,
            help_text=_("Small letters, digits, hyphens or underscores; it stays for good."),
        )


class QuestionForm(AskedForm):
    """A question of the form or of the report template."""

    columns = long_text(
        gettext_lazy("Columns"),
        rows=4,
        required=False,
        help_text=gettext_lazy(
            "For a new table of rows: one a line, as code = head. Each begins as one line of text; "
            "its kind of answer is changed afterwards, in the outline."
        ),
    )
    most_rows = forms.IntegerField(
        label=gettext_lazy("At most so many rows"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=gettext_lazy("For a table of rows; %(number)d where nothing is said.")
        % {"number": MOST_ROWS},
    )
    asked_if = forms.MultipleChoiceField(
        label=gettext_lazy("Asked only if"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Answers to one question that is asked before; any of them is enough. Nothing ticked: "
            "always asked."
        ),
    )
    criteria = forms.MultipleChoiceField(
        label=gettext_lazy("Criteria it speaks to"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def prepare(self) -> None:
        """Offer the criteria, and what may stand in a condition; columns that are there stay."""
        self.fields["criteria"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            (each["code"], f"{each['code']}: {each['title']}") for each in self.content["criteria"]
        ]
        self.fields["asked_if"].choices = list(self.answers_before())  # type: ignore[attr-defined] # of a ChoiceField
        if self.has_columns():
            del self.fields["columns"]

    def has_columns(self) -> bool:
        """Whether it is a table already, whose columns are changed one by one."""
        part, *codes = self.path.split("/")
        sections = {section["code"]: section for section in self.content[part]}
        found = by_code([sections[codes[0]]]).get(codes[-1], {}) if codes else {}
        return "columns" in found

    def answers_before(self) -> Iterator[tuple[str, str]]:
        """The answers that can be given to the questions before this one, in its own part."""
        part, _slash, _rest = self.path.partition("/")
        for section in self.content[part]:
            for question in section["questions"]:
                if f"{part}/{section['code']}/{question['code']}" == self.path:
                    return
                words = labels_of(question)
                for answer in words if possible_answers(question) else ():
                    label = _("%(code)s: %(label)s (%(answer)s)") % {
                        "code": question["code"],
                        "label": question["label"],
                        "answer": words[answer],
                    }
                    yield f"{question['code']} {answer}", label
            if f"{part}/{section['code']}" == self.path:
                return

    def clean_columns(self) -> list[dict[str, Any]]:
        """New columns by code, from lines; each begins as one line of text."""
        lines = coded_lines(self.cleaned_data["columns"])
        return [{**line, "type": "text", "required": False} for line in lines]

    def clean_asked_if(self) -> dict[str, Any] | None:
        """The condition: answers to one question."""
        ticked = [each.split(" ", 1) for each in self.cleaned_data["asked_if"]]
        named = {question for question, _answer in ticked}
        if len(named) > 1:
            raise ValidationError(
                _("Tick answers to one question only; these belong to: %(codes)s.")
                % {"codes": ", ".join(sorted(named))}
            )
        if not ticked:
            return None
        return {"question": named.pop(), "answers": [answer for _question, answer in ticked]}

    def values(self) -> dict[str, Any]:
        """The question; columns go with a table of rows only."""
        values = super().values()
        if values["type"] != "rows":
            values.pop("columns", None)
        return values

    @classmethod
    def shown(cls, element: Mapping[str, Any]) -> dict[str, Any]:
        """The question, its choices as lines and its condition as ticks."""
        condition = element.get("asked_if", {"question": "", "answers": []})
        ticks = [f"{condition['question']} {answer}" for answer in condition["answers"]]
        return {**super().shown(element), "asked_if": ticks}


def coded_lines(text: str) -> list[dict[str, str]]:
    """Codes with their labels, from lines; ValidationError for a line written otherwise."""
    return [_coded(line) for line in plain(text).split("\n") if line.strip()]


def as_lines(coded: list[dict[str, str]]) -> str:
    """Codes with their labels, as lines."""
    return "\n".join(f"{each['code']} = {each['label']}" for each in coded)


def _coded(line: str) -> dict[str, str]:
    """One code with its label, from one line."""
    code, equals, label = (part.strip() for part in line.partition("="))
    if not equals or not label or not LINE.fullmatch(code):
        raise ValidationError(
            _(
                "“%(line)s” is not written as code = label; a code has small letters, digits,"
                " hyphens or underscores."
            )
            % {"line": line.strip()}
        )
    return {"code": code, "label": label}
