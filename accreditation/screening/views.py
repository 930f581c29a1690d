"""Screening from the page of the case; for everybody but officers there is nothing here."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from accreditation.applications.models import Application
from accreditation.screening.forms import VerdictForm
from accreditation.screening.running import judge, screen
from accreditation.screening.screenings import Hit
from accreditation.workflow import NotReady, StepRefused


class CaseMixin(LoginRequiredMixin):
    """The application in the address, for officers; 404 for everybody else."""

    request: HttpRequest
    application: Application

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the application among those that were handed in."""
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not request.user.is_officer:
            raise Http404
        received = Application.objects.visible_to(request.user).exclude(submitted_at=None)
        self.application = get_object_or_404(
            received.select_related("organisation", "process"),
            Application.referred_to(kwargs.pop("reference")),
        )
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def back(self) -> HttpResponse:
        """To the page of the case."""
        return redirect("admin:accreditation_application_change", self.application.pk)


class ScreenView(CaseMixin, View):
    """POST only: screen the names now."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Run, and say what was found."""
        try:
            screening = screen(self.application, by=request.user)
        except NotReady as why:
            messages.error(request, str(why))
            return self.back()
        messages.success(
            request,
            _("Names screened: %(names)d. Hits: %(hits)d.")
            % {"names": len(screening.names), "hits": screening.hits.count()},
        )
        return self.back()


class JudgeView(CaseMixin, View):
    """POST only: say of a hit what it is."""

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Keep the verdict, or say why it was not kept, with what was typed."""
        own = Hit.objects.filter(screenings__application=self.application).distinct()
        hit = get_object_or_404(own, uuid=uuid)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            detail = _("Choose a verdict and give the reason for it.")
            return self.not_saved(detail, request.POST.get("reason", ""), status=422)
        given = form.cleaned_data
        try:
            judge(hit, given["value"], reason=given["reason"], seen=given["seen"], by=request.user)
        except (StepRefused, NotReady) as why:
            return self.not_saved(str(why), given["reason"], status=409)
        messages.success(request, _("The verdict is kept."))
        return self.back()

    def not_saved(self, detail: str, reason: str, *, status: int) -> HttpResponse:
        """What was typed, so that nothing is lost."""
        context = {
            "application": self.application,
            "detail": detail,
            "typed": [(_("Reason"), reason)] if reason else [],
        }
        return render(self.request, "applications/not_saved.html", context, status=status)
