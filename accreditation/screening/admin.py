"""Sanctions lists in the Secretariat's admin: loaded here, and never changed."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.screening.forms import LoadForm
from accreditation.screening.lists import ListEntry, SanctionsList
from accreditation.screening.running import load
from accreditation.stepadmin import ReadOnlyAdmin
from partners.admin import OfficerAdmin


@admin.register(SanctionsList)
class SanctionsListAdmin(OfficerAdmin):
    """Lists: the last loaded one counts, the earlier ones stay for the record."""

    form = LoadForm
    list_display = ["source", "generated", "individuals", "entities", "loaded_at", "loaded_by"]
    list_select_related = ["loaded_by"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What is asked for a new one; everything once it is loaded."""
        if obj is None:
            return ["source", "file"]
        return [*self.list_display, "sha256"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A list stays as it was loaded."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Keep the list and its entries, and say what was loaded."""
        load(obj, form.cleaned_data["file"], by=request.user)
        messages.info(
            request,
            _("The list is loaded. Individuals: %(individuals)d. Entities: %(entities)d.")
            % {"individuals": obj.individuals, "entities": obj.entities},
        )


@admin.register(ListEntry)
class ListEntryAdmin(ReadOnlyAdmin):
    """Entries of lists, to look one up."""

    list_display = ["main_name", "kind", "reference_number", "dataid", "sanctions_list"]
    list_filter = ["kind", "sanctions_list"]
    list_select_related = ["sanctions_list"]
    search_fields = ["search", "=reference_number", "=dataid"]
    list_per_page = 50
    show_full_result_count = False
    fields = [
        "sanctions_list",
        "kind",
        "main_name",
        "aliases",
        "reference_number",
        "dataid",
        "comments",
        "sha256",
    ]

    @admin.display(description=gettext_lazy("names and aliases"))
    def aliases(self, entry: ListEntry) -> str:
        """The names, each with the quality the list gives it."""
        return "; ".join(
            f"{each['name']} ({each['quality']})" if each["quality"] else each["name"]
            for each in entry.names
        )
