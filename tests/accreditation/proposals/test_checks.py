"""What is refused as a process version, and the words in which it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accreditation.proposals import content as contents
from tests.accreditation.proposals.small_process import question, small_process

Change = Callable[[dict[str, Any]], object]


def reasons(content: object) -> list[str]:
    """Why a content is refused."""
    with pytest.raises(contents.ContentInvalid) as refused:
        contents.validate(content)
    return list(refused.value.messages)


def test_a_whole_process_is_accepted() -> None:
    contents.validate(small_process())


@pytest.mark.parametrize("content", [None, [], "text", 1])
def test_what_is_no_object_is_refused(content: object) -> None:
    assert reasons(content) == ["process: must be an object."]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: c.pop("title"), "process: missing: title."),
        (lambda c: c.update(extra=1), "process: not known here: extra."),
        (lambda c: c.update(format="cms-process/2"), "format: must be one of: cms-process/1."),
        (lambda c: c.update(language="de"), "language: must be one of: en, fr, es."),
        (lambda c: c.update(title=""), "title: must not be empty."),
        (lambda c: c.update(title="x" * 401), "title: must have at most 400 characters."),
        (
            lambda c: c.update(title=" x"),
            "title: must begin with a visible character and hold no control characters.",
        ),
        (
            lambda c: c.update(summary="a\x00b"),
            "summary: must begin with a visible character and hold no control characters.",
        ),
        (
            lambda c: c.update(summary="a\ud800b"),
            "summary: must begin with a visible character and hold no control characters.",
        ),
        (lambda c: c.update(form=[]), "form: must not be empty."),
        (lambda c: c["form"][0].update(questions=[]), "form/A/questions: must not be empty."),
        (lambda c: c["validity"].update(years=3.0), "validity/years: must be a whole number."),
        (lambda c: c["validity"].update(years=True), "validity/years: must be a whole number."),
        (lambda c: c["validity"].update(years=0), "validity/years: must be 1 or more."),
        (lambda c: c["validity"].update(years=21), "validity/years: must be 20 or less."),
        (
            lambda c: question(c, 1).update(required="yes"),
            "form/A/A1/required: must be true or false.",
        ),
        (lambda c: question(c, 1).update(label=5), "form/A/A1/label: must be a text."),
        (
            lambda c: question(c, 1).update(code="a 1"),
            "form/A/a 1/code: must be a capital letter followed by up to nine letters or digits.",
        ),
        (
            lambda c: question(c, 8)["choices"][0].update(code="N G O"),
            (
                "form/A/A8/choices/N G O/code: must be small letters, digits, hyphens or "
                "underscores, at most 40."
            ),
        ),
        (
            lambda c: c["decision"].update(voting_kinds=["regional", "regional"]),
            "decision/voting_kinds: names something twice.",
        ),
        (
            lambda c: c["decision"].update(procedure="lottery"),
            "decision/procedure: must be one of: consensus, vote, no_objection.",
        ),
    ],
)
def test_the_schema_names_the_address_and_the_reason(change: Change, expected: str) -> None:
    content = small_process()

    change(content)

    assert reasons(content) == [expected]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda c: c["documents"].append(dict(c["documents"][0])),
            ["documents: the code D1 is given more than once."],
        ),
        (
            lambda c: c["report"][0]["questions"][0].update(code="A2"),
            ["form, report: the code A2 is given more than once."],
        ),
        (
            lambda c: c["report"][0].update(code="A"),
            ["form, report: the code A is given more than once."],
        ),
        (
            lambda c: question(c, 8)["choices"][1].update(code="ngo"),
            ["form/A/A8: the code ngo is given more than once."],
        ),
        (
            lambda c: question(c, 4).update(max_length=5),
            ["form/A/A4: max_length does not go with the type date."],
        ),
        (
            lambda c: question(c, 8).pop("choices"),
            ["form/A/A8: the type choice needs choices."],
        ),
        (
            lambda c: question(c, 3).update(minimum=10, maximum=5),
            ["form/A/A3: the minimum is above the maximum."],
        ),
        (
            lambda c: question(c, 2).update(criteria=["C9"]),
            ["form/A/A2: there is no criterion C9."],
        ),
        (
            lambda c: question(c, 2).update(criteria=["C1"]),
            ["form/A/A2: the question and criterion C1 must name each other."],
        ),
        (
            lambda c: c["criteria"][0]["questions"].append("A3"),
            ["form/A/A3: the question and criterion C1 must name each other."],
        ),
        (
            lambda c: c["criteria"][0]["questions"].append("Z1"),
            ["criteria/C1: there is no question Z1."],
        ),
        (
            lambda c: c["eligibility"].update(years_counted_from="A1"),
            ["eligibility/years_counted_from: A1 is no question of the form for a date or a year."],
        ),
        (
            lambda c: c["decision"].update(quorum_regions=4),
            ["decision/quorum_regions: more regions than seats can never be reached."],
        ),
        (
            lambda c: c["decision"].update(voting_kinds=["depositary"], tie="depositary"),
            [
                "decision/voting_kinds: the depositary is set aside for a tie; nobody could vote.",
                "decision/quorum_regions: regions are counted, but no regional seat takes part.",
            ],
        ),
        (
            lambda c: c["not_confirmed"].append("decision/weather"),
            ["not_confirmed: there is no decision/weather."],
        ),
    ],
)
def test_what_the_schema_cannot_say_is_checked_too(change: Change, expected: list[str]) -> None:
    content = small_process()

    change(content)

    assert reasons(content) == expected


def test_every_reason_is_given_at_once() -> None:
    content = small_process()
    content["validity"]["years"] = 0
    del content["title"]

    assert reasons(content) == [
        "process: missing: title.",
        "validity/years: must be 1 or more.",
    ]


def test_an_invalid_content_can_be_shown_by_a_form() -> None:
    assert issubclass(contents.ContentInvalid, ValidationError)
