"""Tags of the Secretariat's desk: what waits on whom, and the steps open on an object."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django import template
from django.db.models import Count, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.applications.invitations import InvitationState
from accreditation.applications.models import Application, ApplicationExtension
from accreditation.applications.states import ApplicationState
from accreditation.committee.asked_out import asked_out_of
from accreditation.committee.desk_work import links_of, piles
from accreditation.committee.items import Item, ItemState
from accreditation.committee.models import TranscriptionState
from accreditation.history import shown_entries
from accreditation.ledger import LedgerEntry
from accreditation.machine import KINDS, Stateful
from accreditation.proposals.groups import GroupState
from accreditation.proposals.proposals import ProposalState
from accreditation.register.accreditations import HELD, AccreditationState
from accreditation.register.models import ConditionProof
from accreditation.screening.panel import Panel
from accreditation.templatetags.portal import listed_steps

register = template.Library()


class Lane(Enum):
    """On whom work waits."""

    US = _("Waiting on us")
    NGO = _("Waiting on the NGO")
    COMMITTEE = _("Waiting on the Committee")


def report_states(name: str) -> list[str]:
    """A state of the partner reports, which live above this app; none where they are not there."""
    model = KINDS.get("report")
    return [getattr(model.State, name)] if model is not None else []


def waiting() -> dict[Lane, list[tuple[str, list[str]]]]:
    """For each lane, the kinds and the states in which they wait on it."""
    return {
        Lane.US: [
            ("group", [GroupState.PLANNED]),
            (
                "proposal",
                [ProposalState.PLANNED, ProposalState.SUBMITTED, ProposalState.RETURNED],
            ),
            ("invitation", [InvitationState.DRAFT]),
            (
                "application",
                [
                    ApplicationState.SUBMITTED,
                    ApplicationState.ASSESSED,
                    ApplicationState.READY,
                    ApplicationState.DEFERRED,
                ],
            ),
            (
                "item",
                [ItemState.PREPARED, ItemState.SCHEDULED, ItemState.CLOSED, ItemState.CERTIFIED],
            ),
            ("transcription", [TranscriptionState.ENTERED]),
            ("report", report_states("SUBMITTED")),
        ],
        Lane.NGO: [
            ("application", [ApplicationState.RETURNED]),
            ("accreditation", [AccreditationState.NOTICE]),
            ("report", report_states("RETURNED")),
        ],
        Lane.COMMITTEE: [("item", [ItemState.OPEN])],
    }


@dataclass(frozen=True)
class Work:
    """How many objects of one kind wait in one state, and since when the oldest does."""

    kind: str | Promise
    state: str | Promise
    number: int
    oldest: datetime
    url: str


def counts() -> dict[tuple[str, str], tuple[int, datetime]]:
    """How many objects are in each state, and since when the oldest is: one query a kind."""
    found = {}
    for kind in sorted({kind for rows in waiting().values() for kind, _states in rows}):
        model: Any = KINDS.get(kind)
        if model is not None:
            rows = model._base_manager.order_by()
            if model is Application:  # what the organisation is asked waits on it
                rows = rows.exclude(pk__in=Application.objects.with_open_questions())
            rows = rows.values_list("state")
            for state, number, oldest in rows.annotate(Count("pk"), Min("state_since")):
                found[kind, state] = (number, oldest)
    return found


def changelist(model: type[Stateful], state: str) -> str:
    """The admin's list of the objects in one state; empty where there is none."""
    try:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    except NoReverseMatch:
        return ""
    return f"{address}?state__exact={state}"


def work(kind: str, state: str, found: tuple[int, datetime]) -> Work:
    """A line of the desk."""
    model = KINDS[kind]
    number, oldest = found
    return Work(
        kind=model._meta.verbose_name_plural or kind,
        state=str(model.State(state).label),
        number=number,
        oldest=oldest,
        url=changelist(model, state),
    )


def beside(lane: Lane) -> list[Work]:
    """What waits within a state: requests for more time on us, open questions on the NGO."""
    if lane is Lane.US:
        requests = ApplicationExtension.objects.waiting()
        found = requests.aggregate(number=Count("pk"), oldest=Min("asked_at"))
        waits = Q(
            returned_at=None, condition__met_at=None, condition__accreditation__state__in=HELD
        )
        proofs = ConditionProof.objects.filter(waits).aggregate(
            number=Count("pk"), oldest=Min("sent_at")
        )
        return [
            Work(_("requests for more time"), _("to decide"), url=more_time(), **found),
            Work(_("proofs of conditions"), _("to look at"), url=proofs_sent(), **proofs),
        ]
    if lane is Lane.NGO:
        questions = Application.objects.with_open_questions()
        found = questions.aggregate(
            number=Count("pk", distinct=True), oldest=Min("questions__asked_at")
        )
        state = ApplicationState.ASSESSED
        url = changelist(Application, state)
        return [Work(_("applications in assessment"), _("questions open"), url=url, **found)]
    return []


def more_time() -> str:
    """The admin's list of the applications for which more time is asked."""
    return f"{reverse('admin:accreditation_application_changelist')}?more_time=asked"


def proofs_sent() -> str:
    """The admin's list of the accreditations with a proof to look at."""
    return f"{reverse('admin:accreditation_accreditation_changelist')}?proof=sent"


@register.inclusion_tag("admin/desk.html", takes_context=True)
def desk(context: template.Context) -> dict[str, Any]:
    """What waits on us, on NGOs and on the Committee."""
    found = counts()
    lanes = []
    for lane, rows in waiting().items():
        lines = [
            work(kind, state, found[kind, state])
            for kind, states in rows
            for state in states
            if (kind, state) in found
        ]
        lines += [line for line in beside(lane) if line.number]
        lanes.append(
            {"title": lane.value, "lines": lines, "number": sum(line.number for line in lines)}
        )
    return {"lanes": lanes, "request": context.get("request")}


@register.inclusion_tag("admin/desk_steps.html", takes_context=True)
def desk_steps(context: template.Context, obj: Any) -> dict[str, Any]:
    """The steps open to the officer on an object; each comes back to the page it was taken from."""
    request = context["request"]
    return {
        "steps": listed_steps(obj, request.user),
        "next": request.path,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("admin/desk_committee.html")
def committee_work() -> dict[str, Any]:
    """What waits on the Secretariat in the Committee's room, piece by piece."""
    return {"piles": piles()}


@register.inclusion_tag("committee/desk_room_links.html", takes_context=True)
def room_links(context: template.RequestContext, item: Item) -> dict[str, Any]:
    """Where the Secretariat, or whoever presides, goes from an item."""
    return {"links": links_of(item, context.request.user)}


@register.inclusion_tag("committee/asked_out.html", takes_context=True)
def asked_out(context: template.RequestContext, item: Item) -> dict[str, Any]:
    """The States that stepped out of an item because they were asked to."""
    return {"asked_out": list(asked_out_of(item, context.request.user))}


@register.inclusion_tag("components/history.html", takes_context=True)
def item_history(context: template.RequestContext, item: Item) -> dict[str, Any]:
    """The acts on an item, without those from which one could read who spoke before the count."""
    entries = shown_entries(item, context.request.user)
    if item.hides_running_count and not item.shows_participation:
        spoken = LedgerEntry.objects.filter(object=item.reference, act="item.position")
        hidden = set(spoken.values_list("seq", flat=True))
        entries = [entry for entry in entries if entry.seq not in hidden]
    return {"entries": entries}


@register.inclusion_tag("admin/screening_panel.html", takes_context=True)
def screening_panel(context: template.Context, application: Application) -> dict[str, Any]:
    """The last screening of the names of an application, with its hits and their verdicts."""
    return {
        "application": application,
        "panel": Panel(application),
        "csrf_token": context.get("csrf_token"),
    }
