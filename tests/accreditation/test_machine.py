"""The machine: what a declaration takes, what it makes of it, and the one way around."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accreditation.committee.models import Item, Term
from accreditation.decisions import Clause, Decision
from accreditation.machine import (
    KINDS,
    Guard,
    StateMachine,
    Step,
    append_only,
    loading,
    method_of,
    refuse,
    stateful,
    step,
)
from accreditation.proposals.models import WorkingGroup
from accreditation.workflow import find, label_of
from partners.clock import portal_now
from partners.permissions import is_secretariat, the_system


def declared(**changes: Any) -> Step:
    """A step as declared on a method."""
    kwargs: dict[str, Any] = {"who": is_secretariat, "label": "Go", "basis": Decision.AA_A}

    @step("here", "there", **(kwargs | changes))
    def go(self: Any) -> None:
        """Go there."""

    found: Step = go.step  # type: ignore[attr-defined] # the declaration travels with it
    return found


# --- Declaring ------------------------------------------------------------------------------------


@pytest.mark.parametrize("forgotten", ["who", "label", "basis"])
def test_a_step_cannot_forget_who_label_or_basis(forgotten: str) -> None:
    kwargs: dict[str, Any] = {"who": the_system, "label": "Go", "basis": Decision.AA_A}
    del kwargs[forgotten]

    with pytest.raises(TypeError, match=forgotten):
        step("here", "there", **kwargs)


def test_a_step_takes_one_source_or_several_and_one_basis_or_several() -> None:
    both = declared(basis=(Decision.AA_A, Clause.REPORTING))

    assert declared().sources == ("here",)
    assert declared().basis == (Decision.AA_A,)
    assert both.basis == (Decision.AA_A, Clause.REPORTING)
    assert [*declared().needs, *declared().fills, *declared().then] == []


def test_a_step_that_python_cannot_name_so_ends_in_an_underscore() -> None:
    method = method_of(KINDS["application"], "return")

    assert "return" in KINDS["application"].STEPS
    assert method.__name__ == "return_"


def test_a_step_gives_every_reason_of_every_guard() -> None:
    @Guard
    def two(_obj: Any) -> Iterator[str]:
        """Two reasons."""
        yield "one"
        yield "two"

    @Guard
    def none(_obj: Any) -> Iterator[str]:
        """No reason."""
        yield from ()

    assert declared(needs=[two, none, two]).blockers(None) == ["one", "two", "one", "two"]


def test_a_guard_speaks_the_language_of_who_asks() -> None:
    @Guard
    def lazy(_obj: Any) -> Iterator[Any]:
        """A reason that is translated late."""
        yield _("Yes")

    with translation.override("en"):
        english = lazy(None)
    with translation.override("fr"):
        french = lazy(None)

    assert (english, french) == (["Yes"], ["Oui"])
    assert (lazy.name, lazy.__doc__) == ("lazy", "A reason that is translated late.")


# --- Kinds ----------------------------------------------------------------------------------------


def test_the_kinds_are_what_carries_a_state_through_the_mandate() -> None:
    assert set(KINDS) == {
        "group",
        "proposal",
        "process",
        "item",
        "transcription",
        "invitation",
        "application",
        "accreditation",
        "report",
        "document",
    }
    assert find("item") is Item
    assert {model.kind for model in KINDS.values()} == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_trigger_of_a_kind_has_its_declared_moves(kind: str) -> None:
    model = KINDS[kind]
    [machine] = [t for t in model._meta.triggers if isinstance(t, StateMachine)]  # type: ignore[attr-defined] # pgtrigger's
    moves = {(source, s.target) for s in model.STEPS.values() if s.target for source in s.sources}

    assert set(machine.moves) == moves
    assert machine.first == model.State.values[0]
    for source, target in moves:
        assert f"('{source}', '{target}')" in machine.get_func(model)


def test_an_act_has_the_label_of_its_step() -> None:
    assert str(label_of("application.submit")) == "Submit the application"
    assert str(label_of("item.position")) == "Position taken"
    assert label_of("nobody.knows") == "nobody.knows"


def test_a_kind_without_steps_lets_no_move_by() -> None:
    class State(models.TextChoices):
        ONLY = "only"

    machine = StateMachine(first="only", moves=[])

    assert "NOT IN (('', ''))" in machine.get_func(WorkingGroup)
    assert callable(stateful("none"))
    assert State.values == ["only"]


# --- In the database ------------------------------------------------------------------------------


def test_rows_load_in_any_state_by_the_named_way_only(term: Term) -> None:
    with pytest.raises(DatabaseError, match="begins in planned"), transaction.atomic():
        WorkingGroup.objects.create(term=term, title="Group", state="closed")
    with loading():
        group = WorkingGroup.objects.create(term=term, title="Group", state="closed")

    assert group.state == "closed"
    assert not is_loading()


def test_loading_ends_with_an_error_too(term: Term) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), loading():
        raise ZeroDivisionError

    assert not is_loading()


def is_loading() -> bool:
    """Whether this transaction may load."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting('portal.loading', true), '')")
        return bool(cursor.fetchone()[0] == "on")


def test_a_refusal_says_why_in_its_own_words() -> None:
    trigger = refuse("never", when="TRUE", because="it is so")

    assert "RAISE EXCEPTION 'portal: it is so'" in str(trigger.func)


def test_what_is_only_added_has_a_guard_against_each_way_out() -> None:
    assert [str(t.operation) for t in append_only()] == ["UPDATE OR DELETE", "TRUNCATE"]
    assert [str(t.operation) for t in append_only(truncate=False)] == ["UPDATE OR DELETE"]


def test_an_object_outside_a_step_is_stamped_now(term: Term) -> None:
    group = WorkingGroup(term=term)

    assert group.stamp <= portal_now()


def test_an_object_says_who_must_move_and_when_nobody_must(term: Term) -> None:
    planned = WorkingGroup(term=term)
    with loading():
        closed = WorkingGroup.objects.create(term=term, title="Group", state="closed")

    waits = planned.waits()
    assert waits is not None
    assert str(waits.who) == "the Secretariat"
    assert closed.waits() is None
