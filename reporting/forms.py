"""What the steps of a partner report ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accreditation.committee.forms import PresentForm
from accreditation.stepping import StepForm, form_for


@form_for("report", "return")
class ReturnForm(StepForm):
    """What the organisation is asked to complete."""

    text = forms.CharField(
        label=_("What to complete"),
        help_text=_("The organisation reads this as you write it. Name each question by its code."),
        widget=forms.Textarea,
        max_length=4000,
    )


@form_for("report", "propose_note")
class ProposeNoteForm(PresentForm):
    """When the Committee is asked to take note of the report."""
