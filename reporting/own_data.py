"""What reports and documents keep about a person."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accreditation.erasing import HISTORIES
from partners.personal import Part, contribute
from reporting.documents import IssuedDocument
from reporting.partner_reports import ReportAnswer

OWN: Final = (
    Part(
        name="report_answers",
        label=_("Answers of reports you wrote last"),
        why=_("The partner reports with them."),
        until=_(
            "As long as the report is kept: it is the organisation’s. Once your account is erased,"
            " a random number stands for who wrote it."
        ),
        of=lambda user: ReportAnswer.objects.filter(changed_by=user).order_by("pk"),
        columns={
            "report": (_("Report"), "report__reference"),
            "question": (_("Question"), "question"),
            "answer": (_("Answer"), "value"),
            "changed_at": (_("Changed"), "changed_at"),
        },
    ),
    Part(
        name="documents",
        label=_("Documents you asked for"),
        why=_("To hand them to you."),
        until=_("For good, under a random number once your account is erased."),
        of=lambda user: IssuedDocument.objects.filter(asked_by=user).order_by("pk"),
        columns={
            "reference": (_("Reference"), "reference"),
            "kind": (_("Kind"), "document_kind"),
            "asked_at": (_("Asked"), "asked_at"),
        },
    ),
)


def register() -> None:
    """Add what this room keeps to what a person is shown, and its history to what is purged."""
    contribute(*OWN)
    HISTORIES.add("reporting_reportanswerevent")
