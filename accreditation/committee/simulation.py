"""Simulation: what would come of it if the seats said this, under the rules of the item."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.guards import presides
from accreditation.committee.items import Item
from accreditation.committee.page import PersonalView, item_of
from accreditation.committee.positions import LABELS
from accreditation.committee.roll import roll_call, seats_by_region
from accreditation.committee.seats import places_of
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.tally import (
    VALUES,
    PositionLine,
    RecusalLine,
    Rules,
    SeatLine,
    Tally,
    tally,
)
from accreditation.committee.words import OUTCOMES, arithmetic, rules_in_words
from partners.clock import portal_now

OUT = "out"


def may_simulate(item: Item, user: Any) -> bool:
    """Officers, and whoever presides over the item."""
    return bool(user.is_officer) or any(presides(item, place) for place in places_of(user))


@dataclass(frozen=True)
class Supposed:
    """What is supposed of each seat: a value, stepped out, or nothing where it stays silent."""

    said: dict[str, str]

    @classmethod
    def read(cls, item: Item, query: Any) -> "Supposed":
        """From the address; what is no seat or no position of the procedure is passed over."""
        offered = {*VALUES[item.rules["procedure"]], OUT}
        found = {line["seat"]: query.get(line["seat"], "") for line in item.seat_lines()}
        return cls({seat: value for seat, value in found.items() if value in offered})

    def counted(self, item: Item) -> Tally:
        """The tally of these positions by the item's rules and seats; real ones have no part."""
        now = portal_now()
        positions = [
            PositionLine(seat, "member", value, now, reasons="supposed")
            for seat, value in self.said.items()
            if value != OUT
        ]
        out = [RecusalLine(seat, now) for seat, value in self.said.items() if value == OUT]
        seats = [SeatLine.from_json(line) for line in item.seat_lines()]
        return tally(Rules.from_json(item.rules), seats, out, positions, now, now)


class SimulationView(LoginRequiredMixin, PersonalView):
    """Suppose positions before an item closes: counted as it would be, and stored nowhere."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The seats with what is supposed of them, and what would come of it."""
        item = item_of(request, reference)
        if not may_simulate(item, request.user):
            raise PermissionDenied(_("Only the Secretariat and the Chair may do this."))
        if item.is_counted or not item.seat_lines():
            raise Http404
        supposed = Supposed.read(item, request.GET)
        result = supposed.counted(item)
        rules = Rules.from_json(item.rules)
        choices: list[tuple[str, str | Promise]] = [("", gettext_lazy("stays silent"))]
        choices += [(value, LABELS[value]) for value in VALUES[rules.procedure]]
        choices.append((OUT, gettext_lazy("steps out")))
        regions = [
            (region, [(line, supposed.said.get(line.seat, "")) for line in region.lines])
            for region in seats_by_region(item.seat_lines())
        ]
        context = {
            "item": item,
            "regions": regions,
            "choices": choices,
            "outcome": OUTCOMES[result.outcome],
            "arithmetic": arithmetic(result, rules),
            "roll": roll_call([SeatLine.from_json(x) for x in item.seat_lines()], result),
            "rules": rules_in_words(item.rules),
            "not_confirmed": "" if item.is_confirmed else NOT_CONFIRMED,
        }
        return render(request, "committee/desk_simulation.html", context)
