"""Writing in an application: only while it is with the organisation, and never over a colleague."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.applications.models import Answer, Application
from accreditation.canonical import mark_of
from accreditation.proposals.answers import save_answers


class MovedOn(Exception):  # noqa: N818 - an answer, not a fault
    """The application is no longer with the organisation; nothing was saved."""

    def __init__(self, application: Application) -> None:
        """Keep the application as it now is."""
        self.application = application
        super().__init__(
            _("%(reference)s is now “%(state)s”: it can no longer be changed.")
            % {"reference": application.reference, "state": application.get_state_display()}
        )


class NotOpen(Exception):  # noqa: N818 - an answer, not a fault
    """The application was returned, and this question or document was not asked for."""

    def __init__(self, code: str) -> None:
        """Say which."""
        super().__init__(
            _("%(code)s is not among the points to complete, so it cannot be changed now.")
            % {"code": code}
        )


@contextmanager
def held(application: Application, kind: str, *codes: str) -> Iterator[Application]:
    """The application fresh and locked, with these questions or documents open, for the block."""
    with transaction.atomic():
        fresh = Application.objects.select_for_update().get(pk=application.pk)
        if not fresh.is_writable:
            raise MovedOn(fresh)
        for code in codes:
            if not fresh.is_open(kind, code):
                raise NotOpen(code)
        yield fresh


@dataclass(frozen=True)
class Seen:
    """An answer as the page showed it: its version, and a mark of its value."""

    version: int
    mark: str

    @classmethod
    def of(cls, answer: Answer | None) -> "Seen":
        """What is seen of an answer, or of there being none."""
        return cls(answer.version, mark_of(answer.value)) if answer else cls(0, mark_of(None))

    @classmethod
    def read(cls, token: str) -> "Seen":
        """From the hidden field of the page; whatever is unreadable was never seen."""
        version, _dot, mark = token.partition(".")
        return cls(int(version[:9]) if version.isascii() and version.isdecimal() else 0, mark[:16])

    def __str__(self) -> str:
        """For the hidden field of the page."""
        return f"{self.version}.{self.mark}"


def save_section(
    application: Application, given: Mapping[str, Any], *, seen: Mapping[str, Seen], by: Any
) -> list[str]:
    """Save what the person changed on a page; the codes changed.

    What was left as it was shown is not touched, so colleagues' changes beside it stay. Raises
    AnswerConflict where both changed the same answer, MovedOn or NotOpen; then nothing is saved.
    """
    return _save(application, given, seen=seen, by=by, looked_at=())


def confirm_section(
    application: Application, given: Mapping[str, Any], *, seen: Mapping[str, Seen], by: Any
) -> list[str]:
    """Save a page on which a person pressed the button: all that it shows was looked at.

    As `save_section`, which saves while it is being written and confirms only what is changed.
    """
    return _save(application, given, seen=seen, by=by, looked_at=given)


def confirm(application: Application, codes: Iterable[str]) -> None:
    """These answers were looked at: they are the organisation's own now. The caller locked it."""
    Answer.objects.filter(application=application, question__in=list(codes)).exclude(
        carried_from=None
    ).update(carried_from=None)


def _save(
    application: Application,
    given: Mapping[str, Any],
    *,
    seen: Mapping[str, Seen],
    by: Any,
    looked_at: Iterable[str],
) -> list[str]:
    """Save what was changed; what was carried over is confirmed where it was looked at."""
    changed = {code: value for code, value in given.items() if mark_of(value) != seen[code].mark}
    with held(application, "question", *changed) as fresh:
        codes = save_answers(
            fresh, changed, by=by, seen={code: seen[code].version for code in changed}
        )
        confirm(fresh, {*changed, *looked_at})
        return codes
