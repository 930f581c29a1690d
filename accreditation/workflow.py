"""The one door through which any object changes state.

`perform` locks, looks, checks who and what must hold, takes the step, saves, carries out what
follows, writes the ledger, owes the notices - all in one transaction. Wrong state, wrong person and
not ready are three answers: StepRefused, PermissionDenied, NotReady.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.ledger import LedgerEntry, Refusal, actor_id, record
from accreditation.machine import KINDS, Stateful, Step, Text, method_of
from partners.clock import portal_now

S = TypeVar("S", bound=Stateful)
T = TypeVar("T")


class StepRefused(Exception):  # noqa: N818 - an answer, not a fault
    """The object's state does not allow the step (HTTP 409)."""


class NotReady(Exception):  # noqa: N818 - an answer, not a fault
    """What must hold does not; `reasons` say why, in the person's language."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep the reasons."""
        self.reasons = reasons
        super().__init__("; ".join(reasons))


@dataclass
class Act:
    """A step under way: who takes it, what was given, and what it brings along."""

    by: Any
    step: Step
    given: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    brought: list[dict[str, str]] = field(default_factory=list)
    told: list[tuple[Stateful, str]] = field(default_factory=list)
    held: ExitStack = field(default_factory=ExitStack)

    def enter(self, **data: Any) -> None:
        """Put facts into the act's ledger entry: keys, numbers and hashes, never personal data."""
        self.data |= data

    def hold(self, context: AbstractContextManager[T]) -> T:
        """Enter a context that ends once the act's transaction has ended, failing where it does.

        For what no transaction takes back, such as stored bytes.
        """
        return self.held.enter_context(context)

    def bring(self, name: str, obj: S, /, **given: Any) -> S:
        """Take a step that follows from this one, by the portal itself, on the same entry."""
        fresh = _locked(obj)
        declared = _declared(name, fresh)
        source = fresh.state
        _check(declared, fresh, by=None)
        follow = Act(by=self.by, step=declared, given=given, data=self.data, brought=self.brought)
        follow.told, follow.held = self.told, self.held
        self.brought.append(
            {"step": f"{fresh.kind}.{name}", "object": fresh.reference, "from": source}
        )
        _move(fresh, follow)
        self.told.append((fresh, name))
        return fresh


Teller = Callable[[Stateful, str, LedgerEntry, Any], None]
TELLERS: list[Teller] = []


def _locked(obj: S) -> S:
    """The row itself, fresh and locked, with what must be locked before it."""
    for other in obj.locks_before():
        type(other)._base_manager.select_for_update().get(pk=other.pk)
    fresh: S = type(obj)._base_manager.select_for_update().get(pk=obj.pk)
    fresh._stamp = portal_now()
    return fresh


def _declared(name: str, obj: Stateful) -> Step:
    """The step of that name, which must be declared."""
    try:
        return obj.STEPS[name]
    except KeyError:
        raise StepRefused(_("There is no such step.")) from None


def _check(declared: Step, obj: Any, *, by: Any) -> None:
    """State, person, and what must hold: in this order."""
    if obj.state not in declared.sources:
        raise StepRefused(
            _("%(reference)s is now “%(state)s”: “%(step)s” is no longer possible.")
            % {
                "reference": obj.reference,
                "state": obj.get_state_display(),
                "step": declared.label,
            }
        )
    if not declared.who(obj, by):
        raise PermissionDenied(
            _("Only %(who)s may do this.") % {"who": declared.who.label},
        )
    if reasons := declared.blockers(obj):
        raise NotReady(reasons)


def _move(obj: Any, act: Act) -> None:
    """Run the step's body, fill in, save, and carry out what follows."""
    obj._door_open = True
    try:
        method_of(type(obj), act.step.name)(obj, **act.given)
    finally:
        obj._door_open = False
    if act.step.target:
        obj.state_since = obj.stamp
    for fills in act.step.fills:
        fills(obj, act)
    obj.save()
    for follows in act.step.then:
        follows(obj, act)


@contextmanager
def refusals_kept(act: str, reference: str, by: Any) -> Iterator[None]:
    """One transaction for the act; a refusal goes to the security log in its own."""
    try:
        with transaction.atomic():
            yield
    except (StepRefused, PermissionDenied, NotReady) as refusal:
        Refusal.objects.create(
            actor=actor_id(by),
            act=act[:120],
            object=reference[:80],
            reason=type(refusal).__name__,
        )
        raise


def perform(name: str, obj: S, /, *, by: Any = None, **given: Any) -> S:
    """Take a step; the fresh object. `by=None` is the portal itself.

    Raises StepRefused (wrong state), PermissionDenied (wrong person), NotReady (with reasons).
    """
    with ExitStack() as held, refusals_kept(f"{obj.kind}.{name}", obj.reference, by):
        return _perform(name, obj, by=by, given=given, held=held)


def _perform(name: str, obj: S, *, by: Any, given: dict[str, Any], held: ExitStack) -> S:
    """The step and everything that goes with it, inside the transaction."""
    fresh = _locked(obj)
    declared = _declared(name, fresh)
    source = fresh.state
    _check(declared, fresh, by=by)
    act = Act(by=by, step=declared, given=given, held=held)
    _move(fresh, act)
    data = act.data | {"from": source, "to": fresh.state}
    if act.brought:
        data["brought"] = act.brought
    entry = record(f"{fresh.kind}.{name}", fresh.reference, by=by, data=data)
    fresh.entry = entry
    moved: list[tuple[Stateful, str]] = [(fresh, name), *act.told]
    for told, what in moved:
        for tell in TELLERS:
            tell(told, what, entry, by)
    return fresh


@dataclass(frozen=True)
class OpenStep:
    """A step that a person may take from here, with the reasons why not yet."""

    name: str
    label: str
    weight: str
    reasons: list[str]
    is_shown: bool = True


def open_steps(obj: Any, user: Any) -> list[OpenStep]:
    """The steps that this person may take from the object's state, ready or not."""
    return [
        OpenStep(
            name=s.name,
            label=str(s.label),
            weight=s.weight,
            reasons=s.blockers(obj),
            is_shown=s.is_shown(obj),
        )
        for s in obj.STEPS.values()
        if obj.state in s.sources and user is not None and s.who(obj, user)
    ]


def blockers(name: str, obj: Any) -> list[str]:
    """Why the step cannot be taken now, whoever asks; empty when it can."""
    declared = obj.STEPS[name]
    if obj.state not in declared.sources:
        return [_("This is not possible from “%(state)s”.") % {"state": obj.get_state_display()}]
    return declared.blockers(obj)


def find(kind: str) -> type[Stateful]:
    """The model of a kind of object that carries a state."""
    return KINDS[kind]


def label_of(act: str) -> Text:
    """The label of an act as the ledger keeps it, for pages."""
    kind, _dot, name = act.partition(".")
    model = KINDS.get(kind)
    declared = model.STEPS.get(name) if model else None
    return declared.label if declared else ACTS.get(act, act)


ACTS: dict[str, Text] = {}
