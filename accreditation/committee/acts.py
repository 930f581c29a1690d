"""What people do on an item: state a position, get the receipt, step out, read files, note."""

import json
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accreditation.committee import reading
from accreditation.committee.answers import refused
from accreditation.committee.forms import PositionForm
from accreditation.committee.items import Item
from accreditation.committee.leaving import recuse
from accreditation.committee.member_forms import NoteForm
from accreditation.committee.notes import keep_note
from accreditation.committee.own_side import is_own_voice
from accreditation.committee.page import PersonalView, item_of, item_page, reader_of, zone_of
from accreditation.committee.positions import Position, place_on
from accreditation.committee.seats import Representative, places_of
from accreditation.committee.taking import take_position
from accreditation.serving import served
from accreditation.workflow import NotReady, StepRefused


def check_place(item: Item, user: Any) -> None:
    """Only those who act for a seat in this item."""
    if place_on(item, user) is None:
        raise PermissionDenied(_("You do not represent a seat in this item."))


class PositionView(LoginRequiredMixin, PersonalView):
    """State a position: fill in, check, confirm; nothing is taken before it is confirmed."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form stands on the item's page."""
        return redirect(item_of(request, reference).get_absolute_url())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show what was filled in for checking, or take it once it is confirmed."""
        item = item_of(request, reference)
        check_place(item, request.user)
        form = PositionForm(request.POST, item=item)
        if reading.has_to_declare(item, request.user):
            reasons = [_("Declare first whether you have a conflict of interest.")]
            return item_page(request, item, reasons=reasons, status=422)
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
        context = {
            "item": item,
            "form": form,
            "place": place_on(item, request.user),
            "zone": zone_of(request.user),
        }
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


def may_read_receipt(position: Position, user: Any) -> bool:
    """Who acted may, also without the place by now; so may the seat's people and the Secretariat.

    Before publication nobody else who is out of the item; and where silence is consent even the
    Secretariat does not learn before the count who spoke.
    """
    item = position.item
    if position.by_id == user.pk:
        return True
    if not is_known_to(item, user) or (reading.is_out(item, user) and not item.is_published):
        return False
    is_told = reading.is_officer(user) and item.shows_participation
    return is_told or own_place(position, user) is not None


def is_known_to(item: Item, user: Any) -> bool:
    """Whether the person may know of the item, and finds its page."""
    return Item.objects.visible_to(user).filter(pk=item.pk).exists()


def own_place(position: Position, user: Any) -> Representative | None:
    """The person's place on the seat whose position it is."""
    term, seat = position.item.term_id, position.seat
    held = places_of(user)
    return next((p for p in held if (p.seat.term_id, p.seat.code) == (term, seat)), None)


class ReceiptView(LoginRequiredMixin, PersonalView):
    """The receipt of a position; everybody else finds none (404)."""

    def get(
        self, request: HttpRequest, reference: str, seat: str, capacity: str, number: int
    ) -> HttpResponse:
        """Reference, time, ledger height and hash; before the count only its voice sees what."""
        found = Position.objects.select_related("item__bloc", "by")
        named = {"seat": seat, "capacity": capacity, "number": number}
        position = get_object_or_404(found, item__reference=reference, **named)
        item, user = position.item, request.user
        if not may_read_receipt(position, user):
            raise Http404
        place = own_place(position, user)
        acted = position.by_id == user.pk
        context = {
            "item": item,
            "position": position,
            "is_shown": is_own_voice(position, place, user) or not item.hides_running_count,
            "is_own": place is not None,
            "is_known": is_known_to(item, user),
            "has_pdf": acted and position.channel == Position.Channel.PORTAL,
        }
        return render(request, "committee/receipt.html", context)


class RecuseView(LoginRequiredMixin, PersonalView):
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


class NoteView(LoginRequiredMixin, PersonalView):
    """Save a private note, which nobody but its author sees."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form stands on the item's page."""
        return redirect(item_of(request, reference).get_absolute_url())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Save it; to those who may keep none there is nothing here (404)."""
        item = item_of(request, reference)
        if not reader_of(item, request.user).keeps_a_note:
            raise Http404
        form = NoteForm(request.POST)
        if not form.is_valid():
            return item_page(request, item, note=form, status=422)
        keep_note(item, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("Your private note is saved."))
        return redirect(f"{item.get_absolute_url()}#note")


def files_named(dossier: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The files of a frozen dossier by their ids: documents, and the proofs of conditions.

    Conditions are those of the accreditation in question, or of the one that would be renewed.
    """
    renewed = (dossier.get("renews") or {}).get("conditions", [])
    conditions = [*dossier.get("conditions", []), *renewed]
    proofs = (proof for each in conditions for proof in each.get("proofs", []))
    files = [*dossier.get("documents", []), *(file for proof in proofs for file in proof["files"])]
    return {line["upload"]: line for line in files}


def stored_file(uuid: UUID) -> Any:
    """The row of a file that a dossier may name."""
    rows = (
        apps.get_model("accreditation", name)._base_manager.filter(uuid=uuid).first()
        for name in ("Upload", "ConditionProofFile")
    )
    return next((row for row in rows if row is not None), None)


class DocumentView(LoginRequiredMixin, PersonalView):
    """A document named in the frozen dossier, as a download."""

    def get(self, request: HttpRequest, reference: str, uuid: UUID) -> HttpResponseBase:
        """The file, for officers and for the members before whom the item lies."""
        item = item_of(request, reference)
        if not reading.may_read_documents(item, request.user):
            raise Http404
        line = files_named(json.loads(item.dossier)).get(str(uuid))
        upload = stored_file(uuid)
        if line is None or upload is None or not upload.file or upload.sha256 != line["sha256"]:
            raise Http404
        return served(request, upload, name=line["name"])
