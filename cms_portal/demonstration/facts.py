"""Public facts: the Committee's seats, meetings and formal partners; only their dates are moved."""

import csv
import json
from pathlib import Path
from typing import Any, Final

from accreditation.committee.models import CommitteeRules, Meeting, Seat, Term
from cms_portal.demonstration.walk import Walk
from partners.models import Agreement, Country

DATA: Final = Path(__file__).with_name("data")
CHAIR: Final = "EUR-2"  # in the demonstration; the public list names a Vice-Chair only
TERM: Final = "COP13-COP14"
TERM_DAYS: Final = (-450, 340)
NEXT_STC: Final = "StC56"
LAST_STC: Final = "StC55"
NEXT_COP: Final = "COP16"
# Invented meetings: code, title, kind, first and last day from today, place.
INVENTED: Final = (
    (LAST_STC, "55th Meeting of the Standing Committee (demonstration)", "StC", -270, -269, "Bonn"),
    (NEXT_STC, "56th Meeting of the Standing Committee (demonstration)", "StC", 100, 101, "Bonn"),
    (
        NEXT_COP,
        "16th Meeting of the Conference of the Parties (demonstration)",
        "COP",
        330,
        335,
        "",
    ),
)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of public facts."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(name: str) -> Any:
    """A JSON file of invented texts."""
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def load(walk: Walk) -> Term:
    """Seats for a term that runs today, meetings, Parties, formal partners; the term."""
    countries = {country.iso3: country for country in Country.objects.all()}
    CommitteeRules.objects.get_or_create(pk=1)
    _agreements()
    _meetings(walk, countries)
    return _term(walk, countries)


def _term(walk: Walk, countries: dict[str, Country]) -> Term:
    """The term with its seats; the States on them are known to be Parties."""
    first, last = TERM_DAYS
    term = Term.objects.create(code=TERM, starts_on=walk.day(first), ends_on=walk.day(last))
    parties: set[str] = set()
    for place, row in enumerate(rows("seats"), start=1):
        parties |= {row["member"], row["alternate"]} - {""}
        Seat.objects.create(
            term=term,
            code=row["seat"],
            kind=row["kind"],
            region=row["region"],
            party=countries[row["member"]],
            alternate_party=countries.get(row["alternate"]),
            office="chair" if row["seat"] == CHAIR else row["office"],
            position=place,
        )
    Country.objects.filter(iso3__in=parties).update(is_party=True)
    return term


def _meetings(walk: Walk, countries: dict[str, Country]) -> None:
    """Real meetings on their days, and invented ones around today, marked as such."""
    for row in rows("meetings"):
        Meeting.objects.create(**(row | {"country": countries.get(row["country"])}))
    for code, title, kind, first, last, place in INVENTED:
        Meeting.objects.create(
            code=code,
            title=title,
            kind=kind,
            starts_on=walk.day(first),
            ends_on=walk.day(last),
            place=place,
            country=countries["DEU"] if place == "Bonn" else None,
        )


def _agreements() -> None:
    """Formal partners by their agreements; an agreement is no accreditation."""
    for row in rows("formal_partners"):
        Agreement.objects.create(
            partner=row["partner"],
            title=row["agreement"],
            concluded_on=row["concluded_on"],
            precision=row["precision"],
            place=row["place"],
            note=row["note"],
        )
