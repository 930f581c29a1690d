"""Who reaches an application's pages, and what they meet when it cannot be written in."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from accreditation.applications.models import Application
from accreditation.applications.reading import Reading
from accreditation.applications.writing import MovedOn, NotOpen
from partners.permissions import is_editor


class ApplicationMixin(LoginRequiredMixin):
    """The application in the address, if the person may know of it; otherwise 404."""

    request: HttpRequest
    application: Application
    reading: Reading

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the application; an old address leads to the new one."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        reference = kwargs.pop("reference")
        visible = Application.objects.visible_to(request.user).select_related(
            "organisation__country", "invitation", "process"
        )
        self.application = get_object_or_404(visible, Application.referred_to(reference))
        self.reading = Reading(self.application)
        if request.method == "GET" and reference != self.application.reference:
            here = request.get_full_path().replace(reference, self.application.reference, 1)
            return HttpResponseRedirect(here)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @property
    def may_write(self) -> bool:
        """Whether the person writes for the organisation."""
        return is_editor(self.application, self.request.user)

    def only_writers(self) -> None:
        """Refuse those who may read but not write (403)."""
        if not self.may_write:
            raise PermissionDenied(_("Only %(who)s may do this.") % {"who": is_editor.label})

    def not_saved(self, why: MovedOn | NotOpen, typed: list[tuple[str, str]]) -> HttpResponse:
        """Too late, or not asked for: show what was typed, so that nothing is lost (409)."""
        context = {
            "application": self.application,
            "detail": str(why),
            "typed": typed,
            "kept": getattr(self, "kept", ()),
        }
        return render(self.request, "applications/not_saved.html", context, status=409)
