"""Pages of places in an organisation: roles, and the contact point's passing on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from partners import handovers
from partners.forms import RoleForm
from partners.handovers import Handover
from partners.organisation_views import OrganisationMixin
from partners.organisations import Membership, Organisation
from partners.people import signed_in


class RoleView(OrganisationMixin, View):
    """Give a colleague another role, or end a place; never the contact point's."""

    def post(self, request: HttpRequest, uuid: Any, pk: int) -> HttpResponse:
        """Change the role; there is always exactly one contact point."""
        organisation = self.led(request, uuid)
        with transaction.atomic():
            self.locked(organisation)
            place = get_object_or_404(organisation.memberships.select_for_update(), pk=pk)
            form = RoleForm(request.POST, instance=place)
            if place.role == Membership.Role.CONTACT_POINT:
                messages.error(
                    request, _("Hand the contact point over first: an organisation always has one.")
                )
            elif request.POST.get("role") == "end":
                self.end(place)
                messages.success(request, _("The place has ended."))
            elif form.is_valid():
                form.save()
                messages.success(request, _("Saved."))
            else:
                messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect(organisation)

    def end(self, place: Membership) -> None:
        """End a place, with what would bring its person back or further."""
        own = place.organisation.membership_invitations.filter(email__iexact=place.user.email)
        own.revoke()
        for handover in place.organisation.handovers.standing().filter(to=place.user):
            handover.close(Handover.Outcome.WITHDRAWN)
        place.delete()


class HandOverView(OrganisationMixin, View):
    """Hand the contact point over to a colleague: the contact point's alone, after a check."""

    def get(self, request: HttpRequest, uuid: Any, pk: int) -> HttpResponse:
        """The check: who it will be, and what changes."""
        organisation, place = self.asked(request, uuid, pk)
        context = {"organisation": organisation, "place": place}
        return render(request, "partners/hand_over.html", context)

    def post(self, request: HttpRequest, uuid: Any, pk: int) -> HttpResponse:
        """Hand it over."""
        with transaction.atomic():
            self.locked(self.organisation(request, uuid))
            organisation, place = self.asked(request, uuid, pk)
            handovers.pass_on(organisation, place.user, outcome=Handover.Outcome.HANDED)
        messages.success(request, _("%(name)s is the contact point now.") % {"name": place.user})
        return redirect(organisation)

    def asked(self, request: HttpRequest, uuid: Any, pk: int) -> tuple[Organisation, Membership]:
        """The organisation and the colleague's place, for its contact point as it stands now."""
        organisation = self.organisation(request, uuid)
        places = organisation.memberships.select_related("user")
        if not places.filter(user=signed_in(request), role=Membership.Role.CONTACT_POINT).exists():
            raise PermissionDenied(_("Only the contact point may hand the contact point over."))
        others = places.exclude(role=Membership.Role.CONTACT_POINT).filter(user__is_active=True)
        return organisation, get_object_or_404(others, pk=pk)


class ContactPointView(OrganisationMixin, View):
    """Ask for the contact point, refuse, take or withdraw: each the act of one person."""

    def post(self, request: HttpRequest, uuid: Any, act: str) -> HttpResponse:
        """Do the act named in the address, on the rows as they stand now."""
        acts = {"ask": self.ask, "refuse": self.refuse, "take": self.take, "drop": self.drop}
        if act not in acts:
            raise Http404
        found = self.organisation(request, uuid)
        with transaction.atomic():
            organisation = self.locked(found)
            place = organisation.memberships.filter(user=signed_in(request)).first()
            said = acts[act](organisation, place)
        messages.info(request, said)
        return redirect(found)

    def ask(self, organisation: Organisation, place: Membership | None) -> str:
        """The alternate asks."""
        if place is None or place.role != Membership.Role.ALTERNATE:
            raise PermissionDenied(_("Only the alternate asks for the contact point here."))
        if organisation.handovers.standing().exists():
            return _("The contact point has been asked for already.")
        asked = organisation.handovers.create(to=place.user, asked_by=place.user)
        handovers.tell_asked(asked)
        return _("The contact point has been asked, and may refuse within 14 days.")

    def refuse(self, organisation: Organisation, place: Membership | None) -> str:
        """The contact point refuses, as long as it has not been taken."""
        if place is None or place.role != Membership.Role.CONTACT_POINT:
            raise PermissionDenied(_("Only the contact point may refuse."))
        handover = get_object_or_404(organisation.handovers.standing())
        handovers.refuse(handover)
        return _("You refused, and remain the contact point.")

    def take(self, organisation: Organisation, place: Membership | None) -> str:
        """The person named takes it, once the time to refuse is over."""
        handover = self.own(organisation, place)
        if not handover.can_be_taken:
            return _("The time in which the contact point may refuse is not over yet.")
        handovers.pass_on(organisation, handover.to, outcome=Handover.Outcome.TAKEN)
        return _("You are the contact point now.")

    def drop(self, organisation: Organisation, place: Membership | None) -> str:
        """The person named withdraws the request."""
        self.own(organisation, place).close(Handover.Outcome.WITHDRAWN)
        return _("The request is withdrawn. Nothing changes.")

    def own(self, organisation: Organisation, place: Membership | None) -> Handover:
        """The standing request that names this person, or 404."""
        if place is None:
            raise PermissionDenied(_("Only the person named may do this."))
        return get_object_or_404(organisation.handovers.standing(), to=place.user)
