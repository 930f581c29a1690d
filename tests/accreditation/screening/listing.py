"""Lists in the published format, with people and bodies that do not exist."""

from collections.abc import Sequence
from html import escape
from typing import Any

from accreditation.screening.lists import SanctionsList
from accreditation.screening.reading_lists import read_list
from accreditation.screening.running import load

SOURCE = "Example list"
PERSON: dict[str, Any] = {
    "dataid": "9000001",
    "names": ["Zorblan", "Muhammad", "al-Kaziri"],
    "aliases": [("The Gannet of Nowhere", "Good"), ("The Grey Gull", "Low")],
}
BODY: dict[str, Any] = {
    "dataid": "9000002",
    "names": ["Fictional Front of the Invisible Heron"],
    "aliases": [("FFIH", "")],
}


def individual(dataid: str, names: list[str], aliases: Sequence[tuple[str, str]] = ()) -> str:
    """A person."""
    tags = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    parts = "".join(
        f"<{tag}>{escape(name)}</{tag}>" for tag, name in zip(tags, names, strict=False)
    )
    others = "".join(
        f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{escape(name)}</ALIAS_NAME>"
        "</INDIVIDUAL_ALIAS>"
        for name, quality in aliases
    )
    return (
        f"<INDIVIDUAL><DATAID>{dataid}</DATAID>{parts}"
        f"<REFERENCE_NUMBER>XXi.{dataid[-3:]}</REFERENCE_NUMBER>"
        f"<COMMENTS1>Made up\n for a test.</COMMENTS1>{others}"
        "<INDIVIDUAL_ALIAS><QUALITY></QUALITY><ALIAS_NAME/></INDIVIDUAL_ALIAS></INDIVIDUAL>"
    )


def entity(dataid: str, names: list[str], aliases: Sequence[tuple[str, str]] = ()) -> str:
    """A body."""
    others = "".join(
        f"<ENTITY_ALIAS><ALIAS_NAME>{escape(name)}</ALIAS_NAME></ENTITY_ALIAS>"
        for name, _quality in aliases
    )
    return (
        f"<ENTITY><DATAID>{dataid}</DATAID><FIRST_NAME>{escape(names[0])}</FIRST_NAME>{others}"
        "</ENTITY>"
    )


def xml(
    individuals: list[dict[str, Any]], entities: list[dict[str, Any]], made: str = "2026-01-01"
) -> bytes:
    """A whole list."""
    people = "".join(individual(**each) for each in individuals)
    bodies = "".join(entity(**each) for each in entities)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="{made}">'
        f"<INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES>{bodies}</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


def loaded(
    by: Any,
    *,
    individuals: tuple[dict[str, Any], ...] = (PERSON,),
    entities: tuple[dict[str, Any], ...] = (BODY,),
    made: str = "2026-01-01",
) -> SanctionsList:
    """A list that an officer has loaded."""
    read = read_list(xml(list(individuals), list(entities), made))
    return load(SanctionsList(source=SOURCE), read, by=by)
