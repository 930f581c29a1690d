"""Pages of the sign-in package speak as the portal's own pages do."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from partners.models import User
from partners.templatetags.wording import HYPHEN, sentence_case, with_hyphen


@pytest.mark.parametrize(
    ("language", "given", "said"),
    [
        ("en", "Sign Up", "Sign up"),
        ("en", "Two-Factor Authentication", "Two-factor authentication"),
        ("en", "Email Addresses", f"E{HYPHEN}mail addresses"),
        ("en", "Activate TOTP", "Activate TOTP"),
        ("en", "Sent. Look there", "Sent. Look there"),
        ("es", "Restablecer Contraseña", "Restablecer contraseña"),
        ("fr", "Adresses email", "Adresses email"),
    ],
)
def test_headings_have_a_capital_at_their_beginning_only(
    language: str, given: str, said: str
) -> None:
    with translation.override(language):
        assert sentence_case(given) == said


def test_addresses_and_markup_stay_as_they_are_and_what_is_escaped_stays_escaped() -> None:
    link = mark_safe('<a href="/accounts/email/">Your email</a>')

    said = with_hyphen(link)

    assert said == f'<a href="/accounts/email/">Your e{HYPHEN}mail</a>'
    assert isinstance(said, SafeString)
    assert not isinstance(with_hyphen("Your email"), SafeString)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "words", "foreign"),
    [
        ("/accounts/signup/", ["Sign up", "E-mail address"], ["Sign Up", "placeholder="]),
        ("/accounts/login/", ["Remember me", "E-mail address"], ["Remember Me", "placeholder="]),
        ("/accounts/password/reset/", ["Reset my password"], ["Reset My", ">Email"]),
    ],
)
def test_a_stranger_reads_one_style(page: str, words: list[str], foreign: list[str]) -> None:
    shown = Client().get(page).content.decode()

    assert [word for word in words if word not in shown] == []
    assert [word for word in foreign if word in shown] == []


def test_the_addresses_page_has_one_primary_button(
    stranger: User, client_as: Callable[[User], Client]
) -> None:
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)

    shown = client_as(stranger).get("/accounts/email/").content.decode()

    assert f"E{HYPHEN}mail addresses" in shown
    assert shown.count("btn-primary") == 1
