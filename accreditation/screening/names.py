"""Which names of an application are screened: a fixed rule, so that a page can say what was not.

Screened are the names of the organisation's own record, who declared and who signed through a link,
the answers below, and every `name` in questions of rows (such as the members of the governing
body). The codes are those of the form of version 0; a later version keeps a code with its question.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from accreditation.applications.models import Application
from accreditation.proposals.answers import values_of
from accreditation.proposals.asked import counting
from partners.organisations import YEARS

LONGEST: Final = 500
PROFILE: Final = ("name", "name_en", "name_fr", "name_es")
ANSWERS: Final = ("A1", "A3", "A4", "A5", "B1", "J1")  # names of the body, its head, who signs
LINES: Final = ("A6",)  # former names, one a line
ACRONYMS: Final = ("A2",)
COLUMN: Final = "name"


@dataclass(frozen=True)
class Name:
    """A name with the places where it stands; an acronym counts only where it is the same."""

    text: str
    where: tuple[str, ...]
    exact: bool = False

    def line(self) -> dict[str, Any]:
        """The name as a screening keeps it."""
        return {"text": self.text, "where": list(self.where), "exact": self.exact}


Found = tuple[str, str, bool]  # the text, where it stands, and whether it is an acronym


def names_in(application: Application) -> list[Name]:
    """The names that are screened, each once, as they are now."""
    found: dict[tuple[str, bool], dict[str, None]] = {}
    for given, where, exact in (
        *_of_the_organisation(application),
        *_of_people(application),
        *_answers(application),
    ):
        if text := " ".join(given.split())[:LONGEST]:
            found.setdefault((text, exact), {})[where] = None
    return [Name(text, tuple(where), exact) for (text, exact), where in found.items()]


def lines_of(names: list[Name]) -> list[dict[str, Any]]:
    """The names as a screening keeps them."""
    return [name.line() for name in names]


def compared(lines: list[dict[str, Any]]) -> set[tuple[str, bool]]:
    """What counts of the names of a screening: where they stand does not."""
    return {(line["text"], line["exact"]) for line in lines}


def in_words(where: list[str]) -> str:
    """Where a name stands, for the page."""
    known = {
        "profile": _("the organisation’s own record"),
        "declared_by": _("who declared"),
        "cosignature": _("who signed through a link"),
    }
    return ", ".join(known.get(place) or _("answer %(code)s") % {"code": place} for place in where)


def _of_the_organisation(application: Application) -> Iterator[Found]:
    """The names of its own record."""
    organisation = application.organisation
    for field in PROFILE:
        yield getattr(organisation, field), "profile", False
    for former in organisation.formerly:
        yield former, "profile", False
    yield organisation.acronym, "profile", True


def _of_people(application: Application) -> Iterator[Found]:
    """Who declared, and who signed through a link."""
    yield application.declared_by, "declared_by", False
    signed = application.cosignatures.signed().values_list("name", flat=True)
    yield from ((name, "cosignature", False) for name in signed)


def _answers(application: Application) -> Iterator[Found]:
    """The answers that are names, of the questions that are asked."""
    form = application.process.content["form"]
    values = counting(form, values_of(application))
    for code, value in values.items():
        if code in ACRONYMS or code in ANSWERS:
            yield str(value), code, code in ACRONYMS
        elif code in LINES:
            yield from ((YEARS.sub("", line), code, False) for line in str(value).splitlines())
        elif isinstance(value, list):
            rows = (row.get(COLUMN) for row in value if isinstance(row, dict))
            yield from ((name, code, False) for name in rows if isinstance(name, str))
