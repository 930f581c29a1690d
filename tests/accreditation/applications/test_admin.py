from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application, Invitation
from accreditation.machine import loading
from accreditation.proposals.models import Process, Proposal
from accreditation.workflow import perform
from partners.clock import end_of_day, portal_now, portal_today
from partners.models import User
from tests import cast

SignIn = Callable[[User], Client]
ADD = "admin:accreditation_invitation_add"
CHANGE = "admin:accreditation_invitation_change"
LIST = "admin:accreditation_application_changelist"
CASE = "admin:accreditation_application_change"


def given(process: Process, **changed: str) -> dict[str, str]:
    """An invitation as an officer fills it in."""
    return {
        "process": str(process.pk),
        "invitation_kind": "first",
        "title": "First invitation",
        "message": "You are invited.",
        "closes_at": "2099-06-30",
    } | changed


@pytest.fixture
def prepared(adopted_process: Process) -> Invitation:
    """An invitation in preparation."""
    return Invitation.objects.create(
        process=adopted_process,
        title="First invitation",
        closes_at=end_of_day(portal_today() + timedelta(days=30)),
    )


def test_an_invitation_closes_with_the_last_second_of_a_day_in_bonn(
    client_as: SignIn, adopted_process: Process, secretariat: User
) -> None:
    response = client_as(secretariat).post(reverse(ADD), given(adopted_process))

    [invitation] = Invitation.objects.all()
    assert response.status_code == 302
    assert invitation.closes_at.isoformat() == "2099-06-30T21:59:59+00:00"
    assert invitation.state == "draft"


def test_only_an_adopted_process_can_be_chosen(
    client_as: SignIn, submitted_proposal: Proposal, secretariat: User
) -> None:
    response = client_as(secretariat).post(reverse(ADD), given(submitted_proposal.version))

    assert response.status_code == 200
    assert not Invitation.objects.exists()


def test_an_invitation_in_preparation_can_be_changed(
    client_as: SignIn, prepared: Invitation, secretariat: User
) -> None:
    client = client_as(secretariat)
    address = reverse(CHANGE, args=[prepared.pk])
    seen = client.get(address).context["adminform"].form["seen"].value()

    client.post(address, given(prepared.process, title="Another title", seen=seen))

    assert Invitation.objects.get().title == "Another title"


def test_two_officers_on_one_invitation_see_a_conflict_and_overwrite_nothing(
    client_as: SignIn, prepared: Invitation, secretariat: User, officer: User
) -> None:
    address = reverse(CHANGE, args=[prepared.pk])
    mine, theirs = client_as(secretariat), client_as(officer)
    seen = mine.get(address).context["adminform"].form["seen"].value()
    theirs.post(address, given(prepared.process, title="Theirs", seen=seen))

    conflict = mine.post(address, given(prepared.process, title="Mine", seen=seen))

    assert conflict.status_code == 200
    assert "Another officer changed this invitation in between" in conflict.content.decode()
    assert "Theirs" in conflict.content.decode()
    assert Invitation.objects.get().title == "Theirs"


def test_an_opened_invitation_is_read_only(
    client_as: SignIn, open_invitation: Invitation, secretariat: User
) -> None:
    client = client_as(secretariat)
    address = reverse(CHANGE, args=[open_invitation.pk])

    page = client.get(address)
    refused = client.post(address, given(open_invitation.process, title="Changed"))

    assert page.status_code == 200
    assert 'name="title"' not in page.content.decode()
    assert refused.status_code == 403
    assert Invitation.objects.get().title == open_invitation.title


def test_the_case_shows_answers_beside_criteria_documents_and_letter(
    client_as: SignIn, submitted_application: Application, secretariat: User
) -> None:
    points = [{"kind": "question", "code": "A1", "text": "The full name, please."}]
    perform("return", submitted_application, by=secretariat, points=points)

    page = client_as(secretariat).get(reverse(CASE, args=[submitted_application.pk]))

    shown = page.content.decode()
    assert "Relevance to migratory species" in shown
    assert "We have none yet." in shown
    assert "The full name, please." in shown
    assert "On the record" in shown


def test_drafts_are_not_in_the_admin_and_nothing_is_changed_or_deleted_there(
    client_as: SignIn,
    draft_application: Application,
    rival_application: Application,
    rival: User,
    secretariat: User,
) -> None:
    submitted = cast.submitted_application(rival_application, rival)
    client = client_as(secretariat)

    listed = client.get(reverse(LIST)).context["cl"].result_list
    hidden = client.get(reverse(CASE, args=[draft_application.pk]))
    changed = client.post(reverse(CASE, args=[submitted.pk]), {"rounds": "9"})
    deleted = client.post(reverse("admin:accreditation_application_delete", args=[submitted.pk]))

    assert list(listed) == [submitted]
    assert hidden.status_code == 302
    assert [changed.status_code, deleted.status_code] == [403, 403]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=cranes", 1),
        ("?q=Nobody", 0),
        ("?state__exact=submitted", 1),
        ("?state__exact=ready", 0),
    ],
)
def test_the_list_is_searched_and_filtered(
    client_as: SignIn,
    submitted_application: Application,
    secretariat: User,
    query: str,
    found: int,
) -> None:
    page = client_as(secretariat).get(reverse(LIST) + query)

    assert page.context["cl"].result_count == found


@pytest.mark.parametrize("size", [1, 4])
def test_the_list_issues_as_many_queries_for_many_as_for_one(
    client_as: SignIn,
    open_invitation: Invitation,
    secretariat: User,
    size: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    for number in range(size):
        contact = cast.person(f"contact{number}")
        body = cast.organisation(f"Example {number}", contact, ["KEN", "PER"][number % 2])
        with loading():
            Application.objects.create(
                organisation=body,
                invitation=open_invitation,
                begun_by=contact,
                state="submitted",
                submitted_at=portal_now(),
            )
    client = client_as(secretariat)

    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(reverse(LIST)).status_code == 200


LIST_QUERIES = 13


def test_the_list_offers_no_drafts_to_choose(
    client_as: SignIn, submitted_application: Application, secretariat: User
) -> None:
    listed = reverse("admin:accreditation_application_changelist")

    page = client_as(secretariat).get(listed).content.decode()

    assert "?state__exact=submitted" in page
    assert "?state__exact=draft" not in page
