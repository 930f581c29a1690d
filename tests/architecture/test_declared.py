"""Every step declares everything about itself, and every paragraph is some step's basis."""

import pytest

from accreditation.decisions import Clause, Decision
from accreditation.drawing.lanes import GATES, WHO
from accreditation.machine import KINDS, Step
from accreditation.mandate import OPENINGS
from partners.permissions import Predicate

STEPS = {f"{kind}.{name}": s for kind, model in KINDS.items() for name, s in model.STEPS.items()}


@pytest.mark.parametrize("key", sorted(STEPS))
def test_a_step_has_who_label_and_basis(key: str) -> None:
    step: Step = STEPS[key]

    assert isinstance(step.who, Predicate)
    assert str(step.who.label)
    assert str(step.label)
    assert step.basis
    assert all(isinstance(basis, Decision | Clause) for basis in step.basis)
    assert all(guard.__doc__ for guard in step.needs)
    assert step.weight in {"plain", "primary", "danger"}


@pytest.mark.parametrize("key", sorted(STEPS))
def test_a_step_leads_from_and_to_known_states(key: str) -> None:
    kind, _dot, _name = key.partition(".")
    states = {state.value for state in KINDS[kind].State}
    step = STEPS[key]

    assert set(step.sources) | ({step.target} - {""}) <= states
    assert step.target not in step.sources


@pytest.mark.parametrize("basis", [*Decision, *Clause], ids=lambda basis: basis.code)
def test_every_paragraph_and_clause_is_some_steps_basis(basis: Decision | Clause) -> None:
    assert [key for key, step in STEPS.items() if basis in step.basis]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_state_can_be_reached_and_the_first_is_where_rows_begin(kind: str) -> None:
    model = KINDS[kind]
    first, *later = [state.value for state in model.State]
    reached = {first}
    for _round in later:
        reached |= {s.target for s in model.STEPS.values() if s.target and set(s.sources) & reached}

    assert reached == {first, *later}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_state_out_of_which_somebody_must_move_says_who(kind: str) -> None:
    model = KINDS[kind]
    ends = {s.value for s in model.State} - {s for st in model.STEPS.values() for s in st.sources}

    assert not ends & {str(state) for state in model.WAITS}


def test_the_picture_shows_by_which_step_each_gate_is_passed() -> None:
    assert set(GATES) <= set(STEPS)
    assert sorted(GATES.values()) == list(range(1, len(OPENINGS) + 1))
    for key, gate in GATES.items():
        assert OPENINGS[gate - 1].basis in STEPS[key].basis


def test_the_picture_has_a_colour_for_everyone_who_takes_a_step() -> None:
    assert {step.who.name for step in STEPS.values()} <= set(WHO)
