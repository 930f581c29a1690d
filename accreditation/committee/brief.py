"""The brief on an item: its dossier in a few lines, for those who may read it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accreditation.committee.item_states import SILENCE
from accreditation.committee.items import Item

Content = Mapping[str, Any]
Line = dict[str, Any]


@dataclass(frozen=True)
class FindingCount:
    """How many criteria got one finding."""

    label: str
    tone: str
    number: int


@dataclass(frozen=True)
class StatusBrief:
    """On an accreditation: how it stands, why it is to be moved, and what was done before."""

    state: str
    state_since: datetime
    conferred_on: date
    conferred_as: str
    valid_until: date
    reasons: str
    history: list[Line]
    conditions: list[Line]
    reports: list[Line]

    @property
    def met(self) -> int:
        """How many conditions of the approval are met."""
        return sum(line["met_at"] is not None for line in self.conditions)

    @property
    def late(self) -> int:
        """How many conditions are overdue, with no proof that waits for the Secretariat."""
        return sum(line["is_late"] and not line["waiting_proof"] for line in self.conditions)

    @property
    def proved(self) -> int:
        """Of how many conditions a proof waits for the Secretariat."""
        return sum(line["waiting_proof"] is not None for line in self.conditions)


@dataclass(frozen=True)
class ReportBrief:
    """On a report: when it was accepted, and what it answers of what the template asks."""

    accepted_at: datetime
    asked: int
    answers: list[Line]

    @property
    def answered(self) -> int:
        """How many questions are answered."""
        return len(self.answers)


@dataclass(frozen=True)
class VersionBrief:
    """On a version of the process: what it changes, and how decisions are taken under it."""

    title: str
    summary: str
    replaces: str
    changes: list[Any]
    rules: list[str]
    not_confirmed: Any
    criteria: list[Line]
    content: Content


@dataclass(frozen=True)
class Brief:
    """Who asks, what is recommended, what was found, and what happens on silence.

    `status`, `report` and `version` are what it says on one kind of subject alone.
    """

    asks: str
    who: list[tuple[str, str]]
    recommendation: str
    counts: list[FindingCount]
    unmet: list[Line]
    documents: int
    missing: int
    conditions: int
    questions: int
    silence: str
    status: StatusBrief | None = None
    report: ReportBrief | None = None
    version: VersionBrief | None = None


def brief_of(item: Item, content: Content) -> Brief:
    """The brief from the content that the dossier's reader made; what it lacks is left out."""
    findings = content.get("findings", [])
    documents = content.get("documents", []) if findings else []
    numbers = Counter((finding["label"], finding["tone"]) for finding in findings)
    asks = str(content.get("asks", ""))
    who = content.get("organisation", [])
    return Brief(
        asks=asks,
        who=[(label, value) for label, value in who if value and value != asks],
        recommendation=str(content.get("recommendation", "")),
        counts=[FindingCount(label, tone, n) for (label, tone), n in numbers.most_common()],
        unmet=[finding for finding in findings if finding["tone"] != "good"],
        documents=sum(not document.get("explanation") for document in documents),
        missing=sum(bool(document.get("explanation")) for document in documents),
        conditions=len(content.get("conditions", [])),
        questions=len(content.get("questions", [])),
        silence=str(SILENCE[item.rules["procedure"]]),
        status=_status(content) if "conferred_under" in content else None,
        report=_report(content) if "accepted_at" in content else None,
        version=_version(content) if "decision" in content else None,
    )


def _status(content: Content) -> StatusBrief:
    """What the dossier on an accreditation says."""
    return StatusBrief(
        state=content["state"],
        state_since=content["state_since"],
        conferred_on=content["conferred_on"],
        conferred_as=content["conferred_as"],
        valid_until=content["valid_until"],
        reasons=content["reasons"],
        history=content["history"],
        conditions=content["conferred_under"],
        reports=content["reports"],
    )


def _report(content: Content) -> ReportBrief:
    """What the dossier on a report says."""
    rows = [row for section in content["sections"] for row in section["rows"]]
    return ReportBrief(
        accepted_at=content["accepted_at"],
        asked=len(rows),
        answers=[row for row in rows if row["is_given"]],
    )


def _version(content: Content) -> VersionBrief:
    """What the dossier on a version of the process says."""
    return VersionBrief(
        title=content["title"],
        summary=content["summary"],
        replaces=content["replaces"],
        changes=content["changes"],
        rules=content["rules"],
        not_confirmed=content["unconfirmed"].get("decision", ""),
        criteria=content["criteria"],
        content=content,
    )
