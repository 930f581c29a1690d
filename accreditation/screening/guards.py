"""What stands between an application and the Committee while names are not screened."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accreditation.applications.models import Application
from accreditation.applications.screened import SCREENINGS
from accreditation.screening.lists import SanctionsList
from accreditation.screening.names import compared, lines_of, names_in
from accreditation.screening.screenings import Screening


def reasons(application: Application) -> Iterator[str | Promise]:
    """Why the last screening is not enough; nothing where no list was ever loaded."""
    newest = SanctionsList.objects.newest()
    if newest is None:
        return
    last = application.screenings.last()
    yield from stale(application, last, newest)
    if last is not None:
        yield from unsettled(last)


def stale(application: Application, last: Screening | None, newest: SanctionsList) -> Iterator[str]:
    """Why the names have to be screened again."""
    if last is None:
        yield _("The names were not screened against the sanctions list.")
        return
    if last.sanctions_list_id != newest.pk:
        yield _("A newer sanctions list was loaded since the names were screened.")
    if compared(last.names) != compared(lines_of(names_in(application))):
        yield _("Names changed since they were screened against the sanctions list.")


def unsettled(screening: Screening) -> Iterator[str]:
    """The hits that an officer has to judge, or that were found to be the listed."""
    hits = list(screening.hits.prefetch_related("verdicts"))
    if number := sum(hit.is_open for hit in hits):
        yield ngettext(
            "%(number)d hit of the screening of names is not judged.",
            "%(number)d hits of the screening of names are not judged.",
            number,
        ) % {"number": number}
    if number := sum(hit.is_confirmed for hit in hits):
        yield ngettext(
            "%(number)d hit of the screening of names is confirmed.",
            "%(number)d hits of the screening of names are confirmed.",
            number,
        ) % {"number": number}


def register() -> None:
    """Put it before the step that presents an application."""
    if reasons not in SCREENINGS:
        SCREENINGS.append(reasons)
