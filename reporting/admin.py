"""Reports and documents in the Secretariat's admin: read here, moved by steps."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accreditation.stepadmin import StepAdmin
from reporting.models import IssuedDocument, PartnerReport, ReportAnswer


class AnswerInline(admin.TabularInline):  # type: ignore[type-arg] # generic only in the stubs
    """The answers of a report, which the organisation gives."""

    model = ReportAnswer
    fields = ["question", "value", "changed_at"]
    readonly_fields = ["question", "value", "changed_at"]
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Officers read them."""
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """The organisation answers in its own pages."""
        return False


@admin.register(PartnerReport)
class PartnerReportAdmin(StepAdmin):
    """Partner reports received, by meeting and state."""

    list_display = ["reference", "organisation", "meeting", "state_tag", "due_at"]
    list_filter = ["state", "meeting"]
    list_select_related = ["organisation", "meeting"]
    search_fields = ["reference", "organisation__search_name", "=item_reference"]
    inlines = [AnswerInline]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[PartnerReport]":
        """What came in; drafts stay with their organisations."""
        return super().get_queryset(request).exclude(submitted_at=None)


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(StepAdmin):
    """Documents: what is queued, being made, issued or given up."""

    list_display = ["reference", "document_kind", "subject", "language", "state_tag"]
    list_filter = ["state", "document_kind", "language"]
    search_fields = ["reference", "subject", "sha256"]
    hidden_fields = ["context"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[IssuedDocument]":
        """All but receipts, which are their persons' alone: they tell who has spoken, and how."""
        return super().get_queryset(request).filter(private_to__isnull=True)
