"""What fictional organisations answer: from what is known of each, or word for word from a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cms_portal.demonstration import facts
from cms_portal.demonstration.people import DOMAIN

KINDS: Final = {
    "international": "ingo",
    "national": "nngo",
    "network": "network",
    "foundation": "foundation",
    "indigenous": "iplc",
    "youth": "youth",
}
SOURCES: Final = {
    "foundation": ["foundations", "own"],
    "network": ["members", "foundations"],
    "youth": ["donations", "members"],
}
IN_FULL: Final = {"cranes": "paper_cranes"}
DRAFTED: Final = ("A", "B", "D")


def answers(known: Mapping[str, Any], signed_on: date) -> dict[str, Any]:
    """Answers to every required question of the form, and to some of the others."""
    given = identity(known) | people(known) | governance(known) | mandate(known)
    given |= record(known) | finance(known) | commitments(known, signed_on)
    if name := IN_FULL.get(known["key"]):
        given |= facts.document(name)["form"]
    return given


def draft(known: Mapping[str, Any], signed_on: date) -> dict[str, Any]:
    """What an organisation has answered so far that is still writing."""
    return {
        code: value
        for code, value in answers(known, signed_on).items()
        if code.startswith(DRAFTED) and code not in {"B4", "B5", "B6", "D6"}
    }


def identity(known: Mapping[str, Any]) -> dict[str, Any]:
    """Section A."""
    city, iso3 = known["city"], known["iso3"]
    return {
        "A1": known["name"],
        "A2": known["acronym"],
        "A7": KINDS[known["kind"]],
        "A8": known["founded"],
        "A9": iso3,
        "A10": f"FICTION-{iso3}-{known['founded'][:4]}",
        "A11": f"Register of invented bodies, {city}",
        "A12": f"1 Example Street\n{city}",
        "A13": iso3,
        "A14": f"https://{known['key']}.example/",
        "A15": ["en", "fr"] if iso3 in {"FRA", "MAR", "MLI"} else ["en"],
    }


def people(known: Mapping[str, Any]) -> dict[str, Any]:
    """Section B."""
    key = known["key"]
    return {
        "B1": f"President of {known['acronym']}",
        "B2": "President",
        "B3": f"president.{key}@{DOMAIN}",
        "B4": known["contact"],
        "B5": "Secretary",
        "B6": f"{key}@{DOMAIN}",
        "B7": f"Deputy of {known['contact']}",
        "B8": f"deputy.{key}@{DOMAIN}",
    }


def governance(known: Mapping[str, Any]) -> dict[str, Any]:
    """Section C."""
    given: dict[str, Any] = {
        "C1": "A general assembly meets once a year and elects a board of seven for three years.",
        "C2": [known["iso3"]],
        "C3": "The assembly decides on programme and budget, the board on public positions.",
        "C5": [known["iso3"]],
        "C7": "No government appoints members of the board. Grants from governments are published "
        "with the accounts and are never more than a third of the income.",
        "C8": "Members of the board state their interests each year; the list is open to members. "
        "There are no interests at present that bear on the work under the Convention.",
        "C9": [
            {
                "name": f"{office} of {known['acronym']}",
                "function": office,
                "nationality": known["iso3"],
                "until": 2027,
            }
            for office in ("President", "Treasurer", "Secretary")
        ],
    }
    if known["members"]:
        given["C4"] = known["members"]
    return given


def mandate(known: Mapping[str, Any]) -> dict[str, Any]:
    """Section D."""
    return {
        "D1": known["aims"],
        "D2": f"{known['aims']} The animals concerned cross borders every year, and no State can "
        "keep them alone.",
        "D3": known["groups"],
        "D4": known["regions"],
        "D5": known["instruments"],
        "D6": f"Observer in technical meetings since {known['since'] + 2}.",
    }


def record(known: Mapping[str, Any]) -> dict[str, Any]:
    """Section E."""
    return {
        "E1": known["since"],
        "E2": known["record"],
        "E3": known["policy"],
        "E4": known["tools"],
        "E5": "One meeting of the Conference of the Parties as an observer; three technical "
        "meetings online.",
        "E7": known["projects"],
    }


def finance(known: Mapping[str, Any]) -> dict[str, Any]:
    """Sections F and G."""
    return {
        "F1": known["budget"],
        "F2": SOURCES.get(known["kind"], ["members", "donations"]),
        "F4": {"amount": f"{known['since']}0.00", "currency": "EUR", "year": 2024},
        "F6": [
            {
                "instrument": "Counts at staging sites",
                "kind": "kind",
                "amount": {"amount": f"{known['since']}0.00", "currency": "EUR", "year": 2024},
            }
        ],
        "G1": False,
        "G3": False,
    }


def commitments(known: Mapping[str, Any], signed_on: date) -> dict[str, Any]:
    """Sections H and J."""
    return {
        "H1": known["plans"],
        "H2": True,
        "H3": True,
        "H4": True,
        "H5": False,
        "J1": f"President of {known['acronym']}",
        "J2": "President",
        "J3": signed_on.isoformat(),
        "J4": True,
    }


def report(known: Mapping[str, Any]) -> dict[str, Any]:
    """A report on the template of the process."""
    if name := IN_FULL.get(known["key"]):
        given: dict[str, Any] = facts.document(name)["report"]
        return given
    return {
        "R1a": f"{known['record']} {known['projects']}",
        "R1b": 3,
        "R1c": [known["iso3"]],
        "R1d": known["groups"],
        "R2a": known["policy"],
        "R2b": known["tools"],
        "R2c": 2,
        "R2d": known["instruments"],
        "R3a": 4,
        "R4c": known["plans"],
    }
