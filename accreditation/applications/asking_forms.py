"""What the Secretariat fills in to ask the organisation, and both sides on more time."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.clarifying import asked_before, clarification_problems, in_words
from accreditation.applications.forms import LONGEST_REASON, LONGEST_TEXT
from accreditation.stepping import StepForm, form_for
from partners.clock import end_of_day, portal_today

LAST_DAY: Final = gettext_lazy("It ends with the last second of that day in Bonn.")


def day_field(label: Any) -> forms.DateField:
    """The last day of a deadline."""
    return forms.DateField(
        label=label,
        help_text=LAST_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@form_for("application", "ask")
class AskForm(StepForm):
    """A row for each question: its criterion, the question of the form it is about, its text.

    Where the same was asked before, the earlier question is shown with its answer, and it is asked
    again only where that is ticked. Rows left empty are passed over.
    """

    due = day_field(gettext_lazy("Last day to answer"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer as many rows as the process allows."""
        super().__init__(*args, **kwargs)
        cap = self.obj.process.clarification
        self.fields["due"].initial = portal_today() + timedelta(days=cap["days"])
        self.numbers = range(1, cap["questions"] + 1)
        content = self.obj.process.localised
        self.criteria = [(each["code"], _coded(each, "title")) for each in content["criteria"]]
        self.about = [
            (
                section["title"],
                [(each["code"], _coded(each, "label")) for each in section["questions"]],
            )
            for section in content["form"]
        ]
        rows = [self._row(number) for number in self.numbers]
        self.helper = FormHelper()
        self.helper.layout = Layout("due", *rows)

    def _row(self, number: int) -> Fieldset:
        """The fields of one question; the box only where the same was asked before."""
        self.fields[f"criterion_{number}"] = forms.ChoiceField(
            label=_("On which criterion"),
            choices=[("", _("Choose a criterion")), *self.criteria],
            required=False,
        )
        self.fields[f"about_{number}"] = forms.ChoiceField(
            label=_("About which question of the form, if it is about one"),
            choices=[("", _("None")), *self.about],
            required=False,
        )
        self.fields[f"question_{number}"] = forms.CharField(
            label=_("What the organisation is asked"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        names = [f"criterion_{number}", f"about_{number}", f"question_{number}"]
        if self._is_repeated(number):
            self.fields[f"again_{number}"] = forms.BooleanField(
                label=_("Ask again, though it was asked before"), required=False
            )
            names.append(f"again_{number}")
        return Fieldset(_("Question %(number)s") % {"number": number}, *names)

    def _is_repeated(self, number: int) -> bool:
        """Whether what was sent asks what was asked before."""
        criterion = self.data.get(f"criterion_{number}", "")
        about = self.data.get(f"about_{number}", "")
        return bool(criterion) and bool(asked_before(self.obj, criterion, about))

    def clean(self) -> dict[str, Any]:
        """Both halves of each row; repeats are meant; and what the step itself would refuse."""
        cleaned = super().clean() or {}
        for number in self.numbers:
            criterion = cleaned.get(f"criterion_{number}")
            text = cleaned.get(f"question_{number}")
            if criterion and not text:
                self.add_error(f"question_{number}", _("Write the question."))
            if text and not criterion:
                self.add_error(f"criterion_{number}", _("Choose the criterion it is on."))
        if self.errors:
            return cleaned
        for number in self.numbers:
            self._warn_of_repeats(cleaned, number)
        if not self.errors:
            for problem in clarification_problems(self.obj, **self.given()):
                self.add_error(None, problem)
        return cleaned

    def _warn_of_repeats(self, cleaned: dict[str, Any], number: int) -> None:
        """Show what was asked and answered before, unless it is to be asked again."""
        if not cleaned.get(f"question_{number}") or cleaned.get(f"again_{number}"):
            return
        before = asked_before(self.obj, cleaned[f"criterion_{number}"], cleaned[f"about_{number}"])
        for question in before:
            self.add_error(f"question_{number}", in_words(question))

    def given(self) -> dict[str, Any]:
        """The questions, and the end of the last day to answer."""
        return {
            "questions": list(self._written()),
            "due_at": end_of_day(self.cleaned_data["due"]),
        }

    def _written(self) -> Iterator[dict[str, Any]]:
        """The rows with a question."""
        for number in self.numbers:
            if text := self.cleaned_data.get(f"question_{number}"):
                yield {
                    "criterion": self.cleaned_data[f"criterion_{number}"],
                    "about": self.cleaned_data[f"about_{number}"],
                    "text": text,
                    "again": self.cleaned_data.get(f"again_{number}", False),
                }


@form_for("application", "ask_extension")
class AskExtensionForm(StepForm):
    """Until when, and why."""

    until = day_field(gettext_lazy("The last day you ask for"))
    reason = forms.CharField(
        label=gettext_lazy("Why more time is needed"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Until the Secretariat grants it, the present deadline stands; nothing lapses before it"
            " has decided."
        ),
    )

    def clean_until(self) -> Any:
        """A day after the present deadline."""
        until = end_of_day(self.cleaned_data["until"])
        if self.obj.deadline is not None and until <= self.obj.deadline:
            raise forms.ValidationError(_("The new deadline is later than the present one."))
        return until


@form_for("application", "refuse_extension")
class RefuseExtensionForm(StepForm):
    """Why not."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the refusal"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The organisation reads it."),
    )


def _coded(each: dict[str, Any], name: str) -> str:
    """A criterion or question with its code."""
    return f"{each['code']} {each[name]}"
