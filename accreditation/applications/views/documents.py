"""The documents of an application: one slot for each file asked for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accreditation.applications.forms import ExplainForm, ReuseForm, UploadForm
from accreditation.applications.reading import document_types
from accreditation.applications.reading_parts import Slot
from accreditation.applications.reusing import reuse
from accreditation.applications.signing_shown import signature_stands
from accreditation.applications.uploads import Terms, confirm, explain, give, take_back
from accreditation.applications.views.access import ApplicationMixin
from accreditation.applications.writing import MovedOn, NotOpen
from accreditation.examining import UploadRefused
from accreditation.serving import served
from accreditation.wallet.models import WalletDocument
from partners.permissions import is_member


class DocumentsView(ApplicationMixin, TemplateView):
    """Every slot with what stands in it; type and size are told first."""

    template_name = "applications/documents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The slots."""
        return super().get_context_data(**page_of(self), **kwargs)


def page_of(view: ApplicationMixin) -> dict[str, Any]:
    """What the page of documents shows."""
    return {
        "application": view.application,
        "reading": view.reading,
        "may_write": view.may_write,
        "file_types": document_types(),
        "may_read_wallet": is_member(view.application, view.request.user),
        "usable": list(usable_by(view)) if view.may_write else [],
        "signature_stands": signature_stands(view.application),
    }


def usable_by(view: ApplicationMixin) -> "QuerySet[WalletDocument]":
    """The organisation's documents that can be given now, by title."""
    mine = WalletDocument.objects.visible_to(view.request.user)
    usable = mine.usable_on(view.reading.today).filter(
        organisation=view.application.organisation_id
    )
    return usable.order_by("title", "pk")


class SlotView(ApplicationMixin, View):
    """POST only: change what stands in one slot."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, code: str, part: int) -> HttpResponse:
        """Change the slot, or say on the same page why not."""
        self.only_writers()
        slot = self.slot(code, part)
        try:
            refused = self.change(slot)
        except (MovedOn, NotOpen) as why:
            typed = [(slot.document["title"], request.POST.get("explanation", ""))]
            return self.not_saved(why, [line for line in typed if line[1]])
        if refused:
            return self.refused(slot, refused)
        here = self.reading.address("documents")
        return HttpResponseRedirect(f"{here}#{slot.key}")

    def slot(self, code: str, part: int) -> Slot:
        """The slot in the address, or 404."""
        for slot in self.reading.slots:
            if (slot.document["code"], slot.part) == (code, part):
                return slot
        raise Http404

    def change(self, slot: Slot) -> str:
        """Make the change; why it is refused, or nothing."""
        raise NotImplementedError

    def refused(self, slot: Slot, why: str) -> HttpResponse:
        """The page again, with the reason at its slot; what stood there still stands."""
        context = page_of(self) | {
            "refused": slot.key,
            "why": why,
            "typed": self.request.POST.get("explanation", ""),
            "given": self.request.POST,
        }
        return render(self.request, "applications/documents.html", context, status=422)


class UploadView(SlotView):
    """Take a file into a slot, in place of what stood there."""

    def change(self, slot: Slot) -> str:
        """Look at the file and keep it, or say what is wrong with it."""
        form = UploadForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return " ".join(str(each) for errors in form.errors.values() for each in errors)
        given = form.cleaned_data
        code = slot.document["code"]
        try:
            upload = give(
                self.application,
                code,
                slot.part,
                given["file"],
                by=self.request.user,
                terms=Terms(
                    valid_until=given["valid_until"],
                    keep_as=slot.document["title"][:200] if given["keep"] else "",
                ),
            )
        except UploadRefused as why:
            return str(why)
        messages.success(
            self.request,
            _("“%(name)s” is kept for: %(document)s.")
            % {"name": upload.name, "document": slot.document["title"]},
        )
        return ""


class ReuseView(SlotView):
    """Put a document of the organisation into a slot, in place of what stood there."""

    def change(self, slot: Slot) -> str:
        """Give the document chosen, or say why it cannot be."""
        form = ReuseForm(self.request.POST, usable=usable_by(self))
        if not form.is_valid():
            return " ".join(map(str, form.errors["kept"]))
        code, kept = slot.document["code"], form.cleaned_data["kept"]
        try:
            reuse(self.application, code, slot.part, kept, by=self.request.user)
        except UploadRefused as why:
            return str(why)
        messages.success(
            self.request,
            _("“%(title)s” of the organisation is used for: %(document)s.")
            % {"title": kept.title, "document": slot.document["title"]},
        )
        return ""


class ConfirmView(SlotView):
    """Say that what was carried over into a slot is still the right document."""

    def change(self, slot: Slot) -> str:
        """Confirm the file that the page showed, or say that another stands there by now."""
        code, seen = slot.document["code"], self.request.POST.get("sha256", "")
        by = self.request.user
        if confirm(self.application, code, slot.part, seen, by=by) is None:
            return _("What stands here was changed since the page was shown: look at it again.")
        messages.success(
            self.request,
            _("Confirmed as still the right one: %(document)s.")
            % {"document": slot.document["title"]},
        )
        return ""


class ExplainView(SlotView):
    """Say why a document cannot be supplied, where the process allows it."""

    def change(self, slot: Slot) -> str:
        """Keep the reason in place of what stood there."""
        if not slot.document["may_explain"]:
            return _("This document has to be supplied: the process allows no reason instead.")
        form = ExplainForm(self.request.POST)
        if not form.is_valid():
            return " ".join(map(str, form.errors["explanation"]))
        text = form.cleaned_data["explanation"]
        code = slot.document["code"]
        explain(self.application, code, slot.part, text, by=self.request.user)
        messages.success(
            self.request,
            _("Your reason is kept for: %(document)s.") % {"document": slot.document["title"]},
        )
        return ""


class RemoveView(SlotView):
    """Leave a slot empty."""

    def change(self, slot: Slot) -> str:
        """Take back what stands there."""
        take_back(self.application, slot.document["code"], slot.part)
        messages.success(
            self.request,
            _("Taken back: %(document)s.") % {"document": slot.document["title"]},
        )
        return ""


class FileView(ApplicationMixin, View):
    """One uploaded file, to save and never to open in the portal's own pages."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponseBase:
        """The file, or the page that says why it is not served."""
        upload = get_object_or_404(self.application.uploads.live().exclude(file=""), uuid=uuid)
        return served(request, upload)
