"""What the rest of the portal is told about reports and documents: notices, labels, tasks."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.asked import ASKERS, Ask
from accreditation.committee.hiding import TELLING
from accreditation.committee.models import Item
from accreditation.deadlines import ALSO_DUE
from accreditation.told import TOLD, secretariat
from accreditation.workflow import ACTS
from partners.models import Membership, User
from reporting.beginning import to_begin
from reporting.documents import IssuedDocument
from reporting.partner_reports import WRITABLE, PartnerReport, ReportState


def asker(document: Any) -> Iterable[User]:
    """Who asked for the document, if it was a person."""
    return [document.asked_by] if document.asked_by else []


def keepers(document: Any) -> Iterable[User]:
    """The Secretariat, of what could not be made; never of a receipt, which tells who spoke."""
    return [] if document.is_private else secretariat(document)


def private_acts(items: "QuerySet[Item]") -> Q:
    """Acts in the ledger on receipts of positions on these items: who asks for one has spoken."""
    receipts = IssuedDocument.objects.filter(private_to__isnull=False, item__in=items)
    return Q(act__startswith="document.", object__in=receipts.values("reference"))


def due_of(report: PartnerReport, what: Any) -> Ask:
    """A report of the person's organisation with its deadline."""
    return Ask(
        what=what,
        about=f"{report.organisation.name}, {report.meeting.code}",
        url=report.get_absolute_url(),
        by=report.due_at,
        key=f"{report.accreditation.reference} {report.meeting.code}",
        moved_with=(report.reference,),
    )


def of_the_reporting_organisation(user: Any) -> Iterator[Ask]:
    """Reports that the person's organisation has not handed in, whoever writes them."""
    if not user.roles:
        return
    waiting = PartnerReport.objects.filter(organisation__in=list(user.roles), state__in=WRITABLE)
    related = waiting.select_related("organisation", "meeting", "accreditation")
    for report in related.order_by("due_at", "pk"):
        yield due_of(report, _("Your organisation’s report is due"))


def of_the_partner(user: Any) -> Iterator[Ask]:
    """Reports that wait on the person's organisation."""
    writes_for = [pk for pk, role in user.roles.items() if role in Membership.WRITING]
    if not writes_for:
        return
    waiting = PartnerReport.objects.filter(organisation__in=writes_for, state__in=WRITABLE)
    related = waiting.select_related("organisation", "meeting", "accreditation")
    for report in related.order_by("due_at", "pk"):
        returned = report.state == ReportState.RETURNED
        yield due_of(
            report, _("Complete your report") if returned else _("Finish and submit your report")
        )
    for due in to_begin(user):
        yield Ask(
            what=_("Begin your report to the Conference of the Parties"),
            about=f"{due.accreditation.organisation.name}, {due.meeting.code}",
            url=reverse("reports:list"),
        )


def register() -> None:
    """Enter the tables of the workflow."""
    TOLD["document.issue"] = [asker]
    TOLD["document.fail"] = [asker, keepers]
    ACTS["document.ask"] = _("Ask for a document")
    ACTS["report.begin"] = _("Begin the report")
    if of_the_partner not in ASKERS:
        ASKERS.append(of_the_partner)
    if of_the_reporting_organisation not in ALSO_DUE:
        ALSO_DUE.append(of_the_reporting_organisation)
    if private_acts not in TELLING:
        TELLING.append(private_acts)
