"""Representatives and observers in the Secretariat's admin."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accreditation.committee.models import Observer, Representative
from partners.admin import OfficerAdmin
from partners.forms import PersonByAddress
from partners.models import User


class RepresentativeForm(ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """Who acts for a seat."""

    user = PersonByAddress()

    def clean_user(self) -> User:
        """The Secretariat presents and the Committee decides: nobody does both."""
        user: User = self.cleaned_data["user"]
        if user.is_officer:
            raise ValidationError(_("A Secretariat officer does not represent a seat."))
        return user

    def clean(self) -> dict[str, Any]:
        """An alternate acts only for a seat that has one; nobody observes and represents."""
        cleaned = super().clean() or {}
        seat, capacity, user = (cleaned.get(key) for key in ("seat", "capacity", "user"))
        is_alternate = capacity == Representative.Capacity.ALTERNATE
        if is_alternate and seat is not None and seat.alternate_party is None:
            raise ValidationError(_("This seat has no alternate member."))
        if seat and user and Observer.objects.holding().filter(term=seat.term, user=user).exists():
            raise ValidationError(_("This person observes the Committee in this term."))
        return cleaned


@admin.register(Representative)
class RepresentativeAdmin(OfficerAdmin):
    """People who act for seats; a place ends and is never rewritten."""

    form = RepresentativeForm
    list_display = ["seat", "user", "capacity", "since", "until"]
    list_filter = ["seat__term", "capacity"]
    list_select_related = ["seat__party", "user"]
    search_fields = ["seat__code", "user__name", "user__email"]
    fields = ["seat", "user", "capacity", "until"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Once recorded, a place can only end."""
        return ["seat", "user", "capacity"] if obj else ["until"]


class ObserverForm(ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """Who observes the Committee in a term."""

    user = PersonByAddress()

    def clean_user(self) -> User:
        """An officer reads everything anyway, and is no observer."""
        user: User = self.cleaned_data["user"]
        if user.is_officer:
            raise ValidationError(_("A Secretariat officer is no observer."))
        return user

    def clean(self) -> dict[str, Any]:
        """Nobody observes and represents a seat in the same term."""
        cleaned = super().clean() or {}
        term, user = cleaned.get("term"), cleaned.get("user")
        held = Representative.objects.holding()
        if term and user and held.filter(seat__term=term, user=user).exists():
            raise ValidationError(_("This person represents a seat in this term."))
        return cleaned


@admin.register(Observer)
class ObserverAdmin(OfficerAdmin):
    """People who follow the Committee's work; a place ends and is never rewritten."""

    form = ObserverForm
    list_display = ["user", "on_behalf_of", "term", "reads_dossiers", "since", "until"]
    list_filter = ["term", "reads_dossiers"]
    list_select_related = ["term", "user"]
    search_fields = ["user__name", "user__email", "on_behalf_of"]
    fields = ["term", "user", "on_behalf_of", "reads_dossiers", "until"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Once recorded, a place can end, and dossiers be opened or shut."""
        return ["term", "user", "on_behalf_of"] if obj else ["until"]
