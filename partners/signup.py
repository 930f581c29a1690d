"""What sign-up asks besides address and password; kept apart, as allauth imports it early."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class SignupForm(forms.Form):
    """A person's name, as others in the organisation will see it."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ("name", "email", "password1", "password2")

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Nothing more: the adapter keeps name and language."""
