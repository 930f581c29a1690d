"""What the steps of an accreditation ask the Secretariat."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.forms import LONGEST_REASONS, PresentForm
from accreditation.stepping import StepForm, form_for


@form_for("accreditation", "propose_suspension")
@form_for("accreditation", "propose_reinstatement")
@form_for("accreditation", "propose_withdrawal")
class ProposeForm(PresentForm):
    """Why the Committee is asked to move an accreditation, and when it decides."""

    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("The Committee and the partner read them word for word."),
    )
    field_order = ("reasons", "meeting", "decide_by")

    def given(self) -> dict[str, Any]:
        """The reasons, and the meeting or the deadline."""
        return super().given() | {"reasons": self.cleaned_data["reasons"]}


@form_for("accreditation", "meet_condition")
class MeetConditionForm(StepForm):
    """Which condition the partner has met."""

    number = forms.TypedChoiceField(
        label=gettext_lazy("Condition that is met"), widget=forms.RadioSelect, coerce=int
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer those that are still to be met; nothing is chosen beforehand."""
        super().__init__(*args, **kwargs)
        waiting = self.obj.conditions.filter(met_at=None)
        self.fields["number"].choices = [(each.number, str(each)) for each in waiting]  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["number"].error_messages["required"] = _("Choose the condition that is met.")
