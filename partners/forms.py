"""Forms for people, and for their places in organisations."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from partners import zones
from partners.invitations import MembershipInvitation
from partners.organisations import Country, Membership, Organisation, normalised
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
        pending = self.organisation.membership_invitations.pending()
        if pending.filter(email__iexact=email).exists():
            message = _("This address is invited already: send the invitation again, or revoke it.")
            raise forms.ValidationError(message)
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
    """Another role for a colleague; the contact point is not given here but handed over."""

    class Meta:
        model = Membership
        fields: ClassVar = ["role"]

    def clean_role(self) -> str:
        """Any role but one."""
        role: str = self.cleaned_data["role"]
        if role == Membership.Role.CONTACT_POINT:
            raise forms.ValidationError(_("The contact point is handed over on a page of its own."))
        return role
