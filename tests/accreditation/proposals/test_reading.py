from typing import Any

import pytest

from accreditation.proposals import content as contents
from accreditation.proposals import editing
from accreditation.proposals.outline import outline, title_of
from accreditation.proposals.reading import differences, parts, value_in_words


@pytest.fixture
def content() -> dict[str, Any]:
    return contents.version_0()


def body(content: dict[str, Any], path: str) -> Any:
    return next(part.body for part in parts(content) if part.path == path)


def test_parts_come_in_the_order_of_the_document(content: dict[str, Any]) -> None:
    paths = [part.path for part in parts(content)]

    assert paths[:4] == ["opening", "eligibility", "criteria", "form/A"]
    assert paths[-3:] == ["report/R4", "after_refusal", "clauses"]
    assert len(paths) == len(set(paths))


def test_a_chapter_is_named_with_its_first_section(content: dict[str, Any]) -> None:
    named = [(part.path, part.chapter) for part in parts(content) if part.chapter]

    assert named == [
        ("form/A", "Application form"),
        ("report/R1", "Template for reporting to COP"),
    ]


def test_what_is_not_confirmed_is_marked(content: dict[str, Any]) -> None:
    marked = [part.path for part in parts(content) if not part.is_confirmed]

    assert marked == [
        "eligibility",
        "decision",
        "deferral",
        "clarification",
        "completion",
        "validity",
        "reporting",
        "after_refusal",
        "clauses",
    ]


def test_rules_are_read_in_sentences(content: dict[str, Any]) -> None:
    assert body(content, "validity") == ["An accreditation is conferred for 3 years."]
    assert "A decision in writing is open for 30 days." in body(content, "decision")
    assert body(content, "completion") == [
        "A returned application is completed within 30 days.",
        "It is returned at most 2 times.",
    ]


def test_only_formal_partners_or_all(content: dict[str, Any]) -> None:
    content["eligibility"] = {"formal_partners_only": True, "minimum_years": 1}

    assert body(content, "eligibility") == [
        "Only organisations with a partnership agreement with the Secretariat may apply.",
        "The organisation has existed for at least 1 year.",
    ]


def test_questions_say_their_kind_and_limits(content: dict[str, Any]) -> None:
    first = body(content, "form/A")["questions"][0]

    assert (first["code"], str(first["kind"])) == ("A1", "One line of text")
    assert first["limits"] == ["at most 250 characters"]


def test_a_version_without_clauses_reads_well(content: dict[str, Any]) -> None:
    del content["clauses"]

    assert parts(content)[-1].path == "after_refusal"
    assert outline(content)[-1].entries == []


def test_differences_are_read_by_address(content: dict[str, Any]) -> None:
    new = editing.changed(content, "validity", {"years": 5})
    new = editing.added(new, "criteria", {"code": "C9", "title": "New", "questions": []})

    found = {each.path: (each.before, each.after) for each in differences(content, new)}

    assert found["validity/years"] == ("3", "5")
    assert found["criteria/C9/title"] == ("", "New")


def test_values_are_read_in_words() -> None:
    assert value_in_words(None) == ""
    assert value_in_words(True) == "yes"  # noqa: FBT003 - the value read
    assert value_in_words(["C1", "C2"]) == "C1, C2"


def test_an_element_is_called_by_its_code_and_title(content: dict[str, Any]) -> None:
    assert title_of(content, "form/A/A1") == "A1. Legal name"
    assert title_of(content, "decision") == "How the Standing Committee decides"
