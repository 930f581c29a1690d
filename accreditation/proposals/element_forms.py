"""One form for each kind of element of a process version; the rules are checked by the version."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.proposals import content as contents
from accreditation.proposals.elements import CODE, ElementForm, long_text
from accreditation.proposals.question_forms import ColumnForm, QuestionForm
from accreditation.proposals.setting_forms import (
    AfterRefusalForm,
    ClarificationForm,
    CompletionForm,
    DecisionForm,
    DeferralForm,
    EligibilityForm,
    OpeningForm,
    ReportingForm,
    ValidityForm,
)


class CriterionForm(ElementForm):
    """What an organisation is assessed against."""

    has_code = True
    title = forms.CharField(label=gettext_lazy("Title"), max_length=400)
    help = long_text(gettext_lazy("Explanation"), max_length=20_000, required=False)
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions of the form that speak to it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def prepare(self) -> None:
        """Offer the questions of the form."""
        self.fields["questions"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            (each["code"], f"{each['code']}: {each['label']}")
            for each in contents.questions(self.content["form"])
        ]


class DocumentForm(ElementForm):
    """A document that is asked for."""

    has_code = True
    title = forms.CharField(label=gettext_lazy("Title"), max_length=400)
    help = long_text(gettext_lazy("Help"), max_length=20_000, required=False)
    required = forms.BooleanField(label=gettext_lazy("Required"), required=False)
    may_explain = forms.BooleanField(
        label=gettext_lazy("An applicant may say why it cannot be supplied"), required=False
    )
    count = forms.IntegerField(
        label=gettext_lazy("Number of files"), min_value=1, max_value=20, initial=1
    )


class ClauseForm(ElementForm):
    """What the process says on a matter that the Decisions leave open."""

    has_code = True
    title = forms.CharField(label=gettext_lazy("Title"), max_length=400)
    text = long_text(gettext_lazy("Text"), rows=8, max_length=20_000)

    def code_field(self) -> forms.CharField:
        """The key of a new clause."""
        return forms.CharField(
            label=_("Code"),
            max_length=40,
            help_text=_("Small letters, digits, hyphens or underscores; it stays for good."),
        )


class SectionForm(ElementForm):
    """One topic of the form or of the report template."""

    has_code = True
    title = forms.CharField(label=gettext_lazy("Title"), max_length=400)
    intro = long_text(gettext_lazy("Introduction"), max_length=20_000, required=False)


class NewSectionForm(SectionForm):
    """A new topic, which begins with one question."""

    question_code = forms.CharField(
        label=gettext_lazy("Code of its first question"), max_length=10, help_text=CODE
    )
    question_label = forms.CharField(label=gettext_lazy("Its first question"), max_length=400)

    def values(self) -> dict[str, Any]:
        """The section with its first question, one line of text; its type can be changed after."""
        given = super().values()
        question = {
            "code": given.pop("question_code"),
            "type": "text",
            "label": given.pop("question_label"),
            "required": False,
        }
        return {**given, "questions": [question]}


FORMS: Mapping[str, type[ElementForm]] = {
    "opening": OpeningForm,
    "after_refusal": AfterRefusalForm,
    "eligibility": EligibilityForm,
    "decision": DecisionForm,
    "deferral": DeferralForm,
    "clarification": ClarificationForm,
    "completion": CompletionForm,
    "validity": ValidityForm,
    "reporting": ReportingForm,
    "criterion": CriterionForm,
    "document": DocumentForm,
    "clause": ClauseForm,
    "section": SectionForm,
    "question": QuestionForm,
    "column": ColumnForm,
}
NEW_FORMS: Mapping[str, type[ElementForm]] = {**FORMS, "section": NewSectionForm}
