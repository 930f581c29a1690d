"""Every rule, step of the count and outcome has its words."""

from itertools import product

import pytest

from accreditation.committee import words
from accreditation.committee.tally import (
    EXPLANATIONS,
    LEFT_OUT,
    MAJORITIES,
    OBJECTION_EFFECTS,
    OUTCOMES,
    PROCEDURES,
    SEAT_KINDS,
    TIES,
)

NUMBERS = {
    **dict.fromkeys(LEFT_OUT, 1),
    "have": 3,
    "need": 2,
    "of": 14,
    "yes": 3,
    "no": 3,
    "abstain": 0,
    "objections": 0,
}


@pytest.mark.parametrize("key", EXPLANATIONS)
def test_every_step_of_the_count_can_be_said(key: str) -> None:
    said = words._step(key, NUMBERS)

    assert "%(" not in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("procedure", "majority", "tie", "effect"),
    list(product(PROCEDURES, MAJORITIES, TIES, OBJECTION_EFFECTS)),
)
def test_every_set_of_rules_can_be_said(
    procedure: str, majority: str, tie: str, effect: str
) -> None:
    said = words.rules_in_words(
        {
            "procedure": procedure,
            "voting_kinds": list(SEAT_KINDS),
            "quorum_seats": 7,
            "quorum_regions": 3,
            "majority": majority,
            "tie": tie,
            "objections_to_block": 1,
            "objection_effect": effect,
        }
    )

    assert len(said) >= 3
    assert all("%(" not in line for line in said)


def test_every_outcome_has_a_word_and_a_meaning() -> None:
    assert set(words.OUTCOMES) == set(OUTCOMES)
