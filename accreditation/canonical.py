"""Canonical JSON after RFC 8785, wherever a hash is taken: strings and integers only."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise

# RFC 8785 takes numbers as IEEE 754 doubles; beyond this an integer would not survive the journey.
MOST_EXACT_INTEGER: Final = 2**53 - 1


def canonical(value: object) -> str:
    """Return the canonical JSON of a value: keys sorted, no spaces, times in UTC.

    Takes strings, integers, booleans, None, lists or tuples, mappings with string keys, dates,
    aware datetimes and UUIDs. Raises TypeError for any other kind (floats, decimals, naive times,
    texts still to be translated) and ValueError for lone surrogates and inexact integers.
    """
    for kinds, form in FORMS:
        if isinstance(value, kinds):
            return form(value)
    raise TypeError(_refusal(value))


def sha256_hex(text_or_bytes: str | bytes) -> str:
    """SHA-256 in hexadecimal; a text is taken in UTF-8."""
    given = text_or_bytes.encode() if isinstance(text_or_bytes, str) else text_or_bytes
    return hashlib.sha256(given).hexdigest()


def _refusal(value: object) -> str:
    """Why a value has no canonical form."""
    if isinstance(value, Promise):
        return "A text still to be translated has no canonical form; choose a language first."
    return f"{type(value).__name__} has no canonical form."


def _array(values: Sequence[object]) -> str:
    """A list in the order given."""
    return "[" + ",".join(canonical(each) for each in values) + "]"


def _integer(value: int) -> str:
    """An integer in digits."""
    if abs(value) > MOST_EXACT_INTEGER:
        message = f"{value} is beyond the integers that JSON keeps exact."
        raise ValueError(message)
    return str(int(value))


def _string(value: str) -> str:
    """A string in quotes, with the shortest escapes and nothing else escaped."""
    value.encode()  # refuses lone surrogates
    return json.dumps(value, ensure_ascii=False)


def mark_of(value: object) -> str:
    """A short mark (16 hex digits) by which a page knows a value again; no proof of anything."""
    return sha256_hex(canonical([value]))[:16]


def _instant(value: datetime) -> str:
    """An instant after RFC 3339 in UTC, to the second, or to the microsecond where there is one."""
    if value.utcoffset() is None:
        message = "A time without a zone has no canonical form."
        raise TypeError(message)
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _object(value: Mapping[object, object]) -> str:
    """An object with its keys in the order of their UTF-16 code units."""
    texts: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            message = f"A key must be a string, not {type(key).__name__}."
            raise TypeError(message)
        key.encode()
        texts[key] = item
    ordered = sorted(texts, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(f"{_string(key)}:{canonical(texts[key])}" for key in ordered) + "}"


# The first that fits: a boolean is an integer to Python, and an instant is a date.
FORMS: Final[Sequence[tuple[type | tuple[type, ...], Callable[[Any], str]]]] = (
    (type(None), lambda _none: "null"),
    (bool, lambda value: "true" if value else "false"),
    (int, _integer),
    (str, _string),
    (UUID, lambda value: _string(str(value))),
    (datetime, lambda value: _string(_instant(value))),
    (date, lambda value: _string(value.isoformat())),
    ((list, tuple), _array),
    (Mapping, _object),
)
