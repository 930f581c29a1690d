"""Forms for the texts and settings of a process version: one of each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.models import CommitteeRules, Seat
from accreditation.proposals import content as contents
from accreditation.proposals.elements import ElementForm, long_text


class OpeningForm(ElementForm):
    """Title, note and summary."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=400)
    note = forms.CharField(
        label=gettext_lazy("Note on where it stands"), max_length=400, required=False
    )
    summary = long_text(gettext_lazy("Summary"), rows=8, max_length=20_000)


class AfterRefusalForm(ElementForm):
    """What an organisation may do after a refusal."""

    marks = True
    after_refusal = long_text(gettext_lazy("Text"), rows=6, max_length=20_000)


class EligibilityForm(ElementForm):
    """Who may apply."""

    marks = True
    formal_partners_only = forms.BooleanField(
        label=gettext_lazy("Only organisations with a partnership agreement"), required=False
    )
    minimum_years = forms.IntegerField(
        label=gettext_lazy("Years in existence, at least"), min_value=0, max_value=100
    )
    years_counted_from = forms.ChoiceField(
        label=gettext_lazy("Question from which years are counted"), required=False
    )

    def prepare(self) -> None:
        """Offer the questions of the form that ask for a date or a year."""
        dated = [
            (each["code"], f"{each['code']}: {each['label']}")
            for each in contents.questions(self.content["form"])
            if each["type"] in {"date", "year"}
        ]
        self.fields["years_counted_from"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            ("", _("none")),
            *dated,
        ]


class DecisionForm(ElementForm):
    """How the Committee decides."""

    marks = True
    procedure = forms.ChoiceField(
        label=gettext_lazy("Procedure"),
        choices=CommitteeRules._meta.get_field("procedure").choices or [],
    )
    voting_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of seats that are entitled"),
        choices=Seat.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    quorum_seats = forms.IntegerField(
        label=gettext_lazy("Quorum, in seats"), min_value=1, max_value=100
    )
    quorum_regions = forms.IntegerField(
        label=gettext_lazy("Quorum, in regions"), min_value=0, max_value=6
    )
    majority = forms.ChoiceField(
        label=gettext_lazy("Majority"),
        choices=CommitteeRules._meta.get_field("majority").choices or [],
    )
    tie = forms.ChoiceField(
        label=gettext_lazy("On a tie"), choices=CommitteeRules._meta.get_field("tie").choices or []
    )
    objections_to_block = forms.IntegerField(
        label=gettext_lazy("Objections that block"), min_value=1, max_value=100
    )
    objection_effect = forms.ChoiceField(
        label=gettext_lazy("A blocked decision"),
        choices=[
            ("refer", gettext_lazy("is referred to a meeting")),
            ("vote", gettext_lazy("goes to a vote")),
        ],
    )
    running_count = forms.ChoiceField(
        label=gettext_lazy("What was said, before closing"),
        choices=CommitteeRules._meta.get_field("running_count").choices or [],
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days for a decision in writing"), min_value=1, max_value=365
    )

    @classmethod
    def shown(cls, element: Mapping[str, Any]) -> dict[str, Any]:
        """What was said is hidden where the version is silent."""
        return {"running_count": "hidden"} | super().shown(element)


class DeferralForm(ElementForm):
    """How often, and with how many questions, an application is deferred."""

    marks = True
    times = forms.IntegerField(
        label=gettext_lazy("Times an application may be deferred"), min_value=0, max_value=10
    )
    questions = forms.IntegerField(
        label=gettext_lazy("Questions of a deferral, at most"), min_value=1, max_value=20
    )

    @classmethod
    def shown(cls, element: Mapping[str, Any]) -> dict[str, Any]:
        """What holds where the version is silent."""
        return contents.DEFERRAL | super().shown(element)


class ClarificationForm(ElementForm):
    """How often and how much the Secretariat asks in assessment, and the time to answer."""

    marks = True
    rounds = forms.IntegerField(
        label=gettext_lazy("Times the Secretariat may ask"), min_value=0, max_value=10
    )
    questions = forms.IntegerField(
        label=gettext_lazy("Questions at a time, at most"), min_value=1, max_value=20
    )
    days = forms.IntegerField(label=gettext_lazy("Days to answer"), min_value=1, max_value=365)

    @classmethod
    def shown(cls, element: Mapping[str, Any]) -> dict[str, Any]:
        """What holds where the version is silent."""
        return contents.CLARIFICATION | super().shown(element)


class CompletionForm(ElementForm):
    """Time and rounds to complete an application."""

    marks = True
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=365)
    rounds = forms.IntegerField(
        label=gettext_lazy("Times an application may be returned"), min_value=0, max_value=10
    )


class ValidityForm(ElementForm):
    """How long an accreditation lasts."""

    marks = True
    years = forms.IntegerField(label=gettext_lazy("Years"), min_value=1, max_value=20)


class ReportingForm(ElementForm):
    """When reports are due."""

    marks = True
    due_days_before_cop = forms.IntegerField(
        label=gettext_lazy("Days before a COP at which reports are due"), min_value=0, max_value=730
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice when one is missing"), min_value=1, max_value=730
    )
