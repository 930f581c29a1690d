"""Partner reports to the Conference of the Parties, on the template of the adopted process."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.committee.models import Meeting
from accreditation.committee.pending import nothing_is_pending
from accreditation.decisions import Clause, Decision
from accreditation.machine import (
    LOADING,
    Guard,
    Stateful,
    Waits,
    refuse,
    state_field,
    stateful,
    step,
)
from accreditation.proposals.answers import AnswerBase, values_of
from accreditation.proposals.models import Process
from accreditation.proposals.questions import missing
from accreditation.references import draft_reference, numbered
from accreditation.register.models import Accreditation
from accreditation.workflow import Act
from partners.models import Organisation
from partners.permissions import is_contact_point, is_person, is_secretariat, the_system
from reporting.noting import put_to_committee

REPORT = (Decision.AA_A, Clause.REPORTING)


@Guard
def nothing_is_missing(report: "PartnerReport") -> Iterator[str | Promise]:
    """Every required question of the report template is answered."""
    for _section, code, label in missing(report.process.localised["report"], values_of(report)):
        yield _("%(code)s is not answered: %(label)s") % {"code": code, "label": label}


def give_report_reference(report: "PartnerReport", act: Act) -> None:
    """The report is numbered when it is first submitted."""
    if report.reference.startswith("draft-"):
        report.reference = numbered("REPORT", report.stamp.year)


class ReportState(models.TextChoices):
    """Where a partner report is."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for completion")
    ACCEPTED = "accepted", _("Accepted")
    NOTED = "noted", _("Noted by the Standing Committee")


WRITABLE = (ReportState.DRAFT, ReportState.RETURNED)
RECEIVED = (ReportState.ACCEPTED, ReportState.NOTED)


class ReportQuerySet(models.QuerySet["PartnerReport"]):
    """Partner reports, read by who asks."""

    def visible_to(self, user: Any) -> "ReportQuerySet":
        """Accepted ones are public; the Secretariat sees what came in; an organisation its own."""
        seen = Q(state__in=RECEIVED)
        if is_person(user):
            seen |= Q(organisation__in=list(user.roles))
            if user.is_officer:
                seen |= ~Q(submitted_at=None)
        return self.filter(seen)


@pghistory.track()
@stateful("report")
class PartnerReport(Stateful):
    """What an accredited partner reports to one meeting of the Conference of the Parties."""

    State = ReportState
    TONES: ClassVar = {"accepted": "good", "noted": "good", "returned": "waiting"}
    WAITS: ClassVar = {
        ReportState.DRAFT: Waits(
            _("your organisation"),
            _("A report that does not come is put to the Committee with notice."),
            until="due_at",
        ),
        ReportState.SUBMITTED: Waits(_("the Secretariat")),
        ReportState.RETURNED: Waits(_("your organisation"), until="due_at"),
    }

    state = state_field(ReportState)
    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.PROTECT, related_name="reports"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, verbose_name=_("reports to"))
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="reports")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    return_text = models.TextField(_("what to complete"), blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    noted_at = models.DateTimeField(_("noted at"), null=True, blank=True)
    item_reference = models.CharField(_("noted as item"), max_length=80, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner report")
        verbose_name_plural = _("partner reports")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["accreditation", "meeting"], name="one_report_per_meeting"
            )
        ]
        triggers: ClassVar = [
            refuse(
                "accepted_is_kept",
                on=pgtrigger.Delete,
                when="OLD.state IN ('accepted', 'noted')",
                because="an accepted report is kept",
            ),
            refuse(
                "noted_by_the_committee",
                on=pgtrigger.Update,
                when="NEW.state = 'noted' AND NEW.state <> OLD.state"
                " AND NOT EXISTS (SELECT 1 FROM accreditation_item i"
                " WHERE i.reference = NEW.item_reference AND i.subject_kind = 'report'"
                " AND i.purpose = 'note' AND i.subject_reference = NEW.reference"
                " AND i.state IN ('certified', 'published') AND i.outcome = 'adopted')",
                because="a report is noted by a certified decision of the Committee",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A draft carries a random reference, and the organisation and process of its status."""
        self.reference = self.reference or draft_reference()
        self.organisation_id = self.accreditation.organisation_id
        self.process_id = self.accreditation.process_id
        super().save(*args, **kwargs)

    @property
    def is_accepted(self) -> bool:
        """Whether the report is public and goes to COP."""
        return self.state in RECEIVED

    @property
    def is_noted(self) -> bool:
        """Whether the Standing Committee has taken note of the report."""
        return self.state == ReportState.NOTED

    def get_absolute_url(self) -> str:
        """The report's page."""
        return reverse("reports:report", args=[self.reference])

    @property
    def is_writable(self) -> bool:
        """Whether answers may be changed now."""
        return self.state in WRITABLE

    @step(
        WRITABLE,
        ReportState.SUBMITTED,
        who=is_contact_point,
        needs=[nothing_is_missing],
        fills=[give_report_reference],
        label=_("Submit the report"),
        basis=REPORT,
        weight="primary",
    )
    def submit(self) -> None:
        """Hand the report in."""
        self.submitted_at = self.stamp

    @step(
        ReportState.SUBMITTED,
        ReportState.RETURNED,
        who=is_secretariat,
        label=_("Return for completion"),
        basis=Clause.REPORTING,
    )
    def return_(self, *, text: str) -> None:
        """Ask for what is lacking."""
        self.return_text = text

    @step(
        ReportState.SUBMITTED,
        ReportState.ACCEPTED,
        who=is_secretariat,
        needs=[nothing_is_missing],
        label=_("Accept the report"),
        basis=Clause.REPORTING,
        weight="primary",
    )
    def accept(self) -> None:
        """Receive the report; it is public from here and goes to COP."""
        self.accepted_at = self.stamp

    @step(
        ReportState.ACCEPTED,
        None,
        who=is_secretariat,
        needs=[nothing_is_pending],
        then=[put_to_committee],
        label=_("Put to the Standing Committee for noting"),
        basis=(Decision.CC_B, Clause.REPORTING),
    )
    def propose_note(self, *, meeting: Meeting | None = None, closes_at: Any = None) -> None:
        """Ask the Committee to take note of the report, as it was accepted."""

    @step(
        ReportState.ACCEPTED,
        ReportState.NOTED,
        who=the_system,
        label=_("Note the report"),
        basis=(Decision.CC_B, Clause.REPORTING),
    )
    def note(self, *, item: str) -> None:
        """Record that the Committee took note of the report, and as which item."""
        self.item_reference = item
        self.noted_at = self.stamp


@pghistory.track()
class ReportAnswer(AnswerBase):
    """The answer to one question of the report template."""

    report = models.ForeignKey(PartnerReport, on_delete=models.CASCADE, related_name="answers")

    class Meta:
        verbose_name = _("answer of a report")
        verbose_name_plural = _("answers of reports")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "question"], name="one_report_answer")
        ]
        triggers: ClassVar = [
            refuse(
                "only_while_writable",
                on=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=f"NOT {LOADING}"  # noqa: S608 - our own words, no input
                " AND EXISTS (SELECT 1 FROM reporting_partnerreport r"
                " WHERE r.id = COALESCE(NEW.report_id, OLD.report_id)"
                " AND r.state NOT IN ('draft', 'returned'))",
                because="answers change only while the report is with the organisation",
            )
        ]
