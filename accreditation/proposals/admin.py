"""The working group's room in the Secretariat's admin: groups, proposals, versions, comments."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accreditation.proposals.models import (
    Comment,
    GroupMember,
    Process,
    ProcessTranslation,
    Proposal,
    WorkingGroup,
)
from accreditation.stepadmin import ReadOnlyAdmin, StepAdmin
from partners.admin import OfficerAdmin
from partners.forms import PersonByAddress


class MemberForm(ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """A member: who, by category, on behalf of whom."""

    user = PersonByAddress()


class MemberInline(admin.StackedInline):  # type: ignore[type-arg] # generic only in the stubs
    """The members of a working group, by category."""

    model = GroupMember
    form = MemberForm
    fields = ["user", "category", "on_behalf_of"]
    extra = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers read them."""
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers name them."""
        return bool(request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers correct them."""
        return bool(request.user.is_staff)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A member leaves; what they said stays with their account."""
        return bool(request.user.is_staff)


@admin.register(WorkingGroup)
class WorkingGroupAdmin(StepAdmin):
    """Working groups; begun here, moved by steps."""

    editable_fields = ["title", "term", "terms_of_reference"]
    hidden_fields = ["begun_as"]
    may_be_added = True
    inlines = [MemberInline]
    list_display = ["reference", "title", "term", "state_tag", "state_since"]
    list_select_related = ["term"]
    search_fields = ["reference", "title"]

    def is_editable(self, obj: Any) -> bool:
        """The members may change until the group is closed; the rest is asked below."""
        return not obj.is_closed

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Title, term and terms of reference change while the group is planned."""
        shown = super().get_readonly_fields(request, obj)
        settled = obj is not None and not obj.is_planned
        return [*shown, *self.editable_fields] if settled else shown


@admin.register(Proposal)
class ProposalAdmin(StepAdmin):
    """Proposals; begun here, moved by steps, written on their own pages."""

    editable_fields = ["group", "title"]
    hidden_fields = ["begun_as"]
    may_be_added = True
    list_display = ["reference", "title", "group", "state_tag", "state_since"]
    list_filter = ["state", "group"]
    list_select_related = ["group"]
    search_fields = ["reference", "title"]

    def is_editable(self, obj: Any) -> bool:
        """Group and title are given at the beginning."""
        return bool(obj.is_planned)


@admin.register(Process)
class ProcessAdmin(StepAdmin):
    """Versions: read-only; drafts are written on the editor's pages."""

    hidden_fields = ["content", "canonical", "begun_as"]
    list_display = ["__str__", "proposal", "number", "state_tag", "pages"]
    list_select_related = ["proposal"]
    search_fields = ["reference", "proposal__reference", "sha256"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the long frozen texts."""
        return super().get_queryset(request).defer("content", "canonical")

    @admin.display(description=_("pages"))
    def pages(self, process: Process) -> str:
        """Where the version is read, and where it is written while in drafting."""
        name, label = ("edit", _("Edit")) if process.is_editable else ("process", _("Read"))
        url = reverse(f"proposals:{name}", args=[process.reference])
        return format_html('<a href="{}">{}</a>', url, label)


@admin.register(ProcessTranslation)
class ProcessTranslationAdmin(OfficerAdmin):
    """Translations: texts are written beside the original; here only what each counts as."""

    list_display = ["process", "language", "number", "standing", "at", "by"]
    list_filter = ["language", "standing"]
    list_select_related = ["process__proposal", "by"]
    fields = ["process", "language", "number", "standing", "at", "by"]
    readonly_fields = ["process", "language", "number", "at", "by"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They are written on the page of translations."""
        return False


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    """Comments of the working group."""

    list_display = ["process", "path", "text", "by", "at"]
    list_select_related = ["process__proposal", "by"]
    search_fields = ["text", "process__proposal__reference"]
    date_hierarchy = "at"
