"""The register in the Secretariat's admin: read here, moved by steps and by the Committee."""

from django.contrib import admin

from accreditation.register.models import Accreditation
from accreditation.stepadmin import StepAdmin


@admin.register(Accreditation)
class AccreditationAdmin(StepAdmin):
    """Accreditations, by state and by when they end."""

    list_display = [
        "reference",
        "organisation",
        "state_tag",
        "conferred_on",
        "valid_until",
    ]
    list_filter = ["state"]
    list_select_related = ["organisation"]
    search_fields = ["reference", "organisation__search_name", "organisation__acronym"]
    hidden_fields = ["code"]
