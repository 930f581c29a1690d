"""What a version changes against another, in words."""

from copy import deepcopy
from typing import Any

from accreditation.proposals import content as contents
from accreditation.proposals.changes import Change, changes


def changed(**by: Any) -> list[Change]:
    """The changes against version 0 of a copy in which chapters stand as given."""
    old = contents.version_0()
    return changes(old, deepcopy(old) | by)


def test_the_same_version_changes_nothing() -> None:
    assert changed() == []


def test_of_the_rules_the_sentences_that_are_gone_and_that_came_are_told() -> None:
    [change] = changed(validity={"years": 6})

    assert change == Change(
        "Validity",
        "An accreditation is conferred for 3 years.",
        "An accreditation is conferred for 6 years.",
    )


def test_that_rules_are_confirmed_is_a_change_of_theirs() -> None:
    marks = [mark for mark in contents.version_0()["not_confirmed"] if mark != "decision"]
    [change] = changed(not_confirmed=marks)

    assert change.where == "How the Standing Committee decides"
    assert change.before == "These rules are not confirmed against the CMS Rules of Procedure."
    assert change.after == ""


def test_what_is_new_and_what_is_gone_is_named_once() -> None:
    old = contents.version_0()
    question = {"code": "K1", "type": "text", "label": "Anything more?", "required": False}
    section = {"code": "K", "title": "Last words", "questions": [question]}
    found = changed(form=[*old["form"], section], documents=old["documents"][1:])

    gone = old["documents"][0]
    assert Change("Application form, K", "", "K. Last words") in found
    assert (
        Change(
            f"Required documents, {gone['code']}",
            f"{gone['code']}. {gone['title']}",
            "",
        )
        in found
    )
    assert len(found) == 2


def test_a_change_within_an_element_says_of_what() -> None:
    form = deepcopy(contents.version_0()["form"])
    form[0]["questions"][0] |= {"label": "Full name", "max_length": 99, "type": "longtext"}
    found = {change.where: (change.before, change.after) for change in changed(form=form)}

    assert found == {
        "Application form, A1: kind of answer": ("One line of text", "Longer text"),
        "Application form, A1: question": ("Legal name", "Full name"),
        "Application form, A1: longest answer, in characters": ("250", "99"),
    }


def test_another_order_and_another_text_are_told() -> None:
    old = contents.version_0()
    first, second, *rest = old["criteria"]
    found = changed(criteria=[second, first, *rest], after_refusal="Nothing.", title="Another")

    places = [change.where for change in found]
    assert places == ["What the process is: title", "After a refusal", "Criteria: order"]
    assert found[-1].after.startswith("C2, C1")


def test_clauses_that_were_not_there_are_new() -> None:
    clause = {"code": "K1", "title": "Languages", "text": "English, French or Spanish."}
    without = {key: value for key, value in contents.version_0().items() if key != "clauses"}

    for none in (without, without | {"clauses": []}):
        came = changes(none, without | {"clauses": [clause]})
        went = changes(without | {"clauses": [clause]}, none)
        assert came == [Change("Clauses, K1", "", "K1. Languages")]
        assert went == [Change("Clauses, K1", "K1. Languages", "")]
