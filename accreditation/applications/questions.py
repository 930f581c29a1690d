"""The numbered questions on an application, of the Committee or the Secretariat, with answers."""

from datetime import datetime
from typing import Any, ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.applications.applications import Application
from accreditation.applications.refusals import only_in
from accreditation.machine import refuse
from partners.models import User

ANSWER = "- 'answer' - 'answered_at' - 'answered_by_id' - 'due_at'"


class QuestionQuerySet(models.QuerySet["ApplicationQuestion"]):
    """Questions on an application."""

    def of_the_committee(self) -> "QuestionQuerySet":
        """Those of deferrals."""
        return self.exclude(item_reference="")

    def of_the_secretariat(self) -> "QuestionQuerySet":
        """Those of the assessment."""
        return self.filter(item_reference="")

    def unanswered(self) -> "QuestionQuerySet":
        """Those without an answer."""
        return self.filter(answer="")

    def in_time(self, at: datetime) -> "QuestionQuerySet":
        """Those whose day is not over."""
        return self.filter(due_at__gte=at)

    def answerable(self, application: Application) -> "QuestionQuerySet":
        """Those that may be answered now: of the deferral, or of the assessment in their time."""
        if application.is_deferred:
            return self.of_the_committee()
        if application.is_in_assessment:
            return self.of_the_secretariat().in_time(application.stamp)
        return self.none()


@pghistory.track()
class ApplicationQuestion(models.Model):
    """A question tied to a criterion, and the organisation's answer.

    The Committee's come with the item that deferred; the Secretariat's with a round and a day.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    criterion = models.CharField(_("criterion"), max_length=20)
    about = models.CharField(_("question of the form"), max_length=20, blank=True)
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked at"))
    item_reference = models.CharField(_("asked as item"), max_length=80, blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    due_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
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

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to the organisation")
        verbose_name_plural = _("questions to the organisation")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "number"], name="questions_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(item_reference="", round__gte=1, due_at__isnull=False)
                | ~Q(item_reference="") & Q(round=0, due_at__isnull=True),
                name="questions_of_a_round_have_a_day",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            only_in("'deferred', 'in_assessment'", what="questions"),
            refuse(
                "asked_once",
                on=pgtrigger.Update,
                when=f"to_jsonb(NEW) {ANSWER} <> to_jsonb(OLD) {ANSWER}",
                because="a question stays as it was asked",
            ),
            refuse(
                "due_never_earlier",
                on=pgtrigger.Update,
                when="NEW.due_at < OLD.due_at",
                because="a question is never due earlier",
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
