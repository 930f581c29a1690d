"""Pages of people: their inbox and their account."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.generic import ListView

from partners.clock import portal_now
from partners.notices import Notice


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The page that asked, if it is ours."""
    asked: str = request.POST.get("next") or request.GET.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return asked
    return otherwise


class InboxView(LoginRequiredMixin, ListView[Notice]):
    """Every message the portal owed a person: mail gets lost, this does not."""

    template_name = "partners/inbox.html"
    paginate_by = 25

    def get_queryset(self) -> Any:
        """The person's own, newest first."""
        return Notice.objects.visible_to(self.request.user)


class NoticeView(LoginRequiredMixin, View):
    """One message."""

    def get(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """Show it."""
        notice = get_object_or_404(Notice.objects.visible_to(request.user), uuid=uuid)
        return render(request, "partners/notice.html", {"notice": notice})

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """Mark it read."""
        notice = get_object_or_404(Notice.objects.visible_to(request.user), uuid=uuid)
        notice.read_at = notice.read_at or portal_now()
        notice.save(update_fields=["read_at"])
        return HttpResponseRedirect(safe_next(request, reverse("partners:inbox")))
