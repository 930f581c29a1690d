"""A small process version with one question of every type, for tests of contents and forms."""

from copy import deepcopy
from typing import Any, Final

QUESTIONS: list[dict[str, Any]] = [
    {"code": "A1", "type": "text", "label": "Legal name", "max_length": 20},
    {"code": "A2", "type": "longtext", "label": "Purpose", "max_length": 60},
    {"code": "A3", "type": "integer", "label": "Members", "minimum": 0, "maximum": 100000},
    {"code": "A4", "type": "date", "label": "Registered on"},
    {"code": "A5", "type": "year", "label": "Active since", "minimum": 1850, "maximum": 2100},
    {"code": "A6", "type": "url", "label": "Website"},
    {"code": "A7", "type": "email", "label": "E-mail"},
    {
        "code": "A8",
        "type": "choice",
        "label": "Kind",
        "choices": [{"code": "ngo", "label": "NGO"}, {"code": "youth", "label": "Youth"}],
    },
    {
        "code": "A9",
        "type": "choices",
        "label": "Groups of species",
        "choices": [
            {"code": "birds", "label": "Birds"},
            {"code": "fish", "label": "Fish"},
            {"code": "bats", "label": "Bats"},
        ],
    },
    {"code": "A10", "type": "country", "label": "Country"},
    {"code": "A11", "type": "countries", "label": "Countries"},
    {"code": "A12", "type": "money", "label": "Contribution"},
    {"code": "A13", "type": "yesno", "label": "Agreement?"},
    {"code": "A14", "type": "declaration", "label": "I declare"},
    {
        "code": "A15",
        "type": "rows",
        "label": "Governing body",
        "most_rows": 3,
        "columns": [
            {"code": "name", "type": "text", "label": "Name", "required": True, "max_length": 20},
            {"code": "country", "type": "country", "label": "Country", "required": False},
            {"code": "gift", "type": "money", "label": "Gift", "required": False},
            {"code": "votes", "type": "yesno", "label": "Votes", "required": False},
        ],
    },
    {"code": "A16", "type": "file", "label": "Chart"},
]

# An answer to every question, as it is stored.
ANSWERS: Final[dict[str, Any]] = {
    "A1": "Wings & Fins",
    "A2": "To watch.\nTo care.",
    "A3": 1200,
    "A4": "2001-02-28",
    "A5": 1999,
    "A6": "https://example.org/about",
    "A7": "office@example.org",
    "A8": "youth",
    "A9": ["birds", "bats"],
    "A10": "CIV",
    "A11": ["DEU", "KEN"],
    "A12": {"amount": "1200.50", "currency": "EUR", "year": 2024},
    "A13": False,
    "A14": True,
    "A15": [
        {"name": "Ada", "country": "KEN", "votes": True},
        {"name": "Bo", "gift": {"amount": "10.00", "currency": "EUR", "year": 2024}},
    ],
    "A16": {
        "upload": "6f2c1c1e-0c53-4b3c-9a53-1f2f4a4f0b11",
        "name": "chart.pdf",
        "size": 2048,
        "sha256": "0" * 64,
    },
}


def small_process() -> dict[str, Any]:
    """A valid process version; every call gives a fresh one."""
    form = [{"required": True, "help": f"Help on {q['label']}.", **q} for q in deepcopy(QUESTIONS)]
    form[0] = {**form[0], "criteria": ["C1"]}
    return {
        "format": "cms-process/1",
        "language": "en",
        "title": "A small process",
        "summary": "For tests.",
        "eligibility": {
            "formal_partners_only": False,
            "minimum_years": 3,
            "years_counted_from": "A4",
        },
        "criteria": [
            {"code": "C1", "title": "Named", "help": "It has a name.", "questions": ["A1"]}
        ],
        "form": [{"code": "A", "title": "Identity", "intro": "Who it is.", "questions": form}],
        "documents": [
            {
                "code": "D1",
                "title": "Statutes",
                "help": "In force.",
                "required": True,
                "may_explain": True,
                "count": 1,
            }
        ],
        "decision": {
            "procedure": "vote",
            "voting_kinds": ["regional", "depositary"],
            "quorum_seats": 3,
            "quorum_regions": 2,
            "majority": "simple",
            "tie": "not_carried",
            "objections_to_block": 1,
            "objection_effect": "refer",
            "days": 30,
        },
        "completion": {"days": 30, "rounds": 2},
        "validity": {"years": 3},
        "reporting": {"due_days_before_cop": 60, "notice_days": 90},
        "report": [
            {
                "code": "R1",
                "title": "Work",
                "questions": [
                    {"code": "R1a", "type": "longtext", "label": "What", "required": True},
                    {"code": "R1b", "type": "integer", "label": "How many", "required": False},
                ],
            }
        ],
        "after_refusal": "It may apply again.",
        "not_confirmed": ["decision", "validity/years"],
    }


def question(content: dict[str, Any], number: int) -> dict[str, Any]:
    """A question of the form by its place, from 1."""
    found: dict[str, Any] = content["form"][0]["questions"][number - 1]
    return found
