"""What is asked for a signature of the head of organisation, and what the head fills in."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accreditation.applications.forms import LONGEST_REASON
from accreditation.applications.models import Cosignature

NAME = gettext_lazy("Name of the head of the organisation")
FUNCTION = gettext_lazy("Function")


class AskSignatureForm(forms.ModelForm[Cosignature]):
    """Whom to ask, in which language, and with which words."""

    class Meta:
        model = Cosignature
        fields: ClassVar = ["name", "function", "email", "language", "words"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        """Everything but the words is needed; the language of the page is offered first."""
        self.user = user
        super().__init__(*args, **kwargs)
        for name, label in (("name", NAME), ("function", FUNCTION)):
            self.fields[name].label = label
            self.fields[name].required = True
        self.fields["email"].required = True
        self.fields["email"].help_text = _(
            "The link goes to this address and to nobody else. Whoever opens it can sign: give the"
            " head’s own address."
        )
        self.fields["language"].label = _("Language of the mail")
        self.fields["language"].initial = (get_language() or "en")[:2]
        self.fields["words"] = forms.CharField(
            label=_("Your own words in the mail, if you wish"),
            required=False,
            max_length=LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_email(self) -> str:
        """Another person's address."""
        email: str = self.cleaned_data["email"]
        if email.casefold() == self.user.email.casefold():
            raise forms.ValidationError(
                _(
                    "This is your own address. If you are the head of the organisation yourself,"
                    " declare when you submit."
                )
            )
        return email


class SignForm(forms.Form):
    """The signature: name, function, and the declaration; nothing is ticked beforehand."""

    name = forms.CharField(label=gettext_lazy("Your name, as you sign"), max_length=200)
    function = forms.CharField(label=gettext_lazy("Your function"), max_length=200)
    declared = forms.BooleanField(
        label=gettext_lazy(
            "I declare as the head of the organisation: the answers are true and complete, and I"
            " agree to this application."
        ),
        error_messages={"required": gettext_lazy("The declaration is needed to sign.")},
    )


class DeclineForm(forms.Form):
    """Why the head of organisation does not sign."""

    reason = forms.CharField(
        label=gettext_lazy("Why you do not sign"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The people of the organisation and the Secretariat may read it."),
        error_messages={"required": gettext_lazy("Say why you do not sign.")},
    )
