"""What the Committee is asked on an application: approval, with conditions, or a deferral."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.committee.models import Item
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests import cast

SignIn = Callable[[User], Client]
QUESTION = {"criterion_2": "C2", "question_2": "In which years did you contribute?"}
CONDITION = {"condition_1": "Name a contact point for each region.", "due_1": "2031-05-04"}


@pytest.fixture
def put(
    client_as: SignIn, ready_application: Application, secretariat: User
) -> Callable[[dict[str, Any]], Any]:
    """Send the form of the step, for a meeting."""
    address = reverse("step", args=["application", ready_application.reference, "present"])
    client = client_as(secretariat)
    return lambda given: client.post(address, {"meeting": cast.meeting("StC77").pk, **given})


def asked() -> tuple[str, str, dict[str, Any]]:
    """Purpose, question and dossier of the one item on an application."""
    item = Item.objects.get(subject_kind="application")
    return item.purpose, item.question["en"], json.loads(item.dossier)


def test_an_approval_is_asked_without_anything_else(put: Callable[[dict[str, Any]], Any]) -> None:
    response = put({"asks": "approve"})

    purpose, question, dossier = asked()
    assert response.status_code == 302
    assert (purpose, dossier["conditions"], dossier["questions"]) == ("approve", [], [])
    assert "conditions" not in question


def test_an_approval_with_conditions_says_so_in_the_question(
    put: Callable[[dict[str, Any]], Any],
) -> None:
    response = put({"asks": "conditions", **CONDITION, "condition_4": "Send the accounts."})

    purpose, question, dossier = asked()
    assert response.status_code == 302
    assert purpose == "approve"
    assert question.endswith("with conditions")
    assert dossier["conditions"] == [
        {"number": 1, "text": "Name a contact point for each region.", "due_on": "2031-05-04"},
        {"number": 2, "text": "Send the accounts.", "due_on": None},
    ]


def test_a_deferral_numbers_its_questions(put: Callable[[dict[str, Any]], Any]) -> None:
    response = put({"asks": "defer", **QUESTION})

    purpose, _question, dossier = asked()
    assert response.status_code == 302
    assert purpose == "defer"
    assert dossier["questions"] == [
        {
            "number": 1,
            "criterion": "C2",
            "question": "In which years did you contribute?",
            "answer": "",
        }
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "This field is required."),
        ({"asks": "conditions"}, "Write at least one condition."),
        ({"asks": "approve", **CONDITION}, "choose to approve with them, or remove them"),
        ({"asks": "defer"}, "A deferral asks at least one question"),
        ({"asks": "defer", "question_1": "Why?"}, "Choose the criterion it is on."),
        ({"asks": "defer", "criterion_1": "C2"}, "Write the question."),
        ({"asks": "conditions", "due_1": "2031-05-04"}, "Say what is to be met by then."),
        ({"asks": "defer", **QUESTION, **CONDITION}, "Conditions go with an approval only."),
        ({"asks": "conditions", **QUESTION, **CONDITION}, "go with a deferral only."),
    ],
)
def test_what_does_not_fit_together_is_said_and_nothing_typed_is_lost(
    put: Callable[[dict[str, Any]], Any], given: dict[str, str], said: str
) -> None:
    response = put(given)

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert all(value in page for value in given.values())
    assert not Item.objects.filter(subject_kind="application").exists()


def test_conditions_become_the_accreditations_own(
    ready_application: Application, secretariat: User, chair: User
) -> None:
    conditions = [{"number": 1, "text": "Send the accounts.", "due_on": date(2031, 5, 4)}]
    item = cast.presented_item(
        ready_application, secretariat, meeting=cast.meeting(), conditions=conditions
    )

    cast.decided(item, by=secretariat, chair=chair, value="yes")

    accreditation = Application.objects.get().accreditation
    [condition] = accreditation.conditions.all()
    assert (condition.number, condition.text) == (1, "Send the accounts.")
    assert (condition.due_on, condition.met_at) == (date(2031, 5, 4), None)


def deferred(application: Application, by: User, chair: User) -> Application:
    """The application, once more deferred by the Committee."""
    item = cast.presented_item(application, by, meeting=cast.meeting(), **cast.DEFERRAL)
    cast.decided(item, by=by, chair=chair, value="yes")
    return Application.objects.get()


def test_an_application_is_deferred_a_limited_number_of_times(
    ready_application: Application, secretariat: User, chair: User
) -> None:
    application = ready_application
    for _round in range(application.process.deferral["times"]):
        application = perform("reassess", deferred(application, secretariat, chair), by=secretariat)
        application = perform(
            "recommend", application, by=secretariat, recommendation="approve", text="It meets all."
        )

    with pytest.raises(NotReady, match="already deferred 2 times, the most allowed"):
        perform("present", application, by=secretariat, meeting=cast.meeting(), **cast.DEFERRAL)

    assert list(application.questions.values_list("number", flat=True)) == [1, 2, 3, 4]
