import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.proposals.drafting import comment, edit, latest
from accreditation.proposals.editing import changed
from accreditation.proposals.models import GroupMember, Process, Proposal, WorkingGroup
from accreditation.workflow import perform
from partners.clock import end_of_day, portal_today
from partners.models import User
from tests import cast

ClientAs = Callable[[User], Client]


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_everybody_reads_the_list_and_sees_no_draft(client: Client, proposal: Proposal) -> None:
    shown = page(client, reverse("proposals:list"))

    assert "IWG-COP13-COP14" in shown
    assert proposal.reference not in shown


def test_an_empty_list_says_what_comes_first(client: Client, db: None) -> None:
    shown = page(client, reverse("proposals:list"))

    assert "No working group is established yet" in shown
    assert "No proposal is open to read yet" in shown


def test_members_are_named_to_the_group_only(
    client: Client, client_as: ClientAs, group: WorkingGroup, group_member: User, stranger: User
) -> None:
    url = group.get_absolute_url()

    assert f"({group_member})" in page(client_as(group_member), url)
    assert f"({group_member})" not in page(client_as(stranger), url)
    assert f"({group_member})" not in page(client, url)


@pytest.mark.parametrize("size", [1, 5])
def test_the_list_asks_the_same_number_of_questions_however_long(
    client_as: ClientAs,
    secretariat: User,
    proposal: Proposal,
    size: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(size):
        other = Proposal.objects.create(group=proposal.group, title=f"Proposal {number}")
        other = perform("open_drafting", other, by=secretariat)
        closes = end_of_day(portal_today())
        perform("circulate", other, by=secretariat, comments_close_at=closes)
        GroupMember.objects.create(
            group=proposal.group,
            user=cast.person(f"other{number}"),
            category="other",
            on_behalf_of="Other",
        )
    client = client_as(secretariat)
    client.get(reverse("proposals:list"))

    with django_assert_num_queries(10):
        client.get(reverse("proposals:list"))


def test_strangers_find_no_draft(
    client: Client, client_as: ClientAs, proposal: Proposal, draft: Process, stranger: User
) -> None:
    urls = [
        proposal.get_absolute_url(),
        draft.get_absolute_url(),
        reverse("proposals:process-json", args=[draft.reference]),
    ]

    assert {client.get(url).status_code for url in urls} == {404}
    assert {client_as(stranger).get(url).status_code for url in urls} == {404}


def test_a_planned_group_is_the_secretariats(
    client: Client, client_as: ClientAs, term: Any, secretariat: User
) -> None:
    group = WorkingGroup.objects.create(term=term, title="Group to be")

    assert client.get(group.get_absolute_url()).status_code == 404
    assert client_as(secretariat).get(group.get_absolute_url()).status_code == 200


def test_members_read_the_draft_in_the_page_s_language(
    client_as: ClientAs, proposal: Proposal, group_member: User
) -> None:
    client = client_as(group_member)
    client.cookies["django_language"] = "fr"

    shown = page(client, proposal.get_absolute_url())

    assert "Capacité" not in shown
    assert proposal.version.in_language("fr")["criteria"][0]["title"] in shown
    assert proposal.version.content["criteria"][0]["title"] not in shown


def test_what_is_not_confirmed_says_so(
    client_as: ClientAs, proposal: Proposal, group_member: User
) -> None:
    shown = page(client_as(group_member), proposal.get_absolute_url())

    assert shown.count("Not confirmed against the CMS Rules of Procedure.") == 9


def test_a_submitted_proposal_is_public_and_its_comments_are_not(
    client: Client,
    client_as: ClientAs,
    proposal: Proposal,
    group_member: User,
    secretariat: User,
) -> None:
    comment(proposal, by=group_member, path="criteria", text="A word among ourselves.")
    submitted = perform("submit", proposal, by=secretariat)

    shown = page(client, submitted.get_absolute_url())

    assert submitted.version.sha256 in shown
    assert "A word among ourselves." not in shown
    assert "A word among ourselves." in page(client_as(group_member), submitted.get_absolute_url())


def test_an_old_link_still_finds_what_was_numbered_since(
    client_as: ClientAs, submitted_proposal: Proposal, group_member: User
) -> None:
    client = client_as(group_member)
    old = reverse("proposals:proposal", args=[submitted_proposal.begun_as])

    assert submitted_proposal.reference in page(client, old)


def test_a_member_comments_on_a_part(
    client_as: ClientAs, proposal: Proposal, group_member: User
) -> None:
    client = client_as(group_member)
    url = reverse("proposals:comment", args=[proposal.reference])

    response = client.post(url, {"path": "form/A", "text": "Ask for the acronym."})

    assert response.headers["Location"] == f"{proposal.get_absolute_url()}#part-form-A"
    assert "Ask for the acronym." in page(client, proposal.get_absolute_url())


@pytest.mark.parametrize(("path", "text"), [("form/A", "  "), ("form/A", "x" * 5001), ("no", "x")])
def test_a_comment_that_is_not_right_comes_back(
    client_as: ClientAs, proposal: Proposal, group_member: User, path: str, text: str
) -> None:
    url = reverse("proposals:comment", args=[proposal.reference])

    response = client_as(group_member).post(url, {"path": path, "text": text})

    assert response.status_code == 422
    assert not proposal.version.comments.exists()


def test_an_ngo_outside_the_group_does_not_comment(
    client: Client, client_as: ClientAs, proposal: Proposal, contact_point: User
) -> None:
    url = reverse("proposals:comment", args=[proposal.reference])
    data = {"path": "form/A", "text": "May I?"}

    assert client_as(contact_point).post(url, data).status_code == 404
    assert client.post(url, data).status_code == 302
    assert not proposal.version.comments.exists()


def test_a_public_proposal_takes_no_comment_from_outside_nor_any_more(
    client_as: ClientAs, submitted_proposal: Proposal, contact_point: User, group_member: User
) -> None:
    url = reverse("proposals:comment", args=[submitted_proposal.reference])
    data = {"path": "form/A", "text": "May I?"}

    assert client_as(contact_point).post(url, data).status_code == 403
    assert client_as(group_member).post(url, data).status_code == 409


def test_the_download_is_what_was_hashed(client: Client, adopted_process: Process) -> None:
    response = client.get(reverse("proposals:process-json", args=[adopted_process.reference]))

    assert hashlib.sha256(response.content).hexdigest() == adopted_process.sha256
    assert json.loads(response.content)["format"] == "cms-process/1"
    assert adopted_process.sha256 in page(client, adopted_process.get_absolute_url())


def test_an_adopted_version_says_by_which_item(client: Client, adopted_process: Process) -> None:
    shown = page(client, adopted_process.get_absolute_url())

    assert "StC99/Item-1" in shown
    assert "Adopted by the Standing Committee on" in shown


def test_languages_say_what_is_original_and_what_is_courtesy(
    client: Client, adopted_process: Process, secretariat: User
) -> None:
    spanish = latest(adopted_process, "es")
    spanish.standing = "official"
    spanish.save()

    shown = page(client, adopted_process.get_absolute_url())

    assert "original" in shown
    assert "Courtesy translation" in shown
    assert "Official translation" in shown


def test_a_new_version_shows_what_changed(
    client_as: ClientAs, returned_proposal: Proposal, secretariat: User
) -> None:
    revised = perform("revise", returned_proposal, by=secretariat)
    new = edit(
        revised.version,
        by=secretariat,
        path="validity",
        seen=None,
        change=lambda content: changed(content, "validity", {"years": 5}),
    )

    shown = page(client_as(secretariat), new.get_absolute_url())

    assert "1 difference from version 1" in shown
    assert "validity/years" in shown


@pytest.mark.parametrize("size", [1, 5])
def test_a_proposal_asks_the_same_number_of_questions_however_many_comments(
    client_as: ClientAs,
    proposal: Proposal,
    group_member: User,
    size: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(size):
        comment(proposal, by=group_member, path="criteria", text=f"Comment {number}")
    client = client_as(group_member)
    client.get(proposal.get_absolute_url())

    with django_assert_num_queries(18):
        client.get(proposal.get_absolute_url())
