"""People and organisations in the Secretariat's admin."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from partners.erasure import NotErasable, erase, hindrances
from partners.handovers import tell_asked
from partners.models import (
    Agreement,
    Country,
    Handover,
    Membership,
    MouSignature,
    Notice,
    Officer,
    Organisation,
    User,
)
from partners.organisation_forms import CarefulForm
from partners.people import signed_in


class OfficerAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic only in the stubs
    """An admin that Secretariat officers may use; nothing with a history is deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Officers see it."""
        return bool(request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers read it."""
        return bool(request.user.is_staff)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers correct it."""
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Officers add to it."""
        return bool(request.user.is_staff)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes."""
        return False


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg] # generic only in the stubs
    """The people of an organisation."""

    model = Membership
    extra = 0
    readonly_fields = ["user", "role", "since"]
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Officers read it."""
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The organisation names its people itself."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(OfficerAdmin):
    """Organisations."""

    form = CarefulForm
    list_display = ["name", "acronym", "kind", "country"]
    list_filter = ["kind"]
    list_select_related = ["country"]
    search_fields = ["search_name", "acronym", "website_host", "ror", "iati"]
    inlines = [MembershipInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(Agreement)
class AgreementAdmin(OfficerAdmin):
    """Formal partnerships."""

    list_display = ["partner", "title", "concluded_on", "precision", "place"]
    autocomplete_fields = ["organisation"]


@admin.register(MouSignature)
class MouSignatureAdmin(OfficerAdmin):
    """Cooperating partners of MOUs."""

    list_display = ["organisation", "instrument", "signed_on"]
    list_filter = ["instrument"]
    list_select_related = ["organisation"]
    autocomplete_fields = ["organisation"]


@admin.register(Handover)
class HandoverAdmin(OfficerAdmin):
    """Requests for the contact point: an officer may ask where an organisation wishes it."""

    list_display = ["organisation", "to", "asked_by", "asked_at", "refuse_until", "outcome"]
    list_select_related = ["organisation", "to", "asked_by"]
    fields = ["organisation", "to"]
    autocomplete_fields = ["organisation", "to"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was asked stays; the organisation's people act on it."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Ask in the officer's name, and tell both."""
        obj.asked_by = request.user
        super().save_model(request, obj, form, change)
        tell_asked(obj)


@admin.register(User)
class UserAdmin(OfficerAdmin):
    """People; passwords and factors are theirs alone."""

    list_display = ["email", "name", "language", "is_active", "joined_at"]
    search_fields = ["email", "name"]
    fields = [
        "email",
        "name",
        "language",
        "is_active",
        "uuid",
        "joined_at",
        "last_login",
        "erased_at",
    ]
    readonly_fields = ["uuid", "joined_at", "last_login", "erased_at"]
    change_form_template = "admin/person_change_form.html"

    def get_urls(self) -> list[Any]:
        """The page on which a person is erased, besides the usual ones."""
        erase = self.admin_site.admin_view(reauthentication_required(self.erase_view))
        return [
            path("<path:object_id>/erase/", erase, name="partners_user_erase"),
            *super().get_urls(),
        ]

    def erase_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Erase a person who asked for it: the page to check, then the act."""
        person = self.get_object(request, object_id)
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        reasons = hindrances(person)
        if request.method == "POST":
            try:
                erase(person, by=signed_in(request))
            except NotErasable as refusal:
                reasons = refusal.reasons
            else:
                messages.success(request, _("The person’s data is erased."))
                return redirect("admin:partners_user_change", person.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Erase a person’s data"),
            "original": person,
            "opts": self.opts,
            "reasons": reasons,
        }
        status = 409 if request.method == "POST" else 200
        return render(request, "admin/person_erase.html", context, status=status)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who administers the installation keeps accounts of officers, and nobody erased ones."""
        if obj is not None and obj.erased_at is not None:
            return False
        if obj is not None and (obj.is_superuser or obj.places.holding().exists()):
            return bool(request.user.is_staff and getattr(request.user, "is_superuser", False))
        return super().has_change_permission(request, obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody feels their way through the hash of a password."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """An address is changed and verified by its owner: it is the way into the account."""
        return [*self.readonly_fields, "email"] if obj else self.readonly_fields


@admin.register(Officer)
class OfficerPlaceAdmin(OfficerAdmin):
    """Places in the Secretariat."""

    list_display = ["user", "since", "until"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Places are given by who administers the installation."""
        return bool(getattr(request.user, "is_superuser", False))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Places are ended by who administers the installation."""
        return bool(getattr(request.user, "is_superuser", False))


@admin.register(Country)
class CountryAdmin(OfficerAdmin):
    """Countries, and which are known to be Parties."""

    list_display = ["iso3", "__str__", "is_party"]
    search_fields = ["iso3", "iso2"]
    readonly_fields = ["iso3", "iso2"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The list is ISO's."""
        return False


@admin.register(Notice)
class NoticeAdmin(OfficerAdmin):
    """Messages owed: read only, with what came of their mail."""

    list_display = ["subject", "mailbox", "created_at", "sent_at", "dropped_at", "attempts"]
    list_select_related = ["recipient"]
    search_fields = ["reference", "recipient__email", "address"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """All but those that are their recipients' alone, as receipts of positions are."""
        shown = Notice.objects.shown_to_officers()
        return super().get_queryset(request).filter(pk__in=shown.values("pk"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The portal writes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They stay as written."""
        return False
