"""The content of a process version: one JSON document, hashed over its canonical form when frozen.

Criteria, application form, documents, decision rules, validity and report template stand in it
under stable codes, in the original language; translations are a flat mapping of address to text
that stands beside it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from accreditation.canonical import canonical, sha256_hex
from accreditation.proposals.checks import ContentInvalid, validate
from accreditation.proposals.paths import leaves, orders, text_places
from accreditation.proposals.shapes import Question, Section

__all__ = [
    "CLARIFICATION",
    "DEFERRAL",
    "ContentInvalid",
    "differences",
    "freeze",
    "heading",
    "is_confirmed",
    "localise",
    "paths",
    "question",
    "questions",
    "section",
    "untranslated",
    "validate",
    "version_0",
    "version_0_translation",
]

VERSION_0: Final = Path(__file__).with_name("version_0")
# Where a version is silent: how often an application is deferred, with how many questions at most.
DEFERRAL: Final = {"times": 2, "questions": 10}
# And how often the Secretariat asks in assessment, how much, and how many days there are to answer.
CLARIFICATION: Final = {"rounds": 2, "questions": 10, "days": 14}


def paths(content: Mapping[str, Any]) -> dict[str, str]:
    """Every text that is translated under its address, in the order of reading."""
    return {path: holder[key] for path, holder, key in text_places(content)}


def localise(content: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Return a copy with the texts that a translation gives; the others stay as they are."""
    copy = deepcopy(dict(content))
    for path, holder, key in list(text_places(copy)):
        holder[key] = texts.get(path) or holder[key]
    return copy


def untranslated(content: Mapping[str, Any], texts: Mapping[str, str]) -> list[str]:
    """Return the addresses of the texts that a translation does not give."""
    return [path for path in paths(content) if not texts.get(path, "").strip()]


def freeze(content: Mapping[str, Any]) -> tuple[str, str]:
    """Return the canonical text of a process version and its SHA-256.

    Raises ContentInvalid when the content is no process version.
    """
    validate(content)
    text = canonical(content)
    return text, sha256_hex(text)


def heading(content: Mapping[str, Any]) -> str:
    """Title of a process version, with the note on where it stands if it carries one."""
    if note := content.get("note"):
        return _("%(title)s (%(note)s)") % {"title": content["title"], "note": note}
    return str(content["title"])


def is_confirmed(content: Mapping[str, Any], path: str) -> bool:
    """Whether a value carries no mark "not confirmed against the CMS Rules of Procedure"."""
    return not any(path == mark or path.startswith(f"{mark}/") for mark in content["not_confirmed"])


def questions(sections: Iterable[Section]) -> Iterator[Question]:
    """Every question of a form or report template, in order."""
    for each in sections:
        yield from each["questions"]


def question(sections: Iterable[Section], code: str) -> Question:
    """The question with this code; KeyError when there is none."""
    for each in questions(sections):
        if each["code"] == code:
            return each
    raise KeyError(code)


def section(sections: Iterable[Section], code: str) -> Section:
    """The section with this code; KeyError when there is none."""
    for each in sections:
        if each["code"] == code:
            return each
    raise KeyError(code)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, object, object]]:
    """Return what differs between two versions: address, old value, new value (None: not there).

    The address of a list with both its orders stands for things that changed places.
    """
    before, after = leaves(old), leaves(new)
    changed = [
        (path, before.get(path), after.get(path))
        for path in [*after, *(path for path in before if path not in after)]
        if before.get(path) != after.get(path)
    ]
    return changed + list(_moves(orders(old), orders(new)))


def _moves(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> Iterator[tuple[str, object, object]]:
    """The lists whose remaining things stand in another order."""
    for path, codes in after.items():
        was = before.get(path, [])
        if [code for code in was if code in codes] != [code for code in codes if code in was]:
            yield path, was, codes


def version_0() -> dict[str, Any]:
    """Version 0 in English: the proposal of the working group, not adopted."""
    content: dict[str, Any] = json.loads((VERSION_0 / "content.json").read_text("utf-8"))
    return content


def version_0_translation(language: str) -> dict[str, str]:
    """Version 0 in French or Spanish, as address and text."""
    texts: dict[str, str] = json.loads((VERSION_0 / f"{language}.json").read_text("utf-8"))
    return texts
