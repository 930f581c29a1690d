"""The register: every accreditation with its history, and the standings beside it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View

from accreditation.applications.models import Invitation
from accreditation.applications.states import UNDECIDED
from accreditation.ledger import LedgerEntry
from accreditation.register.accreditations import Accreditation
from accreditation.register.forms import RegisterSearch
from accreditation.register.proposing import PROPOSALS, proposed
from accreditation.register.proving import WITHDRAW_PROOF
from accreditation.register.waiting import open_renewal, renewable_until
from accreditation.workflow import label_of
from partners.models import Agreement
from partners.permissions import is_member, is_secretariat

PAGE = 25
OUTSIDE: dict[str, str | Promise] = {
    "report.accept": _("Report to COP accepted"),
}

# What stands between the Secretariat and the partner until the Committee has decided.
BETWEEN_THE_TWO = (
    *PROPOSALS,
    "accreditation.meet_condition",
    "accreditation.send_proof",
    "accreditation.return_proof",
    WITHDRAW_PROOF,
)


class RegisterView(View):
    """The accredited partners; formal partners beside them, as a standing of their own."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Search and list."""
        search = RegisterSearch(request.GET)
        rows = search.narrowed(
            Accreditation.objects.visible_to(request.user)
            .select_related("organisation__country", "process")
            .order_by("organisation__search_name", "-conferred_on", "pk")
        )
        context = {
            "search": search,
            "is_narrowed": any(value for key, value in request.GET.items() if key != "page"),
            "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
            "agreements": Agreement.objects.all(),
        }
        return render(request, "register/list.html", context)


class AccreditationView(View):
    """One accreditation: what was conferred, what became of it, and its reports."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The page."""
        accreditation = get_object_or_404(
            Accreditation.objects.visible_to(request.user).select_related(
                "organisation__country", "process", "application", "renews", "renewed_by"
            ),
            reference=reference,
        )
        received = accreditation.reports.visible_to(None).select_related("meeting")
        reports = list(received.order_by("-meeting__starts_on"))
        concerned = is_concerned(accreditation, request.user)
        entries = history(accreditation, [report.reference for report in reports])
        context = {
            "concerned": concerned,
            "accreditation": accreditation,
            "reports": reports,
            "entries": [e for e in entries if concerned or e["act"] not in BETWEEN_THE_TWO],
            "other": Accreditation.objects.filter(organisation=accreditation.organisation_id)
            .exclude(pk=accreditation.pk)
            .order_by("-conferred_on"),
        }
        if concerned:
            context["proposed"] = proposed(accreditation)
            context["conditions"] = list(accreditation.conditions.prefetch_related("proofs"))
            context["renewal"] = renewal_of(accreditation)
        return render(request, "register/detail.html", context)


def is_concerned(accreditation: Accreditation, user: Any) -> bool:
    """The Secretariat and the partner's own people, who see what is pending and to be met."""
    return is_secretariat(accreditation, user) or is_member(accreditation, user)


def renewal_of(accreditation: Accreditation) -> dict[str, Any] | None:
    """Whether a renewal is open or under way, for those concerned; None where it has none."""
    if not Accreditation.objects.renewable_at(None).filter(pk=accreditation.pk).exists():
        return None
    under_way = accreditation.organisation.applications.current().filter(
        invitation__invitation_kind=Invitation.Kind.RENEWAL,
        state__in=UNDECIDED,
        begun_at__gte=accreditation.application.decided_at,
    )
    return {
        "invitation": open_renewal(accreditation),
        "application": under_way.first(),
        "until": renewable_until(accreditation),
    }


def history(accreditation: Accreditation, reports: list[str]) -> list[dict[str, Any]]:
    """What the ledger holds on an accreditation, oldest first; who acted is not shown."""
    items = decisions_of(accreditation)
    entries = LedgerEntry.objects.filter(
        Q(object=accreditation.reference)
        | Q(object__in=list(items), act="item.certify")
        | Q(object__in=reports, act="report.accept")
    ).order_by("seq")
    return [
        {
            "at": entry.at,
            "act": entry.act,
            "act_label": items.get(entry.object) or OUTSIDE.get(entry.act) or label_of(entry.act),
            "seq": entry.seq,
            "hash": entry.hash,
        }
        for entry in entries
    ]


def decisions_of(accreditation: Accreditation) -> dict[str, str | Promise]:
    """The items that conferred and renewed it, with what each did, in words."""
    conferred: str | Promise = _("Conferred by the Standing Committee")
    if accreditation.renews is not None:
        conferred = _("Conferred by the Standing Committee, as a renewal of %(reference)s") % {
            "reference": accreditation.renews.reference
        }
    found = {accreditation.item_reference: conferred}
    if (following := getattr(accreditation, "renewed_by", None)) is not None:
        found[following.item_reference] = _(
            "Renewed by the Standing Committee, as %(reference)s"
        ) % {"reference": following.reference}
    return found
