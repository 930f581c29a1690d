"""The report to the Conference of the Parties: figures, decisions, and what each partner did."""

from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accreditation.applications.models import Application
from accreditation.committee.models import Item, Meeting
from accreditation.committee.words import OUTCOMES
from accreditation.proposals.models import Process
from accreditation.proposals.sections import in_words
from accreditation.register.models import Accreditation
from accreditation.register.regions import LABELS, by_region
from partners.clock import deadline_zone
from reporting.partner_reports import RECEIVED, PartnerReport
from reporting.pdf import Part
from reporting.printed.record import occasion
from reporting.printed.totals import totals
from reporting.printed.wording import common, day, days


def facts(meeting: Meeting) -> dict[str, Any]:
    """Everything the report says, in the active language.

    A partner is named once, with the accreditation conferred on it last, and with its report also
    where that was given under the one before.
    """
    since = Meeting.objects.filter(kind=meeting.kind, starts_on__lt=meeting.starts_on).last()
    items = decided_items(since)
    partners = list(
        Accreditation.objects.last_conferred()
        .select_related("organisation__country", "process")
        .filter(Q(valid_until__gte=since.ends_on) if since else Q())
        .order_by("organisation__search_name", "reference")
    )
    reports = {
        report.organisation_id: report
        for report in PartnerReport.objects.filter(
            meeting=meeting,
            state__in=RECEIVED,
            organisation__in=[each.organisation_id for each in partners],
        )
        .order_by("accepted_at", "pk")
        .select_related("process")
        .prefetch_related("answers", "process__translations")
    }
    return common("cop-report", meeting.code) | {
        "meeting": meeting_words(meeting),
        "since": since.code if since else "",
        "figures": figures(partners, list(reports.values()), items),
        "decisions": decisions(items),
        "balance": balance(partners, reports, items),
        "totals": totals(
            (sections_of(report.process), answers_of(report)) for report in reports.values()
        ),
        "processes": [process_words(process) for process in Process.objects.adopted()],
        "partners": [partner(each, reports.get(each.organisation_id)) for each in partners],
    }


def meeting_words(meeting: Meeting) -> dict[str, str]:
    """The meeting as the cover names it; its full title is in English only."""
    return {
        "code": meeting.code,
        "title": meeting.title if get_language() == "en" else str(meeting.get_kind_display()),
        "days": days(meeting.starts_on, meeting.ends_on),
        "place": ", ".join(filter(None, [meeting.place, str(meeting.country or "")])),
    }


def decided_items(since: Meeting | None) -> list[Item]:
    """Items on applications whose record is published, certified after the meeting before."""
    found = Item.objects.filter(
        subject_kind="application", purpose="approve", state="published"
    ).select_related("meeting")
    if since is not None:
        found = found.filter(certified_at__date__gt=since.ends_on)
    return list(found.order_by("certified_at", "pk"))


def figures(
    partners: list[Accreditation], reports: list[PartnerReport], items: list[Item]
) -> list[dict[str, Any]]:
    """The numbers of the first page."""
    return [
        {"label": _("partners with an accreditation in force"), "number": in_force(partners)},
        {"label": _("applications decided by the Standing Committee"), "number": len(items)},
        {
            "label": _("of these approved"),
            "number": sum(item.outcome == "adopted" for item in items),
        },
        {"label": _("partner reports accepted"), "number": len(reports)},
    ]


def in_force(partners: list[Accreditation]) -> int:
    """How many accreditations stand."""
    return sum(each.is_in_force for each in partners)


def decisions(items: list[Item]) -> list[dict[str, Any]]:
    """The decisions by outcome; applications that were not approved stand by reference only."""
    approved = dict(
        Accreditation.objects.filter(item_reference__in=[i.reference for i in items]).values_list(
            "item_reference", "organisation__name"
        )
    )
    lines: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        lines.setdefault(item.outcome, []).append(
            {
                "item": item.reference,
                "subject": item.subject_reference,
                "name": approved.get(item.reference, ""),
                "occasion": occasion(item),
                "certified_on": day(item.certified_at.astimezone(deadline_zone()))
                if item.certified_at
                else "",
                "process": item.process_version,
                "yes": item.count.get("yes", 0),
                "no": item.count.get("no", 0),
                "abstain": item.count.get("abstain", 0),
                "record_sha256": item.record_sha256,
            }
        )
    return [
        {"outcome": str(outcome.label), "meaning": str(outcome.meaning), "lines": lines[key]}
        for key, outcome in OUTCOMES.items()
        if key in lines
    ]


def balance(
    partners: list[Accreditation], reports: dict[int, PartnerReport], items: list[Item]
) -> list[dict[str, Any]]:
    """Applications decided, accredited partners and accepted reports by region."""
    applied = by_region(
        Application.objects.filter(
            reference__in=[item.subject_reference for item in items]
        ).values_list("organisation__country__iso3", flat=True)
    )
    standing = by_region(p.organisation.country.iso3 for p in partners if p.is_in_force)
    reported = by_region(
        p.organisation.country.iso3 for p in partners if p.organisation_id in reports
    )
    return [
        {
            "region": str(label),
            "decided": applied[region],
            "partners": standing[region],
            "reports": reported[region],
        }
        for region, label in LABELS.items()
        if region != "other" or applied[region] + standing[region] + reported[region]
    ]


def process_words(process: Process) -> dict[str, str]:
    """An adopted process version, by number and hash."""
    adopted = process.adopted_at
    return {
        "reference": process.reference,
        "adopted_on": day(adopted.astimezone(deadline_zone())) if adopted else "",
        "sha256": process.sha256,
    }


def sections_of(process: Process) -> list[dict[str, Any]]:
    """The report template in the active language."""
    sections: list[dict[str, Any]] = process.in_language(get_language() or "en")["report"]
    return sections


def answers_of(report: PartnerReport) -> dict[str, Any]:
    """The answers of a report whose rows were fetched already."""
    return {answer.question: answer.value for answer in report.answers.all()}


def partner(accreditation: Accreditation, report: PartnerReport | None) -> dict[str, Any]:
    """One partner: its status, and its accepted report in its own words."""
    organisation = accreditation.organisation
    accepted = report.accepted_at if report else None
    return {
        "name": organisation.name,
        "acronym": organisation.acronym,
        "country": str(organisation.country),
        "number": accreditation.reference,
        "state": str(accreditation.get_state_display()),
        "conferred_on": day(accreditation.conferred_on),
        "valid_until": day(accreditation.valid_until),
        "process": accreditation.process.reference,
        "item": accreditation.item_reference,
        "report": report.reference if report else "",
        "accepted_on": day(accepted.astimezone(deadline_zone())) if accepted else "",
        "sections": in_words(sections_of(report.process), answers_of(report)) if report else [],
    }


def parts(found: dict[str, Any]) -> list[Part]:
    """Cover with contents, overview, one part for each partner, and how it all can be checked."""
    title = _("Report to the Conference of the Parties: %(code)s") % found["meeting"]
    general = {"document_title": title}
    overview = {
        "figures": _("Figures"),
        "decisions": _("Decisions of the Standing Committee"),
        "balance": _("Regional balance"),
    }
    if found["totals"]:
        overview["totals"] = _("What the reports add up to")
    reporting = [each for each in found["partners"] if each["report"]]
    silent = [each for each in found["partners"] if not each["report"]]
    sections = [
        Part(
            "pdf/cop_report_partner.html",
            general | {"partner": each, "number": number, "anchor": f"partner-{number}"},
            {f"partner-{number}": f"{each['name']} ({each['number']})"},
        )
        for number, each in enumerate(reporting, start=1)
    ]
    if silent:
        heading = {"silent": _("Partners without an accepted report")}
        sections.append(Part("pdf/cop_report_silent.html", general | {"silent": silent}, heading))
    return [
        Part("pdf/cop_report.html", general),
        Part("pdf/cop_report_overview.html", general, overview),
        *sections,
        Part(
            "pdf/cop_report_proof.html",
            general,
            {"proof": _("How this report can be checked")},
        ),
    ]
