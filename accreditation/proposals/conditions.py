"""The condition of a question in words: on which answers to which question it is asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

Question = Mapping[str, Any]


def condition_in_words(question: Question, others: Mapping[str, Question]) -> str:
    """When a question is asked, in a sentence; nothing where it always is.

    `others` are the questions of the version by code; answers of one that is not among them stand
    by their codes.
    """
    condition = question.get("asked_if")
    if condition is None:
        return ""
    named = labels_of(others.get(condition["question"], {}))
    answers = [_("“%(answer)s”") % {"answer": named.get(a, a)} for a in condition["answers"]]
    return _("Only if the answer to %(code)s is %(answers)s.") % {
        "code": condition["question"],
        "answers": _(" or ").join(answers),
    }


def labels_of(question: Question) -> dict[str, str]:
    """What a condition can name of a question, by code, in words."""
    if question.get("type") == "yesno":
        return {"yes": _("Yes"), "no": _("No")}
    return {choice["code"]: choice["label"] for choice in question.get("choices", [])}


def by_code(sections: Iterable[Mapping[str, Any]]) -> dict[str, Question]:
    """The questions of sections by their codes."""
    return {question["code"]: question for section in sections for question in section["questions"]}
