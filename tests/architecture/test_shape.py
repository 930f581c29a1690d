"""The shape of the code: one door, one importer of the state machine, modules of one sitting."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from accreditation.machine import KINDS
from tests.architecture.source import APPS, Module, modules, templates

DOOR = {"accreditation/workflow.py", "accreditation/machine.py"}
LONGEST = 330  # lines
STATE = {"state"}
# Other things than steps are called so too; called past the door, a step refuses itself besides.
COMMON = {
    *("open", "close", "cancel", "return", "render", "issue", "fail", "accept", "submit", "expire"),
    *("freeze", "complete", "present", "adopt", "withdraw", "defer"),
}
OWN_STEPS = {name for model in KINDS.values() for name in model.STEPS} - COMMON


def found(check: ast.AST, module: Module) -> str:
    """Where something was found."""
    return f"{module.name}:{getattr(check, 'lineno', '?')}"


def calls(module: Module) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def test_no_state_is_updated_past_the_door() -> None:
    offending = [
        found(call, module)
        for module in modules()
        if module.name not in DOOR
        for call in calls(module)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"update", "bulk_update"}
        and {keyword.arg for keyword in call.keywords} & STATE
    ]

    assert offending == []


def test_no_state_is_assigned_past_the_door() -> None:
    offending = [
        found(node, module)
        for module in modules()
        if module.name not in DOOR
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state"
    ]

    assert offending == []


def test_no_step_is_called_past_the_door() -> None:
    offending = [
        found(call, module)
        for module in modules()
        if module.name not in DOOR
        for call in calls(module)
        if isinstance(call.func, ast.Attribute) and call.func.attr.rstrip("_") in OWN_STEPS
    ]

    assert offending == []


def test_only_the_machine_imports_the_state_machine() -> None:
    importing = {
        module.name
        for module in modules(*APPS, "tests")
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Import) and any(a.name == "django_fsm" for a in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "django_fsm")
    }

    assert importing == {"accreditation/machine.py"}


def test_no_step_is_taken_by_a_signal_or_a_model_save() -> None:
    """`perform` is called by views, tasks, commands and the demonstration; never below them."""
    below = ("machine.py", "ledger.py", "models.py", "guards.py", "effects.py", "states.py")
    offending = [
        found(call, module)
        for module in modules("accreditation", "reporting")
        if module.path.name in below
        for call in calls(module)
        if isinstance(call.func, ast.Name) and call.func.id == "perform"
    ]

    assert offending == []


@pytest.mark.parametrize("module", list(modules()), ids=lambda module: module.name)
def test_a_module_says_what_it_is_and_can_be_read_in_one_sitting(module: Module) -> None:
    assert ast.get_docstring(module.tree), "says nothing about itself"
    assert len(module.text.splitlines()) <= LONGEST


def test_no_drawer_for_odds_and_ends() -> None:
    names = {part.removesuffix(".py") for module in modules() for part in Path(module.name).parts}

    assert not names & {"utils", "common", "services", "helpers", "misc"}


# --- Templates ------------------------------------------------------------------------------------

PAGES = [path for path in templates() if "pdf" not in path.parts]
named = pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-2:]))


@named
def test_a_template_has_nothing_inline(path: Path) -> None:
    text = path.read_text("utf-8")

    for inline in ("style=", "<style", "javascript:", "{% autoescape off", "|safe"):
        assert inline not in text
    for handler in ("onclick", "onsubmit", "onchange", "onload", "onerror", "oninput", "onfocus"):
        assert f" {handler}=" not in text
    for script in text.split("<script")[1:]:
        assert " src=" in script.partition(">")[0]


@named
def test_a_template_asks_no_state(path: Path) -> None:
    text = path.read_text("utf-8").replace('"', "'").replace("'current'", "")

    for comparison in (".state ==", ".state !=", ".state in", ".state not in"):
        assert comparison not in text.replace("gate.state", "gate_standing")


@named
def test_a_template_that_says_something_can_be_translated(path: Path) -> None:
    text = path.read_text("utf-8")

    if "{% translate" in text or "{% blocktranslate" in text:
        assert "{% load" in text
        assert "i18n" in text
