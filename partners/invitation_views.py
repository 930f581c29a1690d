"""Pages of invitations: sent, sent again, revoked, accepted."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from partners.forms import InvitePersonForm
from partners.invitations import MembershipInvitation
from partners.mail import send_invitation
from partners.organisation_views import OrganisationMixin
from partners.people import signed_in


class InvitePersonView(OrganisationMixin, View):
    """Invite a colleague by e-mail."""

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """Owe the invitation; neither page nor time tells whether the address has an account."""
        organisation = self.led(request, uuid)
        with transaction.atomic():
            form = InvitePersonForm(request.POST, organisation=self.locked(organisation))
            if not form.is_valid():
                return self.shown(request, organisation, refused=form)
            form.instance.organisation = organisation
            form.instance.invited_by = signed_in(request)
            send_invitation(form.save())
        messages.success(
            request,
            _("An invitation to %(email)s is on its way. It can be accepted for 14 days.")
            % {"email": form.instance.email},
        )
        return redirect(organisation)


class PendingInvitationView(OrganisationMixin, View):
    """Send an invitation again, or revoke it, while it has not been accepted."""

    def post(self, request: HttpRequest, uuid: Any, pk: int) -> HttpResponse:
        """Do what the button says."""
        organisation = self.led(request, uuid)
        with transaction.atomic():
            pending = organisation.membership_invitations.pending()
            invitation = get_object_or_404(pending.select_for_update(of=["self"]), pk=pk)
            if request.POST.get("act") == "revoke":
                pending.filter(pk=pk).revoke()
                said = _("The invitation to %(email)s is revoked: its link no longer works.")
            elif invitation.send_again():
                send_invitation(invitation)
                said = _("The invitation to %(email)s goes out again, with 14 days from today.")
            else:
                said = _("The invitation to %(email)s was sent less than an hour ago.")
        messages.info(request, said % {"email": invitation.email})
        return redirect(organisation)


class AcceptInvitationView(LoginRequiredMixin, View):
    """Accept a place in an organisation, once, with the address it was sent to."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Ask; nothing changes by looking."""
        own = MembershipInvitation.objects.visible_to(request.user)
        invitation = get_object_or_404(own.select_related("organisation", "invited_by"), code=code)
        if invitation.closed_because:
            return self.gone(request, invitation)
        return render(request, "partners/invitation.html", {"invitation": invitation})

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take the place; of two at once, the second finds the invitation used."""
        own = MembershipInvitation.objects.visible_to(request.user)
        with transaction.atomic():
            invitation = get_object_or_404(own.select_for_update(of=["self"]), code=code)
            if invitation.closed_because:
                return self.gone(request, invitation)
            invitation.accept(signed_in(request))
        messages.success(
            request, _("You now have a place in %(name)s.") % {"name": invitation.organisation}
        )
        return redirect(invitation.organisation)

    def gone(self, request: HttpRequest, invitation: MembershipInvitation) -> HttpResponse:
        """Why it cannot be accepted any more, and what to do (410)."""
        context = {"because": invitation.closed_because}
        return render(request, "partners/invitation_gone.html", context, status=HTTPStatus.GONE)
