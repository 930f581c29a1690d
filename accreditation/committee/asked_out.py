"""States asked to step out: a page for whoever presides, and for the Secretariat in its stead."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.answers import refused
from accreditation.committee.desk_forms import seat_label
from accreditation.committee.items import Item
from accreditation.committee.leaving import ask_out, seats_of_the_state
from accreditation.committee.page import PersonalView, item_of
from accreditation.committee.positions import Recusal
from accreditation.committee.presiding import acts_for_the_chair
from accreditation.committee.roll import names_of
from accreditation.workflow import NotReady, StepRefused

LONGEST_REASON = 2000


class AskOutForm(forms.Form):
    """Which State steps out, and why; nothing is chosen beforehand."""

    seat = forms.ChoiceField(label=gettext_lazy("Seat of the State that steps out"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "It is kept with the recusal, for the Chair and the Secretariat, and told to the State."
            " It is not published. Say here if the State declared the conflict at the meeting or by"
            " letter."
        ),
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        """Offer the seats that are still in the item."""
        super().__init__(*args, **kwargs)
        self.item = item
        lines, out = item.seat_lines(), item.recused_seats()
        self.names = names_of(lines)
        self.lines = {line["seat"]: line for line in lines if line["seat"] not in out}
        self.fields["seat"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            ("", _("Choose one")),
            *((seat, seat_label(line, self.names)) for seat, line in self.lines.items()),
        ]

    @property
    def member(self) -> str:
        """The State chosen."""
        state: str = self.lines[self.cleaned_data["seat"]]["state"]
        return self.names.get(state, state)

    @property
    def seats(self) -> list[str]:
        """Every seat of the State chosen: all of them step out."""
        return seats_of_the_state(self.item, self.cleaned_data["seat"])


class AskOutView(LoginRequiredMixin, PersonalView):
    """Let a State step out at the Chair's request: fill in, check, confirm."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The seats, and the reason that is asked for."""
        item = self.item(request, reference)
        if refusal := self.refusal(item):
            return refused(request, item, refusal)
        return self.page(request, item, AskOutForm(item=item))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show what was filled in for checking, or take it once it is confirmed."""
        item = self.item(request, reference)
        if refusal := self.refusal(item):
            return refused(request, item, refusal)
        form = AskOutForm(request.POST, item=item)
        if self.is_done(request, item):
            return self.done(request, item, request.POST["seat"])
        if not form.is_valid():
            return self.page(request, item, form, status=422)
        if "change" in request.POST:
            return self.page(request, item, form)
        if "confirm" in request.POST:
            return self.take(request, item, form)
        return render(request, "committee/ask_out_check.html", {"item": item, "form": form})

    def item(self, request: HttpRequest, reference: str) -> Item:
        """The item, for those who conduct it; all others who may know of it may not (403)."""
        item = item_of(request, reference)
        if not acts_for_the_chair(item, request.user):
            raise PermissionDenied(_("Only the Chair and the Secretariat ask a State to step out."))
        return item

    def refusal(self, item: Item) -> StepRefused | None:
        """Why no State can step out of this item any more."""
        if item.may_be_left and not item.is_late:
            return None
        return StepRefused(_("Stepping out is possible before the item closes only."))

    def is_done(self, request: HttpRequest, item: Item) -> bool:
        """Whether the page was sent twice: the State is out already."""
        return "confirm" in request.POST and request.POST.get("seat") in item.recused_seats()

    def take(self, request: HttpRequest, item: Item, form: AskOutForm) -> HttpResponse:
        """Let the State step out, and go back to the item."""
        try:
            recusal = ask_out(item, by=request.user, **form.cleaned_data)
        except StepRefused as refusal:
            return refused(request, item, refusal)
        except NotReady as not_ready:
            return self.page(request, item, form, reasons=not_ready.reasons, status=422)
        return self.done(request, item, recusal.seat)

    def done(self, request: HttpRequest, item: Item, seat: str) -> HttpResponse:
        """Say that the State is out, on the item's page."""
        messages.success(request, _("Seat %(seat)s has stepped out of this item.") % {"seat": seat})
        return redirect(item.get_absolute_url())

    def page(
        self,
        request: HttpRequest,
        item: Item,
        form: AskOutForm,
        *,
        reasons: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form."""
        context = {"item": item, "form": form, "reasons": reasons or []}
        return render(request, "committee/ask_out.html", context, status=status)


@dataclass(frozen=True)
class AskedOut:
    """A State that stepped out because it was asked to; who recorded it and why shows to some."""

    recusal: Recusal
    member: str
    shows_reason: bool


def asked_out_of(item: Item, user: Any) -> Iterator[AskedOut]:
    """The States that were asked to step out; the reasons for those who conduct the item."""
    found = list(item.recusals.filter(asked=True).select_related("by"))
    if not found:
        return
    lines = {line["seat"]: line for line in item.seat_lines()}
    names = names_of(lines.values())
    conducts = acts_for_the_chair(item, user)
    for recusal in found:
        state = lines.get(recusal.seat, {}).get("state", "")
        yield AskedOut(recusal, names.get(state, state), conducts)
