"""The Committee's room: what is before it, and one page for each item."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accreditation.committee.items import Item, ItemState
from accreditation.committee.page import PersonalView, item_of, item_page, zone_of
from accreditation.committee.roll import seats_by_region
from accreditation.committee.seats import Term
from accreditation.committee.settings import NOT_CONFIRMED, CommitteeRules
from accreditation.committee.waiting import decisions_of
from accreditation.committee.words import OUTCOMES

PAGE = 25
SHOWN = {
    "all": _("All"),
    "open": _("Open for decision"),
    "published": _("Published"),
}


class CommitteeView(PersonalView):
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
            "zone": zone_of(request.user),
            "page_obj": page,
            "shown": SHOWN,
            "showing": request.GET.get("show", "all"),
            "not_confirmed": "" if CommitteeRules.stored().confirmed else NOT_CONFIRMED,
        }
        return render(request, "committee/list.html", context)


class ItemView(PersonalView):
    """One item."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        return item_page(request, item_of(request, reference))
