"""What the brief says on one kind of subject alone: accreditations, reports, process versions."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accreditation.committee.brief import Brief, ReportBrief, StatusBrief, VersionBrief
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.proposals.questions import to_text
from accreditation.proposals.reading import Part, question_counts
from accreditation.proposals.reading import parts as parts_of
from partners.clock import deadline_zone
from reporting.printed.wording import day, moment

Facts = dict[str, Any]
TOLD = ("eligibility", "completion", "validity", "reporting")  # beside how it is decided


def subject_facts(brief: Brief) -> Facts:
    """The facts of the item's kind of subject; none for those it is not."""
    found: Facts = {}
    if brief.status is not None:
        found |= _status(brief.status)
    if brief.report is not None:
        found |= _report(brief.report)
    if brief.version is not None:
        found |= _version(brief.version)
    return found


def _status(status: StatusBrief) -> Facts:
    """How an accreditation stands, why it is to be moved, its conditions, and what was done."""
    return {
        "standing": {
            "state": status.state,
            "since": moment(status.state_since),
            "conferred": f"{day(status.conferred_on)} ({status.conferred_as})",
            "valid_until": day(status.valid_until),
        },
        "reasons": status.reasons,
        "conferred_under": [_condition(line) for line in status.conditions],
        "history": [
            {"text": str(line["label"]), "at": moment(line["at"])} for line in status.history
        ],
        "reports": [
            {"text": f"{line['meeting']}: {line['reference']} ({line['state']})"}
            for line in status.reports
        ],
    }


def _condition(line: dict[str, Any]) -> dict[str, str]:
    """A condition of the approval, with the day by which it was due, and whether it is met."""
    return {
        "number": str(line["number"]),
        "text": line["text"],
        "due_on": day(line["due_on"]) if line["due_on"] else "",
        "met": _met(line),
    }


def _met(line: dict[str, Any]) -> str:
    """Since when a condition is met, that a proof of it was sent, or that it is not met."""
    at: datetime | None = line["met_at"]
    if at is not None:
        met_on: date = at.astimezone(deadline_zone()).date()
        return _("met on %(day)s") % {"day": day(met_on)}
    if line["waiting_proof"]:
        return _("proof sent")
    return _("overdue") if line["is_late"] else _("not yet")


def _report(report: ReportBrief) -> Facts:
    """How much of the template a report answers, and the answers, of which the start is printed."""
    return {
        "answered": {"number": report.answered, "of": report.asked},
        "accepted_at": moment(report.accepted_at),
        "answers": [
            {
                "code": row["question"]["code"],
                "label": row["question"]["label"],
                "text": to_text(row["question"], row["answer"]),
            }
            for row in report.answers
        ],
    }


def _version(version: VersionBrief) -> Facts:
    """What a version changes, its criteria, and its rules in words."""
    content = dict(version.content)
    form, report = question_counts(content)
    return {
        "version": version.title,
        "summary": version.summary,
        "replaces": version.replaces,
        "is_first": not version.replaces,
        "changes": [
            {"where": each.where, "before": each.before, "after": each.after}
            for each in version.changes
        ],
        "criteria": [
            {"code": each["code"], "title": each["title"], "help": each.get("help", "")}
            for each in version.criteria
        ],
        "asked": {"form": form, "documents": len(content["documents"]), "report": report},
        "version_rules": list(version.rules),
        "version_not_confirmed": str(version.not_confirmed),
        "terms": [_term(part) for part in parts_of(content) if part.path in TOLD],
    }


def _term(part: Part) -> dict[str, str]:
    """A part of the rules beside how it is decided, with the note that it is not confirmed."""
    said = " ".join(part.body)
    if not part.is_confirmed:
        said = _("%(text)s (%(note)s)") % {"text": said, "note": NOT_CONFIRMED}
    return {"title": part.title, "text": said}
