"""Forms built from a process version, answers on their way there and back, and what is missing."""

import re
from datetime import date
from typing import Any, Final

import pytest
from crispy_forms.utils import render_crispy_form
from hypothesis import given, settings
from hypothesis import strategies as st

from accreditation.proposals.codes import CURRENCIES, country_names
from accreditation.proposals.content import question, version_0
from accreditation.proposals.file_field import AnswerFileInput
from accreditation.proposals.questions import (
    SectionForm,
    initial,
    missing,
    problems,
    problems_in,
    section_form,
)
from accreditation.proposals.rows_field import RowsWidget
from tests.accreditation.proposals.small_process import ANSWERS, small_process
from tests.accreditation.sending import posted_rows

FORM: Final = small_process()["form"]
SECTION: Final = FORM[0]
TYPED: Final = [each["code"] for each in SECTION["questions"] if each["type"] != "file"]

line = (
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
amounts = st.decimals(0, 10**13 - 1, places=2).map(lambda amount: f"{amount:.2f}")
STRATEGIES: Final[dict[str, st.SearchStrategy[Any]]] = {
    "A1": line,
    "A2": st.lists(line, min_size=1, max_size=2).map("\n".join),
    "A3": st.integers(0, 100000),
    "A4": st.dates(date(1800, 1, 1), date(2100, 12, 31)).map(date.isoformat),
    "A5": st.integers(1850, 2100),
    "A6": st.from_regex(r"https?://[a-z]{1,10}\.example/[a-z0-9]{0,10}", fullmatch=True),
    "A7": st.from_regex(r"[a-z]{1,10}@[a-z]{1,10}\.example", fullmatch=True),
    "A8": st.sampled_from(["ngo", "youth"]),
    "A9": st.sets(st.sampled_from(["birds", "fish", "bats"]), min_size=1).map(
        lambda chosen: [code for code in ("birds", "fish", "bats") if code in chosen]
    ),
    "A10": st.deferred(lambda: st.sampled_from(sorted(country_names()))),
    "A11": st.deferred(
        lambda: st.sets(st.sampled_from(sorted(country_names())), min_size=1, max_size=5)
    ).map(sorted),
    "A12": st.fixed_dictionaries(
        {
            "amount": amounts,
            "currency": st.sampled_from(CURRENCIES),
            "year": st.integers(1800, 2100),
        }
    ),
    "A13": st.booleans(),
    "A14": st.just(True),  # noqa: FBT003 - the only answer a declaration has
    "A15": st.lists(
        st.fixed_dictionaries(
            {"name": line},
            optional={
                "country": st.deferred(lambda: st.sampled_from(sorted(country_names()))),
                "votes": st.booleans(),
            },
        ),
        min_size=1,
        max_size=3,
    ),
}


def posted(form: SectionForm) -> dict[str, Any]:
    """What a browser sends for a form as it is shown, untouched."""
    data: dict[str, Any] = {}
    for field in form:
        widget, shown = field.field.widget, field.value()
        if isinstance(widget, AnswerFileInput):
            continue
        if isinstance(widget, RowsWidget):
            data |= posted_rows(widget, field.html_name, shown or [])
        elif hasattr(widget, "decompress"):
            for suffix, part in zip(widget.widgets_names, widget.decompress(shown), strict=True):
                data[field.html_name + suffix] = "" if part is None else str(part)
        elif isinstance(shown, list):
            data[field.html_name] = shown
        elif shown is True:
            data[field.html_name] = "on"
        elif shown:
            data[field.html_name] = widget.format_value(shown) or str(shown)
            data[field.html_name] = _sent(data[field.html_name])
        elif shown == 0 and shown is not False:
            data[field.html_name] = "0"
    return data


def _sent(value: Any) -> str:
    """One value as a browser sends it: lines end with two characters."""
    first = value[0] if isinstance(value, list) else value
    return str(first).replace("\n", "\r\n")


@pytest.mark.parametrize("code", sorted(STRATEGIES))
def test_an_answer_survives_the_way_through_a_form(code: str) -> None:
    @settings(deadline=None)  # on a busy machine the first call is slow
    @given(STRATEGIES[code])
    def holds(answer: Any) -> None:
        shown = section_form(SECTION)(initial=initial(SECTION, {code: answer}))

        form = section_form(SECTION)(posted(shown))
        form.is_valid()

        assert form.errors == {}
        assert form.answers() == dict.fromkeys(TYPED) | {code: answer}
        assert problems(question(FORM, code), answer) == []

    holds()


def test_the_cast_has_an_answer_for_every_question() -> None:
    assert list(ANSWERS) == [each["code"] for each in SECTION["questions"]]
    assert problems_in(FORM, ANSWERS) == []
    assert missing(FORM, ANSWERS) == []


@pytest.mark.parametrize(
    ("answers", "lacking"),
    [
        ({}, list(ANSWERS)),
        (ANSWERS, []),
        (ANSWERS | {"A1": "  ", "A9": [], "A14": False}, ["A1", "A9", "A14"]),
        (ANSWERS | {"A3": 0, "A13": False}, []),
    ],
)
def test_missing_names_what_a_submission_lacks(answers: dict[str, Any], lacking: list[str]) -> None:
    assert missing(FORM, answers) == [
        ("A", code, question(FORM, code)["label"]) for code in lacking
    ]


def test_what_is_not_required_is_not_missing() -> None:
    form = small_process()["report"]

    assert missing(form, {}) == [("R1", "R1a", "What")]


def test_a_stored_answer_that_a_new_version_no_longer_takes_is_a_problem() -> None:
    answers = ANSWERS | {"A8": "company", "A3": 100001}

    assert problems_in(FORM, answers) == [
        ("A3", "Give a number of 100000 or less."),
        ("A8", "Choose one of the answers given."),
    ]


def test_a_form_is_laid_out_without_script_style_or_required_inputs() -> None:
    html = render_crispy_form(section_form(SECTION)(initial=initial(SECTION, ANSWERS)))

    assert re.findall(r"<script|style=|\bon\w+=|<form|\brequired\b(?!Field)", html) == []
    assert re.findall(r'name="(A\d+(?:_\w+)?)"', html)[:8] == [f"A{n}" for n in range(1, 9)]
    assert [code for code in ANSWERS if f'name="{code}' not in html] == []


def test_texts_of_a_process_are_shown_as_written_and_never_run() -> None:
    written = '<b onclick="x">{{ request }}</b> {% now "Y" %} & more'
    section = {
        "code": "Z",
        "title": written,
        "questions": [
            {"code": "Z1", "type": "text", "label": written, "help": written, "required": True},
            {
                "code": "Z2",
                "type": "choices",
                "label": written,
                "required": True,
                "choices": [{"code": "z", "label": written}],
            },
        ],
    }

    html = render_crispy_form(section_form(section)())

    assert "<b" not in html.replace("<br", "")
    shown = (
        "&lt;b onclick=&quot;x&quot;&gt;{{ request }}&lt;/b&gt; {% now &quot;Y&quot; %} &amp; more"
    )
    assert html.count(shown) == 4


def test_every_section_of_version_0_makes_a_form() -> None:
    version = version_0()

    for section in (*version["form"], *version["report"]):
        form = section_form(section)({})
        assert form.is_valid()
        assert list(form.fields) == [each["code"] for each in section["questions"]]
        assert render_crispy_form(form)
