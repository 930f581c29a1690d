"""The gate before a dossier: a declaration on conflicts of interest."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accreditation.committee import reading
from accreditation.committee.answers import refused
from accreditation.committee.conflicts import has_declared
from accreditation.committee.items import Item
from accreditation.committee.leaving import declare
from accreditation.committee.member_forms import GateForm
from accreditation.committee.observers import observed_terms
from accreditation.committee.page import PersonalView, item_of
from accreditation.committee.positions import place_on
from accreditation.workflow import NotReady, StepRefused


class DeclareView(LoginRequiredMixin, PersonalView):
    """Declare a conflict of interest, which is asked again before it is kept, or none."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form; it stands on the item's page too, before the dossier opens."""
        item = item_of(request, reference)
        check_reader(item, request.user)
        if reading.is_out(item, request.user) or not item.is_on_the_table:
            return redirect(item.get_absolute_url())
        return gate_page(request, item, GateForm(item=item, user=request.user))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Keep "none" at once; a conflict only once it is confirmed."""
        item = item_of(request, reference)
        check_reader(item, request.user)
        form = GateForm(request.POST, item=item, user=request.user)
        if not form.is_valid():
            return gate_page(request, item, form, status=422)
        if "change" in request.POST:
            return gate_page(request, item, form)
        if form.is_conflict and "confirm" not in request.POST:
            return check_page(request, item, form)
        return self.keep(request, item, form)

    def keep(self, request: HttpRequest, item: Item, form: GateForm) -> HttpResponse:
        """Declare, and go back to the item."""
        try:
            declare(item, by=request.user, has_conflict=form.is_conflict, acts_instead=form.named)
        except StepRefused as refusal:
            return refused(request, item, refusal)
        except NotReady as not_ready:
            return gate_page(request, item, form, reasons=not_ready.reasons, status=422)
        if form.is_conflict:
            messages.success(request, _("Your conflict of interest is on the record."))
        else:
            messages.success(
                request, _("Your declaration is on the record: the dossier is open to you.")
            )
        return redirect(item.get_absolute_url())


def check_reader(item: Item, user: Any) -> None:
    """Only those to whom the dossier would open: representatives, and observers who read."""
    if place_on(item, user) is None and not observed_terms(user).get(item.term_id, False):
        raise PermissionDenied(_("You do not represent a seat in this item."))


def gate_page(
    request: HttpRequest,
    item: Item,
    form: GateForm,
    *,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form of the gate on a page of its own."""
    context = {
        **_about(request, item),
        "gate": form,
        "has_declared": has_declared(item, request.user),
        "likely_conflict": reading.has_likely_conflict(item, request.user),
        "reasons": reasons or [],
    }
    return render(request, "committee/declare.html", context, status=status)


def check_page(request: HttpRequest, item: Item, form: GateForm) -> HttpResponse:
    """What a conflict brings, before it is kept for good."""
    context = _about(request, item) | {"gate": form}
    return render(request, "committee/declare_check.html", context)


def _about(request: HttpRequest, item: Item) -> dict[str, Any]:
    """The item, the person's place, and whether the State can still step out of it."""
    place = place_on(item, request.user)
    may_leave = item.may_be_left and not item.is_late
    return {
        "item": item,
        "place": place,
        "steps_out": place is not None and place.is_of_the_member and may_leave,
    }
