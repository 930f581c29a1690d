from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.committee.models import Item
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests import cast

SignIn = Callable[[User], Client]
Later = Callable[[int], None]
DECLARED = {"declared_by": "Ada Example", "declared_function": "Director", "declared": "on"}


def address(name: str, application: Application, *rest: object) -> str:
    """The address of one of an application's pages."""
    return reverse(f"applications:{name}", args=[application.reference, *rest])


def step(application: Application, name: str) -> str:
    """The address of a step."""
    return reverse("step", args=["application", application.reference, name])


def words(response: Any) -> str:
    """What a page says."""
    return unescape(response.content.decode())


PAGES = [
    ("application", []),
    ("section", ["A"]),
    ("documents", []),
    ("check", []),
    ("findings", []),
    ("file", ["6f2d2c1e-0000-4000-8000-000000000000"]),
]
ACTS = [
    ("section", ["A"]),
    ("upload", ["D1", 1]),
    ("explain", ["D1", 1]),
    ("remove", ["D1", 1]),
    ("findings", []),
]


@pytest.mark.parametrize(("name", "rest"), PAGES)
def test_another_organisation_and_strangers_find_no_page(
    client_as: SignIn,
    *,
    client: Client,
    submitted_application: Application,
    rival: User,
    stranger: User,
    member: User,
    name: str,
    rest: list[object],
) -> None:
    page = address(name, submitted_application, *rest)

    assert [client_as(who).get(page).status_code for who in (rival, stranger, member)] == [404] * 3
    assert client.get(page)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(("name", "rest"), ACTS)
def test_another_organisation_and_strangers_change_nothing(
    client_as: SignIn,
    *,
    draft_application: Application,
    rival: User,
    stranger: User,
    secretariat: User,
    name: str,
    rest: list[object],
) -> None:
    page = address(name, draft_application, *rest)

    refused = [client_as(who).post(page).status_code for who in (rival, stranger, secretariat)]

    assert refused == [404] * 3


@pytest.mark.parametrize(("name", "rest"), PAGES[:4])
def test_every_own_page_opens_for_readers_and_once_submitted_for_officers(
    client_as: SignIn,
    *,
    draft_application: Application,
    contact_point: User,
    reader: User,
    secretariat: User,
    name: str,
    rest: list[object],
) -> None:
    own = client_as(reader).get(address(name, draft_application, *rest))
    unseen = client_as(secretariat).get(address(name, draft_application, *rest))
    submitted = cast.submitted_application(draft_application, contact_point)
    seen = client_as(secretariat).get(address(name, submitted, *rest))

    assert [own.status_code, unseen.status_code, seen.status_code] == [200, 404, 200]


def test_the_task_list_says_how_far_each_section_is(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    for question in draft_application.process.content["form"][1]["questions"]:
        value = cast.sample(question)
        draft_application.answers.create(
            question=question["code"], value=value, changed_by=contact_point
        )
    draft_application.answers.create(question="A1", value="Name", changed_by=contact_point)

    page = client_as(contact_point).get(address("application", draft_application))
    shown = [str(topic.progress.label) for topic in page.context["reading"].topics]

    assert shown == ["Begun", "Complete", *["Not begun"] * 7]


def test_the_check_page_names_what_is_missing_with_a_way_there(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    draft_application.answers.filter(question="A1").delete()
    client = client_as(contact_point)

    lacking = words(client.get(address("check", draft_application)))
    draft_application.answers.create(question="A1", value="Name", changed_by=contact_point)
    complete = words(client.get(address("check", draft_application)))

    assert "What stands in the way" in lacking
    assert f"{address('section', draft_application, 'A')}#div_id_A1" in lacking
    assert step(draft_application, "submit") not in lacking
    assert "Nothing is missing." in complete
    assert step(draft_application, "submit") in complete


def test_submitting_gives_a_receipt_with_reference_time_and_entry(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    client = client_as(contact_point)

    response = client.post(step(draft_application, "submit"), DECLARED)
    page = words(client.get(response["Location"]))

    application = Application.objects.get()
    entry = LedgerEntry.objects.get(act="application.submit")
    assert application.reference.startswith("CMS-")
    assert (application.declared_by, application.declared_function) == ("Ada Example", "Director")
    assert "Receipt" in page
    assert application.reference in page
    assert entry.hash in page
    assert "What happens next" in page


def test_submitting_asks_for_the_declaration(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    given = {key: DECLARED[key] for key in ("declared_by", "declared_function")}

    response = client_as(contact_point).post(step(draft_application, "submit"), given)

    assert response.status_code == 422
    assert "The declaration is needed to submit." in words(response)
    assert Application.objects.get().state == "draft"


def test_an_incomplete_application_is_not_submitted(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    response = client_as(contact_point).post(step(draft_application, "submit"), DECLARED)

    assert response.status_code == 422
    assert "A1 is not answered: Legal name" in words(response)
    assert "Ada Example" in words(response)


@pytest.mark.parametrize("who", ["editor", "reader", "secretariat"])
def test_only_the_contact_point_and_the_alternate_submit(
    client_as: SignIn, draft_application: Application, who: str, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    expected = 404 if who == "secretariat" else 403

    assert client_as(person).post(step(draft_application, "submit")).status_code == expected
    assert Application.objects.get().state == "draft"


def test_a_second_click_on_submit_says_where_the_application_is(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    cast.answer_everything(draft_application, contact_point)
    client = client_as(contact_point)
    client.post(step(draft_application, "submit"), DECLARED)

    second = client.post(step(draft_application, "submit"), DECLARED)

    application = Application.objects.get()
    assert second.status_code == 409
    assert f"{application.reference} is now “Submitted”" in words(second)
    assert application.get_absolute_url() in words(second)
    assert LedgerEntry.objects.filter(act="application.submit").count() == 1
    assert Refusal.objects.get().reason == "StepRefused"


def test_a_late_submission_is_refused_by_the_database_clock(
    client_as: SignIn, draft_application: Application, contact_point: User, later: Later
) -> None:
    cast.answer_everything(draft_application, contact_point)
    client = client_as(contact_point)
    later(61)

    response = client.post(step(draft_application, "submit"), DECLARED)
    check = words(client.get(address("check", draft_application)))

    assert response.status_code == 422
    assert "The invitation is closed: its deadline was" in words(response)
    assert "The invitation is closed: its deadline was" in check
    assert Application.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["accredited", "annihilate", "__init__"])
def test_a_forged_step_is_not_found(
    client_as: SignIn, draft_application: Application, contact_point: User, name: str
) -> None:
    assert client_as(contact_point).post(step(draft_application, name)).status_code == 404


def test_nobody_accredits_by_hand(
    client_as: SignIn, ready_application: Application, contact_point: User, secretariat: User
) -> None:
    perform("present", ready_application, by=secretariat, **cast.in_writing())

    refused = [
        client_as(who).post(step(ready_application, "accredit")).status_code
        for who in (contact_point, secretariat)
    ]

    assert refused == [403, 403]


def test_the_old_address_of_a_draft_leads_to_the_submitted_application(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    old = address("section", draft_application, "A")
    submitted = cast.submitted_application(draft_application, contact_point)

    response = client_as(contact_point).get(old)

    assert response["Location"] == address("section", submitted, "A")


def test_the_letter_of_return_stands_point_by_point_and_completing_sends_it(
    client_as: SignIn, submitted_application: Application, secretariat: User, contact_point: User
) -> None:
    letter = {
        "about_1": "question A1",
        "text_1": "The full name, please.",
        "about_4": "document D5",
        "text_4": "The second year is lacking.",
    }
    client_as(secretariat).post(step(submitted_application, "return"), letter)
    client = client_as(contact_point)

    page = client.get(address("application", submitted_application))
    client.post(step(submitted_application, "complete"))

    assert [(p["code"], p["text"]) for p in page.context["reading"].points] == [
        ("A1", "The full name, please."),
        ("D5", "The second year is lacking."),
    ]
    assert "A1 Legal name" in words(page)
    assert "D5 Accounts of two years" in words(page)
    assert Application.objects.get().state == "submitted"


@pytest.mark.parametrize(
    ("letter", "told"),
    [
        ({}, "Name at least one point to complete."),
        ({"about_1": "question A1"}, "Say what is lacking."),
        ({"text_1": "Something"}, "Choose the question or document."),
        (
            {"about_1": "question A1", "text_1": "x", "about_2": "question A1", "text_2": "y"},
            "This one already has a point above.",
        ),
    ],
)
def test_a_letter_that_says_too_little_is_not_sent(
    client_as: SignIn,
    submitted_application: Application,
    secretariat: User,
    letter: dict[str, str],
    told: str,
) -> None:
    response = client_as(secretariat).post(step(submitted_application, "return"), letter)

    assert response.status_code == 422
    assert told in words(response)
    assert Application.objects.get().state == "submitted"


def test_withdrawing_asks_whether_it_is_meant(
    client_as: SignIn, submitted_application: Application, contact_point: User
) -> None:
    client = client_as(contact_point)

    unsure = client.post(step(submitted_application, "withdraw"))
    client.post(step(submitted_application, "withdraw"), {"sure": "on"})

    assert unsure.status_code == 422
    assert Application.objects.get().state == "withdrawn"


def test_a_recommendation_needs_a_choice_and_reasons(
    client_as: SignIn, submitted_application: Application, secretariat: User
) -> None:
    application = perform("accept", submitted_application, by=secretariat)
    for criterion in application.process.content["criteria"]:
        application.findings.create(
            criterion=criterion["code"], value="met", note="Seen.", by=secretariat
        )
    client = client_as(secretariat)

    bare = client.post(step(application, "recommend"))
    asked = client.get(step(application, "recommend"))
    client.post(step(application, "recommend"), {"recommendation": "decline", "text": "Because."})

    application = Application.objects.get()
    assert bare.status_code == 422
    assert "checked" not in words(asked)
    assert (application.state, application.recommendation) == ("ready", "decline")


@pytest.mark.parametrize(("value", "told"), [("yes", "Accredited"), ("no", "Not approved")])
def test_after_the_decision_the_page_gives_outcome_findings_and_what_may_be_done(
    client_as: SignIn,
    *,
    prepared_item: Item,
    secretariat: User,
    chair: User,
    contact_point: User,
    value: str,
    told: str,
) -> None:
    application = Application.objects.get()
    client = client_as(contact_point)
    before = words(client.get(address("application", application)))
    cast.decided(prepared_item, by=secretariat, chair=chair, value=value)

    page = words(client.get(address("application", application)))

    assert "It meets all." not in before
    assert told in page
    assert prepared_item.reference in page
    assert "It meets all." in page
    assert (application.process.content["after_refusal"] in page) is (value == "no")


def test_a_draft_lapses_once_its_invitation_is_closed_and_not_before(
    draft_application: Application, later: Later
) -> None:
    with pytest.raises(NotReady):
        perform("lapse", draft_application)
    later(61)
    perform("close", draft_application.invitation)

    assert list(Application.objects.lapsing()) == [draft_application]
    assert perform("lapse", draft_application).state == "lapsed"


def test_an_application_that_is_not_completed_in_time_lapses(
    submitted_application: Application, secretariat: User, contact_point: User, later: Later
) -> None:
    points = [{"kind": "question", "code": "A1", "text": "The full name."}]
    application = perform("return", submitted_application, by=secretariat, points=points)
    assert list(Application.objects.lapsing()) == []
    later(32)

    with pytest.raises(NotReady, match="The time to complete the application ended"):
        perform("complete", application, by=contact_point)
    assert list(Application.objects.lapsing()) == [application]
    assert perform("lapse", application).state == "lapsed"


def test_postgresql_refuses_to_accredit_without_a_certified_decision(
    prepared_item: Item,
) -> None:
    with (
        pytest.raises(DatabaseError, match="decided by a certified decision"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accreditation_application SET state = 'accredited'")


def test_postgresql_keeps_what_was_submitted(submitted_application: Application) -> None:
    with (
        pytest.raises(DatabaseError, match="submitted is never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM accreditation_application")
