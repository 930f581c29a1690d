"""The Secretariat's door: every room's tables, read and moved by steps."""

from django.contrib import admin

from accreditation.applications import admin as applications
from accreditation.committee import admin as committee
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.proposals import admin as proposals
from accreditation.register import admin as register
from accreditation.stepadmin import ReadOnlyAdmin

__all__ = ["applications", "committee", "proposals", "register"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    """Acts on the record, the newest first."""

    list_display = ["seq", "at", "act", "object", "actor", "hash"]
    ordering = ["-seq"]
    search_fields = ["=object", "=actor", "=hash"]
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin):
    """Acts that were tried and refused."""

    list_display = ["at", "act", "object", "actor", "reason"]
    list_filter = ["reason"]
    search_fields = ["=object", "=actor"]
    date_hierarchy = "at"
    show_full_result_count = False
