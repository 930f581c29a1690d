"""Frozen dossiers, made readable: their content is the stored text and nothing newer."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accreditation.committee.dossier_status import renewed_content, report_content, status_content
from accreditation.committee.items import Item
from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.committee.words import rules_in_words
from accreditation.kept_files import validity
from partners.clock import portal_today
from partners.models import Country, Organisation


@dataclass(frozen=True)
class ShownDossier:
    """A dossier as a page shows it: which template reads it, and what it holds."""

    template: str
    content: dict[str, Any]


def shown(item: Item, dossier: dict[str, Any]) -> ShownDossier:
    """The frozen dossier of an item, in the page's language where translations exist."""
    reader = READERS.get(dossier.get("format", ""), _anything)
    return reader(item, dossier)


def _version_of(item: Item) -> Any:
    """The process version the item rests on; None where it is not known."""
    model = apps.get_model("accreditation", "Process")
    return model._base_manager.filter(reference=item.process_version).first()


def _process(item: Item) -> dict[str, Any]:
    """The process version the item rests on, in the page's language; empty where unknown."""
    process = _version_of(item)
    if process is None:
        return {}
    content: dict[str, Any] = process.in_language(get_language() or "en")
    return content


def _asked(item: Item, part: str, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The sections of the form or report template that the answers were asked by."""
    process = _version_of(item)
    if process is None:
        return []
    sections: list[dict[str, Any]] = process.asked(part, answers)
    return sections


def _application(item: Item, dossier: dict[str, Any]) -> ShownDossier:
    """Answers by section, documents, findings by criterion, recommendation."""
    process = _process(item)
    form = _asked(item, "form", dossier["answers"])
    submitted = dossier.get("submitted_at")
    renews = renewed_content(dossier.get("renews"))
    content = {
        "asks": dossier["organisation"]["name"],
        "organisation": _organisation(dossier["organisation"]),
        "submitted_at": datetime.fromisoformat(submitted) if submitted else None,
        "declared_by": dossier["declared_by"],
        "declared_function": dossier["declared_function"],
        "signature": _signature(dossier.get("signature")),
        "sections": list(_sections(form, dossier["answers"])),
        "documents": list(_documents(item, _titles(process), dossier["documents"])),
        "findings": list(_findings(process.get("criteria", []), dossier["findings"])),
        "recommendation": _choice("Application", "recommendation", dossier["recommendation"]),
        "recommendation_text": dossier["recommendation_text"],
        "questions": dossier.get("questions", []),
        "conditions": list(_conditions(dossier.get("conditions", []))),
        "renews": renews,
    }
    _address_proofs(item, renews["conditions"] if renews else [])
    return ShownDossier("committee/dossier_application.html", content)


def _signature(given: dict[str, str] | None) -> dict[str, Any] | None:
    """The signature of the head of organisation through a link, where there is one."""
    if given is None:
        return None
    return {**given, "signed_at": datetime.fromisoformat(given["signed_at"])}


def _conditions(given: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The numbered conditions, each with its day where one is set."""
    for line in given:
        due = line.get("due_on")
        yield {**line, "due_on": date.fromisoformat(due) if due else None}


def _organisation(given: dict[str, str]) -> list[tuple[str, str]]:
    """Who applies, as label and value."""
    country = Country.objects.filter(iso3=given["country"]).first()
    kinds = dict(Organisation.Kind.choices)
    return [
        (_("Organisation"), given["name"]),
        (_("Acronym"), given["acronym"]),
        (_("Kind"), str(kinds.get(given["kind"], given["kind"]))),
        (_("Country of registration"), str(country or given["country"])),
        (_("Website"), given["website"]),
    ]


def _sections(form: list[dict[str, Any]], answers: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The form's sections with the answers given; what was not asked then is left out."""
    for section in form:
        rows = [
            {"question": q, "answer": answers.get(q["code"]), "is_given": q["code"] in answers}
            for q in section["questions"]
        ]
        yield {"code": section["code"], "title": section["title"], "rows": rows}


def _titles(process: dict[str, Any]) -> dict[str, str]:
    """What a file can be given for, by code: a question of the form, or a document."""
    questions = [q for section in process.get("form", []) for q in section["questions"]]
    return {q["code"]: q["label"] for q in questions} | {
        document["code"]: document["title"] for document in process.get("documents", [])
    }


def _documents(
    item: Item, titles: dict[str, str], given: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The documents with their hashes, and where to get them."""
    today = portal_today()
    withheld = _withheld("Upload", [line["upload"] for line in given if line["sha256"]])
    for line in given:
        url = reverse("committee:document", args=[item.reference, line["upload"]])
        until = line.get("valid_until")  # dossiers frozen earlier have none
        yield {
            **line,
            "validity": validity(date.fromisoformat(until) if until else None, today),
            "title": titles.get(line["document"], line["document"]),
            "url": url if line["sha256"] else "",
            "withheld": withheld.get(line["upload"], ""),
        }


def _withheld(model: str, uploads: list[str]) -> dict[str, str]:
    """Which of these files are served to nobody now, and why, by their ids."""
    rows = apps.get_model("accreditation", model)._base_manager.filter(uuid__in=uploads)
    found = rows if uploads else []
    return {str(row.uuid): row.get_scanned_display() for row in found if row.is_withheld}


FINDING_TONES = {"met": "good", "partly": "waiting", "not_met": "bad", "lacking": "waiting"}


def _findings(
    criteria: list[dict[str, Any]], given: list[dict[str, str]]
) -> Iterator[dict[str, Any]]:
    """The Secretariat's finding on every criterion."""
    texts = {criterion["code"]: criterion for criterion in criteria}
    for line in given:
        criterion = texts.get(line["criterion"], {})
        yield {
            "code": line["criterion"],
            "title": criterion.get("title", line["criterion"]),
            "help": criterion.get("help", ""),
            "label": _choice("Finding", "value", line["value"]),
            "tone": FINDING_TONES.get(line["value"], "neutral"),
            "note": line["note"],
        }


def _choice(model: str, field: str, value: str) -> str:
    """The label of a stored choice."""
    choices = dict(apps.get_model("accreditation", model)._meta.get_field(field).flatchoices)
    return str(choices.get(value, value))


def _version(item: Item, dossier: dict[str, Any]) -> ShownDossier:
    """The process version that is put for adoption, and what it changes."""
    content = _process(item) or dossier
    rules = {key: value for key, value in content["decision"].items() if key != "days"}
    return ShownDossier(
        "committee/dossier_process.html",
        {
            **content,
            **_changes(item),
            "asks": _("The intersessional working group"),
            "rules": rules_in_words(rules),
            "unconfirmed": _unconfirmed(content.get("not_confirmed", [])),
        },
    )


def _changes(item: Item) -> dict[str, Any]:
    """What the version changes against the adopted one, where there is one, in words."""
    version = _version_of(item)
    before = version.replaces(as_of=item.certified_at) if version else None
    if before is None:
        return {"replaces": "", "changes": []}
    return {"replaces": before.reference, "changes": version.changes_from(before)}


def _unconfirmed(marks: list[str]) -> dict[str, Any]:
    """By part of a version, the note that it is not confirmed; nothing for those that are."""
    return {mark.partition("/")[0]: NOT_CONFIRMED for mark in marks}


def _status(item: Item, dossier: dict[str, Any]) -> ShownDossier:
    """What is asked about an accreditation, and why; proofs with their files."""
    content = status_content(dossier)
    _address_proofs(item, content["conferred_under"])
    return ShownDossier("committee/dossier_status.html", content)


def _address_proofs(item: Item, conditions: list[dict[str, Any]]) -> None:
    """Say of every file of a proof where to get it, or why it is served to nobody now."""
    files = [f for each in conditions for proof in each["proofs"] for f in proof["files"]]
    withheld = _withheld("ConditionProofFile", [file["upload"] for file in files])
    for file in files:
        file["url"] = reverse("committee:document", args=[item.reference, file["upload"]])
        file["withheld"] = withheld.get(file["upload"], "")


def _report(item: Item, dossier: dict[str, Any]) -> ShownDossier:
    """A report that is to be noted, answer by answer."""
    sections = _asked(item, "report", dossier["answers"])
    return ShownDossier("committee/dossier_report.html", report_content(dossier, sections))


def _anything(_item: Item, dossier: dict[str, Any]) -> ShownDossier:
    """A dossier in a form this page does not know: shown as it is."""
    text = json.dumps(dossier, indent=2, ensure_ascii=False, sort_keys=True)
    return ShownDossier("committee/dossier_plain.html", {"text": text})


READERS: dict[str, Callable[[Item, dict[str, Any]], ShownDossier]] = {
    "cms-application-dossier/1": _application,
    "cms-process/1": _version,
    "cms-report-dossier/1": _report,
    "cms-status-dossier/1": _status,
}
