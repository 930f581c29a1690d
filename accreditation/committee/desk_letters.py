"""Positions by letter or telephone: write them down, look at them with the scan, confirm."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accreditation.committee.acts import may_read_receipt
from accreditation.committee.answers import refused
from accreditation.committee.desk_forms import TranscribeForm
from accreditation.committee.desk_views import officers_item
from accreditation.committee.items import Item
from accreditation.committee.page import PersonalView
from accreditation.committee.transcribing import write_down
from accreditation.committee.transcriptions import Transcription
from accreditation.examining import TYPES, UploadRefused
from accreditation.workflow import NotReady, StepRefused


class TranscribeView(LoginRequiredMixin, PersonalView):
    """Write down a position that came by letter or telephone; a second officer checks it."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form."""
        item = officers_item(request, reference)
        if refusal := self.refusal(item):
            return refused(request, item, refusal)
        return self.page(request, item, TranscribeForm(item=item))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Enter it, or say field by field what is missing."""
        item = officers_item(request, reference)
        form = TranscribeForm(request.POST, request.FILES, item=item)
        if refusal := self.refusal(item):
            return refused(request, item, refusal)
        if not form.is_valid():
            form.refuse_file()
            return self.page(request, item, form, status=422)
        try:
            row = write_down(item, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            return refused(request, item, refusal, form)
        except UploadRefused as why:
            form.refuse_file(str(why))
            return self.page(request, item, form, status=422)
        except (NotReady, PermissionDenied) as why:
            form.refuse_file()
            reasons = why.reasons if isinstance(why, NotReady) else [str(why)]
            return self.page(request, item, form, reasons=reasons, status=422)
        messages.success(request, _("Written down. It counts once a second officer confirms it."))
        return redirect(row.get_absolute_url())

    def refusal(self, item: Item) -> StepRefused | None:
        """Why nothing can be written down on this item."""
        if not item.is_open:
            return StepRefused(_("The item is not open for decision."))
        if item.is_late:
            return StepRefused(_("The deadline has passed: no position can be taken any more."))
        return None

    def page(
        self,
        request: HttpRequest,
        item: Item,
        form: TranscribeForm,
        *,
        reasons: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form, with what is taken."""
        taken = {"types": TYPES, "limit": settings.UPLOAD_MAX_BYTES}
        context = {"item": item, "form": form, "reasons": reasons or [], "file_types": taken}
        return render(request, "committee/desk_transcribe.html", context, status=status)


class TranscriptionsView(LoginRequiredMixin, PersonalView):
    """What was written down on an item, without what was said."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The list, the newest first."""
        item = officers_item(request, reference)
        rows = item.transcriptions.select_related("entered_by", "checked_by").order_by("-pk")
        return render(
            request, "committee/desk_transcriptions.html", {"item": item, "rows": list(rows)}
        )


def transcription_of(request: HttpRequest, reference: str) -> Transcription:
    """The transcription, for officers; for everybody else there is none (404)."""
    found = Transcription.objects.visible_to(request.user).select_related(
        "item", "entered_by", "checked_by"
    )
    row: Transcription = get_object_or_404(found, reference=reference)
    return row


class TranscriptionView(LoginRequiredMixin, PersonalView):
    """What was written down, beside its scan; of the desk only here it shows before the count."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        row = transcription_of(request, reference)
        position = row.item.positions.filter(transcription=row).first()
        has_receipt = position is not None and may_read_receipt(position, request.user)
        context: dict[str, Any] = {
            "transcription": row,
            "item": row.item,
            "is_own": row.entered_by_id == request.user.pk,
            "is_shown": row.is_shown_to(request.user),
            "position": position if has_receipt else None,
        }
        return render(request, "committee/desk_transcription.html", context)


class ScanView(LoginRequiredMixin, PersonalView):
    """The scan of a transcription, as a download for the officers who may read what it says."""

    def get(self, request: HttpRequest, reference: str) -> FileResponse:
        """The file."""
        row = transcription_of(request, reference)
        if not row.is_shown_to(request.user):
            raise PermissionDenied(_("Until the item closes, only who handled it may read it."))
        try:
            content = row.scan.open("rb")
        except FileNotFoundError as error:
            raise Http404 from error
        response = FileResponse(
            content, as_attachment=True, filename=row.scan_name, content_type=row.scan_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response
