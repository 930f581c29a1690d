"""Preparing items: a question on a frozen dossier, for a meeting or in writing."""

from typing import Any

from accreditation.canonical import sha256_hex
from accreditation.committee.items import Item
from accreditation.committee.seats import Term
from accreditation.references import next_number, prefixed
from accreditation.workflow import Act


def prepare(  # noqa: PLR0913 - an item is given everything it holds, by name
    *,
    kind: str,
    purpose: str,
    reference: str,
    question: dict[str, str],
    dossier: str,
    process_version: str,
    rules: dict[str, Any],
    term: Term,
    act: Act,
    interested: list[str] | None = None,
) -> Item:
    """Prepare an item as part of the step under way; the step was given meeting or closes_at."""
    meeting = act.given.get("meeting")
    closes_at = None if meeting else act.given.get("closes_at")
    series = meeting.code if meeting else f"StC-{term.code}-W"
    follows = Item.objects.about(kind, reference).order_by("-pk").first()
    item: Item = Item.objects.create(
        reference=prefixed(f"{series}/Item-{next_number(f'item {series}')}"),
        term=term,
        meeting=meeting,
        closes_at=closes_at,
        purpose=purpose,
        subject_kind=kind,
        subject_reference=reference,
        question=question,
        dossier=dossier,
        dossier_sha256=sha256_hex(dossier),
        process_version=process_version,
        rules=rules,
        interested_countries=interested or [],
        follows=follows,
    )
    act.note(item=item.reference, dossier_sha256=item.dossier_sha256)
    return item
