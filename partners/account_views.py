"""Pages of a person's own account: name and language, and the calendar's secret address."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from partners.calendars import CalendarAddress
from partners.forms import PersonForm
from partners.people import User, signed_in


def account_page(request: HttpRequest, form: PersonForm, **more: Any) -> HttpResponse:
    """The account page; what `status` says, and otherwise 200."""
    status = more.pop("status", 200)
    given = CalendarAddress.objects.filter(user=signed_in(request)).first()
    context = {"form": form, "calendar": given} | more
    return render(request, "partners/account.html", context, status=status)


class AccountView(LoginRequiredMixin, View):
    """A person's own name and language, and the ways to address, password and second factor."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form as it stands."""
        return account_page(request, PersonForm(instance=signed_in(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save."""
        form = PersonForm(request.POST, instance=signed_in(request))
        if not form.is_valid():
            return account_page(request, form, status=422)
        form.save()
        messages.success(request, _("Saved."))
        return redirect("partners:account")


class CalendarAddressView(LoginRequiredMixin, View):
    """Make, replace or revoke the secret address of a person's calendar."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do so; a new address stands on the page that answers, and nowhere else."""
        person = signed_in(request)
        if "revoke" in request.POST:
            CalendarAddress.objects.filter(user=person).delete()
            messages.success(request, _("The address is revoked: it answers nobody any more."))
            return redirect("partners:account")
        return self.given(request, person)

    def given(self, request: HttpRequest, person: User) -> HttpResponse:
        """The account page with the new address, which no browser keeps."""
        path = reverse("calendar-feed", args=[CalendarAddress.objects.give(person)])
        shown = settings.PORTAL_BASE_URL + path
        response = account_page(request, PersonForm(instance=person), calendar_address=shown)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response
