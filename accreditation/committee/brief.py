"""The brief on an item: its dossier in a few lines, for those who may read it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from accreditation.committee.item_states import SILENCE
from accreditation.committee.items import Item


@dataclass(frozen=True)
class FindingCount:
    """How many criteria got one finding."""

    label: str
    tone: str
    number: int


@dataclass(frozen=True)
class Brief:
    """Who asks, what is recommended, what was found, and what happens on silence."""

    asks: str
    recommendation: str
    counts: list[FindingCount]
    unmet: list[dict[str, Any]]
    documents: int
    missing: int
    conditions: int
    questions: int
    silence: str


def brief_of(item: Item, content: dict[str, Any]) -> Brief:
    """The brief from the content that the dossier's reader made; what it lacks is left out."""
    findings = content.get("findings", [])
    documents = content.get("documents", []) if findings else []
    numbers = Counter((finding["label"], finding["tone"]) for finding in findings)
    return Brief(
        asks=str(content.get("asks", "")),
        recommendation=str(content.get("recommendation", "")),
        counts=[FindingCount(label, tone, n) for (label, tone), n in numbers.most_common()],
        unmet=[finding for finding in findings if finding["tone"] != "good"],
        documents=sum(not document.get("explanation") for document in documents),
        missing=sum(bool(document.get("explanation")) for document in documents),
        conditions=len(content.get("conditions", [])),
        questions=len(content.get("questions", [])),
        silence=str(SILENCE[item.rules["procedure"]]),
    )
