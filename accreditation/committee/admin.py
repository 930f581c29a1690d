"""The Committee in the Secretariat's admin: who sits on it, what is before it, what was said."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.models import (
    CommitteeRules,
    Item,
    Meeting,
    Position,
    Recusal,
    Representative,
    Seat,
    Term,
)
from accreditation.committee.positions import LABELS
from accreditation.committee.seats import NOT_CONFIRMED
from accreditation.committee.tally import NotARecord, Rules
from accreditation.committee.words import OUTCOMES
from accreditation.stepadmin import ReadOnlyAdmin, StepAdmin
from partners.admin import OfficerAdmin
from partners.forms import PersonByAddress, by_name
from partners.models import Country, User


def country_choices(request: HttpRequest) -> list[tuple[Any, str]]:
    """Every country in the page's order, once for each request."""
    if not hasattr(request, "_countries"):
        named = sorted(Country.objects.all(), key=by_name)
        choices = [("", "---------"), *((country.pk, str(country)) for country in named)]
        request._countries = choices  # type: ignore[attr-defined] # lives as long as the request
    found: list[tuple[Any, str]] = request._countries  # type: ignore[attr-defined] # just set
    return found


class SeatInline(admin.TabularInline):  # type: ignore[type-arg] # generic only in the stubs
    """The seats of a term; items copy them when they open."""

    model = Seat
    extra = 0
    can_delete = False

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Plain lists of countries, read once for the whole page."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.related_model is Country:
            field.choices = country_choices(request)
        return field

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers read them."""
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers record what the COP decided."""
        return bool(request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers correct them; what an item has frozen stays as it was."""
        return bool(request.user.is_staff)


@admin.register(Term)
class TermAdmin(OfficerAdmin):
    """Terms with their seats."""

    list_display = ["code", "starts_on", "ends_on"]
    inlines = [SeatInline]


@admin.register(Meeting)
class MeetingAdmin(OfficerAdmin):
    """Meetings."""

    list_display = ["code", "title", "kind", "starts_on", "ends_on", "place"]
    list_filter = ["kind"]
    date_hierarchy = "starts_on"


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
        """An alternate acts only for a seat that has an alternate member."""
        cleaned = super().clean() or {}
        seat, capacity = cleaned.get("seat"), cleaned.get("capacity")
        is_alternate = capacity == Representative.Capacity.ALTERNATE
        if is_alternate and seat is not None and seat.alternate_party is None:
            raise ValidationError(_("This seat has no alternate member."))
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


class CommitteeRulesForm(ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """The Committee's own rules, which must be such that one can count by them."""

    voting_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of seats that are entitled"),
        choices=Seat.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what no item could be counted by."""
        cleaned = super().clean() or {}
        try:
            Rules.from_json({"objection_effect": "refer", **cleaned})
        except NotARecord as error:
            if not self.errors:
                raise ValidationError(str(error)) from error
        return cleaned


@admin.register(CommitteeRules)
class CommitteeRulesAdmin(OfficerAdmin):
    """How the Committee decides on a proposal: one row of settings."""

    form = CommitteeRulesForm
    list_display = [
        "procedure",
        "majority",
        "quorum_seats",
        "quorum_regions",
        "confirmed",
    ]
    fieldsets = [
        (
            None,
            {
                "description": NOT_CONFIRMED,
                "fields": [
                    "procedure",
                    "voting_kinds",
                    "quorum_seats",
                    "quorum_regions",
                    "majority",
                    "tie",
                    "objections_to_block",
                    "days",
                    "confirmed",
                ],
            },
        )
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one row."""
        return super().has_add_permission(request) and not CommitteeRules.objects.exists()


@admin.register(Item)
class ItemAdmin(StepAdmin):
    """Items: read-only; what may be done is done by steps."""

    list_display = ["reference", "title", "state_tag", "meeting", "deadline", "result"]
    list_filter = ["state", "outcome", "subject_kind", "term", "meeting"]
    list_select_related = ["meeting", "term"]
    search_fields = ["reference", "subject_reference"]
    hidden_fields = ["dossier", "record", "question", "seats"]

    @admin.display(description=gettext_lazy("closes at"), ordering="closes_at")
    def deadline(self, item: Item) -> str:
        """Until when positions are taken in writing, with the zones."""
        return self.shown_deadline(item.closes_at)

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
    def result(self, item: Item) -> str:
        """What the count came to."""
        return str(OUTCOMES[item.outcome].label) if item.is_counted else "-"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Item]":
        """Without the long frozen texts."""
        return super().get_queryset(request).defer("dossier", "record")


@admin.register(Position)
class PositionAdmin(ReadOnlyAdmin):
    """Positions; what was said shows once the item is counted, here as everywhere."""

    list_display = ["item", "seat", "capacity", "number", "at", "said"]
    list_select_related = ["item"]
    search_fields = ["item__reference", "seat"]
    date_hierarchy = "at"
    fields = [
        "item",
        "seat",
        "capacity",
        "number",
        "at",
        "said",
        "explained",
        "by",
        "height",
        "hash",
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Position]":
        """Without the long frozen texts of the items."""
        return super().get_queryset(request).defer("item__dossier", "item__record")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """What is hidden is not filtered by either."""
        hidden = lookup.startswith(("value", "reasons", "salt"))
        return not hidden and super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("position"))
    def said(self, position: Position) -> str:
        """The position, once counted."""
        is_shown = position.item.is_counted
        return str(LABELS[position.value]) if is_shown else _("hidden until the item closes")

    @admin.display(description=gettext_lazy("reasons"))
    def explained(self, position: Position) -> str:
        """The reasons, once counted."""
        return position.reasons if position.item.is_counted else _("hidden until the item closes")


@admin.register(Recusal)
class RecusalAdmin(ReadOnlyAdmin):
    """States that stepped out of an item."""

    list_display = ["item", "seat", "at"]
    list_select_related = ["item"]
    search_fields = ["item__reference", "seat"]
    date_hierarchy = "at"
