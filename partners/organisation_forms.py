"""The form in which an organisation describes itself, by topic."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms import by_name
from partners.identifiers import bare_ror
from partners.organisations import Country, Organisation
from partners.vocabulary import TICKED

NAMES = ("name", "acronym", "name_en", "name_fr", "name_es", "former_names")
REGISTRATION = ("kind", "country", "registration_number", "registration_authority")
ELSEWHERE = ("website", "ror", "iati")


def boxes(name: str, label: Any) -> forms.MultipleChoiceField:
    """A field of codes as boxes to tick."""
    return forms.MultipleChoiceField(
        label=label,
        choices=list(TICKED[name].items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class CarefulForm(forms.ModelForm[Organisation]):
    """A form of an organisation that overwrites nothing unseen: the page's version tells."""

    shown = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Note which version the page shows; offer what can be ticked."""
        super().__init__(*args, **kwargs)
        self.has_conflict = False
        self.initial["shown"] = self.instance.version
        for name in TICKED:
            self.fields[name] = boxes(name, self.fields[name].label)

    def clean(self) -> dict[str, Any]:
        """Keep what colleagues changed."""
        cleaned = super().clean()
        if cleaned is None:
            cleaned = self.cleaned_data
        self.keep_what_colleagues_changed(cleaned)
        return cleaned

    def keep_what_colleagues_changed(self, cleaned: dict[str, Any]) -> None:
        """Compare three: what the page showed, what stands now, and what was typed.

        Where only colleagues changed a field, theirs stays. Where both did, the page says so at the
        field, and a second saving is a decision.
        """
        shown = cleaned.get("shown")
        if self.instance._state.adding or shown == self.instance.version:
            return
        before = self.instance.as_of(shown)
        held = {field.name for field in Organisation._meta.fields}
        for name in self.fields.keys() & held:
            theirs = getattr(self.instance, name)
            seen = getattr(before, name, None)
            typed = cleaned.get(name)
            if theirs in (seen, typed):
                continue
            if before is not None and name in cleaned and typed == seen:
                cleaned[name] = theirs
                self.show(name, getattr(theirs, "pk", theirs))
            else:
                self.say_it_at(name)
        if self.has_conflict:
            self.show("shown", self.instance.version)

    def say_it_at(self, name: str) -> None:
        """Tell at a field what a colleague made of it meanwhile."""
        self.has_conflict = True
        message = _(
            "A colleague changed this while you had the page open, to: %(value)s. Your own entry "
            "stands here. Save again to keep yours, or put theirs back."
        )
        value = self.instance.said(name) or gettext("(empty)")
        self.add_error(name, forms.ValidationError(message, params={"value": value}))

    def show(self, name: str, value: Any) -> None:
        """Let the page, when it comes back, show another value than was sent."""
        sent: Any = self.data
        data = sent.copy()
        if isinstance(value, list) and hasattr(data, "setlist"):
            data.setlist(name, value)
        else:
            data[name] = value
        self.data = data


class OrganisationForm(CarefulForm):
    """What identifies an organisation, and what it works on.

    A second record of the same body is noticed.
    """

    sure = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label=_("This is another organisation"),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("For example www.example.org"),
    )
    ror = forms.CharField(
        label=_("ROR identifier"),
        required=False,
        max_length=60,
        help_text=_("From the Research Organization Registry, as 02mhbdp94 or as its address."),
    )

    class Meta:
        model = Organisation
        fields: ClassVar = [*NAMES, *REGISTRATION, *ELSEWHERE, *TICKED]
        widgets: ClassVar = {"former_names": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {
            "name": _("As in your statutes or certificate of registration."),
            "name_en": _("Leave empty if the legal name is in English."),
            "name_fr": _("Only if the organisation itself uses one."),
            "name_es": _("Only if the organisation itself uses one."),
            "former_names": _("One a line; the years of use may stand behind it in brackets."),
            "registration_authority": _(
                "The court, ministry or register that issued the certificate."
            ),
            "iati": _("Country, register and number, as in GB-CHC-202918."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer countries by the page's language; lay out by topic."""
        super().__init__(*args, **kwargs)
        countries = sorted(Country.objects.all(), key=by_name)
        self.fields["country"].choices = [("", "---------"), *((c.pk, str(c)) for c in countries)]  # type: ignore[attr-defined] # a choice field
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(gettext("Names"), *NAMES),
            Fieldset(gettext("Registration"), *REGISTRATION),
            Fieldset(gettext("Elsewhere"), *ELSEWHERE),
            Fieldset(gettext("Work"), *TICKED),
            "shown",
            "sure",
        )

    def clean_ror(self) -> str:
        """The identifier without the address that is copied with it."""
        return bare_ror(self.cleaned_data["ror"])

    def clean(self) -> dict[str, Any]:
        """Notice what looks like a second record."""
        cleaned = super().clean()
        if not self.errors and not cleaned.get("sure"):
            self.notice_a_second_record(cleaned)
        return cleaned

    def notice_a_second_record(self, cleaned: dict[str, Any]) -> None:
        """Ask to be sure, without telling what the other record holds."""
        described = {name: cleaned[name] for name in self.Meta.fields}
        candidate = Organisation(pk=self.instance.pk, **described)
        candidate.keep_search_columns()
        if Organisation.objects.resembling(candidate).exists():
            self.fields["sure"].widget = forms.CheckboxInput()
            raise forms.ValidationError(
                _(
                    "An organisation with one of these names, this acronym, website, registration "
                    "number or identifier is already known. If it is yours, ask its contact point "
                    "for an invitation, or write to the Secretariat. If it is another one, tick "
                    "the box below."
                )
            )
