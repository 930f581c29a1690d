"""The machine under every workflow: steps, guards, and the triggers compiled from them.

The only module that imports django_fsm. A step declares itself once; `workflow.perform` takes it,
PostgreSQL refuses every other move of the state column, and pages show what is open.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import pgtrigger
from django.db import connection, models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from accreditation.decisions import Basis
from partners.clock import PortalNow, portal_now
from partners.permissions import Predicate

Text = str | Promise

# The demonstration's loader and the tests' factories write rows in any state; production never.
LOADING = (
    "(COALESCE(current_setting('portal.loading', true), '') = 'on'"
    " AND current_setting('portal.mode', true) IN ('demonstration', 'test'))"
)


class Guard:
    """What must hold before a step: called on the object, it gives the reasons why not."""

    def __init__(self, check: Callable[[Any], Iterator[Text]]) -> None:
        """Take the generator of reasons."""
        self.check = check
        self.name = check.__name__
        self.__doc__ = check.__doc__

    def __call__(self, obj: Any) -> list[str]:
        """Reasons in the active language; none when the step may be taken."""
        return [str(reason) for reason in self.check(obj)]


@dataclass(frozen=True)
class Step:
    """A declared transition: from where to where, who, what must hold, and on what it rests.

    An empty `target` is a step that leaves the object where it is, such as an extension. A step
    that answers something is listed only while `shown` holds; it can be taken all the same.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    who: Predicate
    label: Text
    basis: tuple[Basis, ...]
    needs: tuple[Guard, ...]
    fills: tuple[Callable[..., None], ...]
    then: tuple[Callable[..., None], ...]
    weight: str
    shown: Guard | None = None

    def is_shown(self, obj: Any) -> bool:
        """Whether lists of steps name it for this object now."""
        return self.shown is None or not self.shown(obj)

    def leads_to(self, state: str) -> str:
        """The state in which the step leaves an object that is in this one."""
        return self.target or state

    def blockers(self, obj: Any) -> list[str]:
        """Every reason why the step cannot be taken now, whoever asks."""
        return [reason for guard in self.needs for reason in guard(obj)]


@dataclass(frozen=True)
class Waits:
    """Who must move next in a state, until when, and what happens on silence.

    `until` names the object's own deadline; `by` and `since` are instants of something on the way.
    """

    who: Text
    silence: Text = ""
    until: str = ""
    by: datetime | None = None
    since: datetime | None = None


def through_the_door(obj: Any) -> bool:
    """Whether the step is being taken by `workflow.perform`."""
    return bool(getattr(obj, "_door_open", False))


def step(  # noqa: PLR0913 - a step declares everything about itself, by name
    source: str | Sequence[str],
    target: str | None,
    *,
    who: Predicate,
    label: Text,
    basis: Basis | tuple[Basis, ...],
    needs: Sequence[Guard] = (),
    fills: Sequence[Callable[..., None]] = (),
    then: Sequence[Callable[..., None]] = (),
    weight: str = "plain",
    shown: Guard | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a step: its body sets fields only; a target of None leaves the state as it is.

    `fills` sets further fields that need a look at other rows, before the row is saved; `then` is
    what follows once it is saved. Both get the object and the act, in the act's transaction. Lists
    leave the step out while `shown` gives a reason.
    """
    sources = (source,) if isinstance(source, str) else tuple(source)

    def decorate(method: Callable[..., None]) -> Callable[..., None]:
        declared = Step(
            name=method.__name__.rstrip("_"),
            sources=tuple(str(s) for s in sources),
            target=str(target or ""),
            who=who,
            label=label,
            basis=basis if isinstance(basis, tuple) else (basis,),
            needs=tuple(needs),
            fills=tuple(fills),
            then=tuple(then),
            weight=weight,
            shown=shown,
        )
        moved: Callable[..., None] = transition(
            field="state",
            source=list(declared.sources),
            target=declared.target or None,
            conditions=[through_the_door],
        )(method)
        moved.step = declared  # type: ignore[attr-defined] # the declaration travels with it
        return moved

    return decorate


def state_field(states: type[models.TextChoices]) -> Any:
    """The state column: only a step moves it; rows begin in the first state."""
    return FSMField(
        _("state"),
        max_length=24,
        choices=states.choices,
        default=next(iter(states)).value,
        protected=True,
        db_index=True,
    )


class Stateful(ConcurrentTransitionMixin, models.Model):
    """An object that a state carries through the mandate; subclasses declare `state` and steps."""

    kind: ClassVar[str]
    State: ClassVar[Any]
    STEPS: ClassVar[dict[str, Step]]
    WAITS: ClassVar[Mapping[Any, Waits]] = {}
    TONES: ClassVar[dict[str, str]] = {}
    has_own_calendar: ClassVar[bool] = (
        False  # its room gives its dates to calendars, and nobody else
    )

    state: Any
    entry: Any  # the ledger entry of the step just taken, for the receipt
    _stamp: datetime

    reference = models.CharField(_("reference"), max_length=80, unique=True, editable=False)
    state_since = models.DateTimeField(
        _("in this state since"), db_default=PortalNow(), editable=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Reference."""
        return self.reference

    @property
    def stamp(self) -> datetime:
        """The instant by which the step under way is judged; outside a step, now."""
        taken: datetime | None = getattr(self, "_stamp", None)
        return taken or portal_now()

    @property
    def known_as(self) -> tuple[str, ...]:
        """Every reference the object has gone by; the ledger keeps acts under each."""
        return (self.reference,)

    @classmethod
    def referred_to(cls, reference: str) -> models.Q:
        """The object by a reference it goes by, or went by before."""
        return models.Q(reference=reference)

    def locks_before(self) -> Iterable[models.Model]:
        """Objects to lock before this one, so that everyone locks in the same order."""
        return ()

    def waits(self) -> Waits | None:
        """Who must move next from here, or nobody."""
        return self.WAITS.get(self.state)

    def waits_within(self) -> Waits | None:
        """Who must move next, as those concerned read it: what everybody reads, unless it says."""
        return self.waits()


class StateMachine(pgtrigger.Trigger):
    """The declared steps as a trigger: rows begin in the first state and make declared moves only.

    `SET LOCAL portal.loading = 'on'` is the one named way around the first of the two, for the
    demonstration's loader and the tests' factories; production ignores it.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def __init__(self, *, first: str, moves: Sequence[tuple[str, str]]) -> None:
        """Take the first state and every declared (source, target)."""
        self.first = first
        self.moves = sorted(set(moves))
        super().__init__(name="state_machine")

    def get_func(self, model: Any) -> str:
        """PL/pgSQL that refuses undeclared beginnings and moves."""
        pairs = ", ".join(f"('{a}', '{b}')" for a, b in self.moves) or "('', '')"
        table = model._meta.db_table
        return f"""
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> '{self.first}' AND NOT {LOADING} THEN
                    RAISE EXCEPTION 'portal: {table} begins in {self.first}, not in %', NEW.state
                        USING ERRCODE = 'check_violation';
                END IF;
            ELSIF NEW.state IS DISTINCT FROM OLD.state
                AND (OLD.state, NEW.state) NOT IN ({pairs}) THEN
                RAISE EXCEPTION 'portal: {table} has no step from % to %', OLD.state, NEW.state
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """


M = TypeVar("M", bound=type[Stateful])
KINDS: dict[str, type[Stateful]] = {}


def stateful(kind: str) -> Callable[[M], M]:
    """Class decorator: gather the declared steps, compile them to a trigger, name the kind."""

    def decorate(model: M) -> M:
        steps = (getattr(attr, "step", None) for attr in vars(model).values())
        model.STEPS = {s.name: s for s in steps if isinstance(s, Step)}
        model.kind = kind
        moving = [s for s in model.STEPS.values() if s.target]
        moves = [(source, s.target) for s in moving for source in s.sources]
        first = next(iter(model.State)).value
        pgtrigger.register(StateMachine(first=first, moves=moves))(model)
        KINDS[kind] = model
        return model

    return decorate


def method_of(model: type[Stateful], name: str) -> Callable[..., None]:
    """The method that carries a declared step."""
    return next(
        attr
        for attr in vars(model).values()
        if getattr(getattr(attr, "step", None), "name", None) == name
    )


@contextmanager
def loading() -> Iterator[None]:
    """Let rows begin in any state, until the transaction ends: demonstration and tests only."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.loading = 'on'")
        yield
        cursor.execute("SET LOCAL portal.loading = 'off'")


def refuse(name: str, *, when: str, because: str, on: Any = None) -> pgtrigger.Trigger:
    """A row trigger that refuses a write when an SQL condition on NEW and OLD holds."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=on or (pgtrigger.Insert | pgtrigger.Update),
        func=f"""
            IF {when} THEN
                RAISE EXCEPTION 'portal: {because}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


def append_only(*, truncate: bool = True) -> list[pgtrigger.Trigger]:
    """Triggers for rows that are only ever added: no UPDATE, no DELETE, no TRUNCATE."""
    kept = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
    return [kept, no_truncate()] if truncate else [kept]


def no_truncate() -> pgtrigger.Trigger:
    """A trigger against TRUNCATE; the tests' teardown has one named way around it."""
    return pgtrigger.Trigger(
        name="no_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="""
            IF COALESCE(current_setting('portal.teardown', true), '') = 'on'
                AND current_setting('portal.mode', true) = 'test' THEN
                RETURN NULL;
            END IF;
            RAISE EXCEPTION 'portal: % is only ever added to', TG_TABLE_NAME
                USING ERRCODE = 'check_violation';
        """,
    )
