"""The register in the Secretariat's admin: read here, moved by steps and by the Committee."""

from typing import ClassVar

from django.contrib import admin

from accreditation.register.models import Accreditation
from accreditation.stepadmin import StepAdmin


@admin.register(Accreditation)
class AccreditationAdmin(StepAdmin):
    """Accreditations, by state and by when they end."""

    list_display: ClassVar = [
        "reference",
        "organisation",
        "state_tag",
        "conferred_on",
        "valid_until",
    ]
    list_filter: ClassVar = ["state"]
    list_select_related: ClassVar = ["organisation"]
    search_fields: ClassVar = ["reference", "organisation__search_name", "organisation__acronym"]
    hidden_fields: ClassVar = ["code"]
