"""Bases for the Secretariat's admin: a window on what has a state, and on what is only added to.

State, record and history are read-only here; what may be done is done by steps. Officers have no
rows of permissions: being an officer is the permission.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from partners.admin import OfficerAdmin


class ReadOnlyAdmin(OfficerAdmin):
    """Rows that are only ever added by acts: nobody adds, changes or deletes them here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Acts add them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay as written."""
        return False


class StepAdmin(OfficerAdmin):
    """An object that a state carries through the mandate: its fields, its steps, its history.

    `editable_fields` may be changed while `is_editable` says so; everything else is read-only.
    `may_be_added` lets officers begin one here; `hidden_fields` are left out (long frozen texts).
    """

    editable_fields: ClassVar[Sequence[str]] = ()
    hidden_fields: ClassVar[Sequence[str]] = ()
    may_be_added: ClassVar[bool] = False
    change_form_template = "admin/step_change_form.html"
    list_display = ["reference", "state_tag", "state_since"]
    list_filter = ["state"]
    search_fields = ["reference"]
    date_hierarchy = "state_since"
    ordering = ["-state_since"]

    class Media:
        css = {"all": ["css/desk.css"]}

    @admin.display(description=_("state"), ordering="state")
    def state_tag(self, obj: Any) -> str:
        """The state in a word, with its tone."""
        tone = obj.TONES.get(obj.state, "neutral")
        context = {"label": obj.get_state_display(), "tone": tone}
        return render_to_string("components/state.html", context)

    def shown_deadline(self, at: datetime | None) -> str:
        """A deadline with date, time and zones, for lists; a dash where there is none."""
        return render_to_string("components/deadline.html", {"at": at}) if at else "-"

    def is_editable(self, obj: Any) -> bool:
        """Whether `editable_fields` may still be changed."""
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Officers begin some of these here; the others come from steps."""
        return self.may_be_added and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers change what is not yet frozen."""
        editable = bool(self.editable_fields) and (obj is None or self.is_editable(obj))
        return editable and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What is asked when one is begun; everything once it exists."""
        if obj is None:
            return list(self.editable_fields)
        names = [f.name for f in self.model._meta.concrete_fields if f.name != "id"]
        shown = [name for name in names if name not in {"state", *self.hidden_fields}]
        many = [f.name for f in self.model._meta.many_to_many if f.name in self.editable_fields]
        return [*shown, *many]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Everything but the editable fields."""
        if obj is None:
            return []
        fields = self.get_fields(request, obj)
        return [name for name in fields if name not in self.editable_fields]

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The object's own page in the portal."""
        try:
            return str(obj.get_absolute_url()) if obj is not None else None
        except NoReverseMatch:
            return None
