"""Recording a meeting: the Secretariat writes down, for the Chair, what the members say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.committee.answers import refused
from accreditation.committee.forms import LONGEST_REASONS
from accreditation.committee.items import Item
from accreditation.committee.page import PersonalView, item_of
from accreditation.committee.positions import LABELS, REASONED, Position
from accreditation.committee.roll import seats_by_region
from accreditation.committee.taking import Said, record_roll_call
from accreditation.committee.tally import VALUES
from accreditation.workflow import NotReady, StepRefused


def officers_item(request: HttpRequest, reference: str) -> Item:
    """The item, for officers; 404 to those who may not know of it, 403 to everybody else."""
    item = item_of(request, reference)
    if not getattr(request.user, "is_officer", False):
        raise PermissionDenied(_("Only Secretariat officers may do this."))
    return item


class MeetingForm(forms.Form):
    """For every seat that takes part, what its member says; empty where nothing is new."""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """One choice and one field of reasons a seat."""
        super().__init__(*args, **kwargs)
        self.item = item
        self.out = item.recused_seats()
        offered: list[tuple[str, str | Promise]] = [("", gettext_lazy("nothing new"))]
        offered += [(value, LABELS[value]) for value in VALUES[item.rules["procedure"]]]
        for line in item.seat_lines():
            code = line["seat"]
            if code in self.out:
                continue
            names = {"seat": code}
            self.fields[f"said {code}"] = forms.ChoiceField(
                label=_("What %(seat)s says") % names, choices=offered, required=False
            )
            self.fields[f"reasons {code}"] = forms.CharField(
                label=_("Reasons of %(seat)s") % names,
                required=False,
                max_length=LONGEST_REASONS,
                widget=forms.Textarea(attrs={"rows": 1}),
            )

    def clean(self) -> dict[str, Any]:
        """A No and an objection say why; something must be said at all."""
        cleaned = super().clean() or {}
        for line in self.said():
            if line.value in REASONED and not line.reasons.strip():
                self.add_error(f"reasons {line.seat}", _("Give the reasons: they are needed here."))
        if not self.errors and not list(self.said()):
            raise forms.ValidationError(_("Nothing is filled in yet."))
        return cleaned

    def said(self) -> Iterator[Said]:
        """What was filled in, seat by seat."""
        for line in self.item.seat_lines():
            code = line["seat"]
            value = self.cleaned_data.get(f"said {code}", "")
            if value:
                yield Said(code, value, self.cleaned_data.get(f"reasons {code}", ""))


@dataclass(frozen=True)
class SeatRow:
    """One seat on the page: who holds it, its fields, and what was recorded of it so far."""

    line: Any
    said: Any
    reasons: Any
    recorded: str


class MeetingView(LoginRequiredMixin, PersonalView):
    """Fill in what is said, check it, record it: all of it, or nothing."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form."""
        item = officers_item(request, reference)
        return self.page(request, item, MeetingForm(item=item))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show what was filled in, or record it once it is confirmed."""
        item = officers_item(request, reference)
        given = request.POST.copy()
        if "everyone" in given:
            for code in self.silent(item):
                given.setdefault(f"said {code}", "present")
                if not given[f"said {code}"]:
                    given[f"said {code}"] = "present"
        form = MeetingForm(given, item=item)
        if not form.is_valid():
            return self.page(request, item, form, status=422)
        if "change" in given:
            return self.page(request, item, form)
        if "confirm" not in given:
            return self.check(request, item, form)
        return self.record(request, item, form)

    def silent(self, item: Item) -> list[str]:
        """The seats that take part and of which nothing is recorded; `present` must be offered."""
        if "present" not in VALUES[item.rules["procedure"]]:
            return []
        heard = set(item.positions.values_list("seat", flat=True)) | item.recused_seats()
        return [line["seat"] for line in item.seat_lines() if line["seat"] not in heard]

    def record(self, request: HttpRequest, item: Item, form: MeetingForm) -> HttpResponse:
        """Record it."""
        try:
            taken = record_roll_call(item, by=request.user, said=form.said())
        except StepRefused as refusal:
            return refused(request, item, refusal)
        except NotReady as not_ready:
            return self.page(request, item, form, reasons=not_ready.reasons, status=422)
        messages.success(
            request,
            ngettext(
                "%(number)s position is recorded for the Chair.",
                "%(number)s positions are recorded for the Chair.",
                len(taken),
            )
            % {"number": len(taken)},
        )
        return redirect("committee:record", reference=item.reference)

    def check(self, request: HttpRequest, item: Item, form: MeetingForm) -> HttpResponse:
        """What will be recorded, before it is."""
        lines = [(line, LABELS[line.value]) for line in form.said()]
        context = {"item": item, "form": form, "lines": lines}
        return render(request, "committee/desk_meeting_check.html", context)

    def page(
        self,
        request: HttpRequest,
        item: Item,
        form: MeetingForm,
        *,
        reasons: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Every seat by region, with what the Secretariat recorded at this meeting so far."""
        heard: dict[str, str] = {}
        for position in item.positions.filter(channel=Position.Channel.MEETING).order_by("at"):
            heard[position.seat] = str(LABELS[position.value])
        regions = [
            (
                region,
                [
                    SeatRow(
                        line=line,
                        said=None if line.seat in form.out else form[f"said {line.seat}"],
                        reasons=None if line.seat in form.out else form[f"reasons {line.seat}"],
                        recorded=heard.get(line.seat, ""),
                    )
                    for line in region.lines
                ],
            )
            for region in seats_by_region(item.seat_lines())
        ]
        context = {
            "item": item,
            "form": form,
            "regions": regions,
            "reasons": reasons or [],
            "may_record": item.takes_meeting_positions,
            "has_present": "present" in VALUES[item.rules["procedure"]],
        }
        return render(request, "committee/desk_meeting.html", context, status=status)
