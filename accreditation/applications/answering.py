"""What the organisation fills in to answer the questions with which it was deferred."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _

from accreditation.applications.asking import Answered, overtaken
from accreditation.applications.forms import LONGEST_TEXT
from accreditation.canonical import mark_of
from accreditation.stepping import StepForm, form_for


@form_for("application", "answer")
class AnswerForm(StepForm):
    """One field a question, with what was answered so far; a colleague's change is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every question, and remember what the page showed."""
        super().__init__(*args, **kwargs)
        self.questions = list(self.obj.questions.all())
        rows = []
        for question in self.questions:
            number = question.number
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question.text,
                help_text=_("On criterion %(code)s.") % {"code": question.criterion},
                initial=question.answer,
                required=False,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 6}),
            )
            self.fields[f"before_{number}"] = forms.CharField(
                initial=mark_of(question.answer), required=False, widget=forms.HiddenInput
            )
            legend = _("Question %(number)s") % {"number": number}
            rows.append(Fieldset(legend, f"answer_{number}", f"before_{number}"))
        self.helper = FormHelper()
        self.helper.layout = Layout(*rows)

    def clean(self) -> dict[str, Any]:
        """Where a colleague answered in between, both texts are shown and the person decides."""
        cleaned = super().clean() or {}
        for question in self.questions:
            answered = self._answered(cleaned, question.number)
            if not answered.is_new or answered.text == question.answer:
                continue
            if answered.before != mark_of(question.answer):
                name = f"before_{question.number}"
                self.add_error(
                    f"answer_{question.number}", overtaken(question.number, question.answer)
                )
                self.data = {**self.data.dict(), name: mark_of(question.answer)}  # type: ignore[attr-defined] # of a QueryDict
        return cleaned

    def _answered(self, cleaned: dict[str, Any], number: int) -> Answered:
        """What is answered to one question."""
        return Answered(cleaned.get(f"answer_{number}", ""), cleaned.get(f"before_{number}", ""))

    def given(self) -> dict[str, Any]:
        """What is answered, by the number of the question."""
        return {
            "answers": {
                question.number: self._answered(self.cleaned_data, question.number)
                for question in self.questions
            }
        }
