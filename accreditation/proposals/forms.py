"""What the steps of a proposal ask, and a comment of the working group."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.forms import PresentForm
from accreditation.proposals.reading import Part
from accreditation.stepping import StepForm, form_for
from partners.clock import end_of_day, portal_now

LONGEST_COMMENT = 5_000


@form_for("proposal", "circulate")
class CirculateForm(StepForm):
    """Until when the group is asked for comments."""

    until = forms.DateField(
        label=gettext_lazy("Comments until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The last day for comments; it ends with its last second in Bonn."),
    )

    def clean_until(self) -> Any:
        """A day that is not over."""
        day = self.cleaned_data["until"]
        if end_of_day(day) <= portal_now():
            raise ValidationError(_("This day is over: give one that lies ahead."))
        return day

    def given(self) -> dict[str, Any]:
        """The instant at which comments end."""
        return {"comments_close_at": end_of_day(self.cleaned_data["until"])}


form_for("proposal", "present")(PresentForm)


class CommentForm(forms.Form):
    """A comment on one part of a version."""

    path = forms.CharField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write your comment first.")},
    )

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        """Know the parts there are; each part's form has fields of its own on the page."""
        super().__init__(*args, **kwargs)
        self.paths = {part.path for part in parts}

    def clean_path(self) -> str:
        """A part of this version."""
        path: str = self.cleaned_data["path"]
        if path not in self.paths:
            raise ValidationError(_("There is no such part in this version."))
        return path
