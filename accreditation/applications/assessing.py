"""Assessment: findings on the criteria, saved together and never over another officer's."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.applications.models import Application, Finding
from accreditation.applications.writing import MovedOn
from accreditation.canonical import mark_of
from partners.clock import portal_now


class NotAssessed(MovedOn):
    """The application is not in assessment; nothing was saved."""


class FindingConflict(Exception):  # noqa: N818 - an answer, not a fault
    """Another officer changed findings in between; `codes` are the criteria concerned."""

    def __init__(self, codes: list[str]) -> None:
        """Keep which criteria."""
        self.codes = codes
        super().__init__(_("Changed in between: %(codes)s") % {"codes": ", ".join(codes)})


@dataclass(frozen=True)
class Given:
    """A finding as an officer gives it, with the mark of the one that the page showed."""

    value: str
    note: str
    seen: str

    @property
    def mark(self) -> str:
        """The mark of what is given."""
        return mark_of([self.value, self.note])


def seen_of(finding: Finding | None) -> str:
    """The mark of a finding as the page shows it."""
    return mark_of([finding.value, finding.note] if finding else ["", ""])


def save_findings(application: Application, given: Mapping[str, Given], *, by: Any) -> list[str]:
    """Save the findings that were changed; their criteria.

    Raises FindingConflict when another officer changed one of them, NotAssessed when the
    application is not in assessment; then nothing is saved.
    """
    with transaction.atomic():
        fresh = Application.objects.select_for_update().get(pk=application.pk)
        if not fresh.is_in_assessment:
            raise NotAssessed(fresh)
        rows = {finding.criterion: finding for finding in fresh.findings.all()}
        changed = [code for code, each in given.items() if each.mark != each.seen]
        stale = [
            code
            for code in changed
            if seen_of(rows.get(code)) not in {given[code].seen, given[code].mark}
        ]
        if stale:
            raise FindingConflict(stale)
        for code in changed:
            _write(fresh, rows.get(code), code, given[code], by=by)
        return changed


def _write(
    application: Application, row: Finding | None, code: str, given: Given, *, by: Any
) -> None:
    """Add, change or take away one finding."""
    if not given.value:
        if row is not None:
            row.delete()
        return
    finding = row or Finding(application=application, criterion=code)
    finding.value = given.value
    finding.note = given.note
    finding.by = by
    finding.at = portal_now()
    finding.save()
