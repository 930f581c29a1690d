"""Terms, their seats and meetings in the Secretariat's admin."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.desk_terms import NewTermForm, copy_seats
from accreditation.committee.models import Meeting, Seat, Term
from partners.admin import OfficerAdmin
from partners.forms import by_name
from partners.models import Country


def country_choices(request: HttpRequest) -> list[tuple[Any, str]]:
    """Every country in the page's order, once for each request."""
    if not hasattr(request, "_countries"):
        named = sorted(Country.objects.all(), key=by_name)
        choices = [("", "---------"), *((country.pk, str(country)) for country in named)]
        request._countries = choices  # type: ignore[attr-defined] # lives as long as the request
    found: list[tuple[Any, str]] = request._countries  # type: ignore[attr-defined] # just set
    return found


class SeatForm(ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """A seat, whose code stays once the term has items: positions and recusals go by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the code of a seat that is on items, and take no other."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.term.has_items:
            self.fields["code"].disabled = True


class SeatInline(admin.TabularInline):  # type: ignore[type-arg] # generic only in the stubs
    """The seats of a term; items copy them when they open."""

    model = Seat
    form = SeatForm
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
    actions = ["copy_to_a_new_term"]

    @admin.action(description=gettext_lazy("Copy seats to a new term"))
    def copy_to_a_new_term(
        self, request: HttpRequest, queryset: "QuerySet[Term]"
    ) -> HttpResponse | None:
        """Ask for code and dates, then copy the seats of one term, never its people or items."""
        terms = list(queryset)
        if len(terms) != 1:
            self.message_user(request, _("Choose one term to copy from."), messages.ERROR)
            return None
        form = NewTermForm(request.POST if "copy" in request.POST else None, term=terms[0])
        if form.is_bound and form.is_valid():
            new = copy_seats(terms[0], **form.cleaned_data)
            self.log_addition(request, new, [{"added": {}}])
            self.message_user(request, _("The seats are copied. Correct what the COP decided."))
            return HttpResponseRedirect(reverse("admin:accreditation_term_change", args=[new.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Copy seats to a new term"),
            "opts": self.opts,
            "action": "copy_to_a_new_term",
            "chosen": terms,
            "form": form,
        }
        return TemplateResponse(request, "admin/committee_copy_seats.html", context)


@admin.register(Meeting)
class MeetingAdmin(OfficerAdmin):
    """Meetings."""

    list_display = ["code", "title", "kind", "starts_on", "ends_on", "place"]
    list_filter = ["kind"]
    date_hierarchy = "starts_on"
