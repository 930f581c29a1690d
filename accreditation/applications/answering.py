"""What the organisation fills in to answer the questions of the Committee or the Secretariat."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _

from accreditation.applications.asking import Answered, over, overtaken
from accreditation.applications.forms import LONGEST_TEXT
from accreditation.applications.models import ApplicationQuestion
from accreditation.canonical import mark_of
from accreditation.stepping import StepForm, form_for


@form_for("application", "answer")
class AnswerForm(StepForm):
    """One field a question, with what was answered so far; a colleague's change is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer every question, and remember what the page showed."""
        super().__init__(*args, **kwargs)
        self.questions = list(self.obj.questions.answerable(self.obj))
        rows = []
        for question in self.questions:
            number = question.number
            self.fields[f"answer_{number}"] = forms.CharField(
                label=question.text,
                help_text=self._about(question),
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

    def _about(self, question: ApplicationQuestion) -> str:
        """What a question is on."""
        if not question.about:
            return _("On criterion %(code)s.") % {"code": question.criterion}
        return _("On criterion %(code)s, about question %(about)s of the form.") % {
            "code": question.criterion,
            "about": question.about,
        }

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
        self._say_what_is_over()
        return cleaned

    def _say_what_is_over(self) -> None:
        """What was typed to a question whose time ended meanwhile is shown, as it is not kept."""
        asked = {question.number for question in self.questions}
        for number in self.obj.questions.values_list("number", flat=True):
            text = self.data.get(f"answer_{number}", "")
            if f"answer_{number}" not in self.data or number in asked:
                continue
            if mark_of(text) != self.data.get(f"before_{number}", ""):
                typed = _("This was not saved: “%(text)s”") % {"text": text}
                self.add_error(None, [over(number), typed])

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
