"""Pages of organisations: described, shown, corrected."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from partners.forms import InvitePersonForm
from partners.handovers import open_acts
from partners.organisation_forms import OrganisationForm
from partners.organisations import Membership, Organisation
from partners.people import signed_in
from partners.standings import standings
from partners.views import safe_next


class OrganisationMixin(LoginRequiredMixin):
    """The organisation named in the address, if the person may know of it."""

    def organisation(self, request: HttpRequest, uuid: Any) -> Organisation:
        """The organisation, or 404."""
        return get_object_or_404(Organisation.objects.visible_to(request.user), uuid=uuid)

    def led(self, request: HttpRequest, uuid: Any) -> Organisation:
        """The organisation, for its contact point or alternate; 403 for its other people."""
        found = self.organisation(request, uuid)
        if self.role(request, found) not in Membership.SPEAKING:
            raise PermissionDenied(_("Only the contact point and its alternate may do this."))
        return found

    def locked(self, organisation: Organisation) -> Organisation:
        """The organisation again, its row locked: one change of it and its people at a time."""
        return Organisation.objects.select_for_update().get(pk=organisation.pk)

    def role(self, request: HttpRequest, organisation: Organisation) -> str | None:
        """The person's role in it."""
        return signed_in(request).roles.get(organisation.pk)

    def shown(
        self, request: HttpRequest, organisation: Organisation, *, refused: Any = None
    ) -> HttpResponse:
        """The organisation's page, with an invitation that was refused as it was typed (422)."""
        role = self.role(request, organisation)
        leads = role in Membership.SPEAKING
        handover = organisation.handovers.standing().select_related("to", "asked_by").first()
        user = signed_in(request)
        context = {
            "organisation": organisation,
            "name_here": organisation.name_in(get_language() or "en"),
            "memberships": organisation.memberships.select_related("user").order_by("since"),
            "invitations": organisation.membership_invitations.pending().order_by("invited_at"),
            "standings": standings(organisation, user=user),
            "handover": handover,
            "contact_acts": open_acts(handover, role=role, user=user),
            "leads": leads,
            "belongs": role is not None,
            "hands_over": role == Membership.Role.CONTACT_POINT,
            "roles": [c for c in Membership.Role.choices if c[0] != Membership.Role.CONTACT_POINT],
            "invite_form": refused
            or (InvitePersonForm(organisation=organisation) if leads else None),
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
        return render(request, "partners/organisation.html", context, status=status)


class MyOrganisationView(LoginRequiredMixin, View):
    """Where a person's organisation is: its page, a choice of several, or the way to one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go to the only one; otherwise list them."""
        own = list(
            Organisation.objects.filter(memberships__user=signed_in(request)).order_by(
                "search_name"
            )
        )
        if len(own) == 1:
            return redirect(own[0])
        return render(request, "partners/organisations.html", {"organisations": own})


class OrganisationNewView(LoginRequiredMixin, View):
    """Describe an organisation; who does becomes its contact point."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self.page(request, OrganisationForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the organisation and the place in it, both or none."""
        form = OrganisationForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        with transaction.atomic():
            organisation = form.save()
            Membership.objects.create(
                organisation=organisation,
                user=signed_in(request),
                role=Membership.Role.CONTACT_POINT,
            )
        messages.success(
            request, _("%(name)s is recorded. You are its contact point.") % {"name": organisation}
        )
        return HttpResponseRedirect(safe_next(request, organisation.get_absolute_url()))

    def page(self, request: HttpRequest, form: Any, *, status: int = 200) -> HttpResponse:
        """The form's page."""
        context = {"form": form, "next": safe_next(request, ""), "is_new": True}
        return render(request, "partners/organisation_form.html", context, status=status)


class OrganisationView(OrganisationMixin, View):
    """An organisation's page: what identifies it, its people, what it holds with CMS."""

    def get(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """The page."""
        return self.shown(request, self.organisation(request, uuid))


class OrganisationEditView(OrganisationMixin, View):
    """Correct what identifies an organisation, without overwriting what colleagues changed."""

    def get(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """The form as it stands."""
        organisation = self.led(request, uuid)
        return self.page(request, organisation, OrganisationForm(instance=organisation))

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """Save; 409 where a colleague changed the same field meanwhile."""
        organisation = self.led(request, uuid)
        with transaction.atomic():
            form = OrganisationForm(request.POST, instance=self.locked(organisation))
            if form.is_valid():
                form.save()
                messages.success(request, _("Saved."))
                return redirect(organisation)
        return self.page(request, organisation, form, status=409 if form.has_conflict else 422)

    def page(
        self, request: HttpRequest, organisation: Organisation, form: Any, *, status: int = 200
    ) -> HttpResponse:
        """The form's page."""
        context = {"form": form, "organisation": organisation}
        return render(request, "partners/organisation_form.html", context, status=status)
