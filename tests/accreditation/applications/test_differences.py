"""After a completion the Secretariat reads what changed since the application was returned."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.differences import differences_of
from accreditation.applications.models import Application
from accreditation.applications.reading import Reading
from accreditation.applications.uploads import explain
from accreditation.applications.writing import Seen, save_section
from accreditation.workflow import perform
from partners.clock import portal_now
from partners.models import User
from tests import cast

SignIn = Callable[[User], Client]
POINTS = [
    {"kind": "question", "code": "A1", "text": "The full name, please."},
    {"kind": "question", "code": "A2", "text": "Is that all?"},
    {"kind": "document", "code": "D1", "text": "The statutes are lacking."},
]


@pytest.fixture
def returned(submitted_application: Application, secretariat: User) -> Application:
    """An application returned with three points."""
    return perform("return", submitted_application, by=secretariat, points=POINTS)


def written(application: Application, code: str, value: object, by: User) -> None:
    """An answer as its page saves it."""
    seen = Seen.of(application.answers.filter(question=code).first())
    save_section(application, {code: value}, seen={code: seen}, by=by)


def test_the_differences_are_exact_point_by_point(
    returned: Application, contact_point: User, editor: User
) -> None:
    written(returned, "A1", "Friends of the Flyway", editor)
    written(returned, "A1", "Friends of the Great Flyway", editor)
    explain(returned, "D1", 1, "The ministry keeps them.", by=editor)
    completed = perform("complete", returned, by=contact_point)

    found = differences_of(Reading(completed))

    assert found is not None
    assert [(c.code, c.is_touched, c.before, c.after) for c in found.points] == [
        (
            "A1",
            True,
            "An answer of the example organisation.",
            "Friends of the Great Flyway",
        ),
        ("A2", False, found.points[1].after, found.points[1].after),
        (
            "D1",
            True,
            "Cannot supply, because: We have none yet.",
            "Cannot supply, because: The ministry keeps them.",
        ),
    ]
    assert [c.asked for c in found.points] == [point["text"] for point in POINTS]
    assert found.beside == []


def test_what_changed_before_the_return_is_no_difference(
    draft_application: Application, contact_point: User, secretariat: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    written(draft_application, "A1", "Friends of the Flyway", contact_point)
    submitted = perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    returned = perform("return", submitted, by=secretariat, points=POINTS)
    completed = perform("complete", returned, by=contact_point)

    found = differences_of(Reading(completed))

    assert found is not None
    assert {change.is_touched for change in found.points} == {False}
    assert found.points[0].after == "Friends of the Flyway"


def test_an_answer_taken_away_before_the_return_was_not_there(
    draft_application: Application, contact_point: User, secretariat: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    form = draft_application.process.content["form"]
    code = next(q["code"] for s in form for q in s["questions"] if not q["required"])
    written(draft_application, code, None, contact_point)
    submitted = perform("submit", draft_application, by=contact_point, **cast.DECLARATION)
    points = [{"kind": "question", "code": code, "text": "Please say."}]
    returned = perform("return", submitted, by=secretariat, points=points)
    completed = perform("complete", returned, by=contact_point)

    found = differences_of(Reading(completed))

    assert found is not None
    assert [(c.before, c.after, c.is_touched) for c in found.points] == [("", "", False)]
    assert found.beside == []


def test_what_changed_beside_the_points_is_listed(
    returned: Application, contact_point: User
) -> None:
    answer = returned.answers.get(question="A3")
    answer.value = "Changed past the pages."
    answer.changed_at = portal_now()
    answer.save()
    completed = perform("complete", returned, by=contact_point)

    found = differences_of(Reading(completed))

    assert found is not None
    assert [change.code for change in found.beside] == ["A3"]


def test_officers_read_the_differences_on_both_pages_once_it_is_sent_again(
    client_as: SignIn, returned: Application, contact_point: User, secretariat: User
) -> None:
    office = client_as(secretariat)
    case = reverse("admin:accreditation_application_change", args=[returned.pk])
    title = "What changed since it was returned"
    before = office.get(returned.get_absolute_url()).content.decode()
    written(returned, "A1", "Friends of the Flyway", contact_point)
    perform("complete", returned, by=contact_point)

    pages = [
        unescape(office.get(page).content.decode()) for page in (returned.get_absolute_url(), case)
    ]
    own = client_as(contact_point).get(returned.get_absolute_url()).content.decode()

    assert title not in before
    assert title not in own
    for page in pages:
        assert title in page
        assert "<ins>Friends of the Flyway</ins>" in page
        assert "untouched" in page
        assert "Nothing else changed." in page
