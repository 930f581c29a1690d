"""Partner reports: begun, answered section by section, and read by everybody once accepted."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accreditation.committee.models import Item, Meeting
from accreditation.proposals.answers import values_of
from accreditation.proposals.sections import AnswerSectionView, in_words, tasks
from accreditation.register.accreditations import HELD
from accreditation.register.models import Accreditation
from partners.people import signed_in
from partners.permissions import is_editor, is_member, is_person
from reporting import forms as _forms  # noqa: F401 - what the steps ask for is registered here
from reporting.beginning import begin, coming_meetings, to_begin
from reporting.documents import IssuedDocument
from reporting.partner_reports import RECEIVED, PartnerReport, ReportState

PAGE = 25
NEWEST = 12


class ReportListView(View):
    """Accepted partner reports, issued reports to COP, and what waits on the person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page for everybody, with more for those who write or receive reports."""
        accepted = (
            PartnerReport.objects.filter(state__in=RECEIVED)
            .select_related("organisation", "meeting", "accreditation")
            .order_by("-accepted_at", "-pk")
        )
        context = {
            "page_obj": Paginator(accepted, PAGE).get_page(request.GET.get("page")),
            "documents": IssuedDocument.objects.issued().filter(
                document_kind=IssuedDocument.Kind.COP_REPORT
            )[:NEWEST],
            **self.own(request),
        }
        return render(request, "reporting/reports.html", context)

    def own(self, request: HttpRequest) -> dict[str, Any]:
        """What the person writes, or receives."""
        if not is_person(request.user):
            return {}
        user = signed_in(request)
        own = PartnerReport.objects.filter(organisation__in=list(user.roles)).select_related(
            "organisation", "meeting"
        )
        found: dict[str, Any] = {
            "own": list(own.order_by("-state_since")[:PAGE]),
            "to_begin": list(to_begin(user)),
        }
        if user.is_officer:
            found |= {
                "received": PartnerReport.objects.filter(state=ReportState.SUBMITTED)
                .select_related("organisation", "meeting")
                .order_by("submitted_at")[:PAGE],
                "meetings": Meeting.objects.filter(kind=Meeting.Kind.COP).order_by("-starts_on"),
            }
        return found


class BeginView(LoginRequiredMixin, View):
    """Begin the report of an accredited partner to a coming meeting."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin it, or go on with the one begun before."""
        accreditation = get_object_or_404(
            Accreditation.objects.select_related("process"),
            reference=request.POST.get("accreditation", ""),
        )
        if not is_editor(accreditation, request.user):
            raise PermissionDenied(_("Only %(who)s may do this.") % {"who": is_editor.label})
        meeting = get_object_or_404(Meeting, code=request.POST.get("meeting", ""))
        if accreditation.state not in HELD or meeting not in coming_meetings():
            detail = _("A report is begun by an accredited partner for a meeting that is to come.")
            context = {"detail": detail, "back_url": reverse("reports:list")}
            return render(request, "409.html", context, status=409)
        return redirect(begin(accreditation, meeting, by=signed_in(request)))


def visible(request: HttpRequest, reference: str) -> PartnerReport:
    """The report, if the person may know of it; otherwise 404."""
    reports = PartnerReport.objects.visible_to(request.user).select_related(
        "organisation__country", "meeting", "process", "accreditation"
    )
    return get_object_or_404(reports, reference=reference)


class ReportView(View):
    """One report: its tasks while it is written, its answers for reading."""

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        """The report's page."""
        report = visible(request, reference)
        answers = values_of(report)
        sections = report.process.localised["report"]
        writes = report.is_writable and is_editor(report, request.user)
        context = {
            "report": report,
            "items": items_on(report, request.user),
            "tasks": tasks(sections, answers, self.address(report)) if writes else [],
            "sections": in_words(sections, answers),
            "is_own": is_member(report, request.user),
        }
        return render(request, "reporting/report.html", context)

    def address(self, report: PartnerReport) -> Any:
        """The address of a section by its code."""
        return lambda code: reverse("reports:section", args=[report.reference, code])


def items_on(report: PartnerReport, user: Any) -> list[Item]:
    """The Committee's items on the report that the person may know of, the latest first."""
    items = Item.objects.visible_to(user).about("report", report.reference)
    return list(items.defer("dossier", "record").order_by("-pk"))


class SectionView(AnswerSectionView):
    """One section of a report."""

    part = "report"
    template_name = "reporting/section.html"

    def owner(self, reference: str) -> PartnerReport:
        """The report, if the person may know of it."""
        return visible(self.request, reference)

    def section_url(self, owner: PartnerReport, code: str) -> str:
        """The address of a section."""
        return reverse("reports:section", args=[owner.reference, code])
