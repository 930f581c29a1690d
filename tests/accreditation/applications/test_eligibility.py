"""The rules on who may apply: as a table, at the door, on submission and before the Secretariat."""

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.eligibility import (
    Facts,
    FormalPartnersOnly,
    MinimumYears,
    Outcome,
    counted_from,
    rules_of,
)
from accreditation.applications.models import Application
from accreditation.proposals.content import version_0
from accreditation.workflow import NotReady, perform
from partners.clock import last_day, portal_today, years_later
from partners.models import User
from tests import cast

SignIn = Callable[[User], Client]
CLOSES = date(2024, 6, 30)


@pytest.mark.parametrize(
    ("start", "closes_on", "outcome"),
    [
        (date(2001, 5, 4), CLOSES, "met"),
        (date(2021, 6, 30), CLOSES, "met"),
        (date(2021, 7, 1), CLOSES, "not_met"),
        (date(2030, 1, 1), CLOSES, "not_met"),
        (date(2020, 2, 29), date(2023, 2, 27), "not_met"),
        (date(2020, 2, 29), date(2023, 2, 28), "met"),
        (date(2021, 2, 28), date(2024, 2, 28), "met"),
        (date(2021, 3, 1), date(2024, 2, 29), "not_met"),
        (2020, CLOSES, "met"),
        (2021, CLOSES, "unknown"),
        (2021, date(2024, 12, 31), "met"),
        (2021, date(2024, 1, 1), "unknown"),
        (2022, CLOSES, "not_met"),
        (None, CLOSES, "unknown"),
    ],
)
def test_years_are_complete_on_their_day_and_count_until_the_deadline(
    start: date | int | None, closes_on: date, outcome: str
) -> None:
    rule = MinimumYears(years=3, code="A8")

    found = rule.check(Facts(closes_on=closes_on, counted_from=start))

    assert found.outcome == outcome
    assert found.reason
    assert bool(found.remedy) == found.is_not_met


@pytest.mark.parametrize(
    ("has_agreement", "outcome"), [(True, "met"), (False, "not_met"), (None, "unknown")]
)
def test_formal_partners_have_an_agreement(has_agreement: bool | None, outcome: str) -> None:
    found = FormalPartnersOnly().check(Facts(closes_on=CLOSES, has_agreement=has_agreement))

    assert found.outcome == outcome
    assert found.reason


def test_a_rule_says_when_the_organisation_may_apply() -> None:
    found = MinimumYears(years=3, code="A8").check(
        Facts(closes_on=CLOSES, counted_from=date(2022, 2, 2))
    )

    assert found.reason == (
        "The organisation is too young: 3 years are complete only on 2 February 2025; years count "
        "until 30 June 2024."
    )
    assert found.remedy == "Apply under an invitation that closes on 2 February 2025 or later."


def test_a_process_has_the_rules_that_it_states() -> None:
    content = version_0()
    open_to_all = {"formal_partners_only": False, "minimum_years": 0}
    strict = {"formal_partners_only": True, "minimum_years": 5}

    assert rules_of(content) == [MinimumYears(years=3, code="A8")]
    assert rules_of(content | {"eligibility": open_to_all}) == []
    assert rules_of(content | {"eligibility": strict}) == [
        FormalPartnersOnly(),
        MinimumYears(years=5, code=""),
    ]


def test_years_counted_from_no_answer_are_not_known() -> None:
    found = MinimumYears(years=5, code="").check(Facts(closes_on=CLOSES))

    assert found.outcome == Outcome.UNKNOWN
    assert "does not say" in found.reason


@pytest.mark.parametrize(
    ("code", "value", "found"),
    [
        ("A8", "2001-05-04", date(2001, 5, 4)),
        ("A8", "not a day", None),
        ("A8", "9999-12-31", None),
        ("E1", 1999, 1999),
        ("E1", 9999, None),
        ("E1", True, None),
    ],
)
def test_years_are_counted_from_an_answer_that_is_right(
    code: str, value: Any, found: date | int | None
) -> None:
    content = version_0()
    content["eligibility"]["years_counted_from"] = code

    assert counted_from(content, {code: value}) == found


def test_a_young_organisation_submits_once_its_years_are_complete_by_the_deadline(
    draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    closes_on = last_day(draft_application.invitation.closes_at)
    registered = draft_application.answers.filter(question="A8")
    registered.update(value=portal_today().isoformat())

    with pytest.raises(NotReady) as answer:
        perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    registered.update(value=years_later(closes_on, -3).isoformat())
    submitted = perform("submit", draft_application, by=contact_point, **cast.DECLARATION)

    [reason] = answer.value.reasons
    assert reason.startswith("The organisation is too young: 3 years are complete only on ")
    assert submitted.is_received


def test_the_check_before_submitting_shows_that_it_is_too_young(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    draft_application.answers.filter(question="A8").update(value=portal_today().isoformat())
    address = reverse("applications:check", args=[draft_application.reference])

    page = client_as(contact_point).get(address).content.decode()

    assert "The organisation is too young" in page


def test_officers_see_what_every_rule_says_and_why(
    client_as: SignIn, submitted_application: Application, secretariat: User
) -> None:
    client = client_as(secretariat)
    case = reverse("admin:accreditation_application_change", args=[submitted_application.pk])

    for address in (submitted_application.get_absolute_url(), case):
        page = unescape(client.get(address).content.decode())

        assert "The organisation has existed for at least 3 years." in page
        assert "3 years are complete on 4 May 2004" in page


def test_the_organisation_itself_does_not_see_the_secretariats_check(
    client_as: SignIn, submitted_application: Application, contact_point: User
) -> None:
    page = client_as(contact_point).get(submitted_application.get_absolute_url())

    assert "3 years are complete" not in page.content.decode()


def test_an_application_whose_completed_answers_make_it_ineligible_is_told_so(
    client_as: SignIn, submitted_application: Application, contact_point: User, secretariat: User
) -> None:
    points = [{"kind": "question", "code": "A8", "text": "Give the day of registration."}]
    returned = perform("return", submitted_application, by=secretariat, points=points)
    returned.answers.filter(question="A8").update(value=portal_today().isoformat())
    address = reverse("applications:check", args=[returned.reference])

    page = client_as(contact_point).get(address).content.decode()

    assert "The organisation is too young" in page
    with pytest.raises(NotReady, match="The organisation is too young"):
        perform("complete", returned, by=contact_point)
