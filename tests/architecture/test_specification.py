"""One table role x state -> open steps: what the portal offers is what is specified."""

from typing import Any

import pytest

from accreditation.machine import KINDS
from accreditation.workflow import open_steps
from tests.loaded import World
from tests.specification import ROLES, parsed

SPECIFIED = parsed()


def offered(obj: Any, user: Any) -> set[str]:
    """The steps open to a person, as pages get them; to the portal, as it takes them."""
    if user is None:
        return {s.name for s in obj.STEPS.values() if obj.state in s.sources and s.who(obj, None)}
    return {step.name for step in open_steps(obj, user)}


def test_every_kind_and_every_state_is_specified() -> None:
    declared = {kind: {state.value for state in model.State} for kind, model in KINDS.items()}

    assert {kind: set(table) for kind, table in SPECIFIED.items()} == declared


def test_the_cast_has_every_role(everyone: dict[str, Any]) -> None:
    assert tuple(everyone) == ROLES


@pytest.mark.parametrize("kind", sorted(SPECIFIED))
def test_the_open_steps_are_the_specified_ones(
    kind: str, world: World, everyone: dict[str, Any]
) -> None:
    loaded = {state: world.load(kind, state) for state in SPECIFIED[kind]}
    for obj in loaded.values():
        obj.closed_by = obj.entered_by = everyone["secretariat"]

    found = {
        state: {role: offered(obj, user) for role, user in everyone.items()}
        for state, obj in loaded.items()
    }

    assert found == SPECIFIED[kind]


def test_every_declared_step_is_open_to_somebody() -> None:
    open_to = {
        (kind, step)
        for kind, table in SPECIFIED.items()
        for row in table.values()
        for steps in row.values()
        for step in steps
    }

    assert open_to == {(kind, name) for kind, model in KINDS.items() for name in model.STEPS}
