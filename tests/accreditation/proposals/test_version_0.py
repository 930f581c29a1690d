"""Version 0: whole, valid, and complete in three languages."""

import re
from typing import Any, Final

import pytest

from accreditation.decisions import Clause
from accreditation.proposals import content as contents

# Words that are the same in both languages.
SAME: Final[dict[str, dict[str, str]]] = {
    "fr": {
        "form/C/C6/label": "Affiliations",
        "form/D/D4/choices/europe": "Europe",
        "form/E/E6/label": "Publications",
        "form/J/title": "Signature",
        "report/R3/title": "Participation",
    },
    "es": {"form/D/D4/choices/asia": "Asia"},
}
# Small words that mark an English text.
ENGLISH: Final = re.compile(
    r"\b(the|of|and|for|with|which|that|this|is|are|was|its|by|from)\b", re.IGNORECASE
)
NAMES_IN_ENGLISH: Final = "Research Organization Registry"


@pytest.fixture
def version() -> dict[str, Any]:
    """Version 0, fresh."""
    return contents.version_0()


def test_version_0_is_a_process(version: dict[str, Any]) -> None:
    contents.validate(version)


def test_version_0_says_that_it_is_not_adopted(version: dict[str, Any]) -> None:
    assert contents.heading(version) == (
        "Special accreditation of NGO partners "
        "(Version 0: proposal of the working group, not adopted)"
    )


def test_version_0_has_every_section_of_the_form(version: dict[str, Any]) -> None:
    assert {section["code"]: len(section["questions"]) for section in version["form"]} == {
        "A": 17,
        "B": 8,
        "C": 9,
        "D": 6,
        "E": 8,
        "F": 6,
        "G": 5,
        "H": 5,
        "J": 4,
    }
    assert [document["title"] for document in version["documents"]] == [
        "Statutes",
        "Registration certificate",
        "Proof of non-profit status",
        "Latest annual report",
        "Accounts of two years",
        "Letter signed by the head of the organisation",
    ]
    assert all(document["may_explain"] for document in version["documents"])


def test_version_0_has_eight_criteria_and_each_is_spoken_to(version: dict[str, Any]) -> None:
    assert [criterion["title"] for criterion in version["criteria"]] == [
        "Willing to play a key role",
        "Regular contribution",
        "Significant contribution",
        "Policy",
        "Technical and scientific tools",
        "In existence long enough",
        "Transparent governance",
        "Reports to the Conference of the Parties",
    ]
    assert all(criterion["questions"] for criterion in version["criteria"])


def test_every_question_of_version_0_has_help(version: dict[str, Any]) -> None:
    parts = [*contents.questions(version["form"]), *contents.questions(version["report"])]

    assert [question["code"] for question in parts if not question.get("help")] == []


def test_the_report_can_be_totalled(version: dict[str, Any]) -> None:
    kinds = {
        question["code"]: question["type"]
        for question in contents.questions(version["report"])
        if question["type"] in {"integer", "money"}
    }

    assert kinds == {
        "R1b": "integer",
        "R2c": "integer",
        "R3a": "integer",
        "R4a": "money",
        "R4b": "money",
    }


def test_the_rules_of_version_0_are_marked_as_not_confirmed(version: dict[str, Any]) -> None:
    for path in ("decision/majority", "decision/quorum_seats", "eligibility/minimum_years"):
        assert not contents.is_confirmed(version, path)


def test_version_0_has_a_text_for_every_clause_that_steps_rest_on(version: dict[str, Any]) -> None:
    assert {clause["code"] for clause in version["clauses"]} == {each.code for each in Clause}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_translation_covers_every_text_and_no_other(
    version: dict[str, Any], language: str
) -> None:
    texts = contents.version_0_translation(language)

    assert list(texts) == list(dict.fromkeys(texts))
    assert set(texts) == set(contents.paths(version))
    assert contents.untranslated(version, texts) == []


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_translation_keeps_no_english(version: dict[str, Any], language: str) -> None:
    original, texts = contents.paths(version), contents.version_0_translation(language)

    assert {path: text for path, text in texts.items() if text == original[path]} == SAME[language]
    assert {
        path: text
        for path, text in texts.items()
        if ENGLISH.search(text.replace(NAMES_IN_ENGLISH, ""))
    } == {}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_translated_version_is_a_process_too(version: dict[str, Any], language: str) -> None:
    contents.validate(contents.localise(version, contents.version_0_translation(language)))


def test_french_texts_keep_their_spaces_before_double_signs() -> None:
    texts = contents.version_0_translation("fr").values()

    assert [
        text for text in texts if re.search(r"[^\u00a0][;?!»]|(?<!https)(?<!\u00a0):", text)
    ] == []


@pytest.mark.parametrize(
    ("language", "terms"),
    [
        (
            "fr",
            [
                "Comité permanent",
                "Conférence des Parties",
                "Secrétariat",
                "Mémorandum d\u2019entente",
            ],
        ),
        ("es", ["Comité Permanente", "Conferencia de las Partes", "Secretaría", "Memorando de"]),
    ],
)
def test_translations_use_the_terms_of_the_field(language: str, terms: list[str]) -> None:
    whole = "\n".join(contents.version_0_translation(language).values())

    assert [term for term in terms if term not in whole] == []
