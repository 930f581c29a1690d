"""The parts of an application: answers, uploads, findings."""

import secrets
import uuid
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.applications.applications import Application
from accreditation.applications.refusals import only_in
from accreditation.proposals.answers import AnswerBase
from partners.clock import PortalNow, portal_now
from partners.models import User


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


def stored_name(upload: "Upload", filename: str) -> str:
    """A generated name; what the applicant called the file never reaches the storage."""
    return f"uploads/{portal_now():%Y/%m}/{secrets.token_hex(16)}.{upload.extension}"


class Upload(models.Model):
    """A file an applicant gives for a required document, or the reason why it cannot be given."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="uploads")
    document = models.CharField(_("document"), max_length=20)
    part = models.PositiveSmallIntegerField(_("which of several files"), default=1)
    explanation = models.TextField(_("cannot supply, because"), blank=True)
    file = models.FileField(upload_to=stored_name, blank=True, max_length=200)
    name = models.CharField(_("file name"), max_length=200, blank=True)
    extension = models.CharField(max_length=10, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    scanned = models.CharField(
        _("virus scan"),
        max_length=20,
        default="not_scanned",
        choices=[("not_scanned", _("not scanned")), ("clean", _("clean"))],
    )
    uploaded_at = models.DateTimeField(_("given at"), db_default=PortalNow())
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

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

    @property
    def is_file(self) -> bool:
        """Whether a file was given, and not a reason why none can be."""
        return bool(self.file)

    def line(self) -> dict[str, Any]:
        """The upload as the dossier keeps it."""
        return {
            "document": self.document,
            "upload": str(self.uuid),
            "name": self.name,
            "type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
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
