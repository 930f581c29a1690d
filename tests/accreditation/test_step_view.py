from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.workflow import perform
from partners.clock import end_of_day, portal_today
from partners.models import User

ClientAs = Callable[[User], Client]


@pytest.fixture
def proposal(group: WorkingGroup, secretariat: User) -> Proposal:
    """A proposal in drafting."""
    planned = Proposal.objects.create(group=group, title="A proposal")
    return perform("open_drafting", planned, by=secretariat)


def url(obj: object, step: str) -> str:
    return reverse("step", args=[obj.kind, obj.reference, step])  # type: ignore[attr-defined] # what carries a state


def state_of(proposal: Proposal) -> str:
    found: str = Proposal.objects.get(pk=proposal.pk).state
    return found


def test_anonymous_people_are_sent_to_sign_in(client: Client, proposal: Proposal) -> None:
    for response in (client.get(url(proposal, "submit")), client.post(url(proposal, "submit"))):
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/accounts/login/?next=")
    assert state_of(proposal) == "drafting"


def test_a_step_is_taken_and_says_where_it_stands_in_the_ledger(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    response = client_as(secretariat).post(url(proposal, "submit"), follow=True)

    entry = LedgerEntry.objects.latest("seq")
    assert state_of(proposal) == "submitted"
    assert (entry.act, entry.object) == ("proposal.submit", proposal.reference)
    assert response.redirect_chain[-1][0] == proposal.get_absolute_url()
    assert f"as entry {entry.seq}" in response.content.decode()


def test_a_step_that_does_not_exist_is_not_found(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    client = client_as(secretariat)

    for name in ("annul", "__init__", "save", "state", "refresh_from_db"):
        assert client.get(url(proposal, name)).status_code == 404
        assert client.post(url(proposal, name)).status_code == 404


def test_a_kind_that_does_not_exist_is_not_found(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    address = reverse("step", args=["session", proposal.reference, "submit"])

    assert client_as(secretariat).post(address).status_code == 404


def test_strangers_find_nothing_they_may_not_know_of(
    client_as: ClientAs,
    proposal: Proposal,
    draft_application: Application,
    stranger: User,
    rival: User,
) -> None:
    assert client_as(stranger).post(url(proposal, "submit")).status_code == 404
    assert client_as(rival).get(url(draft_application, "withdraw")).status_code == 404
    assert client_as(rival).post(url(draft_application, "withdraw")).status_code == 404


def test_a_person_whose_step_it_is_not_is_refused_and_logged(
    client_as: ClientAs, proposal: Proposal, group_member: User
) -> None:
    client = client_as(group_member)

    assert client.get(url(proposal, "submit")).status_code == 403
    assert client.post(url(proposal, "submit")).status_code == 403
    assert state_of(proposal) == "drafting"
    refusal = Refusal.objects.get()
    assert (refusal.act, refusal.reason) == ("proposal.submit", "PermissionDenied")
    assert refusal.actor == str(group_member.uuid)


def test_the_portal_s_own_steps_are_nobody_s(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    submitted = perform("submit", proposal, by=secretariat)
    process = submitted.version

    response = client_as(secretariat).post(url(process, "adopt"))

    assert response.status_code == 403
    assert Process.objects.get(pk=process.pk).state == "frozen"


def test_a_step_that_the_state_does_not_allow_says_where_it_is_now(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    client = client_as(secretariat)
    perform("submit", proposal, by=secretariat)

    for response in (client.get(url(proposal, "submit")), client.post(url(proposal, "submit"))):
        assert response.status_code == 409
        assert "Submitted to the Standing Committee" in response.content.decode()


def test_a_form_given_too_late_says_where_the_object_is_now(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    perform("submit", proposal, by=secretariat)

    response = client_as(secretariat).post(url(proposal, "circulate"), {"until": "tomorrow"})

    assert response.status_code == 409


def test_a_double_click_takes_the_step_once(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    client = client_as(secretariat)

    codes = [client.post(url(proposal, "submit")).status_code for _click in range(2)]

    assert codes == [302, 409]
    assert LedgerEntry.objects.filter(act="proposal.submit").count() == 1


def test_what_is_not_ready_says_why(client_as: ClientAs, term: object, secretariat: User) -> None:
    group = WorkingGroup.objects.create(term=term, title="Group")
    client = client_as(secretariat)

    for response in (client.get(url(group, "establish")), client.post(url(group, "establish"))):
        assert "No member is named for: NGO." in response.content.decode()
    assert response.status_code == 422
    assert WorkingGroup.objects.get(pk=group.pk).state == "planned"


def test_looking_at_a_step_changes_nothing(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    entries = LedgerEntry.objects.count()
    client = client_as(secretariat)

    for step in ("submit", "circulate"):
        assert client.get(url(proposal, step)).status_code == 200

    assert state_of(proposal) == "drafting"
    assert LedgerEntry.objects.count() == entries


def test_a_step_that_asks_for_a_date_takes_it_to_the_end_of_the_day_in_bonn(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    day = portal_today()

    client_as(secretariat).post(url(proposal, "circulate"), {"until": day.isoformat()})

    circulated = Proposal.objects.get(pk=proposal.pk)
    assert circulated.state == "circulated"
    assert circulated.comments_close_at == end_of_day(day)


@pytest.mark.parametrize("until", ["", "2001-01-01", "tomorrow"])
def test_a_form_that_is_not_right_comes_back_with_what_was_typed(
    client_as: ClientAs, proposal: Proposal, secretariat: User, until: str
) -> None:
    response = client_as(secretariat).post(url(proposal, "circulate"), {"until": until})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"until"}
    assert state_of(proposal) == "drafting"


def test_the_page_says_what_the_step_rests_on_and_where_it_leads(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    shown = client_as(secretariat).get(url(proposal, "submit")).content.decode()

    assert "13.AA b" in shown
    assert "Submitted to the Standing Committee" in shown


@pytest.mark.parametrize(
    ("asked", "gone_to"),
    [
        ("/working-group/", "/working-group/"),
        ("https://elsewhere.test/", None),
        ("//elsewhere.test/", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_one_is_led_back_to_pages_of_this_portal_only(
    client_as: ClientAs, proposal: Proposal, secretariat: User, asked: str, gone_to: str | None
) -> None:
    response = client_as(secretariat).post(url(proposal, "submit"), {"next": asked})

    assert response.headers["Location"] == (gone_to or proposal.get_absolute_url())


def test_a_forged_post_without_its_token_is_refused(proposal: Proposal, secretariat: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretariat, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.post(url(proposal, "submit")).status_code == 403
    assert state_of(proposal) == "drafting"


def test_an_old_reference_still_finds_the_object(
    client_as: ClientAs, proposal: Proposal, secretariat: User
) -> None:
    old = reverse("step", args=["proposal", proposal.begun_as, "submit"])

    assert client_as(secretariat).get(old).status_code == 200
