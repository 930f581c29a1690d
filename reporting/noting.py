"""Noting a report: what the Committee is asked, and what its decision means (13.CC b)."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.canonical import canonical
from accreditation.committee import docket, subjects
from accreditation.committee.models import Item, Term
from accreditation.proposals.answers import values_of
from accreditation.proposals.asked import counting
from accreditation.workflow import Act, NotReady

if TYPE_CHECKING:
    from reporting.partner_reports import PartnerReport

QUESTION = {
    "en": "Take note of report %s",
    "fr": "Prendre note du rapport %s",
    "es": "Tomar nota del informe %s",
}


def dossier_of(report: "PartnerReport") -> dict[str, Any]:
    """What the Committee sees: who reports to which meeting, and every answer."""
    organisation = report.organisation
    return {
        "format": "cms-report-dossier/1",
        "reference": report.reference,
        "accreditation": report.accreditation.reference,
        "process": report.process.reference,
        "process_sha256": report.process.sha256,
        "organisation": {
            "name": organisation.name,
            "acronym": organisation.acronym,
            "country": organisation.country.iso3,
        },
        "meeting": report.meeting.code,
        "submitted_at": report.submitted_at,
        "accepted_at": report.accepted_at,
        "answers": counting(report.process.content["report"], values_of(report)),
    }


def put_to_committee(report: "PartnerReport", act: Act) -> None:
    """Prepare the item on the frozen report, by the rules of the process reported under."""
    term = Term.objects.current()
    if term is None:
        raise NotReady([_("No term of the Standing Committee is recorded.")])
    docket.prepare(
        kind="report",
        purpose="note",
        reference=report.reference,
        question={lang: text % report.reference for lang, text in QUESTION.items()},
        dossier=canonical(dossier_of(report)),
        process_version=report.process.reference,
        rules=report.process.decision_rules,
        term=term,
        interested=[report.organisation.country.iso3],
        organisation=report.organisation,
        act=act,
    )


def find_report(reference: str) -> "PartnerReport":
    """The report an item is about."""
    model = apps.get_model("reporting", "PartnerReport")
    found: PartnerReport = model._base_manager.get(reference=reference)
    return found


def awaits(item: Item) -> bool:
    """Whether the report is still to be noted."""
    report = find_report(item.subject_reference)
    return report.state in report.STEPS["note"].sources


def carry_out(item: Item, act: Act) -> None:
    """Adopted notes the report; anything else leaves it as it is, accepted."""
    if item.outcome == "adopted" and awaits(item):
        act.bring("note", find_report(item.subject_reference), item=item.reference)


def cancelled(item: Item, act: Act) -> None:
    """The report stays accepted, and may be put again."""


def register() -> None:
    """Tell the Committee's room what its outcomes mean for reports; an accepted one is public."""
    subjects.register(
        "report",
        "note",
        subjects.Subject(
            label=gettext_lazy("Take note of a report"),
            find=find_report,
            carry_out=carry_out,
            cancelled=cancelled,
            awaits=awaits,
            is_public=True,
        ),
    )
