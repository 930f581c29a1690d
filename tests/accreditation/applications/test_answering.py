"""The organisation answers the numbered questions with which the Committee deferred."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.asking import Answered
from accreditation.applications.models import Application
from accreditation.canonical import mark_of
from accreditation.ledger import LedgerEntry
from accreditation.workflow import NotReady, perform
from partners.models import Notice, User
from tests import cast

SignIn = Callable[[User], Client]
NOTHING = mark_of("")


@pytest.fixture
def deferred(ready_application: Application, secretariat: User, chair: User) -> Application:
    """An application that the Committee deferred with two questions."""
    item = cast.presented_item(
        ready_application, secretariat, meeting=cast.meeting(), **cast.DEFERRAL
    )
    cast.decided(item, by=secretariat, chair=chair, value="yes")
    return Application.objects.get()


def mover(application: Application) -> str:
    """Who moves next."""
    waits = application.waits()
    return str(waits.who) if waits else ""


def address(application: Application) -> str:
    return reverse("step", args=["application", application.reference, "answer"])


def sent(one: str = "", two: str = "", *, before: str = NOTHING) -> dict[str, str]:
    """The form as a page sends it."""
    return {"answer_1": one, "before_1": before, "answer_2": two, "before_2": NOTHING}


def test_the_page_of_a_deferred_application_shows_what_is_asked_and_who_moves(
    client_as: SignIn, deferred: Application, contact_point: User
) -> None:
    page = unescape(client_as(contact_point).get(deferred.get_absolute_url()).content.decode())

    assert deferred.state == "deferred"
    assert "In which years did you contribute?" in page
    assert "Who elects the board?" in page
    assert mover(deferred) == "the organisation"
    assert address(deferred) in page


def test_an_editor_answers_one_question_and_a_colleague_the_other(
    client_as: SignIn, deferred: Application, contact_point: User, editor: User
) -> None:
    first = client_as(editor).post(address(deferred), sent("Every year since 2015."))
    second = client_as(contact_point).post(
        address(deferred),
        sent("Every year since 2015.", "The assembly.", before=mark_of("Every year since 2015.")),
    )

    answered = {q.number: (q.answer, q.answered_by) for q in deferred.questions.all()}
    assert (first.status_code, second.status_code) == (302, 302)
    assert answered == {
        1: ("Every year since 2015.", editor),
        2: ("The assembly.", contact_point),
    }
    entries = LedgerEntry.objects.filter(act="application.answer").order_by("seq")
    assert [entry.data["questions"] for entry in entries] == [[1], [2]]
    assert mover(Application.objects.get()) == "the Secretariat"


def test_a_colleagues_answer_is_shown_and_not_overwritten(
    client_as: SignIn, deferred: Application, contact_point: User, editor: User
) -> None:
    client_as(editor).post(address(deferred), sent("Every year since 2015."))
    client = client_as(contact_point)

    response = client.post(address(deferred), sent("Since 2019, with a gap."))

    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Every year since 2015." in page
    assert "Since 2019, with a gap." in page
    assert deferred.questions.get(number=1).answer == "Every year since 2015."
    decided = client.post(
        address(deferred),
        sent("Since 2019, with a gap.", before=mark_of("Every year since 2015.")),
    )
    assert decided.status_code == 302
    assert deferred.questions.get(number=1).answer == "Since 2019, with a gap."


def test_what_was_overtaken_after_the_page_was_checked_is_refused(
    deferred: Application, contact_point: User, editor: User
) -> None:
    perform("answer", deferred, by=editor, answers={1: Answered("Since 2015.", NOTHING)})

    with pytest.raises(NotReady, match="Since 2015"):
        perform("answer", deferred, by=contact_point, answers={1: Answered("2019.", NOTHING)})


def test_sending_the_page_unchanged_says_that_nothing_is_answered(
    client_as: SignIn, deferred: Application, contact_point: User
) -> None:
    response = client_as(contact_point).post(address(deferred), sent())

    assert response.status_code == 422
    assert "Nothing is answered that was not answered before." in response.content.decode()
    assert not LedgerEntry.objects.filter(act="application.answer").exists()


def test_readers_and_strangers_do_not_answer(
    client_as: SignIn, deferred: Application, reader: User, rival: User
) -> None:
    assert client_as(reader).post(address(deferred), sent("No.")).status_code == 403
    assert client_as(rival).post(address(deferred), sent("No.")).status_code == 404
    assert not deferred.questions.exclude(answer="").exists()


def test_answers_reach_the_secretariat_and_the_next_dossier_and_then_stay(
    deferred: Application, contact_point: User, secretariat: User
) -> None:
    both = {1: Answered("Since 2015.", NOTHING), 2: Answered("The assembly.", NOTHING)}
    answered = perform("answer", deferred, by=contact_point, answers=both)
    told = Notice.objects.filter(key__startswith="application.answer", recipient=secretariat)
    application = perform("reassess", answered, by=secretariat)

    with pytest.raises(NotReady, match="asked no question"):
        perform("answer", application, by=contact_point, answers=both)

    assert told.count() == 1
    assert [q.line()["answer"] for q in application.questions.all()] == [
        "Since 2015.",
        "The assembly.",
    ]
