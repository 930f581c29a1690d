"""The register in the Secretariat's admin: read here, moved by steps and by the Committee."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.register.models import Accreditation, AccreditationCondition
from accreditation.register.states import HELD
from accreditation.stepadmin import StepAdmin


class ProofFilter(admin.SimpleListFilter):
    """Accreditations with a proof of a condition that the Secretariat has to look at."""

    title = gettext_lazy("proof of a condition")
    parameter_name = "proof"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """One choice."""
        return [("sent", _("sent, to look at"))]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[Accreditation]"
    ) -> "QuerySet[Accreditation]":
        """Those with a proof that waits."""
        if self.value() != "sent":
            return queryset
        waiting = AccreditationCondition.objects.with_proof()
        return queryset.filter(pk__in=waiting.values("accreditation"), state__in=HELD)


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
    list_filter = ["state", ProofFilter]
    list_select_related = ["organisation"]
    search_fields = ["reference", "organisation__search_name", "organisation__acronym"]
    hidden_fields = ["code"]
