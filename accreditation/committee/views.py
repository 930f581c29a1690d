"""The Committee's room: what is before it, and one page for each item."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
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
from partners.clock import PortalNow

PAGE = 25
SHOWN = {
    "all": _("All"),
    "open": _("Open for decision"),
    "published": _("Published"),
}


@dataclass(frozen=True)
class OwnDecision:
    """An item on which a person's seat is asked, and whether it has answered."""

    item: Item
    place: Representative
    is_done: bool
    has_stepped_out: bool


@dataclass(frozen=True)
class OwnDecisions:
    """How many of the open items a person's seats have answered, and those still to be."""

    done: int
    total: int
    waiting: list[OwnDecision]

    @property
    def first(self) -> list[OwnDecision]:
        """Those to show."""
        return self.waiting[:PAGE]

    @property
    def further(self) -> int:
        """How many more there are."""
        return max(len(self.waiting) - PAGE, 0)


def own_decisions(user: Any) -> OwnDecisions | None:
    """The open items of a representative's terms; None for everybody else."""
    places = places_of(user)
    if not places:
        return None
    items = list(
        Item.objects.filter(
            Q(closes_at=None) | Q(closes_at__gte=PortalNow()),
            term__in={place.seat.term_id for place in places},
            state=ItemState.OPEN,
        )
        .select_related("meeting")
        .defer("dossier", "record")
        .order_by("closes_at", "pk")
    )
    keys = [item.pk for item in items]
    spoken = set(Position.objects.filter(item__in=keys).values_list("item_id", "seat").distinct())
    left = set(Recusal.objects.filter(item__in=keys).values_list("item_id", "seat"))
    asked = [
        OwnDecision(
            item=item,
            place=place,
            is_done=(item.pk, place.seat.code) in spoken,
            has_stepped_out=(item.pk, place.seat.code) in left,
        )
        for item in items
        if (place := place_on(item, user)) is not None
    ]
    waiting = [one for one in asked if not one.is_done and not one.has_stepped_out]
    return OwnDecisions(done=len(asked) - len(waiting), total=len(asked), waiting=waiting)


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
            "decisions": own_decisions(request.user),
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
        "may_step_out": item.may_be_left and not late and not recused,
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
    seats = item.seats or [s.line() for s in item.term.seats.select_related("party", "alternate_party")]
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
        **own,
        **_result(item),
    }
    return render(request, "committee/item.html", context, status=status)


class ItemView(View):
    """One item."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        return item_page(request, item_of(request, reference))
