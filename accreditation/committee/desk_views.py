"""Pages of the Secretariat in the Committee's room: recording at a meeting, and trying out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.committee.answers import refused
from accreditation.committee.desk_forms import MeetingForm, SimulationForm
from accreditation.committee.desk_seats import SeatRegion, SeatRow, heard_seats, regions_of
from accreditation.committee.items import Item
from accreditation.committee.page import PersonalView, item_of
from accreditation.committee.positions import LABELS, Position
from accreditation.committee.reading import is_officer
from accreditation.committee.recording import record_roll_call, recorded, stands_against
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.simulating import is_before_count, may_simulate, simulated
from accreditation.committee.tally import NotARecord, Rules
from accreditation.committee.words import LEFT_OUT_WORDS, OUTCOMES, arithmetic, rules_in_words
from accreditation.workflow import NotReady, StepRefused


def officers_item(request: HttpRequest, reference: str) -> Item:
    """The item, for officers; strangers find none (404), everybody else may not (403)."""
    item = item_of(request, reference)
    if not is_officer(request.user):
        raise PermissionDenied(_("Only the Secretariat does this."))
    return item


def known_of(item: Item) -> dict[str, list[dict[str, Any]]]:
    """By seat, what was said so far: shown where it was said openly, or is not hidden now."""
    found: dict[str, list[dict[str, Any]]] = {}
    if not item.shows_participation:
        return found
    for position in item.positions.order_by("at", "pk"):
        is_open = position.channel == Position.Channel.MEETING or not item.hides_running_count
        shown = {"position": position, "label": LABELS[position.value] if is_open else ""}
        found.setdefault(position.seat, []).append(shown)
    return found


class RecordView(LoginRequiredMixin, PersonalView):
    """Record for the Chair what seats say at a meeting: fill in, check, record; all or nothing."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Every seat that is heard, and what was recorded so far."""
        item = officers_item(request, reference)
        if refusal := self.refusal(item):
            return refused(request, item, refusal)
        return self.page(request, item, MeetingForm(item=item))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show what was filled in for checking, or record it once it is confirmed."""
        item = officers_item(request, reference)
        if refusal := self.refusal(item):
            return refused(request, item, refusal)
        data = request.POST.copy()
        if "all_present" in data:
            data.update(present_for(item, data))
        form = MeetingForm(data, item=item)
        if not form.is_valid():
            return self.page(request, item, form, status=422)
        if "change" in data:
            return self.page(request, item, form)
        if "confirm" in data:
            return self.take(request, item, form)
        context = {"item": item, "form": form, "regions": regions_of(item)}
        return render(request, "committee/desk_meeting_check.html", context)

    def refusal(self, item: Item) -> StepRefused | None:
        """Why nothing can be recorded at a meeting on this item."""
        if item.is_written:
            return StepRefused(_("This item is decided in writing, not at a meeting."))
        return None if item.is_open else StepRefused(_("The item is not open for decision."))

    def take(self, request: HttpRequest, item: Item, form: MeetingForm) -> HttpResponse:
        """Record it, and stay here for what is said next."""
        try:
            taken = record_roll_call(
                item, by=request.user, said=form.said(), after=form.cleaned_data["after"]
            )
        except (StepRefused, NotReady, PermissionDenied) as why:
            return self.not_taken(request, reference=item.reference, why=why)
        words = ngettext(
            "%(number)s position recorded for the Chair.",
            "%(number)s positions recorded for the Chair.",
            len(taken),
        )
        messages.success(request, words % {"number": len(taken)})
        return redirect(reverse("committee:record", args=[item.reference]))

    def not_taken(self, request: HttpRequest, *, reference: str, why: Exception) -> HttpResponse:
        """Nothing was recorded: why, what stands now, and what was filled in."""
        item = officers_item(request, reference)
        if refusal := self.refusal(item):
            return refused(request, item, refusal)
        data = request.POST.copy()
        data["after"] = str(recorded(item).count())
        reasons = why.reasons if isinstance(why, NotReady) else [str(why)]
        status = 422 if isinstance(why, NotReady) else 409
        form = MeetingForm(data, item=item)
        return self.page(request, item, form, reasons=reasons, status=status)

    def page(
        self,
        request: HttpRequest,
        item: Item,
        form: MeetingForm,
        *,
        reasons: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form by region."""
        known = known_of(item)
        fields = {seat: form.fields_of(seat) for seat in form.seats}
        is_consensus = item.rules["procedure"] == "consensus"
        context = {
            "item": item,
            "form": form,
            "regions": filled(item, fields, known),
            "reasons": reasons or [],
            "may_agree": is_consensus and not stands_against(item),
        }
        return render(request, "committee/desk_meeting.html", context, status=status)


def present_for(item: Item, data: Any) -> dict[str, str]:
    """Presence for every seat that is heard, of which nothing is known or filled in."""
    spoken = set(item.positions.values_list("seat", flat=True))
    silent = [seat for seat in heard_seats(item) if seat not in spoken]
    return {f"value-{s}": "present" for s in silent if not data.get(f"value-{s}")}


def filled(item: Item, fields: dict[str, Any], known: dict[str, Any]) -> list[SeatRegion]:
    """The seats by region, with their fields and with what is known of them."""
    return [
        SeatRegion(
            name=region.name,
            rows=[
                SeatRow(line, fields.get(line.seat, []), known.get(line.seat, ()))
                for line in region.lines
            ],
            is_regional=region.is_regional,
        )
        for region in regions_of(item)
    ]


class SimulationView(LoginRequiredMixin, PersonalView):
    """What if these seats stay silent: counted on supposed positions, and kept nowhere.

    For the Secretariat, and for whoever presides. What is supposed stands in the address.
    """

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The seats with what they are supposed to do, and what would come of it."""
        item = item_of(request, reference)
        if not may_simulate(item, request.user):
            raise PermissionDenied(_("Only the Secretariat and the Chair try this out."))
        if not is_before_count(item):
            refusal = StepRefused(_("The item is no longer before the count: nothing is tried."))
            return refused(request, item, refusal)
        form = SimulationForm(request.GET, item=item)
        context = {
            "item": item,
            "form": form,
            "rules": rules_in_words(item.rules),
            "not_confirmed": "" if item.is_confirmed else NOT_CONFIRMED,
            **self.result(item, form),
        }
        return render(
            request,
            "committee/desk_simulation.html",
            context,
            status=422 if context["reasons"] else 200,
        )

    def result(self, item: Item, form: SimulationForm) -> dict[str, Any]:
        """What the count would come to, or why it cannot be made."""
        fields = {seat: [form[f"seat-{seat}"]] for seat in form.seats}
        if not form.is_valid():
            wrong = _("Some of the positions in the address are not of this item's procedure.")
            return {"reasons": [wrong], "regions": filled(item, fields, {})}
        try:
            tally = simulated(item, form.supposed())
        except NotARecord as error:
            return {"reasons": [str(error)], "regions": filled(item, fields, {})}
        remarks = {seat: [LEFT_OUT_WORDS[why]] for seat, why in tally.left_out.items()}
        return {
            "reasons": [],
            "regions": filled(item, fields, remarks),
            "outcome": OUTCOMES[tally.outcome],
            "count": tally.count,
            "arithmetic": arithmetic(tally, Rules.from_json(item.rules)),
        }
