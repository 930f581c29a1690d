"""What must hold for a process version before it is saved: its schema, and what no schema says."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from accreditation.proposals.paths import leaves, readable
from accreditation.proposals.questions_checks import (
    conditions_can_be_met,
    files_have_a_place,
    limits_fit_the_type,
)
from accreditation.proposals.shapes import Content, all_questions

SCHEMA: Final = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))


class ContentInvalid(ValidationError):  # noqa: N818 - what the content is, beside its reasons
    """The content is no process version; `messages` says why, each naming the address."""


def validate(content: object) -> None:
    """Raise ContentInvalid with every reason why the content is no process version."""
    reasons = list(dict.fromkeys(_against_schema(content)))
    if not reasons:
        known = cast("Content", content)
        reasons = list(dict.fromkeys(reason for check in CHECKS for reason in check(known)))
    if reasons:
        raise ContentInvalid(reasons)


def _is_integer(_checker: object, value: object) -> bool:
    """Whether a value is an integer in the strict sense: no 3.0, which would have no hash."""
    return isinstance(value, int) and not isinstance(value, bool)


_validator = extend(
    Draft202012Validator,
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)(SCHEMA)


def _against_schema(content: object) -> Iterator[str]:
    """The reasons that the schema gives, in the order of the document."""
    for error in sorted(_validator.iter_errors(content), key=lambda error: str(error.json_path)):
        path = readable(content, list(error.absolute_path)) or _("process")
        yield _("%(path)s: %(reason)s") % {"path": path, "reason": _schema_reason(error)}


def _schema_reason(error: Any) -> str:
    """One schema error in plain words."""
    limit, found = error.validator_value, error.instance
    if error.validator == "required":
        missing = [name for name in limit if name not in found]
        return _("missing: %(names)s.") % {"names": ", ".join(missing)}
    if error.validator == "additionalProperties":
        extra = sorted(set(found) - set(error.schema["properties"]))
        return _("not known here: %(names)s.") % {"names": ", ".join(extra)}
    if error.validator in {"enum", "const"}:
        allowed = limit if isinstance(limit, list) else [limit]
        return _("must be one of: %(names)s.") % {"names": ", ".join(allowed)}
    if error.validator == "type":
        return _("must be %(kind)s.") % {"kind": _kinds()[limit]}
    if error.validator == "pattern":
        return _pattern_reason(limit)
    return _limit_reasons()[error.validator] % {"limit": limit}


def _limit_reasons() -> dict[str, str]:
    """The limits of the schema in words."""
    return {
        "minLength": _("must not be empty."),
        "minItems": _("must not be empty."),
        "maxLength": _("must have at most %(limit)d characters."),
        "maxItems": _("must have at most %(limit)d entries."),
        "minimum": _("must be %(limit)d or more."),
        "maximum": _("must be %(limit)d or less."),
        "uniqueItems": _("names something twice."),
    }


def _kinds() -> dict[str, str]:
    """The kinds of JSON in words."""
    return {
        "object": _("an object"),
        "array": _("a list"),
        "string": _("a text"),
        "integer": _("a whole number"),
        "boolean": _("true or false"),
    }


def _pattern_reason(pattern: str) -> str:
    """Why a text is not written as it should be."""
    if pattern == SCHEMA["$defs"]["code"]["pattern"]:
        return _("must be a capital letter followed by up to nine letters or digits.")
    if pattern == SCHEMA["$defs"]["key"]["pattern"]:
        return _("must be small letters, digits, hyphens or underscores, at most 40.")
    return _("must begin with a visible character and hold no control characters.")


def _codes_are_given_once(content: Content) -> Iterator[str]:
    """Codes are given once: criteria, documents, clauses, sections, questions, columns, choices."""
    both = (*content["form"], *content["report"])
    yield from _twice("criteria", (each["code"] for each in content["criteria"]))
    yield from _twice("documents", (each["code"] for each in content["documents"]))
    yield from _twice("clauses", (each["code"] for each in content.get("clauses", [])))
    yield from _twice("form, report", (section["code"] for section in both))
    yield from _twice(
        "form, report", (question["code"] for _path, question in all_questions(content))
    )
    for path, question in all_questions(content):
        for part in (question, *question.get("columns", [])):
            yield from _twice(path, (choice["code"] for choice in part.get("choices", [])))
        yield from _twice(path, (column["code"] for column in question.get("columns", [])))


def _twice(path: str, codes: Iterable[str]) -> Iterator[str]:
    """The codes that were given more than once."""
    for code, times in Counter(codes).items():
        if times > 1:
            yield _("%(path)s: the code %(code)s is given more than once.") % {
                "path": path,
                "code": code,
            }


def _criteria_and_questions_agree(content: Content) -> Iterator[str]:
    """Criteria and questions name each other, and only what there is."""
    named = {each["code"]: set(each["questions"]) for each in content["criteria"]}
    asked = {question["code"] for section in content["form"] for question in section["questions"]}
    for code, questions in named.items():
        for unknown in sorted(questions - asked):
            yield _("criteria/%(code)s: there is no question %(question)s.") % {
                "code": code,
                "question": unknown,
            }
    for path, question in all_questions(content):
        claimed = set(question.get("criteria", []))
        for unknown in sorted(claimed - set(named)):
            yield _("%(path)s: there is no criterion %(code)s.") % {"path": path, "code": unknown}
        for code, questions in named.items() if path.startswith("form/") else ():
            if (question["code"] in questions) != (code in claimed):
                yield _("%(path)s: the question and criterion %(code)s must name each other.") % {
                    "path": path,
                    "code": code,
                }


def _years_can_be_counted(content: Content) -> Iterator[str]:
    """The question from which years are counted asks everybody for a date or a year."""
    code = content["eligibility"].get("years_counted_from")
    dated = {
        question["code"]: question
        for section in content["form"]
        for question in section["questions"]
        if question["type"] in {"date", "year"}
    }
    if code and code not in dated:
        yield _(
            "eligibility/years_counted_from: %(code)s is no question of the form for a date or "
            "a year."
        ) % {"code": code}
    elif code and "asked_if" in dated[code]:
        yield _(
            "eligibility/years_counted_from: %(code)s is not asked of everybody; take its "
            "condition away."
        ) % {"code": code}


def _quorum_can_be_reached(content: Content) -> Iterator[str]:
    """The rules leave somebody to decide, and regions to be counted."""
    rules = content["decision"]
    kinds = set(rules["voting_kinds"])
    stated = (rules["procedure"], rules["majority"], rules["tie"])
    aside = stated == ("vote", "simple", "depositary")
    if aside and kinds == {"depositary"}:
        yield _("decision/voting_kinds: the depositary is set aside for a tie; nobody could vote.")
    if rules["quorum_regions"] > rules["quorum_seats"]:
        yield _("decision/quorum_regions: more regions than seats can never be reached.")
    if rules["quorum_regions"] and "regional" not in kinds:
        yield _("decision/quorum_regions: regions are counted, but no regional seat takes part.")


def _marks_lead_somewhere(content: Content) -> Iterator[str]:
    """What is marked as not confirmed is in the document."""
    known = leaves(content)
    for mark in content["not_confirmed"]:
        if not any(path == mark or path.startswith(f"{mark}/") for path in known):
            yield _("not_confirmed: there is no %(path)s.") % {"path": mark}


CHECKS: Final[Sequence[Callable[[Content], Iterator[str]]]] = (
    _codes_are_given_once,
    limits_fit_the_type,
    conditions_can_be_met,
    files_have_a_place,
    _criteria_and_questions_agree,
    _years_can_be_counted,
    _quorum_can_be_reached,
    _marks_lead_somewhere,
)
