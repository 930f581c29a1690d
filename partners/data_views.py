"""Pages on what is kept about a person: to read, to take along, to have erased."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View

from partners.clock import portal_now
from partners.erasure import NotErasable, erase, hindrances
from partners.people import signed_in
from partners.personal import exported, kept_about


def unkept(response: HttpResponse) -> HttpResponse:
    """An answer with personal data, which no browser and nobody on the way keeps."""
    response["Cache-Control"] = "private, no-store"
    return response


class OwnDataView(LoginRequiredMixin, View):
    """What the portal keeps about the person who asks: what, why, how long."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        context = {"kept": list(kept_about(signed_in(request)))}
        return unkept(render(request, "partners/own_data.html", context))


class OwnDataFileView(LoginRequiredMixin, View):
    """The same as a file for other programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """JSON, as an attachment."""
        found = exported(signed_in(request), at=portal_now())
        response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return unkept(response)


@method_decorator(reauthentication_required, name="get")
@method_decorator(reauthentication_required, name="post")
class EraseView(LoginRequiredMixin, View):
    """Have one's own data erased: a page that says what goes and what stays, then the act."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page to check; nothing changes by looking."""
        return self.page(request, hindrances(signed_in(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Erase, sign out, and say so; otherwise say what stands against it."""
        person = signed_in(request)
        try:
            erase(person, by=person)
        except NotErasable as refusal:
            return self.page(request, refusal.reasons, status=409)
        logout(request)
        return render(request, "partners/erased.html")

    def page(self, request: HttpRequest, reasons: list[str], *, status: int = 200) -> HttpResponse:
        """What goes, what stays, and what stands against it."""
        context = {"reasons": reasons, "person": signed_in(request)}
        return render(request, "partners/erase.html", context, status=status)
