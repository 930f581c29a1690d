"""Accounts: verified e-mail, a second factor where it is required, the person's language."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from partners.models import User

ClientAs = Callable[[User], Client]
SIGN_UP = {
    "name": "Ada Example",
    "email": "ada@example.test",
    "password1": "seven paper cranes",
    "password2": "seven paper cranes",
}


def test_a_person_signs_up_and_enters_after_verifying_the_address(client: Client, db: None) -> None:
    client.post(reverse("account_signup"), SIGN_UP)
    [message] = mail.outbox
    [path] = re.findall(r"http://testserver(\S+)", str(message.body))

    before = client.post(
        reverse("account_login"), {"login": SIGN_UP["email"], "password": SIGN_UP["password1"]}
    )
    client.post(path)
    after = client.post(
        reverse("account_login"), {"login": SIGN_UP["email"], "password": SIGN_UP["password1"]}
    )

    user = User.objects.get()
    assert (user.name, user.language) == ("Ada Example", "en")
    assert EmailAddress.objects.get(user=user).verified
    assert before.headers["Location"] == reverse("account_email_verification_sent")
    assert after.headers["Location"] == "/"


def test_sign_up_never_tells_whether_an_address_has_an_account(
    client: Client, stranger: User
) -> None:
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)

    known = client.post(reverse("account_signup"), SIGN_UP | {"email": stranger.email})
    fresh = Client().post(reverse("account_signup"), SIGN_UP)

    assert (known.status_code, known.headers["Location"]) == (
        fresh.status_code,
        fresh.headers["Location"],
    )


def test_a_page_follows_the_persons_language_unless_the_browser_chose_one(
    client_as: ClientAs, stranger: User
) -> None:
    stranger.language = "fr"
    stranger.save()
    client = client_as(stranger)

    assert '<html lang="fr"' in client.get("/").content.decode()
    client.cookies["django_language"] = "es"
    assert '<html lang="es"' in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["secretariat", "member"])
def test_secretariat_and_committee_need_a_second_factor_when_it_is_required(
    who: str, request: pytest.FixtureRequest, client_as: ClientAs, settings: Settings
) -> None:
    user = request.getfixturevalue(who)
    settings.PORTAL_REQUIRE_MFA = True
    client = client_as(user)

    for path in ("/", "/admin/", "/committee/"):
        response = client.get(path)
        assert (response.status_code, response.headers["Location"]) == (
            302,
            reverse("mfa_activate_totp"),
        )

    Authenticator.objects.create(user=user, type="totp", data={"secret": "not used here"})
    assert client.get("/committee/").status_code == 200


def test_an_applicant_needs_no_second_factor(
    client_as: ClientAs, contact_point: User, settings: Settings
) -> None:
    settings.PORTAL_REQUIRE_MFA = True

    assert client_as(contact_point).get("/").status_code == 200


def test_a_disabled_persons_session_is_dead_at_the_next_request(
    client_as: ClientAs, contact_point: User
) -> None:
    client = client_as(contact_point)
    contact_point.is_active = False
    contact_point.save()

    assert client.get(reverse("partners:inbox")).status_code == 302


def test_the_admin_is_for_officers_only(
    client_as: ClientAs, secretariat: User, stranger: User, client: Client
) -> None:
    assert client_as(secretariat).get("/admin/").status_code == 200
    assert client_as(stranger).get("/admin/").status_code == 302
    assert client.get("/admin/").status_code == 302
