"""What was said and declared, in the Secretariat's admin: read-only, and hidden as everywhere."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.hiding import silent_items
from accreditation.committee.models import Declaration, Position, Recusal, Transcription
from accreditation.committee.positions import LABELS
from accreditation.stepadmin import ReadOnlyAdmin

SAID = ("value", "reasons", "salt", "hash", "remark")


class SaidAdmin(ReadOnlyAdmin):
    """Rows that hold what somebody said: shown once the item is counted, filtered by never."""

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is hidden is not filtered by either."""
        return not lookup.startswith(SAID) and super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("position"))
    def said(self, row: Position | Transcription) -> str:
        """The position, once counted."""
        is_shown = row.item.is_counted
        return str(LABELS[row.value]) if is_shown else _("hidden until the item closes")

    @admin.display(description=gettext_lazy("reasons"))
    def explained(self, row: Position | Transcription) -> str:
        """The reasons, once counted."""
        return row.reasons if row.item.is_counted else _("hidden until the item closes")


@admin.register(Position)
class PositionAdmin(SaidAdmin):
    """Positions; under silence not even that there is one shows before the item is counted."""

    list_display = ["item", "seat", "capacity", "number", "channel", "at", "said"]
    list_filter = ["channel"]
    list_select_related = ["item"]
    search_fields = ["item__reference", "seat"]
    date_hierarchy = "at"
    fields = [
        "item",
        "seat",
        "capacity",
        "number",
        "channel",
        "at",
        "said",
        "explained",
        "by",
        "height",
        "hash",
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Position]":
        """Without those that would tell how a silent item stands, and without frozen texts."""
        shown = super().get_queryset(request).exclude(item__in=silent_items())
        return shown.defer("item__dossier", "item__record")


@admin.register(Transcription)
class TranscriptionAdmin(SaidAdmin):
    """Positions by letter or telephone: what was written down shows on their own page alone."""

    list_display = [
        "reference",
        "state",
        "item",
        "seat",
        "capacity",
        "channel",
        "entered_by",
        "entered_at",
    ]
    list_filter = ["state", "channel"]
    list_select_related = ["item", "entered_by"]
    search_fields = ["reference", "item__reference"]
    date_hierarchy = "entered_at"
    fields = [
        "reference",
        "page",
        "state",
        "item",
        "seat",
        "capacity",
        "channel",
        "said",
        "explained",
        "entered_by",
        "entered_at",
        "checked_by",
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Transcription]":
        """Without the long frozen texts of the items."""
        return super().get_queryset(request).defer("item__dossier", "item__record")

    @admin.display(description=gettext_lazy("page"))
    def page(self, row: Transcription) -> SafeString:
        """Where it is compared with its scan."""
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), row.reference)


@admin.register(Recusal)
class RecusalAdmin(ReadOnlyAdmin):
    """States that stepped out of an item."""

    list_display = ["item", "seat", "at", "asked"]
    list_filter = ["asked"]
    list_select_related = ["item"]
    search_fields = ["item__reference", "seat"]
    date_hierarchy = "at"


@admin.register(Declaration)
class DeclarationAdmin(ReadOnlyAdmin):
    """Declarations on conflicts of interest: who must not see a dossier is known to officers."""

    list_display = ["item", "user", "seat", "capacity", "has_conflict", "at"]
    list_filter = ["has_conflict"]
    list_select_related = ["item", "user"]
    search_fields = ["item__reference", "seat", "user__name", "user__email"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Declaration]":
        """Without the long frozen texts of the items."""
        return super().get_queryset(request).defer("item__dossier", "item__record")
