"""Questions that are asked on the answers to others."""

from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form

from accreditation.proposals.asked import asked, counting, depending, within_reach
from accreditation.proposals.conditions import by_code, condition_in_words
from accreditation.proposals.content import ContentInvalid, validate
from accreditation.proposals.question_words import in_full
from accreditation.proposals.questions import missing, problems_in, section_form
from accreditation.proposals.sections import in_words, tasks
from tests.accreditation.proposals.small_process import small_process


def chained() -> list[dict[str, Any]]:
    """A form in which B1 hangs on A13, B2 on B1, and B3 on several choices of A9."""
    form = small_process()["form"]
    form.append(
        {
            "code": "B",
            "title": "Agreements",
            "questions": [
                asked_on("B1", "A13", ["yes"], type="yesno", label="Still in force?"),
                asked_on("B2", "B1", ["no"], type="text", label="Since when not?"),
                asked_on("B3", "A9", ["fish", "bats"], type="text", label="Where?"),
            ],
        }
    )
    return form


def asked_on(code: str, question: str, answers: list[str], **given: Any) -> dict[str, Any]:
    """A required question with a condition."""
    condition = {"question": question, "answers": answers}
    return {"code": code, "required": True, "asked_if": condition, **given}


def codes(sections: list[dict[str, Any]]) -> list[str]:
    """The codes of the questions of section B."""
    return [question["code"] for question in sections[-1]["questions"]]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, []),
        ({"A13": False}, []),
        ({"A13": True}, ["B1"]),
        ({"A13": True, "B1": False}, ["B1", "B2"]),
        ({"A13": True, "B1": True}, ["B1"]),
        ({"A13": False, "B1": False}, []),
        ({"A9": ["birds"]}, []),
        ({"A9": ["birds", "bats"]}, ["B3"]),
    ],
)
def test_a_question_is_asked_while_its_condition_holds(
    answers: dict[str, Any], expected: list[str]
) -> None:
    assert codes(asked(chained(), answers)) == expected


def test_answers_to_what_is_not_asked_do_not_count() -> None:
    answers = {"A1": "Cranes", "A13": False, "B1": False, "B2": "2020"}

    assert counting(chained(), answers) == {"A1": "Cranes", "A13": False}
    assert problems_in(chained(), {"A13": False, "B2": 7}) == []
    assert problems_in(chained(), {"A13": True, "B1": False, "B2": 7}) == [
        ("B2", "This answer does not fit its question; give it again.")
    ]


def test_what_is_not_asked_is_neither_missing_nor_printed() -> None:
    form = chained()
    lacking = [code for section, code, _label in missing(form, {"A13": True}) if section == "B"]
    printed = in_words(form, {"A13": True, "B1": True, "B2": "2020"})

    assert lacking == ["B1"]
    assert [answer["code"] for answer in printed[-1]["answers"]] == ["B1"]
    assert [section["code"] for section in in_words(form, {})] == ["A"]
    assert tasks(form, {"A13": True, "B1": True, "B2": "2020"}, str)[-1].asked == 1


def test_a_page_shows_what_hangs_on_a_question_beside_it() -> None:
    form = chained()

    assert codes([within_reach(form[-1], ["A13", "B1"])]) == ["B1", "B2"]
    assert codes([within_reach(form[-1], ["A13"])]) == []


def test_what_hangs_on_a_question_goes_along_with_it() -> None:
    assert depending(chained(), ["A13"]) == {"A13", "B1", "B2"}
    assert depending(chained(), ["A1"]) == {"A1"}


def test_a_condition_is_said_in_words() -> None:
    form = chained()
    others = by_code(form)

    assert condition_in_words(others["A1"], others) == ""
    assert condition_in_words(others["B1"], others) == "Only if the answer to A13 is “Yes”."
    assert condition_in_words(others["B3"], others) == (
        "Only if the answer to A9 is “Fish” or “Bats”."
    )
    assert condition_in_words(others["B3"], {}) == "Only if the answer to A9 is “fish” or “bats”."
    assert in_full(others["B1"], others)["condition"] == "Only if the answer to A13 is “Yes”."


def test_the_form_says_when_a_question_is_asked() -> None:
    form = chained()
    made = section_form(form[-1], form)()

    assert "Only if the answer to A13 is “Yes”." in render_crispy_form(made)
    assert made.conditions == '{"B2": {"question": "B1", "answers": ["no"]}}'


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ({"question": "A13", "answers": ["perhaps"]}, "A13 cannot be answered with “perhaps”"),
        ({"question": "A9", "answers": ["cats"]}, "A9 cannot be answered with “cats”"),
        ({"question": "A1", "answers": ["x"]}, "A1, which offers nothing to choose"),
        ({"question": "Z9", "answers": ["yes"]}, "Z9, which is not asked before"),
        ({"question": "A15", "answers": ["yes"]}, "A15, which is not asked before"),
        ({"question": "R1a", "answers": ["yes"]}, "R1a, which is not asked before"),
        ({"question": "A13", "answers": []}, "must not be empty"),
        ({"question": "A13"}, "missing: answers"),
    ],
)
def test_a_condition_that_cannot_be_met_is_refused(condition: dict[str, Any], reason: str) -> None:
    content = small_process()
    content["form"][0]["questions"][14]["asked_if"] = condition

    with pytest.raises(ContentInvalid, match=reason):
        validate(content)


def test_a_condition_on_an_earlier_question_is_taken_in_form_and_report() -> None:
    content = small_process()
    content["form"][0]["questions"][14]["asked_if"] = {"question": "A13", "answers": ["yes"]}
    content["report"][0]["questions"].insert(
        0, {"code": "R1c", "type": "yesno", "label": "Any?", "required": True}
    )
    content["report"][0]["questions"][1]["asked_if"] = {"question": "R1c", "answers": ["yes"]}

    validate(content)


def test_years_are_counted_from_what_everybody_is_asked() -> None:
    content = small_process()
    questions = content["form"][0]["questions"]
    questions.insert(3, questions.pop(12))
    questions[4]["asked_if"] = {"question": "A13", "answers": ["yes"]}

    with pytest.raises(ContentInvalid, match="A4 is not asked of everybody"):
        validate(content)
