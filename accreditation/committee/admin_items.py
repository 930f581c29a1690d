"""Items and blocs in the Secretariat's admin: a window, with steps on one item or on several."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.admin_bulk import BlocForm, answer, step_on_each
from accreditation.committee.blocs import Bloc
from accreditation.committee.docket import move_together
from accreditation.committee.items import Item
from accreditation.committee.words import OUTCOMES
from accreditation.stepadmin import ReadOnlyAdmin, StepAdmin
from accreditation.workflow import NotReady

TELLING = ("positions", "notes", "transcriptions")  # whether there are any would tell who spoke


@admin.register(Item)
class ItemAdmin(StepAdmin):
    """Items: read-only; what may be done is done by steps."""

    change_form_template = "admin/item_change_form.html"
    list_display = ["reference", "title", "state_tag", "meeting", "deadline", "result"]
    list_filter = ["state", "outcome", "subject_kind", "term", "meeting"]
    list_select_related = ["meeting", "term"]
    search_fields = ["reference", "subject_reference"]
    hidden_fields = ["dossier", "record", "question", "seats"]
    actions = ["move_together", "open_each", "close_each", "publish_each"]

    @admin.display(description=gettext_lazy("closes at"), ordering="closes_at")
    def deadline(self, item: Item) -> str:
        """Until when positions are taken in writing, with the zones."""
        return self.shown_deadline(item.closes_at)

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
    def result(self, item: Item) -> str:
        """What the count came to."""
        return str(OUTCOMES[item.outcome].label) if item.is_counted else "-"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Item]":
        """Without the long frozen texts."""
        return super().get_queryset(request).defer("dossier", "record")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether anything was said on an item is not filtered by."""
        return not lookup.startswith(TELLING) and super().lookup_allowed(lookup, value, request)

    @admin.action(description=gettext_lazy("Open for decision"))
    def open_each(self, request: HttpRequest, queryset: "QuerySet[Item]") -> HttpResponse:
        """Open the items chosen."""
        return step_on_each(self, request, queryset, "open")

    @admin.action(description=gettext_lazy("Close and count"))
    def close_each(self, request: HttpRequest, queryset: "QuerySet[Item]") -> HttpResponse:
        """Close the items chosen."""
        return step_on_each(self, request, queryset, "close")

    @admin.action(description=gettext_lazy("Publish the records"))
    def publish_each(self, request: HttpRequest, queryset: "QuerySet[Item]") -> HttpResponse:
        """Publish the items chosen."""
        return step_on_each(self, request, queryset, "publish")

    @admin.action(description=gettext_lazy("Move together"))
    def move_together(self, request: HttpRequest, queryset: "QuerySet[Item]") -> HttpResponse:
        """Ask for a title, then move the items chosen en bloc, or say why not."""
        items = list(queryset.order_by("pk"))
        form = BlocForm(request.POST if "confirm" in request.POST else None)
        reasons: list[str] = []
        if form.is_bound and form.is_valid():
            try:
                with transaction.atomic():
                    bloc = move_together(items, title=form.cleaned_data["title"], by=request.user)
            except NotReady as not_ready:
                reasons = not_ready.reasons
            except PermissionDenied as refusal:
                reasons = [str(refusal)]
            else:
                self.message_user(request, _("Moved together: %(bloc)s") % {"bloc": bloc})
                return HttpResponseRedirect(
                    reverse("admin:accreditation_bloc_change", args=[bloc.pk])
                )
        context = {
            "title": _("Move together"),
            "action": "move_together",
            "form": form,
            "reasons": reasons,
        }
        return answer(self, request, "admin/committee_bloc.html", items, context)


@admin.register(Bloc)
class BlocAdmin(ReadOnlyAdmin):
    """Items moved together: made by the action on items, and left by lifting an item out."""

    list_display = ["reference", "title", "term", "made_by", "made_at"]
    list_filter = ["term"]
    list_select_related = ["term", "made_by"]
    search_fields = ["reference", "title"]
    fields = ["reference", "title", "term", "made_by", "made_at", "together"]

    @admin.display(description=gettext_lazy("items"))
    def together(self, bloc: Bloc) -> SafeString:
        """The items with where they are, and which were lifted out."""
        items = bloc.items.defer("dossier", "record").order_by("pk")
        lines = format_html_join(
            "", '<li><a href="{}">{}</a> {}: {}{}</li>', (_line(item) for item in items)
        )
        return format_html("<ul>{}</ul>", lines)


def _line(item: Item) -> tuple[Any, ...]:
    """An item of a bloc: address, reference, title, state, and whether it was lifted out."""
    url = reverse("admin:accreditation_item_change", args=[item.pk])
    lifted = _(" (lifted out)") if item.is_lifted else ""
    return (url, item.reference, item.title, item.get_state_display(), lifted)
