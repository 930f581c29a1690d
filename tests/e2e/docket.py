"""The docket of twelve items: what each is, what the seats say, and how it must end."""

from dataclasses import dataclass, field
from typing import Any, Final

import psycopg2

from tests.e2e.portal import Portal

EIGHT: Final = "AFR-1 AFR-2 AFR-3 ASI-1 EUR-1 EUR-3 SCC-1 OCE-1"
LIFTED: Final = "OOF"
BLOC: Final = ("PPS", "LLL", "CC", LIFTED)
OBJECTED: Final = "MMC"
CONFLICT: Final = "SSS"
TIE: Final = "WSLT"
LETTER: Final = "GGTG"
SILENT: Final = "SWS"
# How each item ends, by the acronym of the organisation or by what else the item is about.
OUTCOMES: Final = {
    "PPS": "adopted",
    "LLL": "adopted",
    "CC": "adopted",
    LIFTED: "not_adopted",
    CONFLICT: "adopted",
    TIE: "adopted",
    LETTER: "adopted",
    OBJECTED: "objected",
    SILENT: "adopted",
    "accreditation": "adopted",
    "report": "adopted",
    "proposal": "adopted",
}
# What is said without looking: yes and no, by item. The others speak on pages.
VOTES: Final = {
    LIFTED: ("EUR-3 OCE-1", "AFR-2 AFR-3 ASI-1 ASI-2 SCC-1"),
    CONFLICT: ("AFR-1 AFR-2 AFR-3 ASI-1 EUR-3 SCC-1 OCE-1", ""),
    TIE: ("AFR-1 AFR-2 EUR-1 SCC-1", "AFR-3 ASI-2 EUR-3 SCC-2"),
    LETTER: ("AFR-1 AFR-2 ASI-1 EUR-1 SCC-1 OCE-1", "EUR-3"),
    "accreditation": (EIGHT, ""),
    "report": (EIGHT, ""),
    "proposal": (EIGHT, "SCC-2"),
}
READ: Final = """
    SELECT i.reference, COALESCE(o.acronym, ''), i.subject_kind, COALESCE(b.reference, '')
    FROM accreditation_item i
    LEFT JOIN partners_organisation o ON o.id = i.organisation_id
    LEFT JOIN accreditation_bloc b ON b.id = i.bloc_id
    WHERE i.closes_at = (SELECT max(closes_at) FROM accreditation_item WHERE bloc_id IS NOT NULL)
    ORDER BY i.id"""


@dataclass
class Docket:
    """Where the items are, and what became of them."""

    items: dict[str, str]
    bloc: str
    transcription: str = ""
    followed: str = ""
    records: dict[str, bytes] = field(default_factory=dict)
    barriers: dict[str, list[str]] = field(default_factory=dict)

    def reference(self, key: str) -> str:
        """The reference of an item."""
        return self.items[key].removeprefix("/committee/").rstrip("/")


def read(portal: Portal) -> Docket:
    """The docket as it was loaded."""
    rows = asked(portal, READ)
    items = {
        acronym if kind == "application" else kind: f"/committee/{reference}/"
        for reference, acronym, kind, _bloc in rows
    }
    [bloc] = {f"/committee/blocs/{found}/" for *_item, found in rows if found}
    return Docket(items, bloc)


def asked(portal: Portal, query: str) -> list[tuple[Any, ...]]:
    """What the portal's database answers."""
    connection = psycopg2.connect(portal.environment["DATABASE_URL"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    finally:
        connection.close()
