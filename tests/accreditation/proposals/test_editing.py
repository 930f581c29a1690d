from typing import Any

import pytest

from accreditation.proposals import content as contents
from accreditation.proposals import editing


@pytest.fixture
def content() -> dict[str, Any]:
    return contents.version_0()


def question(content: dict[str, Any], code: str) -> Any:
    return contents.question(content["form"], code)


def criterion(content: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in content["criteria"] if c["code"] == code)
    return found


def test_changing_an_element_leaves_the_content_it_was_given_as_it_was(
    content: dict[str, Any],
) -> None:
    new = editing.changed(content, "validity", {"years": 5})

    assert new["validity"] == {"years": 5}
    assert content == contents.version_0()


def test_the_opening_is_title_note_and_summary(content: dict[str, Any]) -> None:
    new = editing.changed(content, "opening", {"title": "Another title", "summary": "Short."})

    assert (new["title"], new["summary"]) == ("Another title", "Short.")
    assert "note" not in new
    contents.validate(new)


def test_changing_a_section_keeps_its_code_and_questions(content: dict[str, Any]) -> None:
    new = editing.changed(content, "form/A", {"title": "Who you are"})

    section = contents.section(new["form"], "A")
    assert section["title"] == "Who you are"
    assert section["questions"] == contents.section(content["form"], "A")["questions"]
    assert "intro" not in section


def test_a_question_and_a_criterion_go_on_naming_each_other(content: dict[str, Any]) -> None:
    values = {**editing.element(content, "form/A/A1"), "criteria": ["C1", "C7"]}

    new = editing.changed(content, "form/A/A1", values)

    assert "A1" in criterion(new, "C1")["questions"]
    assert "A1" in criterion(new, "C7")["questions"]
    contents.validate(new)


def test_a_criterion_that_names_another_question_is_named_by_it(content: dict[str, Any]) -> None:
    new = editing.changed(content, "criteria/C6", {"title": "Age", "questions": ["A1"]})

    assert question(new, "A1")["criteria"] == ["C6"]
    assert "criteria" not in question(new, "A8")
    contents.validate(new)


def test_a_removed_question_is_named_by_no_criterion(content: dict[str, Any]) -> None:
    new = editing.removed(content, "form/E/E2")

    assert all("E2" not in each["questions"] for each in new["criteria"])
    contents.validate(new)


def test_a_removed_section_takes_its_questions_out_of_the_criteria(
    content: dict[str, Any],
) -> None:
    new = editing.removed(content, "form/F")

    assert all(not code.startswith("F") for each in new["criteria"] for code in each["questions"])
    contents.validate(new)


def test_a_removed_criterion_is_named_by_no_question(content: dict[str, Any]) -> None:
    new = editing.removed(content, "criteria/C3")

    named = [q.get("criteria", []) for q in contents.questions([*new["form"], *new["report"]])]
    assert all("C3" not in codes for codes in named)
    contents.validate(new)


def test_marks_on_what_is_removed_go_with_it(content: dict[str, Any]) -> None:
    content["not_confirmed"].append("criteria/C1/title")

    new = editing.removed(content, "criteria/C1")

    assert "criteria/C1/title" not in new["not_confirmed"]


def test_an_element_is_added_at_the_end(content: dict[str, Any]) -> None:
    new = editing.added(content, "criteria", {"code": "C9", "title": "New", "questions": ["A1"]})

    assert new["criteria"][-1]["code"] == "C9"
    assert question(new, "A1")["criteria"] == ["C9"]
    contents.validate(new)


def test_a_code_given_twice_is_refused_by_the_version(content: dict[str, Any]) -> None:
    new = editing.added(content, "criteria", {"code": "C1", "title": "Again", "questions": []})

    with pytest.raises(contents.ContentInvalid, match="C1 is given more than once"):
        contents.validate(new)


def test_an_element_moves_up_and_down_and_stays_at_the_ends(content: dict[str, Any]) -> None:
    def codes(changed: dict[str, Any]) -> list[str]:
        return [each["code"] for each in changed["criteria"][:3]]

    assert codes(editing.moved(content, "criteria/C1", by=1)) == ["C2", "C1", "C3"]
    assert codes(editing.moved(content, "criteria/C2", by=-1)) == ["C2", "C1", "C3"]
    assert codes(editing.moved(content, "criteria/C1", by=-1)) == ["C1", "C2", "C3"]


def test_a_mark_is_set_once_and_taken_off_with_those_below(content: dict[str, Any]) -> None:
    confirmed = editing.marked(content, "eligibility", confirmed=True)
    again = editing.marked(confirmed, "eligibility", confirmed=False)

    assert editing.is_marked(content, "eligibility")
    assert not editing.is_marked(confirmed, "eligibility")
    assert again["not_confirmed"][-1] == "eligibility"
    assert editing.marked(again, "eligibility", confirmed=False) == again


def test_what_was_seen_of_an_element_changes_with_the_element_only(
    content: dict[str, Any],
) -> None:
    before = editing.seen(content, "criteria/C1")
    elsewhere = editing.changed(content, "validity", {"years": 9})
    here = editing.moved(content, "criteria/C1", by=1)
    changed = editing.changed(content, "criteria/C1", {"title": "Other", "questions": []})

    assert editing.seen(elsewhere, "criteria/C1") == before
    assert editing.seen(here, "criteria/C1") == before
    assert editing.seen(changed, "criteria/C1") != before


@pytest.mark.parametrize(
    "path", ["", "nowhere", "criteria", "criteria/C99", "form/A/A99", "form/Z/A1", "a/b/c/d"]
)
def test_there_is_no_element_at_an_unknown_address(content: dict[str, Any], path: str) -> None:
    with pytest.raises(editing.NoSuchElement):
        editing.element(content, path)


@pytest.mark.parametrize("path", ["", "validity", "form/A/A1", "opening"])
def test_nothing_is_added_where_there_is_no_list(content: dict[str, Any], path: str) -> None:
    with pytest.raises(editing.NoSuchElement):
        editing.added(content, path, {"code": "X1", "title": "X"})


def test_settings_are_not_removed_and_do_not_move(content: dict[str, Any]) -> None:
    for act in (editing.removed, lambda c, p: editing.moved(c, p, by=1)):
        with pytest.raises(editing.NoSuchElement):
            act(content, "validity")
