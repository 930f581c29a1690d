"""The content of a process version: what is translated, compared and hashed."""

import json

import pytest

from accreditation.canonical import canonical, sha256_hex
from accreditation.proposals import content as contents
from tests.accreditation.proposals.small_process import question, small_process


def test_texts_are_listed_under_their_addresses_in_the_order_of_reading() -> None:
    texts = contents.paths(small_process())

    assert list(texts)[:8] == [
        "title",
        "summary",
        "criteria/C1/title",
        "criteria/C1/help",
        "form/A/title",
        "form/A/intro",
        "form/A/A1/label",
        "form/A/A1/help",
    ]
    assert list(texts)[-6:] == [
        "documents/D1/title",
        "documents/D1/help",
        "report/R1/title",
        "report/R1/R1a/label",
        "report/R1/R1b/label",
        "after_refusal",
    ]
    assert texts["form/A/A8/choices/youth"] == "Youth"


def test_the_order_of_reading_survives_the_database() -> None:
    content = small_process()
    shuffled = json.loads(canonical(content))

    assert list(contents.paths(shuffled).items()) == list(contents.paths(content).items())


def test_a_translation_replaces_the_texts_it_gives_and_nothing_else() -> None:
    content = small_process()

    french = contents.localise(
        content, {"form/A/A8/choices/youth": "Jeunes", "title": "Un petit processus", "gone": "x"}
    )

    assert contents.differences(content, french) == [
        ("title", "A small process", "Un petit processus"),
        ("form/A/A8/choices/youth", "Youth", "Jeunes"),
    ]
    assert content == small_process()


def test_an_empty_translation_leaves_the_original() -> None:
    assert contents.localise(small_process(), {"title": ""})["title"] == "A small process"


def test_what_is_untranslated_is_named() -> None:
    texts = contents.paths(small_process())
    texts["title"] = "  "
    del texts["after_refusal"]

    assert contents.untranslated(small_process(), texts) == ["title", "after_refusal"]


def test_freezing_gives_the_canonical_text_and_its_hash() -> None:
    text, sha256 = contents.freeze(small_process())

    assert json.loads(text) == small_process()
    assert text == canonical(small_process())
    assert sha256 == sha256_hex(text)


def test_freezing_refuses_what_is_no_process() -> None:
    with pytest.raises(contents.ContentInvalid):
        contents.freeze({"format": "cms-process/1"})


def test_the_heading_carries_the_note() -> None:
    assert contents.heading(small_process()) == "A small process"
    assert contents.heading(small_process() | {"note": "draft"}) == "A small process (draft)"


@pytest.mark.parametrize(
    ("path", "confirmed"),
    [
        ("decision", False),
        ("decision/quorum_seats", False),
        ("validity/years", False),
        ("validity", True),
        ("decisions", True),
        ("completion/days", True),
    ],
)
def test_a_mark_covers_everything_below_it(path: str, confirmed: bool) -> None:
    assert contents.is_confirmed(small_process(), path) is confirmed


def test_questions_and_sections_are_found_by_code() -> None:
    form = small_process()["form"]

    assert [q["code"] for q in contents.questions(form)] == [f"A{n}" for n in range(1, 17)]
    assert contents.question(form, "A6")["type"] == "url"
    assert contents.section(form, "A")["title"] == "Identity"
    with pytest.raises(KeyError):
        contents.question(form, "Z1")
    with pytest.raises(KeyError):
        contents.section(form, "Z")


def test_differences_name_what_changed_came_and_went() -> None:
    old, new = small_process(), small_process()
    question(new, 1)["required"] = False
    new["documents"][0]["code"] = "D2"
    new["documents"][0].pop("help")
    new["decision"]["voting_kinds"] = ["regional"]

    assert contents.differences(old, new) == [
        ("form/A/A1/required", True, False),
        ("documents/D2/title", None, "Statutes"),
        ("documents/D2/required", None, True),
        ("documents/D2/may_explain", None, True),
        ("documents/D2/count", None, 1),
        ("decision/voting_kinds", ["regional", "depositary"], ["regional"]),
        ("documents/D1/title", "Statutes", None),
        ("documents/D1/help", "In force.", None),
        ("documents/D1/required", True, None),
        ("documents/D1/may_explain", True, None),
        ("documents/D1/count", 1, None),
    ]


def test_differences_name_what_changed_places() -> None:
    old, new = small_process(), small_process()
    new["report"][0]["questions"].reverse()

    assert contents.differences(old, new) == [("report/R1", ["R1a", "R1b"], ["R1b", "R1a"])]
    assert contents.differences(old, old) == []
