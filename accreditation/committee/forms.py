"""What the Committee's room asks: when to decide, and what a seat says."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.items import Item
from accreditation.committee.positions import LABELS, REASONED
from accreditation.committee.seats import Meeting
from accreditation.committee.settings import PROCEDURES, CommitteeRules
from accreditation.committee.tally import VALUES
from accreditation.stepping import StepForm, form_for
from partners.clock import deadline_zone, end_of_day, portal_now, portal_today

LONGEST_REASONS = 10_000


class PresentForm(StepForm):
    """When the Committee decides: at a meeting, or in writing by the end of a day in Bonn."""

    meeting = forms.ModelChoiceField(
        label=gettext_lazy("Meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        empty_label=gettext_lazy("No meeting: decided in writing"),
        help_text=gettext_lazy("A meeting of the Standing Committee that is still to come."),
    )
    decide_by = forms.DateField(
        label=gettext_lazy("Last day for positions in writing"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "For a decision between meetings. It ends with the last second of that day in Bonn"
            " and is never shortened once the item is open."
        ),
    )

    def __init__(self, *args: Any, obj: Any, user: Any, **kwargs: Any) -> None:
        """Offer the meetings to come and the days that the rules give."""
        super().__init__(*args, obj=obj, user=user, **kwargs)
        today = portal_today()
        meetings = Meeting.objects.filter(kind=Meeting.Kind.STC, ends_on__gte=today)
        self.fields["meeting"].queryset = meetings.order_by("starts_on")  # type: ignore[attr-defined] # of a ModelChoiceField
        self.fields["decide_by"].initial = today + timedelta(days=self.days())

    def days(self) -> int:
        """Days for a decision in writing: those of the object's process, or the Committee's own."""
        process = getattr(self.obj, "process", None)
        if process is not None:
            given: int = process.content["decision"]["days"]
            return given
        return CommitteeRules.stored().days

    def clean(self) -> dict[str, Any]:
        """One of the two; a date that was only offered gives way to a meeting."""
        cleaned = super().clean() or {}
        meeting, day = cleaned.get("meeting"), cleaned.get("decide_by")
        if meeting and day and "decide_by" in self.changed_data:
            self.add_error("decide_by", _("Choose a meeting or a date, not both."))
        elif meeting:
            cleaned["decide_by"] = None
        elif day is None and not self.errors:
            self.add_error("decide_by", _("Choose a meeting, or give a date."))
        elif day and end_of_day(day) <= portal_now():
            self.add_error("decide_by", _("This day is over: give one that lies ahead."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """The meeting, or the instant at which positions in writing end."""
        meeting, day = self.cleaned_data["meeting"], self.cleaned_data["decide_by"]
        return {"meeting": meeting, "closes_at": end_of_day(day) if day else None}


CHOICES: dict[str, str | Promise] = {
    "yes": gettext_lazy("Yes: I agree with the question as put"),
    "no": gettext_lazy("No: I do not agree (reasons are needed)"),
    "abstain": gettext_lazy("Abstain: counted for the quorum, not for the majority"),
    "object": gettext_lazy("Object: I oppose the decision (reasons are needed)"),
    "no_objection": gettext_lazy("No objection: the decision may be taken"),
    "present": gettext_lazy("Present: my seat takes part and says nothing yet"),
}


@form_for("item", "schedule")
@form_for("item", "reschedule")
class ScheduleForm(PresentForm):
    """When, and where there is a choice by which procedure, the Committee decides the item."""

    procedure = forms.ChoiceField(
        label=gettext_lazy("Procedure"), widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with what is set; a choice of procedure only where the rules give one."""
        super().__init__(*args, **kwargs)
        item = self.obj
        self.fields["meeting"].initial = item.meeting_id
        if item.closes_at:
            self.fields["decide_by"].initial = item.closes_at.astimezone(deadline_zone()).date()
        given = item.procedures
        if len(given) > 1:
            self.fields["procedure"].choices = [c for c in PROCEDURES if c[0] in given]  # type: ignore[attr-defined] # of a ChoiceField
            self.fields["procedure"].required = True
            self.fields["procedure"].initial = item.rules["procedure"]
        else:
            del self.fields["procedure"]

    def given(self) -> dict[str, Any]:
        """Meeting or deadline, and the procedure chosen."""
        return {**super().given(), "procedure": self.cleaned_data.get("procedure", "")}


@form_for("item", "extend")
class ExtendForm(StepForm):
    """Until when the deadline of an open item is extended."""

    decide_by = forms.DateField(
        label=gettext_lazy("New last day for positions in writing"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "Later than the day that is set now: a deadline is never shortened."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin with the day that is set now, and offer none before it."""
        super().__init__(*args, **kwargs)
        if self.obj.closes_at:
            last = self.obj.closes_at.astimezone(deadline_zone()).date()
            field = self.fields["decide_by"]
            field.initial = last
            field.widget.attrs["min"] = (last + timedelta(days=1)).isoformat()

    def clean_decide_by(self) -> date:
        """A later day."""
        day: date = self.cleaned_data["decide_by"]
        if self.obj.closes_at and end_of_day(day) <= self.obj.closes_at:
            raise forms.ValidationError(_("A deadline is only ever extended: give a later day."))
        return day

    def given(self) -> dict[str, Any]:
        """The last second of that day in Bonn."""
        return {"closes_at": end_of_day(self.cleaned_data["decide_by"])}


class PositionForm(forms.Form):
    """What a seat says on an item; nothing is chosen beforehand."""

    value = forms.ChoiceField(
        label=gettext_lazy("Your position"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the positions offered.")},
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons, or an explanation of your position"),
        required=False,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "Needed for “No” and “Object”. They enter the published record word for word."
        ),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """Offer the positions of the item's procedure."""
        super().__init__(*args, **kwargs)
        values = VALUES[item.rules["procedure"]]
        self.fields["value"].choices = [(v, CHOICES[v]) for v in values]  # type: ignore[attr-defined] # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A No and an objection say why."""
        cleaned = super().clean() or {}
        if cleaned.get("value") in REASONED and not cleaned.get("reasons", "").strip():
            self.add_error("reasons", _("Give your reasons: they are needed for this position."))
        return cleaned

    @property
    def said(self) -> str:
        """The position chosen, in a word."""
        return str(LABELS[self.cleaned_data["value"]])
