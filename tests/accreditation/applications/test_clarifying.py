"""The Secretariat asks numbered questions while it assesses, and the organisation answers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications import guards
from accreditation.applications.asking import Answered
from accreditation.applications.models import Application
from accreditation.asked import asked_of
from accreditation.canonical import mark_of
from accreditation.ledger import LedgerEntry
from accreditation.workflow import NotReady, perform
from partners.clock import end_of_day, portal_now, portal_today
from partners.models import Notice, User
from tests import cast

SignIn = Callable[[User], Client]
Later = Callable[[int], None]
NOTHING = mark_of("")
LAST_SECOND = datetime(2099, 1, 1, 22, 59, 59, tzinfo=UTC)  # of that day in Bonn


@pytest.fixture
def assessed(submitted_application: Application, secretariat: User) -> Application:
    """An application in assessment, with a finding for every criterion."""
    application = perform("accept", submitted_application, by=secretariat)
    for criterion in application.process.content["criteria"]:
        application.findings.create(
            criterion=criterion["code"], value="met", note="Seen.", by=secretariat
        )
    return application


def line(criterion: str = "C2", about: str = "", text: str = "Since when?") -> dict[str, Any]:
    """One question."""
    return {"criterion": criterion, "about": about, "text": text}


def asked(application: Application, by: User, *lines: dict[str, Any], days: int = 14) -> Any:
    """The application, once these questions were asked."""
    due_at = end_of_day(portal_today() + timedelta(days=days))
    return perform("ask", application, by=by, questions=lines or [line()], due_at=due_at)


def answered(application: Application, by: User, **texts: str) -> Any:
    """The application, once these questions were answered: `q1="..."`."""
    answers = {int(n.removeprefix("q")): Answered(text, NOTHING) for n, text in texts.items()}
    return perform("answer", application, by=by, answers=answers)


def address(application: Application, step: str = "ask") -> str:
    return reverse("step", args=["application", application.reference, step])


def sent(**fields: str) -> dict[str, str]:
    """The form to ask, with one question, as a page sends it."""
    asks = {"criterion_1": "C2", "about_1": "A1", "question_1": "Is that the legal name?"}
    return {"due": "2099-01-01"} | asks | fields


def mover(application: Application) -> str:
    """Who moves next."""
    waits = application.waits()
    return str(waits.who) if waits else ""


def words(response: Any) -> str:
    return unescape(response.content.decode())


def test_questions_are_numbered_tied_to_criteria_and_due_with_the_last_second_in_bonn(
    client_as: SignIn, assessed: Application, secretariat: User, contact_point: User
) -> None:
    second = {"criterion_3": "C7", "question_3": "Who elects the board?"}

    response = client_as(secretariat).post(address(assessed), sent(**second))

    rows = assessed.questions.values_list("number", "round", "criterion", "about", "due_at")
    assert response.status_code == 302
    assert list(rows) == [(1, 1, "C2", "A1", LAST_SECOND), (2, 1, "C7", "", LAST_SECOND)]
    assert Application.objects.get().answers_due_at == LAST_SECOND
    assert Application.objects.get().state == "in_assessment"
    told = Notice.objects.filter(key__startswith="application.ask ")
    assert {notice.recipient for notice in told} == {contact_point}


def test_the_form_offers_the_days_that_the_process_gives(
    client_as: SignIn, assessed: Application, secretariat: User
) -> None:
    page = client_as(secretariat).get(address(assessed))

    assert page.context["form"]["due"].initial == portal_today() + timedelta(days=14)


def test_the_page_shows_the_organisation_what_is_asked_and_until_when(
    client_as: SignIn, assessed: Application, secretariat: User, contact_point: User
) -> None:
    application = asked(assessed, secretariat, line(about="A1"))

    page = words(client_as(contact_point).get(application.get_absolute_url()))

    assert "Questions of the Secretariat, round 1" in page
    assert "Since when?" in page
    assert "question A1 of the form" in page
    assert address(application, "answer") in page
    assert "What is not answered by then is assessed as it stands." in page
    assert mover(application) == "the organisation"
    assert application.deadline == application.questions.get().due_at
    assert "Answer the questions of the Secretariat" in [
        str(ask.what) for ask in asked_of(contact_point)
    ]


def test_once_all_is_answered_the_secretariat_moves_and_may_recommend(
    assessed: Application, secretariat: User, editor: User
) -> None:
    application = asked(assessed, secretariat, line(), line("C7"))

    half = answered(application, editor, q1="Since 2015.")
    assert mover(half) == "the organisation"
    with pytest.raises(NotReady, match="Question 2 may still be answered"):
        perform("recommend", half, by=secretariat, recommendation="approve", text="It meets all.")
    whole = answered(half, editor, q2="The assembly.")

    assert mover(whole) == "the Secretariat"
    ready = perform("recommend", whole, by=secretariat, recommendation="approve", text="All met.")
    assert ready.state == "ready"


def test_an_answer_is_changed_until_the_day_is_over_though_all_is_answered(
    assessed: Application, secretariat: User, editor: User, later: Later
) -> None:
    application = answered(asked(assessed, secretariat), editor, q1="Since 2015.")
    changed = {1: Answered("Since 2014.", mark_of("Since 2015."))}
    again = perform("answer", application, by=editor, answers=changed)
    later(15)

    with pytest.raises(NotReady, match="The time to answer ended on"):
        perform("answer", again, by=editor, answers={1: Answered("", mark_of("Since 2014."))})

    assert application.questions.get().answer == "Since 2014."


def test_an_answer_taken_back_is_waited_for_again(
    assessed: Application, secretariat: User, editor: User
) -> None:
    application = answered(asked(assessed, secretariat), editor, q1="Since 2015.")

    emptied = {1: Answered("", mark_of("Since 2015."))}
    again = perform("answer", application, by=editor, answers=emptied)

    assert mover(again) == "the organisation"


def test_the_last_second_of_the_day_in_bonn_is_in_time_and_the_next_instant_is_late(
    assessed: Application, secretariat: User
) -> None:
    application = asked(assessed, secretariat)
    due = application.questions.get().due_at
    assert due is not None

    application._stamp = due
    in_time = guards.questions_may_be_answered(application), guards.no_question_is_open(application)
    application._stamp = due + timedelta(microseconds=1)
    late = guards.questions_may_be_answered(application), guards.no_question_is_open(application)

    assert (in_time[0], len(in_time[1])) == ([], 1)
    assert (len(late[0]), late[1]) == (1, [])


def test_what_is_not_answered_in_time_is_assessed_as_it_stands(
    assessed: Application, secretariat: User, later: Later
) -> None:
    application = asked(assessed, secretariat)
    later(15)

    assert mover(Application.objects.get()) == "the Secretariat"
    ready = perform("recommend", application, by=secretariat, recommendation="decline", text="No.")

    assert [q.line()["answer"] for q in ready.questions.all()] == [""]


def test_what_was_typed_to_a_question_whose_time_is_over_is_shown(
    client_as: SignIn, assessed: Application, secretariat: User, editor: User, later: Later
) -> None:
    first = answered(asked(assessed, secretariat, days=2), editor, q1="Since 2015.")
    application = asked(first, secretariat, line("C7"), days=30)
    typed = {"answer_1": "Since 2014.", "before_1": mark_of("Since 2015.")}
    later(5)

    page = client_as(editor).post(address(application, "answer"), typed)

    assert page.status_code == 422
    assert "Question 1 can no longer be answered." in words(page)
    assert "Since 2014." in words(page)
    assert application.questions.get(number=1).answer == "Since 2015."


def test_what_was_asked_before_is_shown_and_asked_again_only_when_meant(
    client_as: SignIn, assessed: Application, secretariat: User, editor: User
) -> None:
    application = asked(assessed, secretariat, line(about="A1", text="What is your name?"))
    answered(application, editor, q1="As in the statutes.")
    client = client_as(secretariat)

    warned = client.post(address(application), sent())
    other = client.post(address(application), sent(about_1="A2", due="2000-01-01"))
    meant = client.post(address(application), sent(again_1="on"))

    assert warned.status_code == 422
    assert "This was asked before, as question 1" in words(warned)
    assert "What is your name?" in words(warned)
    assert "As in the statutes." in words(warned)
    assert "again_1" in warned.context["form"].fields
    assert "again_1" not in other.context["form"].fields
    assert meant.status_code == 302
    assert application.questions.count() == 2


def test_a_repeat_that_is_not_meant_is_refused_by_the_step_itself(
    assessed: Application, secretariat: User, editor: User
) -> None:
    application = answered(asked(assessed, secretariat), editor, q1="Since 2015.")

    with pytest.raises(NotReady, match=r"as question 1.*Since 2015"):
        asked(application, secretariat)


def test_the_secretariat_asks_a_limited_number_of_times(
    assessed: Application, secretariat: User, editor: User
) -> None:
    once = answered(asked(assessed, secretariat), editor, q1="Since 2015.")
    twice = answered(asked(once, secretariat, line("C7")), editor, q2="The assembly.")

    with pytest.raises(NotReady, match="already asked 2 times, the most allowed"):
        asked(twice, secretariat, line("C1"))

    assert [question.round for question in twice.questions.all()] == [1, 2]


def test_a_round_begins_once_the_one_before_is_over(
    assessed: Application, secretariat: User, later: Later
) -> None:
    application = asked(assessed, secretariat)

    with pytest.raises(NotReady, match="Question 1 may still be answered"):
        asked(application, secretariat, line("C7"))
    later(15)

    assert asked(application, secretariat, line("C7")).asked_rounds == 2


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"question_1": ""}, "Write the question."),
        ({"criterion_1": ""}, "Choose the criterion it is on."),
        ({"due": "2000-01-01"}, "The day by which to answer lies ahead."),
        ({"criterion_1": "", "question_1": "", "about_1": ""}, "Write at least one question."),
    ],
)
def test_questions_that_say_too_little_are_not_asked(
    client_as: SignIn,
    assessed: Application,
    secretariat: User,
    fields: dict[str, str],
    told: str,
) -> None:
    response = client_as(secretariat).post(address(assessed), sent(**fields))

    assert response.status_code == 422
    assert told in words(response)
    assert not assessed.questions.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ([line("C99")], "one of the criteria of the process"),
        ([line(about="Z99")], "about a question of the form, or about none"),
        ([line(text=" ")], "without a text"),
        ([line()] * 11, "At most 10 questions"),
    ],
)
def test_what_the_process_does_not_know_is_not_asked(
    assessed: Application, secretariat: User, wrong: list[dict[str, Any]], told: str
) -> None:
    with pytest.raises(NotReady, match=told):
        asked(assessed, secretariat, *wrong)


def test_the_organisation_does_not_ask_and_a_reader_does_not_answer(
    client_as: SignIn, assessed: Application, secretariat: User, editor: User, reader: User
) -> None:
    assert client_as(editor).post(address(assessed), sent()).status_code == 403
    application = asked(assessed, secretariat)

    refused = client_as(reader).post(address(application, "answer"), {"answer_1": "No."})

    assert refused.status_code == 403


def test_questions_and_answers_go_into_the_dossier_and_not_into_the_ledger(
    assessed: Application, secretariat: User, editor: User
) -> None:
    application = answered(asked(assessed, secretariat), editor, q1="Since 2015.")
    ready = perform("recommend", application, by=secretariat, recommendation="approve", text="Yes.")

    item = cast.presented_item(ready, secretariat)

    assert "Since 2015." in item.dossier
    entry = LedgerEntry.objects.get(act="application.ask")
    assert entry.data["questions"] == 1
    assert "Since when?" not in entry.body


def test_the_committees_questions_wait_whatever_the_secretariat_asked(
    assessed: Application, secretariat: User, chair: User, contact_point: User, later: Later
) -> None:
    application = asked(assessed, secretariat, days=1)
    later(2)
    ready = perform("recommend", application, by=secretariat, recommendation="approve", text="Yes.")
    item = cast.presented_item(ready, secretariat, meeting=cast.meeting(), **cast.DEFERRAL)
    cast.decided(item, by=secretariat, chair=chair, value="yes")
    deferred = Application.objects.get()

    numbers = [q.number for q in deferred.questions.answerable(deferred)]
    both = answered(deferred, contact_point, q2="Every year.", q3="The assembly.")

    assert numbers == [2, 3]
    assert mover(both) == "the Secretariat"
    with pytest.raises(NotReady, match="Question 1 can no longer be answered"):
        answered(deferred, contact_point, q1="Since 2015.")


def test_the_desk_counts_open_questions_with_the_organisation(
    client_as: SignIn, assessed: Application, secretariat: User
) -> None:
    asked(assessed, secretariat)

    page = words(client_as(secretariat).get(reverse("admin:index")))

    assert "Applications in assessment: questions open" in page
    assert "Applications: In assessment" not in page


def test_the_case_in_the_admin_shows_the_questions(
    client_as: SignIn, assessed: Application, secretariat: User
) -> None:
    application = asked(assessed, secretariat)
    case = reverse("admin:accreditation_application_change", args=[application.pk])

    assert "Since when?" in words(client_as(secretariat).get(case))
    assert application.questions.in_time(portal_now()).exists()
