"""What one version of the process changes against another: part by part, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.settings import NOT_CONFIRMED
from accreditation.proposals import content as contents
from accreditation.proposals.editing import LISTS, OPENING, OPENING_TEXTS, SECTIONS
from accreditation.proposals.outline import title_of
from accreditation.proposals.paths import leaves
from accreditation.proposals.question_words import TYPES
from accreditation.proposals.reading import TITLES, Part, parts, value_in_words

Text = str | Promise
Content = Mapping[str, Any]
FIELDS: Mapping[str, Text] = {
    "title": gettext_lazy("title"),
    "note": gettext_lazy("note"),
    "summary": gettext_lazy("summary"),
    "label": gettext_lazy("question"),
    "help": gettext_lazy("help"),
    "intro": gettext_lazy("introduction"),
    "text": gettext_lazy("text"),
    "type": gettext_lazy("kind of answer"),
    "required": gettext_lazy("required"),
    "max_length": gettext_lazy("longest answer, in characters"),
    "minimum": gettext_lazy("least"),
    "maximum": gettext_lazy("most"),
    "choices": gettext_lazy("choices"),
    "columns": gettext_lazy("columns"),
    "most_rows": gettext_lazy("most rows"),
    "asked_if": gettext_lazy("only asked if"),
    "criteria": gettext_lazy("criteria"),
    "questions": gettext_lazy("questions"),
    "may_explain": gettext_lazy("a reason may be given instead"),
    "count": gettext_lazy("number of files"),
}


@dataclass(frozen=True)
class Change:
    """One thing that changed: where, what it was and what it is; empty is not there."""

    where: str
    before: str
    after: str


def changes(old: Content, new: Content) -> list[Change]:
    """What changed: first the rules, sentence by sentence, then every element by its code."""
    return [*_of_rules(old, new), *_of_elements(old, new)]


def _of_rules(old: Content, new: Content) -> Iterator[Change]:
    """The settings, of which the sentences that are gone and those that came are told."""
    said = {part.path: _sentences(part) for part in parts(old) if part.kind == "rules"}
    for part in parts(new):
        if part.kind != "rules":
            continue
        before, after = said.get(part.path, []), _sentences(part)
        gone = [line for line in before if line not in after]
        came = [line for line in after if line not in before]
        if gone or came:
            yield Change(part.title, " ".join(gone), " ".join(came))


def _sentences(part: Part) -> list[str]:
    """What a part of rules says; that it is not confirmed is one of its sentences."""
    if part.is_confirmed:
        return list(part.body)
    return [*part.body, _("These rules are %(not_confirmed)s.") % {"not_confirmed": NOT_CONFIRMED}]


def _of_elements(old: Content, new: Content) -> Iterator[Change]:
    """Texts, criteria, documents, clauses, sections, questions: new, gone, or changed in part."""
    were, are = _elements(old), _elements(new)
    told = set()
    for path, before, after in contents.differences(old, new):
        element = element_of(path)
        if not element or _is_empty(path, before, after):
            continue
        if element in were and element in are:
            yield Change(_where(path, element), _value(path, before), _value(path, after))
        elif element not in told and not _is_within(element, were ^ are):
            told.add(element)
            was = title_of(old, element) if element in were else ""
            now = title_of(new, element) if element in are else ""
            yield Change(_place(element), was, now)


def _is_empty(path: str, before: object, after: object) -> bool:
    """Whether it is a list of which one side has nothing: what came or went is told by itself."""
    return path in (*LISTS, *SECTIONS) and not (before and after)


def _elements(content: Content) -> set[str]:
    """The address of everything that a change is told of."""
    return {element for path in leaves(content) if (element := element_of(path))} | {
        name for name in (*LISTS, *SECTIONS) if content.get(name)
    }


def element_of(path: str) -> str:
    """The element in which a place stands; nothing for the settings, whose sentences are told."""
    head, *rest = path.split("/")
    if head in OPENING_TEXTS:
        return OPENING
    if head == "after_refusal":
        return head
    if head not in LISTS and head not in SECTIONS:
        return ""
    codes = 0
    while codes < len(rest) and rest[codes][:1].isupper():
        codes += 1
    return "/".join([head, *rest[:codes]])


def _is_within(element: str, others: set[str]) -> bool:
    """Whether a section around the element came or went with it."""
    above = element.rpartition("/")[0]
    return above.count("/") == 1 and above in others


def _place(element: str) -> str:
    """An element in words: the part, and its code there."""
    head, *codes = element.split("/")
    if not codes:
        return str(TITLES[head])
    return _("%(part)s, %(code)s") % {"part": TITLES[head], "code": codes[-1]}


def _where(path: str, element: str) -> str:
    """A place inside an element in words; a list by itself has changed its order."""
    if element == "after_refusal":
        return _place(element)
    field = path if element == OPENING else path.removeprefix(element).strip("/")
    name = FIELDS.get(field.partition("/")[0], field) if field else _("order")
    return _("%(place)s: %(field)s") % {"place": _place(element), "field": name}


def _value(path: str, value: object) -> str:
    """A value in words."""
    if path.endswith("/type") and isinstance(value, str):
        return str(TYPES.get(value, value))
    return value_in_words(value)
