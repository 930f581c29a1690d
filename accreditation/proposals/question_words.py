"""What a question asks for, in words: kind of answer, limits, columns, and when it is asked."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.proposals.conditions import by_code, condition_in_words

Text = str | Promise
Question = Mapping[str, Any]

TYPES: Mapping[str, Text] = {
    "text": gettext_lazy("One line of text"),
    "longtext": gettext_lazy("Longer text"),
    "integer": gettext_lazy("Whole number"),
    "date": gettext_lazy("Date"),
    "year": gettext_lazy("Year"),
    "url": gettext_lazy("Web address"),
    "email": gettext_lazy("E-mail address"),
    "choice": gettext_lazy("One of several choices"),
    "choices": gettext_lazy("Any of several choices"),
    "country": gettext_lazy("Country"),
    "countries": gettext_lazy("Countries"),
    "money": gettext_lazy("Amount of money, with currency and year"),
    "yesno": gettext_lazy("Yes or no"),
    "declaration": gettext_lazy("Declaration to be ticked"),
    "rows": gettext_lazy("Table of rows"),
    "file": gettext_lazy("File"),
}


def in_full(question: Question, others: Mapping[str, Question]) -> dict[str, Any]:
    """A question with its kind, limits, columns and condition in words."""
    return {
        **question,
        "kind": TYPES[question["type"]],
        "limits": list(_limits(question)),
        "condition": condition_in_words(question, others),
        "columns": [
            {**column, "kind": TYPES[column["type"]], "limits": list(_limits(column))}
            for column in question.get("columns", [])
        ],
    }


def sections_in_full(sections: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sections with their questions in full."""
    found = list(sections)
    others = by_code(found)
    return [{**s, "questions": [in_full(q, others) for q in s["questions"]]} for s in found]


def _limits(question: Question) -> Iterator[str]:
    """What the answer to a question may be."""
    if "max_length" in question:
        yield ngettext(
            "at most %(number)d character", "at most %(number)d characters", question["max_length"]
        ) % {"number": question["max_length"]}
    if "most_rows" in question:
        yield ngettext(
            "at most %(number)d row", "at most %(number)d rows", question["most_rows"]
        ) % {"number": question["most_rows"]}
    if "minimum" in question:
        yield _("at least %(number)d") % {"number": question["minimum"]}
    if "maximum" in question:
        yield _("at most %(number)d") % {"number": question["maximum"]}
