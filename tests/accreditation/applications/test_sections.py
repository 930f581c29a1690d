from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Answer, Application
from accreditation.applications.writing import Seen
from accreditation.proposals.answers import values_of
from accreditation.workflow import perform
from partners.models import User
from tests import cast

SignIn = Callable[[User], Client]


def page(application: Application, code: str = "A") -> str:
    """The address of a section."""
    return reverse("applications:section", args=[application.reference, code])


def as_shown(client: Client, application: Application, code: str = "A") -> dict[str, str]:
    """What the browser would send back if nothing was touched."""
    context = client.get(page(application, code)).context
    form = context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {k: str(v) for k, v in fields.items() if v is not None} | dict(context["seen"])


def test_answers_are_saved_at_continue_and_lead_to_the_next_section(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)
    given = as_shown(client, draft_application) | {"A1": "Example Society", "A9": "KEN"}

    response = client.post(page(draft_application), given)

    assert response["Location"] == page(draft_application, "B")
    assert values_of(draft_application) == {"A1": "Example Society", "A9": "KEN"}
    assert draft_application.answers.get(question="A1").changed_by == contact_point


@pytest.mark.parametrize(("button", "name"), [("stay", "section"), ("list", "application")])
def test_saving_may_stay_or_go_to_the_task_list(
    client_as: SignIn, draft_application: Application, editor: User, button: str, name: str
) -> None:
    client = client_as(editor)
    given = as_shown(client, draft_application) | {"A1": "Example Society", button: "1"}

    response = client.post(page(draft_application), given)

    code = ["A"] if name == "section" else []
    expected = reverse(f"applications:{name}", args=[draft_application.reference, *code])
    assert response["Location"] == expected


def test_the_last_section_leads_to_the_documents(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    response = client_as(contact_point).post(page(draft_application, "J"), {"J1": "Ada"})

    assert response["Location"] == reverse(
        "applications:documents", args=[draft_application.reference]
    )


def test_a_wrong_answer_is_told_and_everything_typed_is_still_there(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    response = client_as(contact_point).post(
        page(draft_application), {"A1": "Example Society", "A8": "the fourth of May"}
    )

    shown = response.content.decode()
    assert response.status_code == 422
    assert "Give a date as year-month-day" in shown
    assert "Example Society" in shown
    assert "the fourth of May" in shown
    assert values_of(draft_application) == {}


def test_two_tabs_on_the_same_answer_show_both_values_and_overwrite_nothing(
    client_as: SignIn, draft_application: Application, contact_point: User, editor: User
) -> None:
    mine, theirs = client_as(contact_point), client_as(editor)
    my_tab = as_shown(mine, draft_application)
    their_tab = as_shown(theirs, draft_application)
    theirs.post(page(draft_application), their_tab | {"A1": "Name by the editor"})

    response = mine.post(page(draft_application), my_tab | {"A1": "Name by me", "A2": "EX"})

    shown = response.content.decode()
    assert response.status_code == 409
    assert "Name by the editor" in shown
    assert "Name by me" in shown
    assert values_of(draft_application) == {"A1": "Name by the editor"}


def test_after_a_conflict_saving_again_is_a_decision_and_goes_through(
    client_as: SignIn, draft_application: Application, contact_point: User, editor: User
) -> None:
    client = client_as(contact_point)
    my_tab = as_shown(client, draft_application)
    cast_answer(draft_application, "A1", "Name by the editor", editor)
    conflict = client.post(page(draft_application), my_tab | {"A1": "Name by me"})

    client.post(page(draft_application), {"A1": "Name by me", **conflict.context["seen"]})

    assert values_of(draft_application) == {"A1": "Name by me"}


def test_a_mistake_in_between_does_not_hide_a_colleagues_change(
    client_as: SignIn, draft_application: Application, contact_point: User, editor: User
) -> None:
    client = client_as(contact_point)
    my_tab = as_shown(client, draft_application)
    cast_answer(draft_application, "A1", "Name by the editor", editor)
    wrong = client.post(page(draft_application), my_tab | {"A1": "Name by me", "A8": "soon"})

    response = client.post(page(draft_application), {"A1": "Name by me", **wrong.context["seen"]})

    assert wrong.status_code == 422
    assert response.status_code == 409
    assert values_of(draft_application) == {"A1": "Name by the editor"}


def test_changes_to_different_answers_of_one_page_stay_side_by_side(
    client_as: SignIn, draft_application: Application, contact_point: User, editor: User
) -> None:
    cast_answer(draft_application, "A1", "First name", editor)
    mine = client_as(contact_point)
    my_tab = as_shown(mine, draft_application)
    answer = draft_application.answers.get(question="A1")
    answer.value, answer.version = "Better name", 2
    answer.save()

    mine.post(page(draft_application), my_tab | {"A2": "EX"})

    assert values_of(draft_application) == {"A1": "Better name", "A2": "EX"}


def cast_answer(application: Application, code: str, value: Any, by: User) -> Answer:
    """An answer that a colleague gives."""
    answer: Answer = application.answers.create(question=code, value=value, changed_by=by)
    return answer


def test_an_unreadable_mark_counts_as_never_seen() -> None:
    assert Seen.read("nonsense") == Seen(0, "")
    assert Seen.read("٣.x").version == 0


def test_a_reader_reads_and_does_not_write(
    client_as: SignIn, draft_application: Application, reader: User
) -> None:
    client = client_as(reader)

    assert "<textarea" not in client.get(page(draft_application)).content.decode()
    assert client.post(page(draft_application), {"A1": "Mine"}).status_code == 403
    assert values_of(draft_application) == {}


def test_an_unknown_section_is_not_found(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    assert client_as(contact_point).get(page(draft_application, "Z")).status_code == 404


def test_saving_too_late_shows_what_was_typed_so_that_nothing_is_lost(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)
    old_address = page(draft_application)
    cast.submitted_application(draft_application, contact_point)

    response = client.post(old_address, {"A1": "A long answer, typed for an hour"})

    shown = response.content.decode()
    assert response.status_code == 409
    assert "A long answer, typed for an hour" in shown
    assert "Submitted" in shown


def test_when_returned_only_what_was_asked_for_is_open(
    client_as: SignIn, submitted_application: Application, secretariat: User, contact_point: User
) -> None:
    points = [{"kind": "question", "code": "A1", "text": "The full name, please."}]
    application = perform("return", submitted_application, by=secretariat, points=points)
    client = client_as(contact_point)

    shown = client.get(page(application))
    client.post(page(application), as_shown(client, application) | {"A1": "Full name", "A2": "No"})
    elsewhere = client.post(page(application, "B"), {"B1": "Somebody else"})

    assert list(shown.context["form"].fields) == ["A1"]
    assert "The full name, please." in shown.content.decode()
    assert values_of(application)["A1"] == "Full name"
    assert values_of(application)["A2"] != "No"
    assert elsewhere.status_code == 409
    assert "Somebody else" in elsewhere.content.decode()


def test_postgresql_refuses_to_change_answers_after_submission(
    submitted_application: Application,
) -> None:
    with (
        pytest.raises(DatabaseError, match="answers change only while"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            """UPDATE accreditation_answer SET value = '"other"' WHERE question = 'A1'"""
        )

    assert values_of(submitted_application)["A1"] != "other"
