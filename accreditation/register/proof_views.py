"""The conditions of an accreditation with their proofs, for those concerned; never public."""

from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views import View

from accreditation.committee.models import Item
from accreditation.committee.reading import dossier_readable_by
from accreditation.register.accreditations import Accreditation
from accreditation.register.proofs import ConditionProofFile
from accreditation.register.views import is_concerned
from accreditation.serving import served


def accreditation_of(reference: str, user: Any) -> Accreditation:
    """The accreditation in the address, or 404."""
    visible = Accreditation.objects.visible_to(user).select_related("organisation", "process")
    return get_object_or_404(visible, reference=reference)


class ConditionsView(LoginRequiredMixin, View):
    """Every condition with its day, the proofs sent and what they lacked."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page, for the partner's people and the Secretariat."""
        accreditation = accreditation_of(reference, request.user)
        if not is_concerned(accreditation, request.user):
            raise Http404
        conditions = accreditation.conditions.prefetch_related(
            "proofs__files", "proofs__sent_by", "proofs__returned_by"
        )
        context = {"accreditation": accreditation, "conditions": list(conditions)}
        return render(request, "register/proofs.html", context)


def may_read_proofs(accreditation: Accreditation, user: Any) -> bool:
    """Those concerned, and the members before whom a question on the accreditation lies."""
    if is_concerned(accreditation, user):
        return True
    asked = Item.objects.about("accreditation", accreditation.reference)
    return dossier_readable_by(user).filter(pk__in=asked.values("pk")).exists()


class ProofFileView(LoginRequiredMixin, View):
    """One file of a proof, to save and never to open in the portal's own pages."""

    def get(self, request: HttpRequest, reference: str, uuid: UUID) -> HttpResponseBase:
        """Send the file as an attachment, in a sandbox."""
        accreditation = accreditation_of(reference, request.user)
        if not may_read_proofs(accreditation, request.user):
            raise Http404
        own = ConditionProofFile.objects.filter(proof__condition__accreditation=accreditation)
        return served(request, get_object_or_404(own, uuid=uuid))
