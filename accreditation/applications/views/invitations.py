"""The public face of 13.AA c: what accreditation is, open invitations, and how to begin."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import DetailView, ListView

from accreditation.applications.beginning import NotBegun, against, begin
from accreditation.applications.forms import BeginForm
from accreditation.applications.models import Application, Invitation
from accreditation.applications.reading import document_types
from accreditation.applications.rehearsing import Ground
from accreditation.applications.timeline import timeline_of
from accreditation.proposals.models import Process
from partners.models import Membership, Organisation
from partners.permissions import is_person


def under(invitation: Invitation, process: Process | None) -> bool:
    """Whether an invitation is made under a version of the process."""
    return process is not None and invitation.process_id == process.pk


class InvitationListView(ListView[Application]):
    """What accreditation is and which invitations are open; members find their applications."""

    template_name = "applications/list.html"
    context_object_name = "applications"
    paginate_by = 25

    def get_queryset(self) -> Any:
        """The applications of the person's own organisations, the latest first."""
        return (
            Application.objects.of_organisations(self.request.user)
            .select_related("organisation", "invitation")
            .order_by("-pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The process in force and the invitations."""
        process = Process.objects.adopted().first()
        content = process.localised if process else None
        taking = Invitation.objects.taking_applications().select_related("process")
        invitations = list(taking.order_by("closes_at"))
        following = next((each for each in invitations if under(each, process)), None)
        return super().get_context_data(
            process=process,
            content=content,
            invitations=invitations,
            timeline=timeline_of(content, following) if content else [],
            belongs=bool(getattr(self.request.user, "roles", None)),
            file_types=document_types(),
            **kwargs,
        )


class InvitationView(DetailView[Invitation]):
    """One invitation: the process it is under, questions, documents, deadline, and the way in."""

    template_name = "applications/invitation.html"
    context_object_name = "invitation"

    def get_object(self, queryset: Any = None) -> Invitation:
        """The invitation, if it was opened."""
        visible = Invitation.objects.visible_to(self.request.user).select_related("process")
        return get_object_or_404(visible, Invitation.referred_to(self.kwargs["reference"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The process in words, what the person already has, and whether one may begin."""
        invitation = self.object
        user = self.request.user
        own = Application.objects.of_organisations(user).filter(invitation=invitation)
        return super().get_context_data(
            process=invitation.process,
            content=invitation.process.localised,
            timeline=timeline_of(invitation.process.localised, invitation),
            is_taking=Invitation.objects.taking_applications().filter(pk=invitation.pk).exists(),
            own=own.select_related("organisation"),
            form=BeginForm(user=user) if is_person(user) else None,
            file_types=document_types(),
            ground=Ground(invitation.process, invitation),
            hindrances=hindrances(invitation, user) if is_person(user) else [],
            **kwargs,
        )


def hindrances(invitation: Invitation, user: Any) -> list[dict[str, Any]]:
    """Why organisations for which the person writes may not apply, as far as is known of them."""
    writes_for = [pk for pk, role in user.roles.items() if role in Membership.WRITING]
    bodies = Organisation.objects.filter(pk__in=writes_for).order_by("search_name")
    applied = invitation.applications.current().values("organisation")
    return [
        {"organisation": body, "reason": rule.reason, "remedy": rule.remedy}
        for body in bodies.exclude(pk__in=applied)
        for rule in against(body, invitation)
    ]


class BeginView(LoginRequiredMixin, View):
    """Begin an application of one organisation under an invitation."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Signing in leads back here: show the invitation."""
        return HttpResponseRedirect(reverse("applications:invitation", args=[reference]))

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Begin, or say why not and what to do."""
        visible = Invitation.objects.visible_to(request.user)
        invitation = get_object_or_404(visible, Invitation.referred_to(reference))
        form = BeginForm(request.POST, user=request.user)
        if not form.has_any:
            return self.without_organisation(request, invitation)
        if not form.is_valid():
            return self.choose(request, invitation, form)
        try:
            application = begin(invitation, form.cleaned_data["organisation"], by=request.user)
        except NotBegun as why:
            context = {"invitation": invitation, "why": why, "existing": why.existing}
            return render(request, "applications/not_begun.html", context, status=409)
        return HttpResponseRedirect(application.get_absolute_url())

    def choose(self, request: HttpRequest, invitation: Invitation, form: BeginForm) -> HttpResponse:
        """Ask again for which organisation."""
        context = {"invitation": invitation, "form": form}
        return render(request, "applications/choose.html", context, status=422)

    def without_organisation(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        """First describe the organisation, then come back; readers ask their contact point."""
        if getattr(request.user, "roles", None):
            raise PermissionDenied(_("Only the organisation's editors may do this."))
        query = urlencode({"next": invitation.get_absolute_url()})
        return HttpResponseRedirect(f"{reverse('partners:organisation-new')}?{query}")
