"""Editing a process version one element at a time: content in, content out.

Elements are named by their address in the content, such as `criteria/C1` or `form/A/A1`. Codes are
given once and never changed; criteria and questions go on naming each other.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from accreditation.canonical import canonical, sha256_hex

Content = Mapping[str, Any]
Values = Mapping[str, Any]

OPENING: Final = "opening"
OPENING_TEXTS: Final = ("title", "note", "summary")
SETTINGS: Final = (
    "eligibility",
    "decision",
    "deferral",
    "clarification",
    "completion",
    "validity",
    "reporting",
)
LISTS: Final = {"criteria": "criterion", "documents": "document", "clauses": "clause"}
SECTIONS: Final = ("form", "report")


class NoSuchElement(LookupError):  # noqa: N818 - an answer, not a fault
    """There is no element of that address, or no such place for one."""


def kind_of(path: str) -> str:
    """What stands at an address: opening, a setting, criterion, document, section, question."""
    match path.split("/"):
        case [name] if name in (OPENING, "after_refusal", *SETTINGS):
            return name
        case [name, _code] if name in LISTS:
            return LISTS[name]
        case [name, _code] if name in SECTIONS:
            return "section"
        case [name, _section, _code] if name in SECTIONS:
            return "question"
        case [name, _section, _question, "columns", _code] if name in SECTIONS:
            return "column"
    raise NoSuchElement(path)


def kind_within(path: str) -> str:
    """What may be added to the list at an address."""
    match path.split("/"):
        case [name] if name in LISTS:
            return LISTS[name]
        case [name] if name in SECTIONS:
            return "section"
        case [name, _code] if name in SECTIONS:
            return "question"
        case [name, _section, _question, "columns"] if name in SECTIONS:
            return "column"
    raise NoSuchElement(path)


def element(content: Content, path: str) -> dict[str, Any]:
    """The element at an address; a section comes without its questions. NoSuchElement if none."""
    kind = kind_of(path)
    if kind == OPENING:
        return {key: content[key] for key in OPENING_TEXTS if key in content}
    if kind == "after_refusal":
        return {kind: content[kind]}
    if kind in SETTINGS:
        return dict(content.get(kind, {}))
    among, place = _place(content, path)
    return {key: deepcopy(value) for key, value in among[place].items() if not _is_inner(kind, key)}


def seen(content: Content, path: str) -> str:
    """A hash of the element at an address, by which a change in between is noticed."""
    return sha256_hex(canonical([element(content, path), _marks_at(content, path)]))


def is_marked(content: Content, path: str) -> bool:
    """Whether the element, or anything in it, is marked as not confirmed."""
    return bool(_marks_at(content, path))


def changed(content: Content, path: str, values: Values) -> dict[str, Any]:
    """The content with the element at an address changed; values left out are taken away."""
    copy, kind = deepcopy(dict(content)), kind_of(path)
    if kind in (OPENING, "after_refusal"):
        for key in OPENING_TEXTS if kind == OPENING else (kind,):
            copy.pop(key, None)
        return copy | dict(values)
    if kind in SETTINGS:
        return copy | {kind: dict(values)}
    among, place = _place(copy, path)
    kept = {
        key: value for key, value in among[place].items() if key == "code" or _is_inner(kind, key)
    }
    if values.get("type") != "rows":
        kept.pop("columns", None)
    among[place] = kept | dict(values)
    return _agreed(copy, path)


def added(content: Content, path: str, values: Values) -> dict[str, Any]:
    """The content with an element added at the end of the list at an address."""
    copy = deepcopy(dict(content))
    kind_within(path)
    if path in LISTS or path in SECTIONS:
        copy.setdefault(path, [])
    _list(copy, path).append(dict(values))
    return _agreed(copy, f"{path}/{values['code']}")


def removed(content: Content, path: str) -> dict[str, Any]:
    """The content without an element, and without what named it."""
    copy, kind = deepcopy(dict(content)), kind_of(path)
    among, place = _place(copy, path)
    gone = among.pop(place)
    if not copy.get("clauses", True):
        del copy["clauses"]
    if kind == "criterion":
        _forget_criterion(copy, gone["code"])
    if kind in ("section", "question"):
        _forget_questions(copy, {each["code"] for each in gone.get("questions", [gone])})
    copy["not_confirmed"] = [m for m in copy["not_confirmed"] if not _is_below(m, path)]
    return copy


def moved(content: Content, path: str, *, by: int) -> dict[str, Any]:
    """The content with an element so many places further on; at the ends it stays."""
    copy = deepcopy(dict(content))
    among, place = _place(copy, path)
    to = min(max(place + by, 0), len(among) - 1)
    among.insert(to, among.pop(place))
    return copy


def marked(content: Content, path: str, *, confirmed: bool) -> dict[str, Any]:
    """The content with the mark "not confirmed" set on an address, or taken off it."""
    marks = list(content["not_confirmed"])
    if confirmed:
        marks = [mark for mark in marks if not _is_below(mark, path)]
    elif not _marks_at(content, path):
        marks.append(path)
    return dict(content) | {"not_confirmed": marks}


def _is_inner(kind: str, key: str) -> bool:
    """Whether a key holds elements of their own: questions of a section, columns of a table."""
    return (kind, key) in {("section", "questions"), ("question", "columns")}


def _is_below(path: str, above: str) -> bool:
    """Whether an address is another one, or lies below it."""
    return path == above or path.startswith(f"{above}/")


def _marks_at(content: Content, path: str) -> list[str]:
    """The marks "not confirmed" on an address or below it."""
    return [mark for mark in content["not_confirmed"] if _is_below(mark, path)]


def _list(content: Content, path: str) -> list[dict[str, Any]]:
    """The list at an address: of criteria, documents, clauses, sections, questions, columns."""
    name, *codes = path.removesuffix("/columns").split("/")
    found: list[dict[str, Any]] = content.get(name, [])
    for code, inner in zip(codes, ("questions", "columns"), strict=False):
        holder = found[_index(found, code)]
        if inner not in holder:
            raise NoSuchElement(path)
        found = holder[inner]
    return found


def _place(content: Content, path: str) -> tuple[list[dict[str, Any]], int]:
    """The list in which an element stands, and its place there."""
    above, _slash, code = path.rpartition("/")
    if not above:
        raise NoSuchElement(path)
    among = _list(content, above)
    return among, _index(among, code)


def _index(among: Sequence[Mapping[str, Any]], code: str) -> int:
    """The place of the element with a code."""
    for place, each in enumerate(among):
        if each["code"] == code:
            return place
    raise NoSuchElement(code)


def _questions(content: Content, *parts: str) -> list[dict[str, Any]]:
    """Every question of the parts named."""
    return [each for part in parts for section in content[part] for each in section["questions"]]


def _agreed(content: dict[str, Any], path: str) -> dict[str, Any]:
    """The content with criteria and questions of the form naming each other, as at an address."""
    among, place = _place(content, path)
    this = among[place]
    kind = kind_of(path)
    if kind == "criterion":
        for question in _questions(content, "form"):
            named = this["code"] in question.get("criteria", [])
            if named != (question["code"] in this["questions"]):
                _toggle(question, "criteria", this["code"])
    if kind == "question" and path.startswith("form/"):
        for criterion in content["criteria"]:
            named = this["code"] in criterion["questions"]
            if named != (criterion["code"] in this.get("criteria", [])):
                _toggle(criterion, "questions", this["code"])
    return content


def _toggle(holder: dict[str, Any], key: str, code: str) -> None:
    """Add a code to a list of codes, or take it out."""
    codes = list(holder.get(key, []))
    if code in codes:
        codes.remove(code)
    else:
        codes.append(code)
    holder[key] = codes
    if key == "criteria" and not codes:
        del holder[key]


def _forget_questions(content: dict[str, Any], codes: set[str]) -> None:
    """No criterion names the questions any more, and no other question hangs on them."""
    for criterion in content["criteria"]:
        criterion["questions"] = [c for c in criterion["questions"] if c not in codes]
    for question in _questions(content, *SECTIONS):
        if question.get("asked_if", {}).get("question") in codes:
            del question["asked_if"]


def _forget_criterion(content: dict[str, Any], code: str) -> None:
    """No question names the criterion any more."""
    for question in _questions(content, *SECTIONS):
        if code in question.get("criteria", []):
            _toggle(question, "criteria", code)
