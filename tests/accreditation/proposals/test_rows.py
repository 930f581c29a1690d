"""Tables of rows: typed, judged, stored, read; and files that answer a question."""

from copy import deepcopy
from typing import Any, Final

import pytest
from crispy_forms.utils import render_crispy_form
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from accreditation.proposals.content import (
    ContentInvalid,
    differences,
    localise,
    paths,
    question,
    validate,
)
from accreditation.proposals.questions import (
    SectionForm,
    initial,
    problems,
    section_form,
    to_text,
)
from accreditation.proposals.questions_values import table_of
from tests.accreditation.proposals.small_process import ANSWERS, small_process

FORM: Final = small_process()["form"]
ROWS: Final = question(FORM, "A15")
SECTION: Final = {"code": "A", "title": "Rows", "questions": [ROWS]}
CHART: Final = question(FORM, "A16")
FILES: Final = {"code": "A", "title": "Files", "questions": [CHART]}


def filled(**sent: str) -> SectionForm:
    """The form as a browser sends it: `n1_name` stands for the name in the first row."""
    data = {"A15-rows": "4"}
    for key, value in sent.items():
        row, _underscore, column = key[1:].partition("_")
        data[f"A15-{row}-{column}"] = value
    form = section_form(SECTION)(data)
    form.is_valid()
    return form


def test_rows_are_stored_with_the_cells_that_were_given() -> None:
    form = filled(
        n1_name=" Ada ",
        n1_country="KEN",
        n2_name="Bo",
        n2_gift_amount="10",
        n2_gift_currency="EUR",
        n2_gift_year="2024",
        n2_votes="no",
    )

    assert form.errors == {}
    assert form.answers() == {
        "A15": [
            {"name": "Ada", "country": "KEN"},
            {
                "name": "Bo",
                "gift": {"amount": "10.00", "currency": "EUR", "year": 2024},
                "votes": False,
            },
        ]
    }


def test_empty_rows_and_rows_taken_away_are_no_answer() -> None:
    assert filled(n1_name="  ", n3_name="Ada", n3_away="on").answers() == {"A15": None}
    assert filled(n1_name="Bo", n2_name="Ada", n2_away="on").answers() == {"A15": [{"name": "Bo"}]}


def test_a_row_that_cleans_to_nothing_takes_no_other_row_along() -> None:
    form = filled(n1_name="Ada", n2_gift_year="'")

    assert form.answers() == {"A15": [{"name": "Ada"}]}
    assert filled(n1_gift_year="'").answers() == {"A15": None}


def test_a_fault_names_its_row_and_column_and_all_that_was_typed_stays() -> None:
    form = filled(n2_name="Ada", n2_gift_amount="ten", n3_country="XXX")
    shown = render_crispy_form(form)

    assert form.errors["A15"] == [
        "Row 1, “Gift”: Give the amount in digits with at most two decimals, for example 1200.50.",
        "Row 2, “Country”: Choose one of the answers given.",
    ]
    assert 'value="Ada"' in shown
    assert 'value="ten"' in shown
    assert shown.count('aria-invalid="true"') == 4  # three parts of the money, and the country


def test_more_rows_than_the_process_takes_are_refused() -> None:
    form = filled(n1_name="A", n2_name="B", n3_name="C", n4_name="D")

    assert form.errors["A15"] == ["At most 3 rows are taken."]
    assert 'value="D"' in render_crispy_form(form)


@pytest.mark.parametrize("count", ["", "x", "-1", "99999999", "9" * 5000, "²"])
def test_a_forged_count_of_rows_does_no_harm(count: str) -> None:
    form = section_form(SECTION)({"A15-rows": count, "A15-1-name": "Ada"})

    assert form.is_valid()
    assert form.answers()["A15"] in (None, [{"name": "Ada"}])


def test_a_row_without_what_it_must_have_is_saved_and_told_before_submitting() -> None:
    form = filled(n1_country="KEN")

    assert form.answers() == {"A15": [{"country": "KEN"}]}
    assert problems(ROWS, [{"country": "KEN"}]) == ["Row 1: “Name” is missing."]


@pytest.mark.parametrize(
    "answer",
    [
        "Ada",
        {"name": "Ada"},
        ["Ada"],
        [{}],
        [{"name": 7}],
        [{"surname": "Ada"}],
        [{"name": "Ada", "country": ["KEN"]}],
        [{"name": "Ada", "gift": {"amount": "1"}}],
    ],
)
def test_a_stored_answer_that_is_no_such_table_is_a_problem(answer: Any) -> None:
    assert problems(ROWS, answer) == ["This answer does not fit its question; give it again."]
    assert table_of(ROWS, answer) is None


@pytest.mark.parametrize(("rows", "offered"), [(0, 2), (1, 2), (2, 3), (3, 3)])
def test_empty_rows_are_offered_below_those_given(rows: int, offered: int) -> None:
    answer = [{"name": "Ada"}] * rows
    shown = render_crispy_form(section_form(SECTION)(initial=initial(SECTION, {"A15": answer})))

    assert f'value="{offered}"' in shown.partition('name="A15-rows"')[2][:40]
    assert ("Save and add more rows" in shown) == (offered < 3)


def test_more_rows_are_offered_when_asked_for_but_never_more_than_are_taken() -> None:
    form = section_form(SECTION)()
    form.offer_more("A15")
    form.offer_more("A99")

    assert 'name="A15-3-name"' in render_crispy_form(form)
    assert 'name="A15-4-name"' not in render_crispy_form(form)


def test_every_cell_has_a_label_of_its_own() -> None:
    shown = render_crispy_form(section_form(SECTION)())

    for cell in ("A15-1-name", "A15-1-country", "A15-2-votes"):
        assert f'<label class="form-label" for="id_{cell}">' in shown
        assert f'id="id_{cell}"' in shown
    assert 'role="group" aria-labelledby="id_A15-1-gift_label"' in shown


def test_a_table_is_read_as_a_table_and_as_lines() -> None:
    answer = ANSWERS["A15"]
    shown = render_to_string("components/answer.html", {"table": table_of(ROWS, answer)})

    assert to_text(ROWS, answer) == (
        "1. Name: Ada; Country: Kenya; Votes: Yes\n2. Name: Bo; Gift: 10.00 EUR (2024)"
    )
    assert '<th scope="col">Country</th>' in shown
    assert '<td data-label="Gift">10.00 EUR (2024)</td>' in shown
    assert '<td data-label="Country">\u2013</td>' in shown


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"columns": []}, "must not be empty"),
        ({"columns": None}, "a table of rows needs columns"),
        ({"choices": [{"code": "a", "label": "A"}]}, "choices does not go with the type rows"),
        ({"most_rows": 0}, "must be 1 or more"),
        ({"type": "text"}, "columns does not go with the type text"),
    ],
)
def test_a_table_has_columns_and_nothing_else(change: dict[str, Any], reason: str) -> None:
    content = small_process()
    asked = content["form"][0]["questions"][14]
    asked |= change
    if asked["columns"] is None:
        del asked["columns"]

    with pytest.raises(ContentInvalid, match=reason):
        validate(content)


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ({"type": "countries"}, "must be one of"),
        ({"type": "choice"}, "columns/name: the type choice needs choices"),
        ({"type": "integer"}, "max_length does not go with the type integer"),
        ({"code": "country"}, "the code country is given more than once"),
        ({"code": "Name"}, "must be small letters"),
        ({"minimum": 5}, "minimum does not go with the type text"),
    ],
)
def test_a_column_is_judged_as_a_question_is(column: dict[str, Any], reason: str) -> None:
    content = small_process()
    content["form"][0]["questions"][14]["columns"][0] |= column

    with pytest.raises(ContentInvalid, match=reason):
        validate(content)


def test_a_file_is_given_taken_back_or_left_as_it_is() -> None:
    def given(data: dict[str, str], files: dict[str, Any]) -> dict[str, Any]:
        sent = MultiValueDict({code: [file] for code, file in files.items()})
        form = section_form(FILES)(data, sent, initial=initial(FILES, ANSWERS))
        assert form.is_valid()
        assert form.answers() == {}
        return form.given_files()

    file = SimpleUploadedFile("chart.pdf", b"%PDF")
    assert given({}, {}) == {}
    assert given({}, {"A16": file}) == {"A16": file}
    assert given({"A16-away": "on"}, {}) == {"A16": None}
    assert given({"A16-away": "on"}, {"A16": file}) == {"A16": file}


def test_the_file_that_stands_there_is_named_with_its_size() -> None:
    shown = render_crispy_form(section_form(FILES)({}, initial=initial(FILES, ANSWERS)))

    assert "chart.pdf" in shown
    assert "2.0\xa0KB" in shown
    assert 'name="A16-away"' in shown
    assert to_text(CHART, ANSWERS["A16"]) == "chart.pdf (2.0\xa0KB)"


def test_files_are_asked_for_in_the_form_only_and_under_a_code_of_their_own() -> None:
    content = small_process()
    content["documents"][0]["code"] = "A16"
    content["report"][0]["questions"][0] |= {"type": "file"}

    with pytest.raises(ContentInvalid) as caught:
        validate(content)

    assert caught.value.messages == [
        "form/A/A16: the code A16 is that of a document as well.",
        "report/R1/R1a: a file can be asked for in the application form only.",
    ]


def test_texts_of_columns_are_translated_under_addresses_of_their_own() -> None:
    content = small_process()
    told = localise(content, {"form/A/A15/columns/name/label": "Nom"})
    changed = deepcopy(content)
    changed["form"][0]["questions"][14]["columns"].reverse()

    assert paths(content)["form/A/A15/columns/name/label"] == "Name"
    assert question(told["form"], "A15")["columns"][0]["label"] == "Nom"
    assert [path for path, _old, _new in differences(content, changed)] == ["form/A/A15/columns"]
