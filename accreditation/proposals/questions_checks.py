"""What must hold for the questions of a process version: limits, columns, conditions, files."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from accreditation.proposals.shapes import (
    CHOICE_TYPES,
    CONDITION_TYPES,
    LIMIT_NAMES,
    LIMITS,
    Content,
    all_questions,
)


def limits_fit_the_type(content: Content) -> Iterator[str]:
    """A question or column says only what its type can hold; choices and rows have theirs."""
    for path, question in all_questions(content):
        yield from _limits(path, question)
        for column in question.get("columns", []):
            yield from _limits(f"{path}/columns/{column['code']}", column)


def _limits(path: str, asked: Mapping[str, Any]) -> Iterator[str]:
    """The limits of one question or column."""
    kind = asked["type"]
    for name in sorted((LIMIT_NAMES & set(asked)) - LIMITS.get(kind, frozenset())):
        yield _("%(path)s: %(name)s does not go with the type %(type)s.") % {
            "path": path,
            "name": name,
            "type": kind,
        }
    if kind in CHOICE_TYPES and "choices" not in asked:
        yield _("%(path)s: the type %(type)s needs choices.") % {"path": path, "type": kind}
    if kind == "rows" and "columns" not in asked:
        yield _("%(path)s: a table of rows needs columns.") % {"path": path}
    if asked.get("minimum", 0) > asked.get("maximum", asked.get("minimum", 0)):
        yield _("%(path)s: the minimum is above the maximum.") % {"path": path}


def conditions_can_be_met(content: Content) -> Iterator[str]:
    """A condition names answers that an earlier question of the same part can be given."""
    earlier: dict[str, set[str] | None] = {}
    part = ""
    for path, question in all_questions(content):
        if path.partition("/")[0] != part:
            part, earlier = path.partition("/")[0], {}
        if condition := question.get("asked_if"):
            yield from _condition(path, condition, earlier)
        earlier[question["code"]] = possible_answers(question)


def _condition(
    path: str, condition: Mapping[str, Any], earlier: Mapping[str, set[str] | None]
) -> Iterator[str]:
    """What is wrong with one condition."""
    code = condition["question"]
    possible = earlier.get(code)
    if code not in earlier:
        yield _("%(path)s: the condition names %(code)s, which is not asked before.") % {
            "path": path,
            "code": code,
        }
    elif possible is None:
        yield _("%(path)s: the condition names %(code)s, which offers nothing to choose.") % {
            "path": path,
            "code": code,
        }
    else:
        for answer in sorted(set(condition["answers"]) - possible):
            yield _("%(path)s: %(code)s cannot be answered with “%(answer)s”.") % {
                "path": path,
                "code": code,
                "answer": answer,
            }


def possible_answers(question: Mapping[str, Any]) -> set[str] | None:
    """What a condition can name of a question; None where it offers nothing to choose."""
    if question["type"] not in CONDITION_TYPES:
        return None
    if question["type"] == "yesno":
        return {"yes", "no"}
    return {choice["code"] for choice in question.get("choices", [])}


def files_have_a_place(content: Content) -> Iterator[str]:
    """Files are asked for in the application form, under a code that no document has."""
    documents = {document["code"] for document in content["documents"]}
    for path, question in all_questions(content):
        if question["type"] != "file":
            continue
        if not path.startswith("form/"):
            yield _("%(path)s: a file can be asked for in the application form only.") % {
                "path": path
            }
        if question["code"] in documents:
            yield _("%(path)s: the code %(code)s is that of a document as well.") % {
                "path": path,
                "code": question["code"],
            }
