"""How the register is searched."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from accreditation.register.accreditations import AccreditationQuerySet, AccreditationState
from accreditation.register.regions import LABELS, countries_of
from partners.models import Country
from partners.organisations import normalised


class RegisterSearch(forms.Form):
    """Name, country, region and state; what is left empty does not narrow the list."""

    q = forms.CharField(label=_("Name"), required=False, max_length=100)
    country = forms.ChoiceField(label=_("Country of registration"), required=False)
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        choices=[("", _("All regions")), *((k, v) for k, v in LABELS.items() if k != "other")],
    )
    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Every status")), *AccreditationState.choices],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the countries that occur in the register, sorted in the page's language."""
        super().__init__(*args, **kwargs)
        occurring = Country.objects.filter(organisation__accreditations__isnull=False).distinct()
        names = sorted(((country.iso3, str(country)) for country in occurring), key=by_name)
        country = self.fields["country"]
        if isinstance(country, forms.ChoiceField):
            country.choices = [("", _("All countries")), *names]

    @property
    def helper(self) -> FormHelper:
        """One row on a wide screen, one column on a narrow one."""
        helper = FormHelper()
        helper.form_method = "get"
        helper.form_action = reverse_lazy("register:list")
        helper.disable_csrf = True
        helper.attrs = {"role": "search"}
        helper.layout = Layout(
            Div(
                *(Div(name, css_class="col-12 col-md-6 col-lg-3") for name in self.fields),
                css_class="row",
            ),
            Div(
                Submit("", _("Search"), css_id="search"),
                HTML(
                    '{% load i18n %}<a class="btn btn-link" href="{% url "register:list" %}">'
                    '{% translate "Show all" %}</a>'
                ),
                css_class="actions",
            ),
        )
        return helper

    def narrowed(self, rows: AccreditationQuerySet) -> AccreditationQuerySet:
        """The rows that fit what was asked; what cannot be asked narrows nothing."""
        self.is_valid()
        given = {key: value for key, value in self.cleaned_data.items() if value}
        if "q" in given:
            for word in normalised(given["q"]).split():
                rows = rows.filter(organisation__search_name__contains=word) | rows.filter(
                    organisation__acronym__iexact=word
                )
        if "country" in given:
            rows = rows.filter(organisation__country__iso3=given["country"])
        if "region" in given:
            rows = rows.filter(organisation__country__iso3__in=countries_of(given["region"]))
        if "state" in given:
            rows = rows.filter(state=given["state"])
        return rows


def by_name(choice: tuple[str, str]) -> str:
    """Sort by the name without accents."""
    return normalised(choice[1])
