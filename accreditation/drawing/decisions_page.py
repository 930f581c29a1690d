"""The page that leads from each paragraph of the Decisions to its steps, guards and tests."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pgtrigger
from django.conf import settings
from django.utils import translation
from pgtrigger import registered

from accreditation.decisions import Basis, Clause, Decision
from accreditation.machine import KINDS, Guard, StateMachine, Step

STEPS_TEST = "tests/accreditation/test_steps.py"
SPECIFICATION = "tests/specification.py"
GUARDS_TEST = "tests/accreditation/test_database_guards.py"
# Row history is kept by triggers too; they write and refuse nothing.
WRITES = ("insert_insert", "update_update", "delete_delete")

INTRODUCTION = f"""\
# Decisions, steps, guards, tests

Generated from the declared steps by `manage.py draw_workflow`; a test keeps it current. The picture
is [workflow.svg](workflow.svg). The paragraphs are drafts, as in the COP13 working document
"Synergies and Partnerships", Annex 2; their numbers are data.

Who may take which step in which state is one table, [{SPECIFICATION}](../{SPECIFICATION}). Every
step is taken once, by the person whose it is, in [{STEPS_TEST}](../{STEPS_TEST}), and every guard
stops its step there once; the tests named beside a step show it in its own room.
"""

DATABASE = f"""\
## What PostgreSQL refuses

Whoever writes: page, admin, shell or SQL. Each rule is shown with raw SQL in
[{GUARDS_TEST}](../{GUARDS_TEST}), by the test named beside it.

| Table | Trigger | On | What holds | Shown by |
|---|---|---|---|---|"""


def shown_by(what: str) -> dict[str, list[str]]:
    """The tests that show each of the steps, or of the triggers: docs/shown.toml."""
    text = (Path(settings.BASE_DIR) / "docs" / "shown.toml").read_text("utf-8")
    named: dict[str, list[str]] = tomllib.loads(text)[what]
    return named


def page() -> str:
    """The whole page, in English."""
    with translation.override("en"):
        parts = [INTRODUCTION]
        for decision in Decision:
            paragraph = decision.value
            parts.append(f"## {paragraph.number} · {paragraph.addressed_to}\n")
            parts.append(f"> {paragraph.asks} ({paragraph.when})\n")
            parts.append(_table(decision))
        parts.append("## Clauses of the adopted process\n")
        parts.append(
            "The Decisions only say “approve”. The rest comes from the process the Committee"
            " adopts; the steps that rest on it name its clauses.\n"
        )
        for clause in Clause:
            parts.append(f"### {clause.value}\n")
            parts.append(_table(clause))
        parts.append("\n".join([DATABASE, *_refusals()]))
        return "\n".join(parts) + "\n"


def _table(basis: Basis) -> str:
    """The steps that rest on a paragraph or clause, then their guards in words."""
    resting = [
        (f"{kind}.{step.name}", step)
        for kind, model in KINDS.items()
        for step in model.STEPS.values()
        if basis in step.basis
    ]
    shown = shown_by("steps")
    lines = ["| Step | From → to | Who | What must hold | Shown by |", "|---|---|---|---|---|"]
    lines += [_row(key, step, shown.get(key, [])) for key, step in sorted(resting)]
    guards = {guard.name: guard for _key, step in resting for guard in step.needs}
    if guards:
        lines.append("")
        lines += [f"- `{name}`: {_words(guards[name])}" for name in sorted(guards)]
    return "\n".join(lines) + "\n"


def _row(key: str, step: Step, tests: list[str]) -> str:
    """One step as a row."""
    who = str(step.who.label)
    if step.who.name.endswith("or the_system"):
        who += ", or the portal"
    guards = ", ".join(f"`{guard.name}`" for guard in step.needs) or "none"
    moves = f"{', '.join(step.sources)} → {step.target or 'stays'}"
    links = [f"[{_sentence(test)}](../{test.partition('::')[0]})" for test in tests]
    first = f"`{STEPS_TEST.rpartition('/')[2].removesuffix('.py')}[{key}]`"
    return (
        f"| **{step.label}** `{key}` | {moves} | {who} | {guards} | {'; '.join([first, *links])} |"
    )


def _sentence(test: str) -> str:
    """A test's name as the sentence it is."""
    return test.rpartition("::")[2].removeprefix("test_").replace("_", " ")


def _words(guard: Guard) -> str:
    """A guard's docstring."""
    return " ".join((guard.__doc__ or "").split())


def refusing() -> list[tuple[str, pgtrigger.Trigger]]:
    """Every trigger that refuses, with its table."""
    found = [
        (model._meta.db_table, trigger)
        for model, trigger in registered()
        if trigger.name not in WRITES
    ]
    return sorted(found, key=lambda each: (each[0], str(each[1].name)))


def _refusals() -> Iterator[str]:
    """Every trigger that refuses, as a row."""
    shown = shown_by("triggers")
    for table, trigger in refusing():
        tests = shown.get(f"{table}.{trigger.name}", shown.get(f"*.{trigger.name}", []))
        said = "; ".join(_sentence(test) for test in tests)
        on = str(trigger.operation).replace(" OR ", ", ")
        yield f"| `{table}` | `{trigger.name}` | {on} | {_rule(trigger)} | {said} |"


def _rule(trigger: pgtrigger.Trigger) -> str:
    """What a trigger keeps, in its own words."""
    if isinstance(trigger, StateMachine):
        moves = "; ".join(f"{a} → {b}" for a, b in trigger.moves)
        return f"rows begin in {trigger.first} and move only {moves}"
    if isinstance(trigger, pgtrigger.Protect):
        deleted = str(trigger.operation) == "DELETE"
        return "rows are never deleted" if deleted else "rows are only ever added"
    words = re.findall(r"RAISE EXCEPTION\s+'portal: ([^']*)'", str(trigger.func))
    return "; ".join(words).replace("% is", "the table is")
