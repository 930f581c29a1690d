"""The organisation asks for more time, and the Secretariat grants or refuses it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.ledger import LedgerEntry
from accreditation.tasks import sweep_deadlines
from accreditation.templatetags.portal import move_of
from accreditation.workflow import NotReady, perform
from partners.clock import deadline_zone, end_of_day, portal_today
from partners.models import Notice, User

SignIn = Callable[[User], Client]
Later = Callable[[int], None]
POINTS = [{"kind": "question", "code": "A1", "text": "The full name."}]
WHY = "The accounts are being audited."


@pytest.fixture
def returned(submitted_application: Application, secretariat: User) -> Application:
    """An application returned for completion, within 30 days."""
    return perform("return", submitted_application, by=secretariat, points=POINTS)


@pytest.fixture
def questioned(submitted_application: Application, secretariat: User) -> Application:
    """An application in assessment, with two questions to be answered within 14 days."""
    application = perform("accept", submitted_application, by=secretariat)
    questions = [
        {"criterion": criterion, "about": "", "text": "Since when?"} for criterion in ("C1", "C2")
    ]
    return perform("ask", application, by=secretariat, questions=questions, due_at=day(14))


def day(days: int) -> datetime:
    """The end of the day in Bonn so many days from today."""
    return end_of_day(portal_today() + timedelta(days=days))


def more_time(application: Application, by: User, *, days: int = 40) -> Any:
    """The application, once more time was asked for."""
    return perform("ask_extension", application, by=by, until=day(days), reason=WHY)


def address(application: Application, step: str) -> str:
    return reverse("step", args=["application", application.reference, step])


def words(response: Any) -> str:
    return unescape(response.content.decode())


def told(act: str) -> set[User | None]:
    """Who was told of an act."""
    return {n.recipient for n in Notice.objects.filter(key__startswith=f"application.{act} ")}


def test_the_contact_point_asks_for_more_time_and_both_sides_are_told(
    client_as: SignIn, returned: Application, contact_point: User, secretariat: User
) -> None:
    client = client_as(contact_point)
    offered = words(client.get(returned.get_absolute_url()))
    until = day(40)

    response = client.post(
        address(returned, "ask_extension"),
        {"until": until.astimezone(deadline_zone()).date().isoformat(), "reason": WHY},
    )

    request = returned.extensions.get()
    assert address(returned, "ask_extension") in offered
    assert response.status_code == 302
    assert (request.until, request.what, request.round) == (until, "completion", 1)
    assert told("ask_extension") >= {contact_point, secretariat}
    page = words(client.get(returned.get_absolute_url()))
    assert WHY in page
    assert "the deadline stands as it is" in page
    assert Application.objects.get().completion_due_at == returned.completion_due_at
    assert WHY not in LedgerEntry.objects.get(act="application.ask_extension").body


def test_granting_moves_the_deadline_also_for_the_lapse(
    returned: Application, contact_point: User, secretariat: User, later: Later
) -> None:
    application = perform("grant_extension", more_time(returned, contact_point), by=secretariat)
    later(35)

    assert application.completion_due_at == application.extensions.get().until
    assert list(Application.objects.lapsing()) == []
    with pytest.raises(NotReady, match="The deadline has not yet passed"):
        perform("lapse", application)
    later(42)
    assert perform("lapse", application).state == "lapsed"
    assert told("grant_extension") >= {contact_point, secretariat}


def test_an_extension_never_shortens(
    client_as: SignIn, returned: Application, contact_point: User
) -> None:
    sooner = portal_today() + timedelta(days=10)

    with pytest.raises(NotReady, match="later than the present one"):
        more_time(returned, contact_point, days=30)
    page = client_as(contact_point).post(
        address(returned, "ask_extension"), {"until": sooner.isoformat(), "reason": WHY}
    )

    assert page.status_code == 422
    assert "The new deadline is later than the present one." in words(page)
    assert not returned.extensions.exists()


def test_a_refusal_gives_its_reason_and_leaves_the_deadline(
    client_as: SignIn, returned: Application, contact_point: User, secretariat: User
) -> None:
    application = more_time(returned, contact_point)
    client = client_as(secretariat)

    silent = client.post(address(application, "refuse_extension"), {"reason": ""})
    client.post(address(application, "refuse_extension"), {"reason": "There was time enough."})

    request = application.extensions.get()
    assert silent.status_code == 422
    assert (request.granted, request.refusal) == (False, "There was time enough.")
    assert request.decided_by == secretariat
    assert Application.objects.get().completion_due_at == returned.completion_due_at
    page = client_as(contact_point).get(returned.get_absolute_url())
    assert "There was time enough." in words(page)
    assert told("refuse_extension") >= {contact_point, secretariat}


def test_a_refusal_without_a_reason_is_refused_by_the_step_itself(
    returned: Application, contact_point: User, secretariat: User
) -> None:
    application = more_time(returned, contact_point)

    with pytest.raises(NotReady, match="A refusal gives its reason"):
        perform("refuse_extension", application, by=secretariat, reason=" ")

    assert application.extensions.get().is_pending


def test_one_request_waits_at_a_time_and_there_are_two_in_a_round(
    returned: Application, contact_point: User, secretariat: User
) -> None:
    first = more_time(returned, contact_point)
    with pytest.raises(NotReady, match="already waits for the Secretariat"):
        more_time(first, contact_point, days=50)
    perform("refuse_extension", first, by=secretariat, reason="Not yet.")
    second = perform("grant_extension", more_time(first, contact_point), by=secretariat)

    with pytest.raises(NotReady, match="already asked for 2 times, the most allowed"):
        more_time(second, contact_point, days=60)


def test_another_round_has_requests_of_its_own(
    returned: Application, contact_point: User, secretariat: User
) -> None:
    asked = more_time(returned, contact_point)
    again = perform("complete", asked, by=contact_point)
    second = perform("return", again, by=secretariat, points=POINTS)

    with pytest.raises(NotReady, match="has not asked for more time"):
        perform("grant_extension", second, by=secretariat)
    more_time(second, contact_point)

    assert [request.round for request in second.extensions.all()] == [1, 2]


def test_more_time_to_answer_moves_the_questions(
    questioned: Application, contact_point: User, secretariat: User, later: Later
) -> None:
    application = more_time(questioned, contact_point, days=20)
    later(16)
    granted = perform("grant_extension", application, by=secretariat)

    until = granted.extensions.get().until
    assert granted.answers_due_at == until
    assert {question.due_at for question in granted.questions.all()} == {until}
    assert granted.has_open_questions


def test_more_time_is_not_asked_for_after_the_time(
    questioned: Application, contact_point: User, later: Later
) -> None:
    later(15)

    with pytest.raises(NotReady, match="The time ended on"):
        more_time(questioned, contact_point)


def test_a_day_that_has_passed_is_not_granted(
    questioned: Application, contact_point: User, secretariat: User, later: Later
) -> None:
    application = more_time(questioned, contact_point, days=20)
    later(21)

    with pytest.raises(NotReady, match="has already passed"):
        perform("grant_extension", application, by=secretariat)


def test_editors_do_not_ask_and_contact_points_do_not_grant(
    client_as: SignIn, returned: Application, contact_point: User, editor: User
) -> None:
    given = {"until": "2099-01-01", "reason": WHY}
    refused = client_as(editor).post(address(returned, "ask_extension"), given)
    application = more_time(returned, contact_point)
    granted = client_as(contact_point).post(address(application, "grant_extension"))

    assert (refused.status_code, granted.status_code) == (403, 403)


def test_the_desk_and_the_list_show_the_officers_what_to_decide(
    client_as: SignIn, returned: Application, contact_point: User, secretariat: User
) -> None:
    client = client_as(secretariat)
    listed = reverse("admin:accreditation_application_changelist") + "?more_time=asked"
    before = words(client.get(listed))
    more_time(returned, contact_point)

    desk = words(client.get(reverse("admin:index")))

    assert "Requests for more time: to decide" in desk
    assert "?more_time=asked" in desk
    assert returned.reference not in before
    assert returned.reference in words(client.get(listed))


def moves_next(application: Application) -> tuple[str, str]:
    """Who moves next, and what happens on silence."""
    move = move_of(Application.objects.get(pk=application.pk))
    return move.who, move.silence


def test_a_request_that_waits_holds_back_the_lapse_until_it_is_decided(
    returned: Application, contact_point: User, secretariat: User, later: Later
) -> None:
    application = more_time(returned, contact_point)
    before = moves_next(application)
    later(35)

    swept = sweep_deadlines()
    after = moves_next(application)
    with pytest.raises(NotReady, match="waits for the decision of the Secretariat"):
        perform("lapse", application)
    with pytest.raises(NotReady, match="The time ended on"):
        perform("ask_extension", application, by=contact_point, until=day(90), reason=WHY)

    assert swept == 0
    assert Application.objects.get().state == "returned"
    assert before[0] == "the organisation"
    assert "Nothing lapses while the request" in before[1]
    assert after[0] == "the Secretariat"
    assert "does not lapse before the Secretariat has decided" in after[1]
    granted = perform("grant_extension", application, by=secretariat)
    assert perform("complete", granted, by=contact_point).state == "submitted"


def test_an_application_lapses_once_its_request_is_refused_after_the_deadline(
    returned: Application, contact_point: User, secretariat: User, later: Later
) -> None:
    application = more_time(returned, contact_point)
    later(35)

    perform("refuse_extension", application, by=secretariat, reason="There was time enough.")
    sweep_deadlines()

    assert Application.objects.get().state == "lapsed"


def test_steps_that_decide_on_more_time_are_listed_only_while_it_is_asked_for(
    client_as: SignIn, returned: Application, contact_point: User, secretariat: User
) -> None:
    client = client_as(secretariat)
    case = reverse("admin:accreditation_application_change", args=[returned.pk])
    steps = ("Grant more time", "Refuse more time")

    before = [words(client.get(page)) for page in (returned.get_absolute_url(), case)]
    more_time(returned, contact_point)
    after = [words(client.get(page)) for page in (returned.get_absolute_url(), case)]

    assert not [step for step in steps for page in before if step in page]
    assert [step in page for step in steps for page in after] == [True] * 4
