"""Answers in words, and answers that are not of the kind their question asks for."""

import re
from typing import Any, Final

import pytest
from django.utils.translation import override

from accreditation.proposals.codes import country_names
from accreditation.proposals.content import question
from accreditation.proposals.questions import problems, to_answer, to_initial, to_text
from tests.accreditation.proposals.small_process import ANSWERS, small_process

FORM: Final = small_process()["form"]


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("A1", 5),
        ("A3", "5"),
        ("A3", True),
        ("A4", "28.02.2001"),
        ("A4", "20010228"),
        ("A9", "birds"),
        ("A9", ["birds", "birds"]),
        ("A12", {"amount": "1200.50", "currency": "EUR"}),
        ("A12", {"amount": "-5", "currency": "EUR", "year": 2024}),
        ("A12", {"amount": 5, "currency": "EUR", "year": 2024}),
        ("A12", {"amount": "5", "currency": "EUR", "year": True}),
        ("A13", "yes"),
        ("A14", "true"),
    ],
)
def test_a_stored_answer_of_another_kind_is_a_problem(code: str, answer: Any) -> None:
    asked = question(FORM, code)

    assert problems(asked, answer) == ["This answer does not fit its question; give it again."]
    assert to_initial(asked, answer) is None
    assert to_text(asked, answer) == str(answer)


@pytest.mark.parametrize("answer", [None, "", "  ", [], {}])
def test_no_answer_is_no_problem_and_no_text(answer: Any) -> None:
    assert problems(question(FORM, "A1"), answer) == []
    assert to_text(question(FORM, "A1"), None) == ""


def test_answers_are_read_in_words() -> None:
    read = {code: to_text(question(FORM, code), answer) for code, answer in ANSWERS.items()}

    assert read == {
        "A1": "Wings & Fins",
        "A2": "To watch.\nTo care.",
        "A3": "1,200",
        "A4": "28 February 2001",
        "A5": "1999",
        "A6": "https://example.org/about",
        "A7": "office@example.org",
        "A8": "Youth",
        "A9": "Birds; Bats",
        "A10": "Côte d'Ivoire",
        "A11": "Germany; Kenya",
        "A12": "1,200.50 EUR (2024)",
        "A13": "No",
        "A14": "Declared",
        "A15": "1. Name: Ada; Country: Kenya; Votes: Yes\n2. Name: Bo; Gift: 10.00 EUR (2024)",
        "A16": "chart.pdf (2.0\u00a0KB)",
    }


def test_dates_numbers_and_countries_follow_the_language() -> None:
    with override("fr"):
        assert to_text(question(FORM, "A4"), "2001-02-28") == "28 février 2001"
        assert to_text(question(FORM, "A3"), 1200) == "1\u00a0200"
        listed = to_text(question(FORM, "A11"), ["DEU", "ZAF"])
        assert re.fullmatch(r"Afrique du Sud\s?; Allemagne", listed)
    with override("es"):
        assert to_text(question(FORM, "A4"), "2001-02-28") == "28 de febrero de 2001"
        assert to_text(question(FORM, "A11"), ["DEU", "ESP"]) == "Alemania; España"


def test_a_choice_that_is_gone_stands_for_itself() -> None:
    assert to_text(question(FORM, "A9"), ["birds", "whales"]) == "Birds; whales"


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [("fr", "EGY", "ERI"), ("fr", "FIN", "FRA"), ("es", "EGY", "SLV"), ("en", "ALA", "ALB")],
)
def test_countries_are_sorted_for_the_language_without_accents(
    language: str, before: str, after: str
) -> None:
    with override(language):
        order = list(country_names())

    assert order.index(before) < order.index(after)


def test_an_unticked_declaration_is_no_answer() -> None:
    asked = question(FORM, "A14")

    assert to_answer(asked, False) is None  # noqa: FBT003 - what the field gives
    assert to_answer(asked, True) is True  # noqa: FBT003 - the same
