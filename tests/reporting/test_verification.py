import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners import guessing
from partners.clock import portal_now, portal_today
from partners.models import User
from reporting import verification
from reporting.issuing import ask, render_now
from reporting.verification import code_in

FEW = 4


@pytest.fixture(autouse=True)
def _no_guesses_before(db: None) -> None:
    cache.clear()


def test_a_code_tells_that_the_accreditation_stands(
    client: Client, accreditation: Accreditation
) -> None:
    response = client.get(reverse("verify-code", args=[accreditation.code]))

    page = response.content.decode()
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert "In force" in page
    assert accreditation.organisation.name in page
    assert accreditation.reference in page


STATES = [
    ("notice", "In force"),
    ("suspended", "Suspended"),
    ("withdrawn", "Withdrawn"),
    ("expired", "Expired"),
    ("relinquished", "Given up"),
    ("renewed", "Renewed"),
]


def test_a_code_tells_what_became_of_the_accreditation(
    client: Client, accreditation: Accreditation
) -> None:
    for state, words in STATES:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE accreditation_accreditation SET state = %s", [state])

        response = client.get(reverse("verify-code", args=[accreditation.code]))

        assert response.status_code == 200
        assert f">{words}</span>" in response.content.decode()


def test_every_state_has_its_words() -> None:
    assert set(verification.VERDICTS) == set(Accreditation.State)


def test_after_its_last_day_it_is_expired_though_nobody_noted_it(
    client: Client, accreditation: Accreditation
) -> None:
    accreditation.conferred_on = portal_today() - timedelta(days=9)
    accreditation.valid_until = portal_today() - timedelta(days=1)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        accreditation.save()

    page = client.get(reverse("verify-code", args=[accreditation.code])).content.decode()

    assert ">Expired</span>" in page


def test_withdrawal_shows_at_once(
    client: Client, accreditation: Accreditation, contact_point: User
) -> None:
    perform("relinquish", accreditation, by=contact_point)

    page = client.get(reverse("verify-code", args=[accreditation.code])).content.decode()

    assert "Given up" in page


def test_an_unknown_code_is_not_found_in_clear_words(client: Client) -> None:
    response = client.get(reverse("verify-code", args=[secrets.token_urlsafe(16)]))

    assert response.status_code == 404
    assert "Nothing is known under this code" in response.content.decode()


def test_guesses_are_limited_for_each_address(
    client: Client, accreditation: Accreditation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "GUESSES_A_MINUTE", FEW)
    frozen = portal_now()
    monkeypatch.setattr(guessing, "portal_now", lambda: frozen)
    guesses = [
        client.get(reverse("verify-code", args=[secrets.token_urlsafe(16)])).status_code
        for _guess in range(FEW + 2)
    ]

    after = client.get(reverse("verify-code", args=[accreditation.code]))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get(
        reverse("verify-code", args=[accreditation.code])
    )

    assert guesses == [404] * FEW + [429] * 2
    assert after.status_code == 429
    assert after["Retry-After"] == "60"
    assert elsewhere.status_code == 200


def test_a_minute_later_codes_are_taken_again(
    client: Client, accreditation: Accreditation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "GUESSES_A_MINUTE", FEW)
    now = portal_now()
    monkeypatch.setattr(guessing, "portal_now", lambda: now)
    for _guess in range(FEW + 1):
        client.get(reverse("verify-code", args=["x"]))
    monkeypatch.setattr(guessing, "portal_now", lambda: now + timedelta(minutes=1))

    response = client.get(reverse("verify-code", args=[accreditation.code]))

    assert response.status_code == 200


def test_the_hash_of_an_issued_file_is_recognised(
    client: Client, accreditation: Accreditation
) -> None:
    document = render_now(ask("certificate", accreditation, language="en"))

    response = client.get(reverse("verify-code", args=[document.sha256.upper()]))

    assert response.status_code == 200
    assert document.reference in response.content.decode()
    assert client.get(reverse("verify-code", args=["0" * 64])).status_code == 404


def test_a_document_that_is_not_public_is_recognised_without_being_named(
    client: Client,
    client_as: Callable[[User], Client],
    accreditation: Accreditation,
    contact_point: User,
) -> None:
    document = ask("application", accreditation.application, language="en", by=contact_point)
    document = render_now(document)
    address = reverse("verify-code", args=[document.sha256])

    assert document.reference not in client.get(address).content.decode()
    assert document.reference in client_as(contact_point).get(address).content.decode()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (" abc_-9 ", "abc_-9"),
        ("https://example.test/verify/abc_-9/", "abc_-9"),
        ("/verify/abc_-9/", "abc_-9"),
        ("", ""),
    ],
)
def test_the_code_is_found_in_what_was_typed(typed: str, code: str) -> None:
    assert code_in(typed) == code


def test_typing_a_code_leads_to_its_answer(client: Client, accreditation: Accreditation) -> None:
    response = client.get(reverse("verify"), {"code": f" {accreditation.code} "})

    assert response["Location"] == reverse("verify-code", args=[accreditation.code])
    assert client.get(reverse("verify")).status_code == 200


def test_strange_codes_are_not_found(client: Client) -> None:
    for code in ["%00", "..%2F..", "a%20b", "é", "'--", "x" * 5000, "💥"]:
        assert client.get(f"/verify/{code}/").status_code == 404
