"""The brief on an item's dossier: at most two pages, cut where it would be longer."""

import json
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language

from accreditation.committee.brief import brief_of
from accreditation.committee.dossiers import shown
from accreditation.committee.models import Item
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.words import rules_in_words
from reporting.pdf import Part, Press
from reporting.printed.brief_subjects import subject_facts
from reporting.printed.cutting import LIMITS, cut
from reporting.printed.record import occasion
from reporting.printed.wording import common, day, moment

Facts = dict[str, Any]
TEMPLATE: Final = "pdf/brief.html"
PAGES: Final = 2
PLACEHOLDER: Final[
    dict[str, Any]
] = {  # as long as what stands in the letterhead of an issued document
    "reference": "DEMO-DOC-2026-000000",
    "issued_on": "30 septembre 2026",
    "language_name": "Français",
    "context_sha256": "0" * 64,
    "ledger_height": 1_000_000,
    "ledger_hash": "0" * 64,
}


def facts(item: Item) -> Facts:
    """What is asked, by whom, what was found and recommended, and how it is decided."""
    content = shown(item, json.loads(item.dossier)).content
    summary = brief_of(item, content)
    return common("brief", item.reference) | {
        "item": item.reference,
        "question": item.title,
        "about": item.subject_reference,
        "asks": summary.asks,
        "recommendation": summary.recommendation,
        "recommendation_text": str(content.get("recommendation_text", "")),
        "findings": [_finding(line) for line in content.get("findings", [])],
        "unmet": [_finding(line) for line in summary.unmet],
        "supplied": summary.documents,
        "missing": summary.missing,
        "conditions": [_condition(line) for line in content.get("conditions", [])],
        "questions": [_question(line) for line in content.get("questions", [])],
        "occasion": occasion(item),
        "deadline": moment(item.closes_at) if item.closes_at else "",
        "rules": rules_in_words(item.rules),
        "not_confirmed": "" if item.is_confirmed else str(NOT_CONFIRMED),
        "silence": summary.silence,
        "dossier_sha256": item.dossier_sha256,
        "who": [{"label": label, "text": text} for label, text in summary.who],
        **subject_facts(summary),
    }


def _finding(line: dict[str, Any]) -> dict[str, str]:
    """One criterion with what was found."""
    return {key: str(line[key]) for key in ("code", "title", "label", "note")}


def _condition(line: dict[str, Any]) -> dict[str, str]:
    """One condition, with its day where there is one."""
    due = line.get("due_on")
    return {
        "number": str(line["number"]),
        "text": str(line["text"]),
        "due_on": day(due) if isinstance(due, date) else "",
    }


def _question(line: dict[str, Any]) -> dict[str, str]:
    """One question with its answer."""
    return {
        "number": str(line["number"]),
        "text": str(line["question"]),
        "answer": str(line.get("answer") or ""),
    }


def parts(found: Facts) -> list[Part]:
    """One part, as long as two pages allow: measured by laying it out, halving what is left."""
    press = Press(get_language() or "en", {})
    first, last = 0, len(LIMITS) - 1
    while first < last:
        middle = (first + last) // 2
        if _pages(press, cut(found, *LIMITS[middle])) <= PAGES:
            last = middle
        else:
            first = middle + 1
    return [Part(TEMPLATE, cut(found, *LIMITS[first]))]


def _pages(press: Press, found: Facts) -> int:
    """How many pages these facts fill."""
    return len(press.lay_out(Part(TEMPLATE, found), 1, **PLACEHOLDER).pages)
