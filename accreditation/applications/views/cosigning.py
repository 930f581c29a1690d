"""Asking for the signature of the head of organisation, from the application's pages."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from accreditation.applications.cosigning import (
    NotAsked,
    ask,
    reasons_not_to_ask,
    send_again,
    take_back,
)
from accreditation.applications.cosigning_forms import AskSignatureForm
from accreditation.applications.views.access import ApplicationMixin
from accreditation.applications.writing import MovedOn
from partners.guessing import count_try
from partners.permissions import is_contact_point

ASK = "ask-signature"
ASKED_A_MINUTE = 5


class SignatureMixin(ApplicationMixin):
    """For the contact point and the alternate, while the application is with the organisation."""

    def only_contact_points(self) -> None:
        """Refuse everybody else who may read the application (403)."""
        if not is_contact_point(self.application, self.request.user):
            raise PermissionDenied(_("Only %(who)s may do this.") % {"who": is_contact_point.label})

    def is_too_often(self) -> bool:
        """Count one request more from this place; whether there are too many in this minute."""
        return count_try(self.request, what=ASK) > ASKED_A_MINUTE

    def back(self) -> HttpResponse:
        """To the page on which the answers are checked."""
        return HttpResponseRedirect(self.reading.address("check") + "#signature")


class AskSignatureView(SignatureMixin, View):
    """Whom to ask for the signature; the mail goes out once it is sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form, or why nobody can be asked now."""
        self.only_contact_points()
        if not self.application.is_writable:
            return self.not_saved(MovedOn(self.application), [])
        return self.page(AskSignatureForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask, in place of an earlier request."""
        self.only_contact_points()
        form = AskSignatureForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(form, status=422)
        if self.is_too_often():
            refused = render(request, "429.html", status=429)
            refused["Retry-After"] = "60"
            return refused
        try:
            asked = ask(self.application, by=request.user, **form.cleaned_data)
        except NotAsked:
            return self.page(form, status=422)
        except MovedOn as why:
            return self.not_saved(why, [])
        messages.success(
            request,
            _("A link to sign is on its way to %(email)s.") % {"email": asked.email},
        )
        return self.back()

    def page(self, form: AskSignatureForm, status: int = 200) -> HttpResponse:
        """The form, with what stands in the way."""
        context: dict[str, Any] = {
            "application": self.application,
            "form": form,
            "reasons": reasons_not_to_ask(self.application),
            "pending": self.application.cosignatures.live().first(),
        }
        return render(self.request, "applications/ask_signature.html", context, status=status)


class PendingSignatureView(SignatureMixin, View):
    """Send the link again, or take the request back."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Do what the button says."""
        self.only_contact_points()
        try:
            if request.POST.get("act") == "again":
                self.send_again()
            elif take_back(self.application, by=request.user):
                messages.info(request, _("The request is taken back: its link no longer works."))
        except MovedOn as why:
            return self.not_saved(why, [])
        return self.back()

    def send_again(self) -> None:
        """Send it, unless that was done within the last hour."""
        if send_again(self.application):
            messages.info(self.request, _("The link goes out again."))
        else:
            messages.info(
                self.request,
                _("It was not sent again: once an hour is the most, and five times in all."),
            )
