"""The Committee's own rules in the Secretariat's admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accreditation.committee.models import CommitteeRules, Seat
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.tally import NotARecord, Rules
from partners.admin import OfficerAdmin


class CommitteeRulesForm(ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """The Committee's own rules, which must be such that one can count by them."""

    voting_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of seats that are entitled"),
        choices=Seat.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        help_texts = {
            "objection_effect": gettext_lazy("What follows when enough seats object in time."),
            "running_count": gettext_lazy(
                "Hidden means in every list, message and export, for the Secretariat too."
            ),
            "confirmed": gettext_lazy(
                "Tick this once somebody compared these settings with the Rules of Procedure of"
                " the Standing Committee. Until then every item decided by them says that its"
                " rules are not confirmed; items that are prepared already keep what they say."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse what no item could be counted by."""
        cleaned = super().clean() or {}
        try:
            Rules.from_json(cleaned)
        except NotARecord as error:
            if not self.errors:
                raise ValidationError(str(error)) from error
        return cleaned


@admin.register(CommitteeRules)
class CommitteeRulesAdmin(OfficerAdmin):
    """How the Committee decides on a proposal: one row of settings."""

    form = CommitteeRulesForm
    list_display = [
        "procedure",
        "majority",
        "quorum_seats",
        "quorum_regions",
        "running_count",
        "confirmed",
    ]
    fieldsets = [
        (
            None,
            {
                "description": NOT_CONFIRMED,
                "fields": [
                    "procedure",
                    "voting_kinds",
                    "quorum_seats",
                    "quorum_regions",
                    "majority",
                    "tie",
                    "objections_to_block",
                    "objection_effect",
                    "running_count",
                    "days",
                    "confirmed",
                ],
            },
        )
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row."""
        return super().has_add_permission(request) and not CommitteeRules.objects.exists()
