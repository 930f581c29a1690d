"""What a partner sent to show that a condition is met, and what the Secretariat found lacking."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.kept_files import KeptFile
from accreditation.machine import no_truncate, refuse
from accreditation.register.conditions import AccreditationCondition
from partners.models import User

RETURNED = "- 'returned_at' - 'returned_by_id' - 'reason'"


class ProofQuerySet(models.QuerySet["ConditionProof"]):
    """Proofs of conditions."""

    def waiting(self) -> "ProofQuerySet":
        """Those the Secretariat has to look at, or by which it found the condition met."""
        return self.filter(returned_at=None)


class ConditionProof(models.Model):
    """One proof of a condition: words and files, and why it was returned, if it was."""

    condition = models.ForeignKey(
        AccreditationCondition, on_delete=models.PROTECT, related_name="proofs"
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("how the condition is met"))
    sent_at = models.DateTimeField(_("sent at"))
    sent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    returned_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("returned by"),
    )
    reason = models.TextField(_("what it lacks"), blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof of a condition")
        verbose_name_plural = _("proofs of conditions")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["condition", "number"], name="proofs_are_numbered"),
            models.UniqueConstraint(
                fields=["condition"], condition=Q(returned_at=None), name="one_proof_waits"
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_by=None, reason="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(reason="")),
                name="proofs_are_returned_with_reasons",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            no_truncate(),
            refuse(
                "of_an_open_condition",
                on=pgtrigger.Insert,
                when="EXISTS (SELECT 1 FROM accreditation_accreditationcondition c"
                " WHERE c.id = NEW.condition_id AND c.met_at IS NOT NULL)",
                because="a condition that is met needs no proof",
            ),
            refuse(
                "returned_once",
                on=pgtrigger.Update,
                when="OLD.returned_at IS NOT NULL"
                f" OR to_jsonb(NEW) {RETURNED} <> to_jsonb(OLD) {RETURNED}",
                because="a proof stays as it was sent and is returned once",
            ),
        ]

    def __str__(self) -> str:
        """Its number."""
        return str(self.number)

    @property
    def is_returned(self) -> bool:
        """Whether the Secretariat found it lacking."""
        return self.returned_at is not None

    def line(self) -> dict[str, Any]:
        """The proof as a dossier keeps it."""
        return {
            "number": self.number,
            "text": self.text,
            "sent_at": self.sent_at,
            "files": [file.line() for file in self.files.all()],
            "returned_at": self.returned_at,
            "reason": self.reason,
        }


class ConditionProofFile(KeptFile):
    """One file of a proof, looked at before it was kept; never public."""

    proof = models.ForeignKey(ConditionProof, on_delete=models.PROTECT, related_name="files")

    class Meta:
        verbose_name = _("file of a proof")
        verbose_name_plural = _("files of proofs")
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            no_truncate(),
            refuse(
                "stays_as_sent",
                on=pgtrigger.Update,
                when="to_jsonb(NEW) - 'scanned' <> to_jsonb(OLD) - 'scanned'",
                because="a file of a proof stays as it was sent",
            ),
        ]

    def __str__(self) -> str:
        """What its sender called it."""
        return self.name

    def get_absolute_url(self) -> str:
        """Where those who may read it get it."""
        reference = self.proof.condition.accreditation.reference
        return reverse("register:proof-file", args=[reference, self.uuid])

    def line(self) -> dict[str, Any]:
        """The file as a dossier keeps it."""
        return {
            "upload": str(self.uuid),
            "name": self.name,
            "type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
        }
