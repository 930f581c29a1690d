"""How allauth makes accounts and writes its mails here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth is untyped
    """Keeps the language a person signed up in."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - allauth's signature
        """Keep the page's language and the name given."""
        user.language = (get_language() or "en")[:2]
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)
