"""The canonical form that every hash is taken over."""

import enum
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from accreditation.canonical import MOST_EXACT_INTEGER, canonical, sha256_hex

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
integers = st.integers(-MOST_EXACT_INTEGER, MOST_EXACT_INTEGER)
documents = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


class State(TextChoices):
    """A state, to stand for every enumeration of strings."""

    DRAFT = "draft", "Draft"


class Kind(enum.IntEnum):
    """A kind, to stand for every enumeration of integers."""

    FIRST = 1


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-12, "-12"),
        (MOST_EXACT_INTEGER, "9007199254740991"),
        ("", '""'),
        ([], "[]"),
        ({}, "{}"),
        ([1, [2, "x"], None], '[1,[2,"x"],null]'),
        ((1, 2), "[1,2]"),
        ({"b": 1, "a": {"d": True, "c": []}}, '{"a":{"c":[],"d":true},"b":1}'),
        (State.DRAFT, '"draft"'),
        (Kind.FIRST, "1"),
        (
            UUID("00000000-0000-4000-8000-00000000000a"),
            '"00000000-0000-4000-8000-00000000000a"',
        ),
        (date(2024, 2, 12), '"2024-02-12"'),
        (datetime(2024, 2, 12, 7, tzinfo=UTC), '"2024-02-12T07:00:00Z"'),
        (datetime(2024, 2, 12, 7, 0, 0, 120, tzinfo=UTC), '"2024-02-12T07:00:00.000120Z"'),
        (
            datetime(2024, 2, 12, 0, 30, tzinfo=timezone(timedelta(hours=1))),
            '"2024-02-11T23:30:00Z"',
        ),
    ],
)
def test_a_value_has_one_form(value: object, form: str) -> None:
    assert canonical(value) == form


def test_strings_are_escaped_as_in_the_example_of_rfc_8785() -> None:
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/"

    assert canonical(text) == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_every_control_character_has_its_shortest_escape() -> None:
    short = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}

    for code in range(0x20):
        character = chr(code)
        escape = short.get(character, f"\\u{code:04x}")
        assert canonical(character) == f'"{escape}"'
    assert canonical("\x7f\u2028é😀") == '"\x7f\u2028é😀"'


def test_keys_are_sorted_by_utf_16_as_in_the_example_of_rfc_8785() -> None:
    keys = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert canonical(keys) == (
        '{"\\r":"Carriage Return","1":"One","\u0080":"Control",'
        '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign",'
        '"\U0001f600":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}'
    )


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        Decimal("1.5"),
        b"bytes",
        {1, 2},
        datetime(2024, 2, 12, 7),  # noqa: DTZ001 - a naive time is what is refused
        _("Standing Committee"),
        {1: "one"},
        {None: "none"},
        {"deep": [{"deeper": 0.5}]},
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


def test_a_text_still_to_be_translated_is_refused_with_advice() -> None:
    with pytest.raises(TypeError, match=r"^A text still to be translated has no canonical form;"):
        canonical([_("Secretariat")])


@pytest.mark.parametrize(
    "value", ["\ud83d", {"\ude00": 1}, MOST_EXACT_INTEGER + 1, -MOST_EXACT_INTEGER - 1]
)
def test_what_would_not_survive_the_journey_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"surrogates not allowed|beyond the integers"):
        canonical(value)


@given(documents)
def test_the_form_reads_back_as_the_same_value(value: object) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(texts, integers, max_size=6))
def test_the_order_of_entry_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize("give", [str, str.encode])
def test_the_hash_is_sha_256_over_utf_8(give: Callable[[str], str | bytes]) -> None:
    assert sha256_hex(give("Comité permanent")) == (
        hashlib.sha256("Comité permanent".encode()).hexdigest()
    )
    assert sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
