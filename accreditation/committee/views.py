"""The Committee's room: what is before it, and one page for each item."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from accreditation.committee import reading
from accreditation.committee.dossiers import ShownDossier, shown
from accreditation.committee.forms import PositionForm
from accreditation.committee.items import Item, ItemState
from accreditation.committee.positions import Position, Recusal, place_on, recused_seats
from accreditation.committee.records import counted, participation
from accreditation.committee.roll import roll_call, seats_by_region, stepped_out
from accreditation.committee.seats import NOT_CONFIRMED, Representative, Term, places_of
from accreditation.committee.tally import Rules, SeatLine
from accreditation.committee.words import OUTCOMES, arithmetic, rules_in_words
from accreditation.workflow import open_steps
from partners.clock import PortalNow

PAGE = 25
SHOWN = {
    "all": _("All"),
    "open": _("Open for decision"),
    "published": _("Published"),
}


@dataclass(frozen=True)
class OwnDecisions:
    """How many open items a person's seat has answered, and the first of those still to be."""

    place: Representative
    done: int
    total: int
    first: list[Item]

    @property
    def further(self) -> int:
        """How many more there are than shown."""
        return self.total - self.done - len(self.first)


def own_decisions(place: Representative) -> OwnDecisions:
    """What is asked of a seat now, what is due first on top."""
    seat = {"item": OuterRef("pk"), "seat": place.seat.code}
    answered = Exists(Position.objects.filter(**seat)) | Exists(Recusal.objects.filter(**seat))
    asked = Item.objects.filter(
        Q(closes_at=None) | Q(closes_at__gte=PortalNow()),
        term=place.seat.term_id,
        state=ItemState.OPEN,
    )
    waiting = asked.exclude(answered).select_related("meeting").defer("dossier", "record")
    return OwnDecisions(
        place=place,
        done=asked.filter(answered).count(),
        total=asked.count(),
        first=list(waiting.order_by("closes_at", "pk")[:PAGE]),
    )


def decisions_of(user: Any) -> list[OwnDecisions]:
    """What is asked of a representative, by term; nothing for everybody else."""
    places: dict[int, Representative] = {}
    for place in places_of(user):
        places.setdefault(place.seat.term_id, place)
    return [own_decisions(place) for place in places.values()]


class CommitteeView(View):
    """The seats, what is asked of the reader's seat, and every item the reader may see."""

    def items(self, request: HttpRequest) -> "QuerySet[Item]":
        """The items visible to the reader, the newest move first."""
        found = Item.objects.visible_to(request.user)
        match request.GET.get("show"):
            case "open":
                found = found.filter(state=ItemState.OPEN)
            case "published":
                found = found.filter(state=ItemState.PUBLISHED)
        found = found.select_related("meeting").defer("dossier", "record")
        return found.order_by("-state_since", "-pk")

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        term = Term.objects.current()
        seats = list(term.seats.select_related("party", "alternate_party")) if term else []
        offices = {seat.code: seat.get_office_display() for seat in seats}
        page = Paginator(self.items(request), PAGE).get_page(request.GET.get("page"))
        for item in page:
            item.result = OUTCOMES.get(item.outcome)  # type: ignore[attr-defined] # for the page
        context = {
            "term": term,
            "regions": seats_by_region([seat.line() for seat in seats], offices),
            "decisions": decisions_of(request.user),
            "page_obj": page,
            "shown": SHOWN,
            "showing": request.GET.get("show", "all"),
            "not_confirmed": NOT_CONFIRMED,
        }
        return render(request, "committee/list.html", context)


def item_of(request: HttpRequest, reference: str) -> Item:
    """The item, if the reader may know of it; otherwise there is none (404)."""
    found = Item.objects.visible_to(request.user).select_related("meeting", "term", "follows")
    item: Item = get_object_or_404(found, reference=reference)
    return item


def _own_side(item: Item, user: Any) -> dict[str, Any]:
    """What the reader's own seat has to do with the item."""
    place = place_on(item, user) if user.is_authenticated else None
    if place is None:
        return {"place": None}
    said = item.positions.filter(seat=place.seat.code).select_related("by").order_by("-at", "-pk")
    own = list(said)
    late = item.closes_at is not None and item.stamp > item.closes_at
    recused = place.seat.code in recused_seats(item)
    return {
        "place": place,
        "own_positions": own,
        "seen": sum(position.capacity == place.capacity for position in own),
        "is_recused": recused,
        "is_late": late and item.is_open,
        "may_speak": item.is_open and not late and not recused,
        "may_step_out": item.may_be_left and not late and not recused and place.is_of_the_member,
        "likely_conflict": reading.has_likely_conflict(item, user),
    }


def _result(item: Item) -> dict[str, Any]:
    """The count with its arithmetic, and the roll call once published."""
    if not item.is_counted:
        return {}
    rules = Rules.from_json(item.rules)
    result = counted(item)
    seats = [SeatLine.from_json(line) for line in item.seats]
    return {
        "outcome": OUTCOMES[item.outcome],
        "arithmetic": arithmetic(result, rules),
        "roll": roll_call(seats, result) if item.is_published else None,
    }


def _dossier(item: Item, user: Any) -> ShownDossier | None:
    """The frozen dossier, for those who may read it."""
    content = json.loads(item.dossier)
    if not reading.may_read_dossier(item, user, content):
        return None
    return shown(item, content)


def item_page(
    request: HttpRequest,
    item: Item,
    *,
    form: PositionForm | None = None,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Everything on an item, on one page."""
    own = _own_side(item, request.user)
    if form is None and own.get("may_speak"):
        form = PositionForm(item=item, initial={"after": own["seen"]})
    seats = item.seats or [
        s.line() for s in item.term.seats.select_related("party", "alternate_party")
    ]
    context = {
        "item": item,
        "form": form,
        "reasons": reasons or [],
        "rules": rules_in_words(item.rules),
        "not_confirmed": NOT_CONFIRMED,
        "regions": seats_by_region(seats, stepped_out(recused_seats(item))),
        "participation": participation(item) if item.is_open else None,
        "dossier": _dossier(item, request.user),
        "is_insider": reading.is_of_the_house(item, request.user),
        "has_steps": request.user.is_authenticated and bool(open_steps(item, request.user)),
        **own,
        **_result(item),
    }
    return render(request, "committee/item.html", context, status=status)


class ItemView(View):
    """One item."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        return item_page(request, item_of(request, reference))
