from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accreditation.applications.models import Application, Invitation
from accreditation.asked import asked_of
from accreditation.committee.guards import may_certify
from accreditation.committee.leaving import declare, recuse
from accreditation.committee.models import Item
from accreditation.committee.observers import Observer
from accreditation.mandate import gates
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.register.models import Accreditation
from accreditation.standing import MOVERS, mover, paragraphs
from accreditation.workflow import perform
from partners.clock import end_of_day, portal_today
from partners.models import User
from tests import cast

ClientAs = Callable[[User], Client]


def home(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def asked(user: User) -> list[str]:
    return [str(ask.what) for ask in asked_of(user)]


def test_everybody_sees_the_seven_gates_and_the_six_paragraphs(client: Client, db: None) -> None:
    shown = home(client)

    for number in range(1, 8):
        assert f"Gate {number}" in shown
    for paragraph in ("13.AA a", "13.AA b", "13.AA c", "13.BB", "13.CC a", "13.CC b"):
        assert paragraph in shown
    assert "Draft as in the COP13 document" in shown
    assert "What is asked of you" not in shown


def test_at_the_beginning_the_secretariat_must_move(client: Client, db: None) -> None:
    response = client.get("/")

    assert response.context["here"].number == 1
    assert str(response.context["mover"]) == "the Secretariat"


def test_after_the_group_the_working_group_must_move(client: Client, group: WorkingGroup) -> None:
    response = client.get("/")

    assert response.context["here"].number == 2
    assert "the working group" in response.content.decode()


def test_every_gate_has_somebody_who_must_move(db: None) -> None:
    assert [mover(gate) for gate in gates()] == list(MOVERS.values())


def test_the_paragraphs_follow_their_gates(group: WorkingGroup) -> None:
    states = {each.decision.code: each.state for each in paragraphs(gates())}

    assert states == {
        "13.AA a": "done",
        "13.AA b": "current",
        "13.AA c": "closed",
        "13.BB": "current",
        "13.CC a": "closed",
        "13.CC b": "closed",
    }


def test_an_open_invitation_is_shown_with_its_deadline(
    client: Client, open_invitation: Invitation, adopted_process: Process
) -> None:
    shown = home(client)

    assert open_invitation.title in shown
    assert "Bonn time" in shown
    assert adopted_process.reference in shown
    assert "StC99/Item-1" in shown


def test_when_all_gates_are_passed_the_page_says_so(
    client: Client, accreditation: Accreditation
) -> None:
    assert "All seven gates are passed" in home(client)


def test_a_contact_point_is_asked_to_finish_the_draft(
    client_as: ClientAs, draft_application: Application, contact_point: User
) -> None:
    assert asked(contact_point) == ["Finish and submit your application"]
    assert "What is asked of you" in home(client_as(contact_point))


def test_a_reader_of_the_organisation_is_asked_for_nothing(
    draft_application: Application, reader: User
) -> None:
    assert asked(reader) == []


def test_an_organisation_without_an_application_may_apply(
    open_invitation: Invitation, draft_application: Application, rival: User
) -> None:
    [ask] = asked_of(rival)

    assert str(ask.what) == "Apply for your organisation, if you wish"
    assert ask.by == open_invitation.closes_at


def test_a_newcomer_is_asked_for_whom_they_speak(
    open_invitation: Invitation, stranger: User
) -> None:
    [ask] = asked_of(stranger)

    assert str(ask.what) == "Describe your organisation, if you wish to apply for one"
    assert ask.url == "/people/organisation/"


def test_a_returned_application_is_asked_for_with_its_deadline(
    submitted_application: Application, contact_point: User, secretariat: User
) -> None:
    points = [{"kind": "question", "code": "A1", "text": "As on the certificate, please."}]
    returned = perform("return", submitted_application, by=secretariat, points=points)

    [ask] = asked_of(contact_point)

    assert str(ask.what) == "Complete what was returned"
    assert ask.by == returned.completion_due_at


def test_a_member_is_asked_until_the_seat_has_spoken(
    open_item: Item, member: User, alternate: User
) -> None:
    first = "Declare on conflicts of interest, then state your position"
    assert asked(member) == [first]
    assert asked(alternate) == [first]

    declare(open_item, by=member, has_conflict=False)
    assert asked(member) == ["State your position"]

    cast.say(open_item, by=member, value="yes")

    assert asked(member) == []
    assert asked(alternate) == []


def test_who_is_out_of_an_item_is_asked_for_nothing(
    open_item: Item, member: User, alternate: User
) -> None:
    declare(open_item, by=member, has_conflict=True)

    assert asked(member) == []
    assert asked(alternate) == []


def test_an_alternates_conflict_leaves_the_member_asked(
    open_item: Item, member: User, alternate: User
) -> None:
    declare(open_item, by=alternate, has_conflict=True)

    assert asked(alternate) == []
    assert len(asked(member)) == 1


def test_an_observer_is_not_asked(open_item: Item, stranger: User) -> None:
    Observer.objects.create(
        term=open_item.term, user=stranger, on_behalf_of="Example Fund", reads_dossiers=True
    )

    assert asked(stranger) == []


@pytest.mark.parametrize("reason", ["recusal", "conflict", "none"])
def test_the_vice_chair_is_asked_to_certify_in_the_chairs_stead(
    open_item: Item, chair: User, secretariat: User, term: Any, reason: str
) -> None:
    vice = cast.seat_person(term, "AFR-1", cast.person("vice"))
    if reason == "recusal":
        recuse(open_item, by=chair)
    perform("close", open_item, by=secretariat)
    if reason == "conflict":
        declare(open_item, by=chair, has_conflict=True)
    item = Item.objects.get(pk=open_item.pk)

    for user in (chair, vice):
        assert (asked(user) == ["Certify the count"]) == may_certify(item, user)
    assert (asked(vice) == ["Certify the count"]) == (reason != "none")


def test_the_chair_is_asked_to_certify(
    open_item: Item, chair: User, secretariat: User, member: User
) -> None:
    cast.say(open_item, by=chair, value="yes")
    perform("close", open_item, by=secretariat)

    assert asked(chair) == ["Certify the count"]
    assert asked(member) == []


def test_a_member_of_the_group_is_asked_to_comment(
    group: WorkingGroup, group_member: User, stranger: User, secretariat: User
) -> None:
    proposal = Proposal.objects.create(group=group, title="A proposal")
    proposal = perform("open_drafting", proposal, by=secretariat)
    closes = end_of_day(portal_today())
    perform("circulate", proposal, by=secretariat, comments_close_at=closes)

    [ask] = asked_of(group_member)

    assert (str(ask.what), ask.by) == ("Comment on the proposal", closes)
    assert asked(stranger) == []


def test_an_officer_is_led_to_the_work_of_the_secretariat(
    client_as: ClientAs, secretariat: User
) -> None:
    assert asked(secretariat) == ["Open the work of the Secretariat"]
    assert 'href="/admin/"' in home(client_as(secretariat))


def test_what_is_due_first_comes_first(
    draft_application: Application, contact_point: User, group: WorkingGroup, secretariat: User
) -> None:
    group.members.create(user=contact_point, category="ngo", on_behalf_of="Example Society")
    proposal = Proposal.objects.create(group=group, title="A second proposal")
    proposal = perform("open_drafting", proposal, by=secretariat)
    perform("circulate", proposal, by=secretariat, comments_close_at=end_of_day(portal_today()))

    assert asked(contact_point) == [
        "Comment on the proposal",
        "Finish and submit your application",
    ]


@pytest.mark.parametrize("size", [1, 5])
def test_home_asks_the_same_number_of_questions_however_much_waits(
    client_as: ClientAs,
    open_invitation: Invitation,
    contact_point: User,
    size: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(size):
        body = cast.organisation(f"Society {number}", cast.person(f"contact{number}"))
        body.memberships.create(user=contact_point, role="alternate")
        cast.begun_application(body, open_invitation, contact_point)
    client = client_as(contact_point)
    client.get("/")

    with django_assert_num_queries(19):
        client.get("/")
