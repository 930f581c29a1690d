"""Tags by which templates ask what stands: gates, next move, open steps, state, history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation import mandate
from accreditation.history import shown_entries
from accreditation.machine import Waits
from accreditation.proposals.question_words import sections_in_full
from accreditation.proposals.questions import to_text
from accreditation.proposals.questions_values import table_of
from accreditation.stepping import takes_form
from accreditation.workflow import OpenStep, open_steps

register = template.Library()


@register.inclusion_tag("components/gates.html", takes_context=True)
def gates(context: template.Context, *, compact: bool = False) -> dict[str, Any]:
    """The seven gates of the mandate; looked up once a request."""
    request = context.get("request")
    found = getattr(request, "_gates", None)
    if found is None:
        found = mandate.gates()
        if request is not None:
            request._gates = found
    return {"gates": found, "compact": compact}


@dataclass(frozen=True)
class Move:
    """Who must move next, since when, by when, and what happens on silence."""

    who: str
    since: datetime
    by: datetime | None
    silence: str
    done: bool
    ics_url: str | None = None


def move_of(obj: Any) -> Move:
    """The next move on an object, in plain words, as everybody reads it."""
    return _move(obj, obj.waits())


def _move(obj: Any, waits: Waits | None) -> Move:
    """The next move in plain words; a file for calendars only of what everybody reads."""
    if waits is None:
        return Move(
            who=_("nobody: this is finished"), since=obj.state_since, by=None, silence="", done=True
        )
    by = getattr(obj, waits.until, None) if waits.until else None
    has_file = by is not None and not obj.has_own_calendar and waits == obj.waits()
    return Move(
        who=str(waits.who),
        since=waits.since or obj.state_since,
        by=waits.by or by,
        silence=str(waits.silence),
        done=False,
        ics_url=reverse("step-calendar", args=[obj.kind, obj.reference]) if has_file else None,
    )


@register.inclusion_tag("components/next_move.html")
def next_move(obj: Any) -> dict[str, Any]:
    """Who moves next."""
    return {"move": move_of(obj)}


@register.inclusion_tag("components/next_move.html")
def next_move_within(obj: Any) -> dict[str, Any]:
    """Who moves next, as those concerned read it."""
    return {"move": _move(obj, obj.waits_within())}


@dataclass(frozen=True)
class ShownStep:
    """An open step as a page shows it."""

    name: str
    label: str
    url: str
    reasons: list[str]
    needs_page: bool
    weight: str


def shown(obj: Any, step: OpenStep) -> ShownStep:
    """An open step with its address; steps that ask for something have a page of their own."""
    return ShownStep(
        name=step.name,
        label=step.label,
        url=reverse("step", args=[obj.kind, obj.reference, step.name]),
        reasons=step.reasons,
        needs_page=takes_form(obj.kind, step.name) or step.weight == "danger",
        weight=step.weight,
    )


def listed_steps(obj: Any, user: Any) -> list[ShownStep]:
    """The steps open to the person, without those that answer what was not asked."""
    return [shown(obj, step) for step in open_steps(obj, user) if step.is_shown]


@register.inclusion_tag("components/steps.html", takes_context=True)
def steps(context: template.Context, obj: Any) -> dict[str, Any]:
    """The steps open to the person from here, with the reasons for those not yet possible."""
    user = context["request"].user
    found = listed_steps(obj, user) if user.is_authenticated else []
    return {"steps": found, "request": context["request"], "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("components/state.html")
def state(obj: Any) -> dict[str, Any]:
    """The state in a word, with its tone."""
    return {"label": obj.get_state_display(), "tone": obj.TONES.get(obj.state, "neutral")}


@register.inclusion_tag("components/history.html", takes_context=True)
def history(context: template.Context, obj: Any) -> dict[str, Any]:
    """What the ledger holds on an object, oldest first."""
    return {"entries": shown_entries(obj, context["request"].user)}


@register.filter
def answer_text(question: dict[str, Any], value: Any) -> str:
    """An answer in words."""
    return to_text(question, value)


@register.inclusion_tag("components/answer.html")
def answer(question: dict[str, Any], value: Any) -> dict[str, Any]:
    """An answer as a page shows it: in words, or as a table of rows."""
    return {"text": to_text(question, value), "table": table_of(question, value)}


@register.filter
def in_full(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sections of a form with what each question asks for in words."""
    return sections_in_full(sections)
