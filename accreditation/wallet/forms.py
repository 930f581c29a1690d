"""What is asked of a file and of a document of an organisation."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.examining import ACCEPT
from accreditation.wallet.models import WalletDocument
from partners.clock import portal_today

VALID_UNTIL = gettext_lazy("Valid until, if it expires")


class DayInput(forms.DateInput):
    """A day, as browsers ask for one without a script."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write days as browsers read them, whatever the language."""
        super().__init__(attrs, format="%Y-%m-%d")


class LastDayOfValidityField(forms.DateField):
    """The last day on which a document is valid; empty where it does not expire."""

    def __init__(self, **kwargs: Any) -> None:
        """Take a day in the form of ISO 8601, which is what browsers send."""
        super().__init__(
            label=VALID_UNTIL,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=DayInput,
            help_text=gettext_lazy("The last day, as it stands in the document."),
            error_messages={
                "invalid": gettext_lazy("Give the day with year, month and day: 2027-03-31.")
            },
            **kwargs,
        )


class GivenFileForm(forms.Form):
    """A file that is given now, with its last day; one that has expired is not worth giving."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": gettext_lazy("Choose a file first.")},
    )
    valid_until = LastDayOfValidityField()

    def clean_valid_until(self) -> date | None:
        """A day that has not passed in Bonn."""
        day: date | None = self.cleaned_data["valid_until"]
        if day is not None and day < portal_today():
            raise forms.ValidationError(
                _("This document has expired: give one that is valid today, or correct the day.")
            )
        return day


class AddForm(GivenFileForm):
    """A document that is added to those of the organisation."""

    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=200,
        help_text=gettext_lazy("For example: Statutes of 2019."),
        error_messages={"required": gettext_lazy("Say what the document is.")},
    )
    field_order = ("file", "title", "valid_until")


class ChangeForm(forms.Form):
    """Another title or last day for a document; `seen` is a mark of what the page showed."""

    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say what the document is.")},
    )
    valid_until = LastDayOfValidityField()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, document: WalletDocument) -> "ChangeForm":
        """The form as the document stands."""
        return cls(
            initial={
                "title": document.title,
                "valid_until": document.valid_until,
                "seen": document.mark,
            }
        )
