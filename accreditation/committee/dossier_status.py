"""Dossiers on what was conferred: what becomes of an accreditation, and a report to be noted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accreditation.machine import KINDS
from accreditation.workflow import label_of
from partners.clock import portal_today
from partners.models import Country

Rows = list[tuple[str, str]]


def status_content(dossier: Mapping[str, Any]) -> dict[str, Any]:
    """What is asked about an accreditation, why, and what stands on the record about it."""
    organisation = dossier["organisation"]
    return {
        "asks": _("The Secretariat"),
        "organisation": [
            (_("Organisation"), organisation["name"]),
            (_("Acronym"), organisation["acronym"]),
            (_("Country of registration"), country_name(organisation["country"])),
        ],
        "reference": dossier["reference"],
        "state": state_label("accreditation", dossier["state"]),
        "state_since": instant(dossier["state_since"]),
        "conferred_on": date.fromisoformat(dossier["conferred_on"]),
        "valid_until": date.fromisoformat(dossier["valid_until"]),
        "conferred_as": dossier["conferred_as"],
        "reasons": dossier["reasons"],
        "history": [
            {"at": instant(line["at"]), "label": label_of(line["act"])}
            for line in dossier["history"]
        ],
        "reports": [
            {
                **line,
                "state": state_label("report", line["state"]),
                "accepted_at": instant(line["accepted_at"]),
            }
            for line in dossier["reports"]
        ],
        "conferred_under": list(_conditions(dossier["conditions"])),
    }


def _conditions(given: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The conditions of the approval, with the days by which they were to be met, and were."""
    today = portal_today()
    for line in given:
        due = date.fromisoformat(line["due_on"]) if line["due_on"] else None
        met = instant(line["met_at"]) if line["met_at"] else None
        proofs = list(_proofs(line.get("proofs", [])))
        sent = (proof for proof in proofs if proof["returned_at"] is None)
        yield {
            **line,
            "due_on": due,
            "met_at": met,
            "is_late": met is None and due is not None and due < today,
            "proofs": proofs,
            "waiting_proof": next(sent, None) if met is None else None,
        }


def _proofs(given: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What was sent to show that a condition is met, and what it lacked."""
    for line in given:
        returned = instant(line["returned_at"]) if line["returned_at"] else None
        yield {**line, "sent_at": instant(line["sent_at"]), "returned_at": returned}


def renewed_content(line: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The accreditation that an approval would renew, as it stood; None where there is none."""
    if line is None:
        return None
    return {
        **line,
        "state": state_label("accreditation", line["state"]),
        "conferred_on": date.fromisoformat(line["conferred_on"]),
        "valid_until": date.fromisoformat(line["valid_until"]),
        "conditions": list(_conditions(line["conditions"])),
    }


def report_content(
    dossier: Mapping[str, Any], asked: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Who reports to which meeting, and every answer under its question."""
    organisation, answers = dossier["organisation"], dossier["answers"]
    return {
        "asks": organisation["name"],
        "organisation": [
            (_("Organisation"), organisation["name"]),
            (_("Acronym"), organisation["acronym"]),
            (_("Country of registration"), country_name(organisation["country"])),
            (_("Accreditation"), dossier["accreditation"]),
            (_("Reports to"), dossier["meeting"]),
        ],
        "accepted_at": instant(dossier["accepted_at"]),
        "sections": [
            {
                "code": section["code"],
                "title": section["title"],
                "rows": [
                    {
                        "question": q,
                        "answer": answers.get(q["code"]),
                        "is_given": q["code"] in answers,
                    }
                    for q in section["questions"]
                ],
            }
            for section in asked
        ],
    }


def country_name(iso3: str) -> str:
    """A country by its code, in the page's language."""
    return str(Country.objects.filter(iso3=iso3).first() or iso3)


def state_label(kind: str, state: str) -> str:
    """A state in a word."""
    labels = dict(KINDS[kind].State.choices)
    return str(labels.get(state, state))


def instant(text: str) -> datetime:
    """An instant as the dossier keeps it."""
    return datetime.fromisoformat(text)
