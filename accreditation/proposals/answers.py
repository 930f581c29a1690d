"""Answers to the questions of a process: rows by question code, for applications and reports."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from partners.clock import PortalNow, portal_now


class AnswerConflict(Exception):  # noqa: N818 - an answer, not a fault
    """A colleague changed answers in between; `codes` are the questions concerned."""

    def __init__(self, codes: list[str]) -> None:
        """Keep which questions."""
        self.codes = codes
        super().__init__(", ".join(codes))


class AnswerBase(models.Model):
    """The answer to one question; `version` rises with every change, so no change is lost."""

    question = models.CharField(_("question"), max_length=20)
    value = models.JSONField(_("answer"))
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("changed at"), db_default=PortalNow())
    changed_by = models.ForeignKey(
        "partners.User",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name=_("changed by"),
    )

    OWNER: ClassVar[str]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        """Question code."""
        return self.question


def values_of(owner: Any) -> dict[str, Any]:
    """The answers of an application or report, by question code."""
    return dict(owner.answers.values_list("question", "value"))


def versions_of(owner: Any, codes: list[str]) -> dict[str, int]:
    """The version of each answer, 0 where there is none yet."""
    found = dict(owner.answers.filter(question__in=codes).values_list("question", "version"))
    return {code: found.get(code, 0) for code in codes}


def save_answers(
    owner: Any, given: Mapping[str, Any], *, by: Any, seen: Mapping[str, int]
) -> list[str]:
    """Save answers that changed; the codes changed. `seen` holds the versions the person saw.

    None takes an answer away. Raises AnswerConflict, saving nothing, when a colleague has changed
    one of the answers that would be overwritten. The caller has locked the owner.
    """
    with transaction.atomic():
        rows = {a.question: a for a in owner.answers.filter(question__in=list(given))}
        changed = [code for code, value in given.items() if _differs(rows.get(code), value)]
        stale = [c for c in changed if seen.get(c, 0) != (rows[c].version if c in rows else 0)]
        if stale:
            raise AnswerConflict(stale)
        for code in changed:
            _write(owner, rows.get(code), code, given[code], by=by)
        return changed


def _differs(row: Any, value: Any) -> bool:
    """Whether a value is other than the one kept."""
    return bool(value is not None if row is None else row.value != value)


def _write(owner: Any, row: Any, code: str, value: Any, *, by: Any) -> None:
    """Add, change or take away one answer."""
    if row is None:
        owner.answers.create(question=code, value=value, changed_by=by)
        return
    row.value = row.value if value is None else value
    row.version += 1
    row.changed_at = portal_now()
    row.changed_by = by
    row.save()
    if value is None:  # the row's history says when it was taken away, and by whom
        row.delete()
