"""The screening of an application as the page of the case shows it."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from accreditation.applications.models import Application
from accreditation.screening.forms import VerdictForm, verdict_form
from accreditation.screening.guards import stale
from accreditation.screening.lists import SanctionsList
from accreditation.screening.matching import Pair
from accreditation.screening.names import in_words
from accreditation.screening.screenings import Hit, Screening


@dataclass(frozen=True)
class ShownName:
    """A name that was screened, and where it stands."""

    text: str
    where: str
    is_exact: bool


@dataclass(frozen=True)
class ShownHit:
    """A hit with the words that explain it, and the form to judge it."""

    hit: Hit
    pairs: tuple[Pair, ...]
    form: VerdictForm

    @property
    def verdicts(self) -> list[Any]:
        """What was said of it, the last first."""
        return list(reversed(self.hit.verdicts.all()))


class Panel:
    """The last screening, read once for a page, in the page's language."""

    def __init__(self, application: Application) -> None:
        """Take the application; everything else is read when first asked for."""
        self.application = application

    @cached_property
    def newest(self) -> SanctionsList | None:
        """The list that counts now."""
        return SanctionsList.objects.select_related("loaded_by").newest()

    @cached_property
    def last(self) -> Screening | None:
        """The last screening."""
        runs = self.application.screenings.select_related("sanctions_list", "run_by")
        found: Screening | None = runs.last()
        return found

    @cached_property
    def stale(self) -> list[str]:
        """Why the names have to be screened again."""
        if self.newest is None:
            return []
        return list(stale(self.application, self.last, self.newest))

    @cached_property
    def names(self) -> list[ShownName]:
        """The names of the last screening."""
        lines = self.last.names if self.last else []
        return [ShownName(line["text"], in_words(line["where"]), line["exact"]) for line in lines]

    @cached_property
    def hits(self) -> list[ShownHit]:
        """What the last screening found, the likest first."""
        if self.last is None:
            return []
        rows = self.last.hits.select_related("entry").prefetch_related("verdicts__by")
        return [
            ShownHit(hit, tuple(Pair(*pair) for pair in hit.pairs), verdict_form(hit))
            for hit in rows
        ]
