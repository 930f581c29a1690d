"""Positions by letter or telephone: writing them down, and looking at what was written down."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.answers import refused
from accreditation.committee.desk_meeting import officers_item
from accreditation.committee.forms import LONGEST_REASONS
from accreditation.committee.items import Item
from accreditation.committee.page import PersonalView
from accreditation.committee.positions import LABELS, REASONED
from accreditation.committee.roll import names_of
from accreditation.committee.seats import Representative
from accreditation.committee.tally import VALUES
from accreditation.committee.transcribing import write_down
from accreditation.committee.transcriptions import Transcription
from accreditation.examining import ACCEPT, UploadRefused
from accreditation.stepping import StepForm, form_for
from accreditation.workflow import NotReady, StepRefused, open_steps


class TranscribeForm(forms.Form):
    """What a seat said, how it came, and the scan that shows it."""

    seat = forms.ChoiceField(label=gettext_lazy("Seat"))
    capacity = forms.ChoiceField(
        label=gettext_lazy("For whom"),
        choices=Representative.Capacity.choices,
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=Transcription.Channel.choices,
        widget=forms.RadioSelect,
    )
    said_by = forms.CharField(
        label=gettext_lazy("Who signed the letter, or called"), max_length=200
    )
    value = forms.ChoiceField(label=gettext_lazy("Position"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=gettext_lazy("Reasons, or an explanation of the position"),
        required=False,
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Word for word: they enter the published record."),
    )
    scan = forms.FileField(
        label=gettext_lazy("Scan of the letter, or of the note of the call"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """Offer the seats that take part and the positions of the procedure."""
        super().__init__(*args, **kwargs)
        lines, out = item.seat_lines(), item.recused_seats()
        names = names_of(lines)
        seats = [
            (line["seat"], f"{line['seat']} ({names.get(line['state'], line['state'])})")
            for line in lines
            if line["seat"] not in out
        ]
        self.fields["seat"].choices = [("", gettext_lazy("Choose a seat")), *seats]  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["value"].choices = [(v, LABELS[v]) for v in VALUES[item.rules["procedure"]]]  # type: ignore[attr-defined] # of a ChoiceField

    def clean(self) -> dict[str, Any]:
        """A No and an objection say why."""
        cleaned = super().clean() or {}
        if cleaned.get("value") in REASONED and not cleaned.get("reasons", "").strip():
            self.add_error("reasons", _("Give the reasons: they are needed here."))
        return cleaned


@form_for("transcription", "set_aside")
class SetAsideForm(StepForm):
    """Why a transcription is not confirmed."""

    remark = forms.CharField(
        label=gettext_lazy("Why it is not confirmed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TranscribeView(LoginRequiredMixin, PersonalView):
    """Write down a position that came by letter or telephone."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form."""
        item = officers_item(request, reference)
        return self.page(request, item, TranscribeForm(item=item))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Write it down; it waits for a second officer."""
        item = officers_item(request, reference)
        form = TranscribeForm(request.POST, request.FILES, item=item)
        if not form.is_valid():
            return self.page(request, item, form, status=422)
        try:
            row = write_down(item, by=request.user, **form.cleaned_data)
        except UploadRefused as why:
            form.add_error("scan", str(why))
            return self.page(request, item, form, status=422)
        except StepRefused as refusal:
            return refused(request, item, refusal, form)
        except NotReady as not_ready:
            return self.page(request, item, form, reasons=not_ready.reasons, status=422)
        messages.success(
            request, _("Written down. A second officer has to confirm it before the item closes.")
        )
        return redirect(row.get_absolute_url())

    def page(
        self,
        request: HttpRequest,
        item: Item,
        form: TranscribeForm,
        *,
        reasons: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form with what is wrong in it."""
        waiting = item.transcriptions.waiting().order_by("pk")
        context = {"item": item, "form": form, "reasons": reasons or [], "waiting": waiting}
        return render(request, "committee/desk_transcribe.html", context, status=status)


def transcription_of(request: HttpRequest, reference: str) -> Transcription:
    """A transcription, for officers; otherwise there is none (404)."""
    found = Transcription.objects.visible_to(request.user)
    row: Transcription = get_object_or_404(
        found.select_related("item", "entered_by", "checked_by"), reference=reference
    )
    return row


class TranscriptionView(LoginRequiredMixin, PersonalView):
    """What was written down, beside the scan; the second officer confirms it here."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        row = transcription_of(request, reference)
        context = {
            "object": row,
            "item": row.item,
            "label": LABELS[row.value],
            "steps": open_steps(row, request.user),
            "is_own": row.entered_by_id == request.user.pk,
        }
        return render(request, "committee/desk_transcription.html", context)


class ScanView(LoginRequiredMixin, PersonalView):
    """The scan, as a download for officers."""

    def get(self, request: HttpRequest, reference: str) -> FileResponse:
        """The file."""
        row = transcription_of(request, reference)
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
