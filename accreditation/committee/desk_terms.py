"""A new term with the seats of an earlier one, to be corrected by what the COP decides."""

from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.seats import Seat, Term


class NewTermForm(forms.Form):
    """What a new term is called, and when it runs."""

    code = forms.CharField(
        label=gettext_lazy("Code of the new term"),
        max_length=40,
        help_text=gettext_lazy("For example COP14-COP15"),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("Starts on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Ends on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        """Know the term whose seats are copied."""
        self.term = term
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """A code of its own."""
        code: str = self.cleaned_data["code"]
        if Term.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a term with this code already."))
        return code

    def clean(self) -> dict[str, Any]:
        """A term ends after it starts, and starts after the one whose seats it takes over."""
        cleaned = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and starts_on <= self.term.starts_on:
            self.add_error("starts_on", _("A new term starts after the one that is copied."))
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _("A term ends after it starts."))
        return cleaned


def copy_seats(term: Term, *, code: str, starts_on: date, ends_on: date) -> Term:
    """A new term with the same seats; offices, people and items stay with the old one."""
    with transaction.atomic():
        new = Term.objects.create(code=code, starts_on=starts_on, ends_on=ends_on)
        for seat in term.seats.order_by("position"):
            Seat.objects.create(
                term=new,
                code=seat.code,
                kind=seat.kind,
                region=seat.region,
                party=seat.party,
                alternate_party=seat.alternate_party,
                position=seat.position,
            )
    return new
