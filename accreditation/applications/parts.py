"""The parts of an application: answers, uploads, findings."""

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.applications.applications import Application
from accreditation.applications.refusals import only_in
from accreditation.kept_files import KeptFile, Scan, stored_name
from accreditation.proposals.answers import AnswerBase
from accreditation.wallet.models import WalletDocument
from partners.clock import PortalNow
from partners.models import User

__all__ = ["Answer", "Finding", "Upload", "stored_name"]  # the first migration names the last


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Answer(AnswerBase):
    """The answer to one question of the form."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    carried_from = models.ForeignKey(
        Application,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carried over from, and not looked at since"),
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "question"], name="one_answer_per_question"
            )
        ]
        triggers: ClassVar = [only_in("'draft', 'returned'", what="answers")]


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads of an application."""

    def live(self) -> "UploadQuerySet":
        """Those that were not replaced or taken back."""
        return self.filter(removed_at__isnull=True)

    def lapsed_on(self, day: date) -> "UploadQuerySet":
        """Those that stand for nothing on a day: expired before it, or withdrawn as infected."""
        return self.filter(Q(valid_until__lt=day) | Q(scanned=Scan.INFECTED))

    def carried(self) -> "UploadQuerySet":
        """Those brought from an earlier application, and not looked at since."""
        return self.exclude(carried_from=None)


class Upload(KeptFile):
    """A file an applicant gives for a required document, or the reason why it cannot be given."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="uploads")
    document = models.CharField(_("document"), max_length=20)
    part = models.PositiveSmallIntegerField(_("which of several files"), default=1)
    explanation = models.TextField(_("cannot supply, because"), blank=True)
    wallet_document = models.ForeignKey(
        WalletDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name=_("document of the organisation"),
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("carried over from"),
    )
    uploaded_at = models.DateTimeField(_("given at"), db_default=PortalNow())
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(explanation="") | ~models.Q(file=""),
                name="uploads_have_file_or_reason",
            ),
            models.UniqueConstraint(
                fields=["application", "document", "part"],
                condition=models.Q(removed_at__isnull=True),
                name="one_live_upload_per_slot",
            ),
        ]
        triggers: ClassVar = [
            only_in(
                "'draft', 'returned'",
                what="documents",
                when="TG_OP <> 'UPDATE' OR to_jsonb(NEW) - 'scanned' <> to_jsonb(OLD) - 'scanned'",
            )
        ]

    def __str__(self) -> str:
        """Document code."""
        return self.document

    def line(self) -> dict[str, Any]:
        """The upload as the dossier keeps it."""
        return {
            "document": self.document,
            "upload": str(self.uuid),
            "name": self.name,
            "type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
            "valid_until": self.valid_until.isoformat() if self.valid_until else "",
            "explanation": self.explanation,
        }


class Finding(models.Model):
    """What the Secretariat found on one criterion."""

    class Value(models.TextChoices):
        """How far the criterion is met."""

        MET = "met", _("Met")
        PARTLY = "partly", _("Partly met")
        NOT_MET = "not_met", _("Not met")
        LACKING = "lacking", _("Information lacking")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(_("criterion"), max_length=20)
    value = models.CharField(_("finding"), max_length=10, choices=Value.choices)
    note = models.TextField(_("evidence and reasons"), blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_finding_per_criterion"
            )
        ]
        triggers: ClassVar = [only_in("'in_assessment'", what="findings")]

    def __str__(self) -> str:
        """Criterion and finding."""
        return f"{self.criterion}: {self.get_value_display()}"

    def line(self) -> dict[str, str]:
        """The finding as the dossier keeps it."""
        return {"criterion": self.criterion, "value": self.value, "note": self.note}
