"""What the partners' accepted reports add up to, question by question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format

from accreditation.proposals.asked import asked

Reported = tuple[list[dict[str, Any]], Mapping[str, Any]]


def totals(reports: Iterable[Reported]) -> list[dict[str, Any]]:
    """Sums of whole numbers, and of money by currency, with how many partners gave one.

    Takes the sections of each report's template with its answers.
    """
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    partners: dict[tuple[str, str], int] = defaultdict(int)
    labels: dict[tuple[str, str], str] = {}
    for sections, answers in reports:
        for question in (q for section in asked(sections, answers) for q in section["questions"]):
            amount = amount_of(question, answers.get(question["code"]))
            if amount is None:
                continue
            key = (question["code"], amount[1])
            sums[key] += amount[0]
            partners[key] += 1
            labels.setdefault(key, question["label"])
    return [
        {
            "code": code,
            "label": labels[code, unit],
            "total": " ".join(filter(None, [number_format(total, force_grouping=True), unit])),
            "partners": partners[code, unit],
        }
        for (code, unit), total in sums.items()
    ]


def amount_of(question: Mapping[str, Any], answer: Any) -> tuple[Decimal, str] | None:
    """The number in an answer and its currency, where the question asks for one."""
    if question["type"] == "integer" and isinstance(answer, int):
        return Decimal(answer), ""
    if question["type"] == "money" and isinstance(answer, dict):
        try:
            return Decimal(str(answer["amount"])), str(answer["currency"])
        except (KeyError, InvalidOperation):
            return None
    return None
