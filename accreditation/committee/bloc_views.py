"""Items moved together: one page, and one position for all that are still together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.committee import reading
from accreditation.committee.answers import refused
from accreditation.committee.blocs import Bloc
from accreditation.committee.items import Item
from accreditation.committee.member_forms import EnBlocForm
from accreditation.committee.observers import observed_terms
from accreditation.committee.page import PersonalView, zone_of
from accreditation.committee.seats import places_of
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.taking import take_en_bloc
from accreditation.committee.waiting import Waiting, waiting_for
from accreditation.committee.words import OUTCOMES, rules_in_words
from accreditation.workflow import NotReady, StepRefused


def bloc_of(request: HttpRequest, reference: str) -> Bloc:
    """The bloc, for officers and the people of its term; otherwise there is none (404)."""
    found = Bloc.objects.select_related("term")
    if not reading.is_officer(request.user):
        terms = {place.seat.term_id for place in places_of(request.user)}
        found = found.filter(term__in=terms | set(observed_terms(request.user)))
    return get_object_or_404(found, reference=reference)


def rows_of(request: HttpRequest, bloc: Bloc) -> list[Waiting]:
    """The items of the bloc that the reader may see, as they stand for the reader."""
    items = Item.objects.visible_to(request.user).filter(bloc=bloc)
    return waiting_for(request.user, items.order_by("pk"))


def bloc_page(
    request: HttpRequest,
    bloc: Bloc,
    rows: list[Waiting],
    *,
    form: EnBlocForm | None = None,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The items with their state, and what the reader may do on all or on one."""
    together = [row for row in rows if row.is_taken_together]
    if form is None and together:
        form = EnBlocForm(rows=together)
    first = rows[0].item if rows else None
    context = {
        "bloc": bloc,
        "rows": [row for row in rows if not row.item.is_lifted],
        "lifted": [row for row in rows if row.item.is_lifted],
        "receipts": [row for row in rows if row.said is not None and not row.is_out],
        "together": together,
        "form": form if together else None,
        "reasons": reasons or [],
        "outcomes": OUTCOMES,
        "rules": rules_in_words(first.rules) if first else [],
        "not_confirmed": "" if first is None or first.is_confirmed else NOT_CONFIRMED,
        "first": first,
        "zone": zone_of(request.user),
    }
    return render(request, "committee/bloc.html", context, status=status)


class BlocView(LoginRequiredMixin, PersonalView):
    """Items moved together."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        bloc = bloc_of(request, reference)
        return bloc_page(request, bloc, rows_of(request, bloc))


class BlocPositionView(LoginRequiredMixin, PersonalView):
    """One position on several items: fill in, check, confirm; on all of them or on none."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The form stands on the bloc's page."""
        return redirect(bloc_of(request, reference).get_absolute_url())

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Show what was filled in with every item it is for, or take it once confirmed."""
        bloc = bloc_of(request, reference)
        rows = rows_of(request, bloc)
        if not any(row.place for row in rows):
            raise PermissionDenied(_("You do not represent a seat in this item."))
        meant = _meant(request, rows)
        if not meant:
            reasons = [_("No item is left that you may answer together with others.")]
            return bloc_page(request, bloc, rows, reasons=reasons, status=422)
        form = EnBlocForm(request.POST, rows=meant)
        if not form.is_valid():
            return bloc_page(request, bloc, rows, form=form, status=422)
        if "change" in request.POST:
            return bloc_page(request, bloc, rows, form=form)
        if "confirm" in request.POST:
            return self.take(request, bloc, form)
        context = {"bloc": bloc, "form": form, "rows": meant, "place": meant[0].place}
        return render(request, "committee/bloc_check.html", context)

    def take(self, request: HttpRequest, bloc: Bloc, form: EnBlocForm) -> HttpResponse:
        """Add the positions, and go to their receipts."""
        said: dict[str, Any] = {key: form.cleaned_data[key] for key in ("value", "reasons")}
        items = [row.item for row in form.rows]
        try:
            taken = take_en_bloc(items, by=request.user, after=form.seen(), **said)
        except StepRefused as refusal:
            return refused(request, bloc, refusal, form)
        except NotReady as not_ready:
            rows = rows_of(request, bloc)
            return bloc_page(request, bloc, rows, reasons=not_ready.reasons, status=422)
        messages.success(
            request,
            ngettext(
                "%(number)s position is taken. Its receipt is below.",
                "%(number)s positions are taken. Their receipts are below.",
                len(taken),
            )
            % {"number": len(taken)},
        )
        return redirect(f"{bloc.get_absolute_url()}#receipts")


def _meant(request: HttpRequest, rows: list[Waiting]) -> list[Waiting]:
    """The items that the person saw together on the form; taking them says what has changed."""
    named = set(request.POST.getlist("item"))
    return [row for row in rows if row.item.reference in named and row.place is not None]
