from reporting.printed.totals import totals

SECTIONS = [
    {
        "questions": [
            {"code": "R1", "type": "integer", "label": "Projects"},
            {"code": "R2", "type": "money", "label": "In cash"},
            {"code": "R3", "type": "text", "label": "Words"},
        ]
    }
]


def money(amount: str, currency: str) -> dict[str, object]:
    return {"amount": amount, "currency": currency, "year": 2026}


def test_whole_numbers_are_added_and_those_who_gave_none_are_not_counted() -> None:
    found = totals([(SECTIONS, {"R1": 2}), (SECTIONS, {"R1": 40}), (SECTIONS, {})])

    assert found == [{"code": "R1", "label": "Projects", "total": "42", "partners": 2}]


def test_money_is_added_by_currency_to_the_cent() -> None:
    reports = [
        {"R2": money("0.10", "EUR")},
        {"R2": money("0.20", "EUR")},
        {"R2": money("5", "USD")},
    ]

    found = totals((SECTIONS, answers) for answers in reports)

    assert [(line["total"], line["partners"]) for line in found] == [("0.30 EUR", 2), ("5 USD", 1)]


def test_what_is_no_number_adds_nothing() -> None:
    assert totals([(SECTIONS, {"R1": "many", "R2": {"amount": "x", "currency": "EUR"}})]) == []
    assert totals([(SECTIONS, {"R2": {}, "R3": "7"})]) == []
