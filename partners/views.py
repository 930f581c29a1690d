"""Pages of people and their organisations."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import ListView

from partners.clock import portal_now
from partners.forms import InvitePersonForm, OrganisationForm, RoleForm
from partners.mail import send_invitation
from partners.notices import Notice
from partners.organisations import Membership, MembershipInvitation, Organisation
from partners.people import signed_in


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The page that asked, if it is ours."""
    asked: str = request.POST.get("next") or request.GET.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}):
        return asked
    return otherwise


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

    def role(self, request: HttpRequest, organisation: Organisation) -> str | None:
        """The person's role in it."""
        return signed_in(request).roles.get(organisation.pk)


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
    """An organisation's page: what identifies it, its people, its agreements."""

    def get(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """The page."""
        organisation = self.organisation(request, uuid)
        role = self.role(request, organisation)
        leads = role in Membership.SPEAKING
        context = {
            "organisation": organisation,
            "memberships": organisation.memberships.select_related("user").order_by("since"),
            "invitations": organisation.membership_invitations.filter(accepted_at=None),
            "agreements": organisation.agreements.all(),
            "leads": leads,
            "writes": role in Membership.WRITING,
            "roles": Membership.Role.choices,
            "invite_form": InvitePersonForm(organisation=organisation) if leads else None,
        }
        return render(request, "partners/organisation.html", context)


class OrganisationEditView(OrganisationMixin, View):
    """Correct what identifies an organisation."""

    def get(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """The form as it stands."""
        organisation = self.led(request, uuid)
        return self.page(request, organisation, OrganisationForm(instance=organisation))

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """Save."""
        organisation = self.led(request, uuid)
        form = OrganisationForm(request.POST, instance=organisation)
        if not form.is_valid():
            return self.page(request, organisation, form, status=422)
        form.save()
        messages.success(request, _("Saved."))
        return redirect(organisation)

    def page(
        self, request: HttpRequest, organisation: Organisation, form: Any, *, status: int = 200
    ) -> HttpResponse:
        """The form's page."""
        context = {"form": form, "organisation": organisation}
        return render(request, "partners/organisation_form.html", context, status=status)


class InvitePersonView(OrganisationMixin, View):
    """Invite a colleague by e-mail."""

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """Send the invitation; the page never tells whether the address has an account."""
        organisation = self.led(request, uuid)
        form = InvitePersonForm(request.POST, organisation=organisation)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, str(errors[0]))
            return redirect(organisation)
        form.instance.organisation = organisation
        form.instance.invited_by = signed_in(request)
        with transaction.atomic():
            send_invitation(form.save())
        messages.success(
            request, _("An invitation was sent to %(email)s.") % {"email": form.instance.email}
        )
        return redirect(organisation)


class AcceptInvitationView(LoginRequiredMixin, View):
    """Accept a place in an organisation, once, with the address it was sent to."""

    def invitation(self, request: HttpRequest, code: str) -> MembershipInvitation:
        """The open invitation for this person, or 404."""
        return get_object_or_404(
            MembershipInvitation.objects.select_for_update(of=["self"]).select_related(
                "organisation"
            ),
            code=code,
            accepted_at=None,
            email__iexact=signed_in(request).email,
        )

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Ask; nothing changes by looking."""
        with transaction.atomic():
            invitation = self.invitation(request, code)
        return render(request, "partners/invitation.html", {"invitation": invitation})

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take the place."""
        with transaction.atomic():
            invitation = self.invitation(request, code)
            Membership.objects.get_or_create(
                organisation=invitation.organisation,
                user=signed_in(request),
                defaults={"role": invitation.role},
            )
            invitation.accepted_at = portal_now()
            invitation.save(update_fields=["accepted_at"])
        messages.success(
            request,
            _("You now have a place in %(name)s.") % {"name": invitation.organisation},
        )
        return redirect(invitation.organisation)


class RoleView(OrganisationMixin, View):
    """Give a colleague another role, hand the contact point over, or end a place."""

    def post(self, request: HttpRequest, uuid: Any, pk: int) -> HttpResponse:
        """Change the role; there is always exactly one contact point."""
        organisation = self.led(request, uuid)
        with transaction.atomic():
            Organisation.objects.select_for_update().get(pk=organisation.pk)  # one change at a time
            places = organisation.memberships.select_for_update()
            place = get_object_or_404(places, pk=pk)
            form = RoleForm(request.POST, instance=place)
            if place.role == Membership.Role.CONTACT_POINT:
                messages.error(
                    request, _("Hand the contact point over first: an organisation always has one.")
                )
            elif request.POST.get("role") == "end":
                organisation.membership_invitations.filter(
                    email__iexact=place.user.email, accepted_at=None
                ).delete()
                place.delete()
                messages.success(request, _("The place has ended."))
            elif form.is_valid():
                if form.cleaned_data["role"] == Membership.Role.CONTACT_POINT:
                    places.filter(role=Membership.Role.CONTACT_POINT).update(
                        role=Membership.Role.ALTERNATE
                    )
                form.save()
                messages.success(request, _("Saved."))
        return redirect(organisation)


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
