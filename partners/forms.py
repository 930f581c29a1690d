"""Forms for organisations and their people."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners import zones
from partners.organisations import (
    Country,
    Membership,
    MembershipInvitation,
    Organisation,
    normalised,
)
from partners.people import User


def by_name(country: Country) -> str:
    """Sort key of a country in the page's language, accents aside."""
    return normalised(str(country))


class PersonByAddress(forms.ModelChoiceField[User]):
    """A person, named by e-mail address: needs no script and shows no list of everybody."""

    widget = forms.EmailInput

    def __init__(self, **given: Any) -> None:
        """Ask for the address of somebody with an account."""
        words: dict[str, Any] = {
            "label": _("Person (e-mail address)"),
            "error_messages": {"invalid_choice": _("Nobody has an account with this address.")},
        }
        super().__init__(User.objects.all(), to_field_name="email", **(words | given))

    def prepare_value(self, value: Any) -> Any:
        """The address of the person who is named already."""
        if isinstance(value, int):
            return User.objects.get(pk=value).email
        return super().prepare_value(value)

    def to_python(self, value: Any) -> User | None:
        """The person, however the address is written."""
        written = value.strip().lower() if isinstance(value, str) else value
        found: User | None = super().to_python(written)
        return found


class OrganisationForm(forms.ModelForm[Organisation]):
    """What identifies an organisation; a second record of the same body is noticed."""

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

    class Meta:
        model = Organisation
        fields: ClassVar = ["name", "acronym", "kind", "country", "registration_number", "website"]
        help_texts: ClassVar = {
            "name": _("As in your statutes or certificate of registration."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Sort countries by the page's language."""
        super().__init__(*args, **kwargs)
        countries = sorted(Country.objects.all(), key=by_name)
        self.fields["country"].choices = [("", "---------"), *((c.pk, str(c)) for c in countries)]  # type: ignore[attr-defined] # a choice field
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset(
                gettext("Your organisation"),
                "name",
                "acronym",
                "kind",
                "country",
                "registration_number",
                "website",
                "sure",
            )
        )

    def clean(self) -> dict[str, Any]:
        """Notice what looks like a second record, without telling what the first one holds."""
        cleaned = super().clean() or {}
        if self.errors or cleaned.get("sure"):
            return cleaned
        candidate = Organisation(
            name=cleaned["name"],
            acronym=cleaned["acronym"],
            country=cleaned["country"],
            website=cleaned["website"],
            registration_number=cleaned["registration_number"],
            pk=self.instance.pk,
        )
        candidate.keep_search_columns()
        if Organisation.objects.resembling(candidate).exists():
            self.fields["sure"].widget = forms.CheckboxInput()
            raise forms.ValidationError(
                _(
                    "An organisation with this name, acronym, website or registration number is "
                    "already known. If it is yours, ask its contact point for an invitation, or "
                    "write to the Secretariat. If it is another one, tick the box below."
                )
            )
        return cleaned


class InvitePersonForm(forms.ModelForm[MembershipInvitation]):
    """Invite a colleague by e-mail into a role."""

    class Meta:
        model = MembershipInvitation
        fields: ClassVar = ["email", "role"]

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        """Know the organisation."""
        self.organisation = organisation
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_email(self) -> str:
        """An address that is not a member's already."""
        email: str = self.cleaned_data["email"].lower()
        if self.organisation.memberships.filter(user__email=email).exists():
            raise forms.ValidationError(_("This person already has a place."))
        return email


class PersonForm(forms.ModelForm[User]):
    """A person's own name, language and time zone."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Deadlines are shown in it too, beside Bonn time and UTC."),
    )

    class Meta:
        model = User
        fields: ClassVar = ["name", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the common zones; lay out without a form tag: the page has it."""
        super().__init__(*args, **kwargs)
        offered = zones.choices(self.instance.time_zone)
        self.fields["time_zone"].choices = offered  # type: ignore[attr-defined] # of a ChoiceField
        self.helper = FormHelper()
        self.helper.form_tag = False


class RoleForm(forms.ModelForm[Membership]):
    """Another role for a colleague; the contact point is handed over, never doubled."""

    class Meta:
        model = Membership
        fields: ClassVar = ["role"]
