"""What representatives do on an item: state a position, get the receipt, step out, read files."""

import json
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accreditation.committee import reading
from accreditation.committee.forms import PositionForm
from accreditation.committee.items import Item
from accreditation.committee.positions import Position, place_on, recuse, take_position
from accreditation.committee.seats import places_of
from accreditation.committee.views import item_of, item_page
from accreditation.workflow import NotReady, StepRefused


def refused(
    request: HttpRequest, item: Item, refusal: StepRefused, form: PositionForm | None = None
) -> HttpResponse:
    """The item has moved on: say so, and where to look; what was typed is shown (409)."""
    context = {
        "object": item,
        "detail": str(refusal),
        "back_url": item.get_absolute_url(),
        "typed": form.cleaned_data["reasons"] if form else "",
    }
    return render(request, "409.html", context, status=409)


def check_place(item: Item, user: Any) -> None:
    """Only those who act for a seat in this item."""
    if place_on(item, user) is None:
        raise PermissionDenied(_("You do not represent a seat in this item."))


class PositionView(LoginRequiredMixin, View):
    """State a position: fill in, check, confirm; nothing is taken before it is confirmed."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form stands on the item's page."""
        return redirect(item_of(request, reference).get_absolute_url())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show what was filled in for checking, or take it once it is confirmed."""
        item = item_of(request, reference)
        check_place(item, request.user)
        form = PositionForm(request.POST, item=item)
        if not form.is_valid():
            return item_page(request, item, form=form, status=422)
        if "change" in request.POST:
            return item_page(request, item, form=form)
        if "confirm" in request.POST:
            return self.take(request, item, form)
        if not item.is_open:
            return refused(
                request, item, StepRefused(_("The item is not open for decision.")), form
            )
        context = {"item": item, "form": form, "place": place_on(item, request.user)}
        return render(request, "committee/check.html", context)

    def take(self, request: HttpRequest, item: Item, form: PositionForm) -> HttpResponse:
        """Add the position and go to its receipt."""
        try:
            position = take_position(item, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            return refused(request, item, refusal, form)
        except NotReady as not_ready:
            return item_page(request, item, form=form, reasons=not_ready.reasons, status=422)
        return redirect(receipt_url(position))


def receipt_url(position: Position) -> str:
    """The address of a position's receipt."""
    parts = [position.item.reference, position.seat, position.capacity, position.number]
    return reverse("committee:receipt", args=parts)


class ReceiptView(LoginRequiredMixin, View):
    """The receipt of a position, for its seat's people and the Secretariat."""

    def get(
        self, request: HttpRequest, reference: str, seat: str, capacity: str, number: int
    ) -> HttpResponse:
        """Reference, time, ledger height and hash; before the count only the seat sees what."""
        item = item_of(request, reference)
        is_own = any(
            place.seat.code == seat and place.seat.term_id == item.term_id
            for place in places_of(request.user)
        )
        if not is_own and not reading.is_officer(request.user):
            raise Http404
        found = item.positions.select_related("by")
        position = get_object_or_404(found, seat=seat, capacity=capacity, number=number)
        context = {
            "item": item,
            "position": position,
            "is_shown": is_own or item.is_counted,
            "is_own": is_own,
        }
        return render(request, "committee/receipt.html", context)


class RecuseView(LoginRequiredMixin, View):
    """Step out of an item because of a conflict of interest, after a page that asks again."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """What stepping out means."""
        item = item_of(request, reference)
        check_place(item, request.user)
        place = place_on(item, request.user)
        if place is not None and not place.is_of_the_member:
            raise PermissionDenied(_("Only the member itself may let its State step out."))
        return render(request, "committee/recuse.html", {"item": item, "place": place})

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Step out."""
        item = item_of(request, reference)
        try:
            recusal = recuse(item, by=request.user)
        except StepRefused as refusal:
            return refused(request, item, refusal)
        messages.success(
            request, _("Seat %(seat)s has stepped out of this item.") % {"seat": recusal.seat}
        )
        return redirect(item.get_absolute_url())


class DocumentView(LoginRequiredMixin, View):
    """A document named in the frozen dossier, as a download."""

    def get(self, request: HttpRequest, reference: str, uuid: UUID) -> FileResponse:
        """The file, for officers and for the members before whom the item lies."""
        item = item_of(request, reference)
        if not reading.may_read_documents(item, request.user):
            raise Http404
        named = {line["upload"]: line for line in json.loads(item.dossier).get("documents", [])}
        line = named.get(str(uuid))
        upload = apps.get_model("accreditation", "Upload")._base_manager.filter(uuid=uuid).first()
        if line is None or upload is None or not upload.file or upload.sha256 != line["sha256"]:
            raise Http404
        try:
            content = upload.file.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(
            content, as_attachment=True, filename=line["name"], content_type=line["type"]
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["Cache-Control"] = "private, no-store"
        return response
