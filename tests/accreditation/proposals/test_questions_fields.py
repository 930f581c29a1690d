"""What each field takes, says beforehand, and says when it cannot take something."""

import re
from typing import Any, Final

import pytest
from django.utils.translation import override

from accreditation.proposals.questions import SectionForm, section_form
from tests.accreditation.proposals.small_process import ANSWERS, small_process

FORM: Final = small_process()["form"]
SECTION: Final = FORM[0]
TYPED = [code for code in ANSWERS if code != "A16"]  # all but the file


def filled(data: dict[str, Any]) -> SectionForm:
    """The form of the section with what was sent."""
    form = section_form(SECTION)(data)
    form.is_valid()
    return form


def test_a_draft_may_be_empty() -> None:
    form = filled({})

    assert form.errors == {}
    assert form.answers() == dict.fromkeys(TYPED)


def test_what_is_right_can_be_saved_beside_what_is_wrong() -> None:
    form = filled({"A1": "Wings", "A3": "many"})

    assert form.errors == {"A3": ["Give a whole number in digits, for example 1200."]}
    assert form.answers() == {code: None for code in TYPED if code != "A3"} | {"A1": "Wings"}


@pytest.mark.parametrize(
    ("data", "code", "expected"),
    [
        (
            {"A1": "x" * 21},
            "A1",
            "Shorten this answer: it has 21 characters, the most is 20.",
        ),
        ({"A3": "1.5"}, "A3", "Give a whole number in digits, for example 1200."),
        ({"A3": "1_000"}, "A3", "Give a whole number in digits, for example 1200."),
        ({"A3": "-1"}, "A3", "Give a number of 0 or more."),
        ({"A3": "100001"}, "A3", "Give a number of 100000 or less."),
        ({"A4": "2024-02-30"}, "A4", "Give a date as year-month-day, for example 2024-02-12."),
        ({"A4": "0001-01-01"}, "A4", "Give a date as year-month-day, for example 2024-02-12."),
        ({"A5": "last year"}, "A5", "Give a year in four digits, for example 2024."),
        ({"A5": "1849"}, "A5", "Give the year 1850 or a later one."),
        ({"A5": "2101"}, "A5", "Give the year 2100 or an earlier one."),
        (
            {"A6": "javascript:alert(1)"},
            "A6",
            "Give a web address that begins with https:// or http://.",
        ),
        (
            {"A6": "ftp://example.org"},
            "A6",
            "Give a web address that begins with https:// or http://.",
        ),
        ({"A7": "office"}, "A7", "Give an e-mail address, as in name@example.org."),
        ({"A8": "company"}, "A8", "Choose one of the answers given."),
        ({"A9": ["birds", "whales"]}, "A9", "Choose from the answers given."),
        ({"A10": "XXX"}, "A10", "Choose one of the answers given."),
        ({"A11": ["DEU", "XXX"]}, "A11", "Choose from the answers given."),
        (
            {"A12_amount": "1,200.50", "A12_currency": "EUR", "A12_year": "2024"},
            "A12",
            "Give the amount in digits with at most two decimals, for example 1200.50.",
        ),
        (
            {"A12_amount": "1200", "A12_currency": "XXX", "A12_year": "2024"},
            "A12",
            "Choose a currency.",
        ),
        ({"A12_amount": "1200"}, "A12", "Give the amount, the currency and the year together."),
        (
            {"A12_amount": "1200", "A12_currency": "EUR", "A12_year": "24"},
            "A12",
            "Give the year 1800 or a later one.",
        ),
        ({"A13": "perhaps"}, "A13", "Choose one of the answers given."),
    ],
)
def test_an_error_says_exactly_what_to_give(data: dict[str, Any], code: str, expected: str) -> None:
    assert filled(data).errors == {code: [expected]}


@pytest.mark.parametrize(
    ("given_amount", "kept"),
    [
        ("1200", "1200.00"),
        ("1 200,5", "1200.50"),
        ("1\u202f200,50", "1200.50"),
        ("1'200.50", "1200.50"),
        ("0", "0.00"),
    ],
)
def test_amounts_are_read_as_people_write_them(given_amount: str, kept: str) -> None:
    form = filled({"A12_amount": given_amount, "A12_currency": "CHF", "A12_year": "2024"})

    assert form.answers()["A12"] == {"amount": kept, "currency": "CHF", "year": 2024}


@pytest.mark.parametrize(
    ("code", "data", "kept"),
    [
        ("A3", {"A3": "12 000"}, 12000),
        ("A3", {"A3": "0"}, 0),
        ("A4", {"A4": "12.02.2024"}, "2024-02-12"),
        ("A6", {"A6": "example.org"}, "https://example.org"),
        ("A9", {"A9": ["bats", "birds"]}, ["birds", "bats"]),
        ("A11", {"A11": ["KEN", "DEU"]}, ["DEU", "KEN"]),
    ],
)
def test_an_answer_is_kept_in_one_form(code: str, data: dict[str, Any], kept: object) -> None:
    assert filled(data).answers()[code] == kept


def test_the_same_form_lists_countries_in_the_language_of_the_page() -> None:
    form_class = section_form(SECTION)

    with override("fr"):
        assert "Allemagne" in str(form_class()["A10"])
    with override("es"):
        assert "Alemania" in str(form_class()["A10"])


def test_limits_are_said_beforehand() -> None:
    form = section_form(SECTION)()

    assert form.fields["A1"].help_text == "Help on Legal name. At most 20 characters."
    assert form.fields["A3"].help_text == "Help on Members. From 0 to 100,000."
    assert form.fields["A5"].help_text == "Help on Active since. From 1850 to 2100."
    assert form.fields["A12"].help_text == "Help on Contribution."


def test_what_is_optional_says_so() -> None:
    form = section_form(small_process()["report"][0])()

    assert [field.label for field in form] == ["What", "How many (optional)"]


def test_money_has_a_label_for_each_part() -> None:
    html = str(section_form(SECTION)()["A12"])

    assert re.findall(r'<label class="form-text" for="id_A12_(\d)">(\w+)</label>', html) == [
        ("0", "Amount"),
        ("1", "Currency"),
        ("2", "Year"),
    ]
