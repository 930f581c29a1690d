"""One page for each item: what its reader may see, gathered in one place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views import View

from accreditation.committee import reading
from accreditation.committee.brief import Brief, brief_of
from accreditation.committee.dossiers import ShownDossier, shown
from accreditation.committee.forms import PositionForm
from accreditation.committee.items import Item
from accreditation.committee.member_forms import GateForm, NoteForm
from accreditation.committee.notes import note_of
from accreditation.committee.objections import held_objections
from accreditation.committee.observers import observed_terms
from accreditation.committee.own_side import own_side
from accreditation.committee.positions import Position, place_on
from accreditation.committee.records import counted, participation, tally_of
from accreditation.committee.roll import Region, roll_call, seats_by_region, stepped_out
from accreditation.committee.seats import Representative
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.tally import Rules, SeatLine, Tally
from accreditation.committee.words import OUTCOMES, arithmetic, rules_in_words
from accreditation.history import ShownEntry, shown_entries
from accreditation.ledger import LedgerEntry
from accreditation.workflow import open_steps
from partners.zones import HOME

EARLIER = 20


class PersonalView(View):
    """A page that differs by reader: no cache keeps it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, and say so."""
        response = super().dispatch(request, *args, **kwargs)
        if request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


def zone_of(user: Any) -> str:
    """The person's own time zone; empty where it is Bonn's."""
    zone: str = getattr(user, "time_zone", HOME)
    return "" if zone == HOME else zone


def item_of(request: HttpRequest, reference: str) -> Item:
    """The item, if the reader may know of it; otherwise there is none (404)."""
    found = Item.objects.visible_to(request.user).select_related("meeting", "term", "bloc")
    item: Item = get_object_or_404(found, reference=reference)
    return item


@dataclass(frozen=True)
class Reader:
    """How a person stands to an item."""

    user: Any
    place: Representative | None
    is_of_committee: bool
    is_insider: bool
    is_out: bool
    has_to_declare: bool
    reads_dossier: bool
    observes: bool

    @property
    def keeps_a_note(self) -> bool:
        """Whether the person may write a private note on the item."""
        return (self.place is not None or self.observes) and not self.is_out


def reader_of(item: Item, user: Any) -> Reader:
    """How a person, signed in or not, stands to an item."""
    return Reader(
        user=user,
        place=place_on(item, user),
        is_of_committee=reading.is_of_the_committee(item, user),
        is_insider=reading.is_of_the_house(item, user),
        is_out=reading.is_out(item, user),
        has_to_declare=reading.has_to_declare(item, user),
        reads_dossier=reading.may_read_dossier(item, user),
        observes=item.term_id in observed_terms(user),
    )


def item_page(
    request: HttpRequest,
    item: Item,
    *,
    form: PositionForm | None = None,
    note: NoteForm | None = None,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Everything on an item, on one page; to those who are out of it, only that they are."""
    who = reader_of(item, request.user)
    context: dict[str, Any] = {"item": item, "place": who.place, "reasons": reasons or []}
    if who.is_out and not item.is_published:
        return render(request, "committee/item_out.html", context, status=status)
    context |= {**_own(item, who), **_read(item, who), **_decided(item, who)}
    context |= {key: given for key, given in (("form", form), ("note", note)) if given}
    return render(request, "committee/item.html", context, status=status)


def _own(item: Item, who: Reader) -> dict[str, Any]:
    """What the person may do: declare, state a position, keep a note, take steps."""
    own = own_side(item, who.place, who.user, is_barred=who.is_out or who.has_to_declare)
    speaks = own is not None and own.may_speak
    return {
        "own": own,
        "form": PositionForm(item=item, initial={"after": own.seen}) if own and speaks else None,
        "gate": GateForm(item=item, user=who.user) if who.has_to_declare else None,
        "likely_conflict": who.is_insider and reading.has_likely_conflict(item, who.user),
        "may_declare": _may_declare(item, who),
        "note": _note(item, who),
        "zone": zone_of(who.user),
        "is_insider": who.is_insider,
        "has_steps": _has_steps(item, who.user),
    }


def _may_declare(item: Item, who: Reader) -> bool:
    """Whether a conflict may still be declared by somebody who passed the gate, or has none."""
    takes_part = who.place is not None or observed_terms(who.user).get(item.term_id, False)
    return bool(takes_part and item.is_on_the_table and not who.is_out and not who.has_to_declare)


def _note(item: Item, who: Reader) -> NoteForm | None:
    """The person's private note."""
    if not who.keeps_a_note:
        return None
    kept = note_of(item, who.user)
    return NoteForm(initial={"text": kept.text if kept else ""})


def _has_steps(item: Item, user: Any) -> bool:
    """Whether a step is the person's here; lifting out is, only of items moved together."""
    if not user.is_authenticated:
        return False
    found = [step.name for step in open_steps(item, user)]
    return bool(found if item.is_moved_together else set(found) - {"lift_out"})


def _read(item: Item, who: Reader) -> dict[str, Any]:
    """The dossier and what goes with it, behind the gate."""
    dossier: ShownDossier | None = None
    summary: Brief | None = None
    if who.reads_dossier:
        dossier = shown(item, json.loads(item.dossier))
        summary = brief_of(item, dossier.content)
    visible = Item.objects.visible_to(who.user).defer("dossier", "record")
    return {
        "dossier": dossier,
        "brief": summary,
        "earlier": [] if who.has_to_declare else list(_earlier(item, who)),
        "follows": visible.filter(pk=item.follows_id).first(),
        "followed_by": list(visible.filter(follows=item).order_by("pk")),
        "rules": rules_in_words(item.rules),
        "not_confirmed": "" if item.is_confirmed else NOT_CONFIRMED,
        "history": _history(item, who) if who.is_insider else None,
    }


@dataclass(frozen=True)
class EarlierDecision:
    """An item that was before the Committee earlier on the same subject."""

    item: Item
    outcome: Any
    objections: list[Position]


def _earlier(item: Item, who: Reader) -> Iterator[EarlierDecision]:
    """Earlier items on the subject, or on the same organisation, that the reader may see."""
    same = Q(subject_kind=item.subject_kind, subject_reference=item.subject_reference)
    if item.organisation_id is not None and who.is_insider:
        same |= Q(organisation=item.organisation_id)
    visible = Item.objects.visible_to(who.user).filter(same, pk__lt=item.pk)
    read = visible.select_related("meeting").prefetch_related("positions", "recusals")
    for found in read.defer("dossier", "record").order_by("-pk")[:EARLIER]:
        yield EarlierDecision(
            item=found,
            outcome=OUTCOMES.get(found.outcome),
            objections=_objections(found, who),
        )


def _objections(item: Item, who: Reader) -> list[Position]:
    """The objections that blocked a decision, for members and officers; for all once published."""
    if item.outcome != "objected":
        return []
    if not item.is_published and not _is_told(item, who.user):
        return []
    return held_objections(item)


def _is_told(item: Item, user: Any) -> bool:
    """Whether a person may read before publication why seats objected: no observer may."""
    return reading.is_of_the_committee(item, user) and not reading.is_out(item, user)


def _history(item: Item, who: Reader) -> list[ShownEntry]:
    """The acts on an item; before the count, of positions and declarations only the seat's own."""
    entries = shown_entries(item, who.user)
    if item.is_counted:
        return entries
    told = LedgerEntry.objects.filter(
        object=item.reference, act__in=["item.position", "item.declare"]
    )
    hidden = set(told.exclude(actor=str(who.user.uuid)).values_list("seq", flat=True))
    return [entry for entry in entries if entry.seq not in hidden]


def _decided(item: Item, who: Reader) -> dict[str, Any]:
    """Participation while it is open; afterwards the count with its arithmetic; the roll call."""
    rules = Rules.from_json(item.rules)
    seats = item.seat_lines()
    takes_part = item.is_open and item.shows_participation and who.is_insider
    found: dict[str, Any] = {
        "participation": participation(item) if takes_part else None,
        "regions": seats_by_region(seats, stepped_out(item.recused_seats())),
        "roll": _roll(item, who),
    }
    if item.is_counted:
        found |= {
            "outcome": OUTCOMES[item.outcome],
            "arithmetic": arithmetic(counted(item), rules),
        }
    return found


def _roll(item: Item, who: Reader) -> list[Region] | None:
    """What each seat says: published, to all; before, to members and officers, never observers.

    While the item is open, only where its rules show the running count.
    """
    may_see = item.is_published or (who.is_of_committee and not who.has_to_declare)
    if not may_see or not item.opened_at or not (item.is_counted or item.is_open):
        return None
    if item.hides_running_count:
        return None
    tally: Tally = tally_of(item, opened_at=item.opened_at, closes_at=item.closes_at or item.stamp)
    return roll_call([SeatLine.from_json(line) for line in item.seats], tally)
