"""The numbered questions with which the Committee deferred an application, and their answers."""

from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.applications.applications import Application
from accreditation.applications.refusals import only_in
from accreditation.machine import refuse
from partners.models import User

ANSWER = "- 'answer' - 'answered_at' - 'answered_by_id'"


@pghistory.track()
class ApplicationQuestion(models.Model):
    """A question of a deferral, tied to a criterion, and the organisation's answer."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    criterion = models.CharField(_("criterion"), max_length=20)
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked at"))
    item_reference = models.CharField(_("asked as item"), max_length=80)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("question of a deferral")
        verbose_name_plural = _("questions of deferrals")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="questions_are_numbered")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            only_in("'deferred'", what="questions"),
            refuse(
                "asked_once",
                on=pgtrigger.Update,
                when=f"to_jsonb(NEW) {ANSWER} <> to_jsonb(OLD) {ANSWER}",
                because="a question stays as the Committee asked it",
            ),
        ]

    def __str__(self) -> str:
        """Number and text."""
        return f"{self.number}. {self.text}"

    @property
    def is_answered(self) -> bool:
        """Whether the organisation has answered."""
        return bool(self.answer)

    def line(self) -> dict[str, Any]:
        """Question and answer as the next dossier keeps them."""
        return {
            "number": self.number,
            "criterion": self.criterion,
            "question": self.text,
            "answer": self.answer,
        }
