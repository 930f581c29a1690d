"""The Secretariat's door: every room's tables, read and moved by steps."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications import admin as applications
from accreditation.committee import (
    admin_items,
    admin_people,
    admin_positions,
    admin_rules,
    admin_seats,
)
from accreditation.committee.hiding import (
    tells_of_a_position,
    tells_who_spoke,
    tried_to_speak,
)
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.proposals import admin as proposals
from accreditation.register import admin as register
from accreditation.screening import admin as screening
from accreditation.stepadmin import ReadOnlyAdmin

__all__ = [
    "admin_items",
    "admin_people",
    "admin_positions",
    "admin_rules",
    "admin_seats",
    "applications",
    "proposals",
    "register",
    "screening",
]

TOLD = ("seat", "number", "channel")  # what shows of a position before the count


class ActsAdmin(ReadOnlyAdmin):
    """Acts with their actors; none that tells before the count who spoke on a silent item."""

    show_full_result_count = False
    date_hierarchy = "at"
    filtered_by: tuple[str, ...] = ("at", "act", "object")

    def telling(self) -> Q:
        """The acts that are hidden now: how many there are would tell as much as who acted."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Every act but the hidden ones, in the list and by address."""
        return super().get_queryset(request).exclude(self.telling())

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is hidden is not filtered by either."""
        return lookup.split("__", 1)[0] in self.filtered_by


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ActsAdmin):
    """Acts on the record, the newest first; of hidden positions only that there was an act."""

    list_display = ["seq", "at", "act", "object", "actor", "hash"]
    ordering = ["-seq"]
    search_fields = ["=object", "=actor", "=hash"]
    filtered_by = ("seq", "at", "act", "object", "hash")
    fields = [
        "seq",
        "prev",
        "at",
        "actor",
        "act",
        "object",
        "shown_data",
        "shown_body",
        "hash",
    ]

    def telling(self) -> Q:
        """Positions, transcriptions and receipts on items under silence."""
        return tells_who_spoke()

    def get_queryset(self, request: HttpRequest) -> "QuerySet[LedgerEntry]":
        """Every entry, with whether it is of a position that is hidden now."""
        hides = When(tells_of_a_position(), then=Value(value=True))
        case = Case(hides, default=Value(value=False), output_field=BooleanField())
        return super().get_queryset(request).annotate(hides_position=case)

    @admin.display(description=gettext_lazy("data"))
    def shown_data(self, entry: Any) -> str:
        """What the act holds; of a hidden position at most its seat, number and channel."""
        data = entry.data
        if entry.hides_position:
            data = {key: value for key, value in data.items() if key in TOLD}
        return json.dumps(data, ensure_ascii=False, sort_keys=True)

    @admin.display(description=gettext_lazy("canonical form, without hash"))
    def shown_body(self, entry: Any) -> str:
        """The bytes that were hashed."""
        return _("hidden until the item closes") if entry.hides_position else entry.body


@admin.register(Refusal)
class RefusalAdmin(ActsAdmin):
    """Acts that were tried and refused."""

    list_display = ["at", "act", "object", "actor", "reason"]
    list_filter = ["reason"]
    search_fields = ["=object", "=actor"]
    filtered_by = ("at", "act", "object", "reason")
    fields = ["at", "act", "object", "actor", "reason"]

    def telling(self) -> Q:
        """Positions that somebody tried to take on items under silence."""
        return tried_to_speak()
