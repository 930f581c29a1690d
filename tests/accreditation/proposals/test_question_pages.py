"""Drafting tables of rows and conditions in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.proposals import content as contents
from accreditation.proposals import editing
from accreditation.proposals.models import Process
from partners.models import User
from tests.accreditation.proposals.test_edit_pages import as_shown, stored, url

ClientAs = Callable[[User], Client]


@pytest.fixture
def office(client_as: ClientAs, secretariat: User) -> Client:
    """The browser of an officer."""
    return client_as(secretariat)


def asked(draft: Process, code: str) -> Any:
    """A question as it now stands in the draft."""
    return contents.question(stored(draft)["form"], code)


def test_a_table_of_rows_is_added_and_its_columns_changed_one_by_one(
    office: Client, draft: Process
) -> None:
    office.post(
        url("edit-add", draft, "form/D"),
        {
            "code": "D9",
            "label": "Projects",
            "type": "rows",
            "columns": "title = Title\r\nbegun = Begun in",
            "most_rows": "5",
        },
    )
    column = url("edit-element", draft, "form/D/D9/columns/begun")
    answer = office.post(column, as_shown(office, column) | {"type": "year", "required": "on"})
    office.post(
        url("edit-add", draft, "form/D/D9/columns"),
        {"code": "paid", "label": "Means", "type": "money"},
    )
    office.post(url("edit-move", draft, "form/D/D9/columns/paid"), {"up": "1"})

    assert answer.headers["Location"].endswith("/edit/#form-D-D9-columns-begun")
    assert asked(draft, "D9") == {
        "code": "D9",
        "label": "Projects",
        "type": "rows",
        "required": False,
        "most_rows": 5,
        "columns": [
            {"code": "title", "label": "Title", "type": "text", "required": False},
            {"code": "paid", "label": "Means", "type": "money", "required": False},
            {"code": "begun", "label": "Begun in", "type": "year", "required": True},
        ],
    }
    outline = office.get(url("edit", draft)).content.decode()
    assert "3 columns" in outline
    assert url("edit-add", draft, "form/D/D9/columns") in outline


def test_columns_are_taken_away_down_to_the_last(office: Client, draft: Process) -> None:
    def remove(column: str) -> Any:
        address = url("edit-remove", draft, f"form/C/C9/columns/{column}")
        return office.post(address, {"seen": office.get(address).context["seen"]})

    answers = [remove(column) for column in ("until", "nationality", "function", "name")]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 422]
    assert answers[0].headers["Location"].endswith("/edit/#form-C-C9")
    assert "must not be empty" in answers[3].content.decode()
    assert [column["code"] for column in asked(draft, "C9")["columns"]] == ["name"]


def test_a_table_becomes_a_text_without_its_columns(office: Client, draft: Process) -> None:
    address = url("edit-element", draft, "form/C/C9")

    office.post(address, as_shown(office, address) | {"type": "longtext", "most_rows": ""})

    assert asked(draft, "C9")["type"] == "longtext"
    assert "columns" not in asked(draft, "C9")


def test_a_table_without_columns_is_refused_and_what_was_typed_stays(
    office: Client, draft: Process
) -> None:
    given = {"code": "D9", "label": "Projects and works", "type": "rows", "columns": ""}
    answer = office.post(url("edit-add", draft, "form/D"), given)

    assert answer.status_code == 422
    assert "a table of rows needs columns" in answer.content.decode()
    assert "Projects and works" in answer.content.decode()


def test_no_column_is_added_to_what_is_no_table(office: Client, draft: Process) -> None:
    given = {"code": "x", "label": "X", "type": "text"}

    assert office.get(url("edit-add", draft, "form/A/A1/columns")).status_code == 200
    assert office.post(url("edit-add", draft, "form/A/A1/columns"), given).status_code == 404
    assert office.get(url("edit-element", draft, "form/A/A1/columns/x")).status_code == 404


def test_a_condition_is_chosen_from_the_answers_before(office: Client, draft: Process) -> None:
    address = url("edit-element", draft, "form/A/A16")
    offered = dict(office.get(address).context["form"].fields["asked_if"].choices)
    office.post(address, as_shown(office, address) | {"asked_if": ["A7 network", "A7 foundation"]})

    assert offered["A7 network"].startswith("A7: Kind of organisation (")
    assert not any(code.startswith(("G1", "A16", "A17")) for code in offered)
    assert asked(draft, "A16")["asked_if"] == {
        "question": "A7",
        "answers": ["network", "foundation"],
    }
    assert as_shown(office, address)["asked_if"] == ["A7 network", "A7 foundation"]


def test_a_new_question_may_hang_on_those_of_its_own_section(
    office: Client, draft: Process
) -> None:
    offered = dict(
        office.get(url("edit-add", draft, "form/G")).context["form"].fields["asked_if"].choices
    )

    assert "G3 yes" in offered
    assert not any(code.startswith("H") for code in offered)


def test_a_condition_names_one_question(office: Client, draft: Process) -> None:
    address = url("edit-element", draft, "form/G/G5")

    answer = office.post(address, as_shown(office, address) | {"asked_if": ["G1 yes", "G3 no"]})

    assert answer.status_code == 422
    assert "Tick answers to one question only; these belong to: G1, G3." in (
        answer.content.decode()
    )


def test_what_hangs_on_a_question_is_asked_always_once_that_is_gone(draft: Process) -> None:
    content = editing.removed(draft.content, "form/G/G3")

    assert "asked_if" not in contents.question(content["form"], "G4")
    assert "asked_if" in contents.question(content["form"], "G2")
    contents.validate(content)


def test_a_question_moved_before_what_it_hangs_on_is_refused(
    office: Client, draft: Process
) -> None:
    answer = office.post(url("edit-move", draft, "form/G/G2"), {"up": "1"})

    assert answer.status_code == 302
    assert [q["code"] for q in contents.section(stored(draft)["form"], "G")["questions"]][:2] == [
        "G1",
        "G2",
    ]
    shown = office.get(answer.headers["Location"]).content.decode()
    assert "the condition names G1, which is not asked before" in shown


def test_the_version_in_full_shows_columns_and_conditions(office: Client, draft: Process) -> None:
    shown = office.get(draft.get_absolute_url()).content.decode()

    assert "Table of rows, at most 40 rows" in shown
    assert "Only if the answer to G1 is “Yes”." in shown
    assert "In office until" in shown


def test_heads_of_columns_are_translated(office: Client, draft: Process) -> None:
    url_of = reverse("proposals:translate", args=[draft.reference, "form/C"])
    page = office.get(url_of).content.decode()

    assert "In office until" in page
    assert "En fonction jusqu’en" in page
