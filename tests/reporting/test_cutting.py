"""Cutting the facts of a brief: names last, explanations first, and it is said where."""

from itertools import pairwise
from typing import Any

from reporting.printed.cutting import LIMITS, cut, shortened


def test_a_text_is_cut_between_two_words_and_never_longer_than_before() -> None:
    text = "One two three four five six seven."

    assert shortened("text", text, 34) == text
    assert shortened("text", text, 15) == "One two three…"
    assert shortened("text", "x" * 60, 10) == "x" * 9 + "…"


def test_what_names_a_thing_is_cut_last_and_what_explains_it_left_out() -> None:
    assert shortened("question", "q" * 100, 20) == "q" * 100
    assert shortened("help", "It helps.", 90) == ""
    assert shortened("help", "It helps.", 150) == "It helps."


def test_long_lists_are_cut_and_how_many_are_missing_is_said() -> None:
    found: dict[str, Any] = {"answers": [{"text": f"Answer {n}"} for n in range(5)]}
    short = cut(found, 50, 3)

    assert [line["text"] for line in short["answers"]] == ["Answer 0", "Answer 1", "Answer 2"]
    assert (short["answers_left"], short["changes_left"], short["is_cut"]) == (2, 0, False)
    assert cut({"reasons": "word " * 20}, 50, 3)["is_cut"] is True


def test_every_limit_cuts_at_least_as_much_as_the_one_before() -> None:
    for (long, many), (short, few) in pairwise(LIMITS):
        assert short < long
        assert few <= many
