"""Addresses inside a process version: `form/A/A1/label` names the label of question A1.

A list of things with codes is walked by code; the word `questions` is left out of the address, and
a choice stands for its label.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

# The order of reading; a document that comes back from the database has lost its own.
ORDER: Final = {
    key: place
    for place, key in enumerate(
        (
            "format",
            "language",
            "type",
            "title",
            "note",
            "summary",
            "label",
            "intro",
            "help",
            "text",
            "eligibility",
            "criteria",
            "form",
            "documents",
            "decision",
            "deferral",
            "clarification",
            "completion",
            "validity",
            "reporting",
            "report",
            "after_refusal",
            "clauses",
            "not_confirmed",
        )
    )
}
TEXTS: Final = frozenset(
    {"title", "note", "summary", "label", "intro", "help", "text", "after_refusal"}
)
Place = tuple[str, dict[str, Any], str]


def leaves(content: Mapping[str, Any]) -> dict[str, object]:
    """Every value of a process version under its address, in the order of reading."""
    return {path: holder[key] for path, holder, key in places(content)}


def places(content: Mapping[str, Any]) -> Iterator[Place]:
    """Every value as its address and where it stands (the object that holds it, and the key)."""
    return _places(cast("dict[str, Any]", content), "")


def text_places(content: Mapping[str, Any]) -> Iterator[Place]:
    """The places of the texts that are translated, empty ones left out."""
    for path, holder, key in places(content):
        if key in TEXTS and holder[key]:
            yield path, holder, key


def orders(content: Mapping[str, Any]) -> dict[str, list[str]]:
    """The codes of every list of coded things, in their order, under the address of the list."""
    return dict(_orders(content, ""))


def readable(content: object, steps: Sequence[str | int]) -> str:
    """The address of a place in raw JSON, even in a document that is not a process version."""
    parts: list[str] = []
    place: Any = content
    for step in steps:
        place = place[step]
        if isinstance(step, int):
            parts.append(_code(place) or str(step + 1))
        elif not (step == "questions" and is_coded(place)):
            parts.append(step)
    return "/".join(parts)


def is_coded(value: object) -> bool:
    """Whether a value is a list of things with codes."""
    return isinstance(value, list) and bool(value) and all(_code(each) for each in value)


def _code(value: object) -> str:
    """The code of a thing, or nothing."""
    code = value.get("code") if isinstance(value, dict) else None
    return code if isinstance(code, str) else ""


def _join(path: str, key: str) -> str:
    """An address one step longer."""
    return f"{path}/{key}" if path else key


def _below(path: str, key: str) -> str:
    """The address of what a key holds."""
    return path if key == "questions" else _join(path, key)


def _places(holder: dict[str, Any], path: str) -> Iterator[Place]:
    """The places inside one object."""
    if set(holder) == {"code", "label"}:
        yield path, holder, "label"
        return
    for key in sorted(holder, key=lambda key: ORDER.get(key, len(ORDER))):
        value = holder[key]
        if isinstance(value, dict):
            yield from _places(value, _join(path, key))
        elif is_coded(value):
            for each in value:
                yield from _places(each, _join(_below(path, key), each["code"]))
        elif key != "code":
            yield _join(path, key), holder, key


def _orders(value: object, path: str) -> Iterator[tuple[str, list[str]]]:
    """The orders inside one value."""
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if is_coded(inner):
            yield _below(path, key), [each["code"] for each in inner]
            for each in inner:
                yield from _orders(each, _join(_below(path, key), each["code"]))
        else:
            yield from _orders(inner, _join(path, key))
