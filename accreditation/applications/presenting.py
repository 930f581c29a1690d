"""What the Secretariat fills in to put an application before the Committee."""

from collections.abc import Iterator
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.asking import MOST_CONDITIONS, problems
from accreditation.applications.forms import LONGEST_TEXT
from accreditation.committee.forms import PresentForm
from accreditation.stepping import form_for

APPROVE, CONDITIONS, DEFER = "approve", "conditions", "defer"
ASKS: Final = [
    (APPROVE, gettext_lazy("To approve the application")),
    (CONDITIONS, gettext_lazy("To approve it with the conditions below")),
    (DEFER, gettext_lazy("To defer it, with the questions below to the organisation")),
]


@form_for("application", "present")
class PresentApplicationForm(PresentForm):
    """What the Committee is asked, when it decides, and the conditions or questions that go along.

    As many rows are offered as the process allows; rows left empty are passed over.
    """

    asks = forms.ChoiceField(
        label=gettext_lazy("What the Standing Committee is asked"),
        choices=ASKS,
        initial=APPROVE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer a row for each condition and each question."""
        super().__init__(*args, **kwargs)
        self.most_questions = self.obj.process.deferral["questions"]
        conditions = [self._condition(number) for number in range(1, MOST_CONDITIONS + 1)]
        questions = [self._question(number) for number in range(1, self.most_questions + 1)]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "asks",
            "meeting",
            "decide_by",
            *self._folded(_("Conditions of the approval"), conditions),
            *self._folded(_("Questions to the organisation"), questions),
        )

    def _folded(self, title: str, rows: list[Fieldset]) -> list[Any]:
        """Rows that most items do without, folded away until the form was sent once."""
        unfolded = " open" if self.is_bound else ""
        begins = format_html("<details{}><summary>{}</summary>", unfolded, title)
        return [HTML(begins), Div(*rows, css_class="points"), HTML("</details>")]

    def _condition(self, number: int) -> Fieldset:
        """The row of one condition: its text and until when it is to be met."""
        self.fields[f"condition_{number}"] = forms.CharField(
            label=_("What the partner has to meet"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields[f"due_{number}"] = forms.DateField(
            label=_("Until when, if there is a date"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
        legend = _("Condition %(number)s") % {"number": number}
        return Fieldset(legend, f"condition_{number}", f"due_{number}")

    def _question(self, number: int) -> Fieldset:
        """The row of one question: the criterion it is on, and its text."""
        criteria = [
            (each["code"], f"{each['code']} {each['title']}")
            for each in self.obj.process.localised["criteria"]
        ]
        self.fields[f"criterion_{number}"] = forms.ChoiceField(
            label=_("On which criterion"),
            choices=[("", _("Choose a criterion")), *criteria],
            required=False,
        )
        self.fields[f"question_{number}"] = forms.CharField(
            label=_("What the organisation is asked"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        legend = _("Question %(number)s") % {"number": number}
        return Fieldset(legend, f"criterion_{number}", f"question_{number}")

    def clean(self) -> dict[str, Any]:
        """Both halves of each row, and only what goes with what is asked."""
        cleaned = super().clean() or {}
        for number in range(1, MOST_CONDITIONS + 1):
            if cleaned.get(f"due_{number}") and not cleaned.get(f"condition_{number}"):
                self.add_error(f"condition_{number}", _("Say what is to be met by then."))
        for number in range(1, self.most_questions + 1):
            criterion = cleaned.get(f"criterion_{number}")
            text = cleaned.get(f"question_{number}")
            if criterion and not text:
                self.add_error(f"question_{number}", _("Write the question."))
            if text and not criterion:
                self.add_error(f"criterion_{number}", _("Choose the criterion it is on."))
        if not self.errors:
            self._check_what_is_asked(cleaned)
        return cleaned

    def _check_what_is_asked(self, cleaned: dict[str, Any]) -> None:
        """Conditions where conditions are asked for; what the step itself would refuse."""
        conditions, questions = list(self._conditions(cleaned)), list(self._questions(cleaned))
        if cleaned["asks"] == CONDITIONS and not conditions:
            self.add_error("condition_1", _("Write at least one condition."))
            return
        if cleaned["asks"] == APPROVE and conditions:
            self.add_error(
                "asks", _("You wrote conditions: choose to approve with them, or remove them.")
            )
            return
        found = problems(
            self.obj,
            purpose=self._purpose(cleaned),
            conditions=conditions,
            questions=questions,
        )
        for problem in found:
            self.add_error("asks", problem)

    def _purpose(self, cleaned: dict[str, Any]) -> str:
        """The purpose of the item."""
        return "defer" if cleaned["asks"] == DEFER else "approve"

    def _conditions(self, cleaned: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The conditions written, numbered without a gap."""
        rows = range(1, MOST_CONDITIONS + 1)
        written = [n for n in rows if cleaned.get(f"condition_{n}")]
        for number, row in enumerate(written, start=1):
            yield {
                "number": number,
                "text": cleaned[f"condition_{row}"],
                "due_on": cleaned.get(f"due_{row}"),
            }

    def _questions(self, cleaned: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The questions written, numbered without a gap."""
        rows = range(1, self.most_questions + 1)
        written = [n for n in rows if cleaned.get(f"question_{n}")]
        for number, row in enumerate(written, start=1):
            yield {
                "number": number,
                "criterion": cleaned[f"criterion_{row}"],
                "text": cleaned[f"question_{row}"],
            }

    def given(self) -> dict[str, Any]:
        """Meeting or deadline, the purpose, conditions and questions."""
        return super().given() | {
            "purpose": self._purpose(self.cleaned_data),
            "conditions": list(self._conditions(self.cleaned_data)),
            "questions": list(self._questions(self.cleaned_data)),
        }
