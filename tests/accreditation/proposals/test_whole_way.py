"""From an empty mandate to an adopted process, by pages alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.committee.models import Item, Term
from accreditation.mandate import gates
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from partners.clock import portal_today
from partners.models import User
from tests import cast

ClientAs = Callable[[User], Client]


def take(client: Client, obj: Any, step: str, **given: Any) -> None:
    """Take a step on its page."""
    response = client.post(reverse("step", args=[obj.kind, obj.reference, step]), given)
    assert response.status_code == 302, response.content.decode()


def created(client: Client, model: str, data: dict[str, Any]) -> None:
    """Create something in the admin."""
    response = client.post(reverse(f"admin:accreditation_{model}_add"), data)
    assert response.status_code == 302, response.content.decode()


@pytest.fixture
def office(client_as: ClientAs, secretariat: User) -> Client:
    """The browser of an officer."""
    return client_as(secretariat)


@pytest.fixture
def planned(office: Client, term: Term, people: list[User]) -> WorkingGroup:
    """A group created in the admin, with its members."""
    data: dict[str, Any] = {
        "title": "Intersessional Working Group",
        "term": term.pk,
        "terms_of_reference": "As in 13.AA a.",
        "members-TOTAL_FORMS": "3",
        "members-INITIAL_FORMS": "0",
    }
    for number, (user, category) in enumerate(
        zip(people, ("party", "secretariat", "ngo"), strict=True)
    ):
        data |= {
            f"members-{number}-user": user.email,
            f"members-{number}-category": category,
            f"members-{number}-on_behalf_of": category,
        }
    created(office, "workinggroup", data)
    return WorkingGroup.objects.get()


@pytest.fixture
def people(member: User, officer: User, group_member: User) -> list[User]:
    """Somebody of a Party, of the Secretariat and of an NGO."""
    return [member, officer, group_member]


def test_an_officer_goes_from_an_empty_mandate_to_the_docket_by_pages(
    office: Client, client_as: ClientAs, planned: WorkingGroup, group_member: User, client: Client
) -> None:
    take(office, planned, "establish")
    created(office, "proposal", {"group": planned.pk, "title": "Special accreditation"})
    proposal = Proposal.objects.get()
    take(office, proposal, "open_drafting")
    proposal.refresh_from_db()

    edit = reverse("proposals:edit-element", args=[proposal.version.reference, "validity"])
    seen = office.get(edit).context["form"].initial["seen"]
    assert office.post(edit, {"years": "4", "seen": seen}).status_code == 302
    until = portal_today() + timedelta(days=10)
    take(office, proposal, "circulate", until=until.isoformat())
    said = client_as(group_member).post(
        reverse("proposals:comment", args=[proposal.reference]),
        {"path": "validity", "text": "Four years it is."},
    )
    assert said.status_code == 302
    take(office, proposal, "submit")
    take(office, proposal, "present", decide_by=until.isoformat())

    proposal = Proposal.objects.get()
    process = Process.objects.get()
    item = Item.objects.get()
    assert (proposal.state, process.state, item.state) == ("considered", "frozen", "prepared")
    assert process.content["validity"] == {"years": 4}
    assert item.dossier_sha256 == process.sha256
    assert "conferred for 4 years" in client.get(process.get_absolute_url()).content.decode()
    assert [gate.state for gate in gates()][:3] == ["done", "done", "current"]


def test_the_process_is_adopted_and_shown_as_adopted(
    office: Client, planned: WorkingGroup, secretariat: User, chair: User, client: Client
) -> None:
    take(office, planned, "establish")
    created(office, "proposal", {"group": planned.pk, "title": "Special accreditation"})
    proposal = Proposal.objects.get()
    take(office, proposal, "open_drafting")
    proposal = Proposal.objects.get()
    take(office, proposal, "submit")
    take(office, proposal, "present", meeting=cast.meeting().pk)

    cast.decided(Item.objects.get(), by=secretariat, chair=chair, value="yes")

    process = Process.objects.get()
    assert process.state == "adopted"
    assert process.sha256 in client.get(process.get_absolute_url()).content.decode()
    assert process.reference in client.get("/").content.decode()


def test_an_established_group_keeps_its_title_and_may_gain_members(
    office: Client, group: WorkingGroup, stranger: User
) -> None:
    address = reverse("admin:accreditation_workinggroup_change", args=[group.pk])
    rows = list(group.members.all())
    data: dict[str, Any] = {
        "title": "Another title",
        "members-TOTAL_FORMS": str(len(rows) + 1),
        "members-INITIAL_FORMS": str(len(rows)),
    }
    for number, row in enumerate(rows):
        data |= {
            f"members-{number}-id": row.pk,
            f"members-{number}-group": group.pk,
            f"members-{number}-user": row.user.email,
            f"members-{number}-category": row.category,
            f"members-{number}-on_behalf_of": row.on_behalf_of,
        }
    data |= {
        f"members-{len(rows)}-group": group.pk,
        f"members-{len(rows)}-user": stranger.email,
        f"members-{len(rows)}-category": "other",
        f"members-{len(rows)}-on_behalf_of": "A university",
    }

    response = office.post(address, data)

    assert response.status_code == 302, response.content.decode()
    group = WorkingGroup.objects.get()
    assert group.title == "Intersessional Working Group"
    assert group.members.filter(user=stranger).exists()


def test_versions_translations_and_comments_are_read_only_in_the_admin(
    office: Client, adopted_process: Process
) -> None:
    for model, pk in [
        ("process", adopted_process.pk),
        ("proposal", adopted_process.proposal_id),
        ("processtranslation", adopted_process.translations.all()[0].pk),
    ]:
        for name, args in [("changelist", []), ("change", [pk])]:
            address = reverse(f"admin:accreditation_{model}_{name}", args=args)
            assert office.get(address).status_code == 200, address
    gone = reverse("admin:accreditation_process_delete", args=[adopted_process.pk])
    assert office.post(gone).status_code == 403
    assert office.get(reverse("admin:accreditation_comment_changelist")).status_code == 200


def test_an_officer_says_what_a_translation_counts_as(
    office: Client, adopted_process: Process
) -> None:
    french = adopted_process.translations.get(language="fr")
    address = reverse("admin:accreditation_processtranslation_change", args=[french.pk])

    assert office.post(address, {"standing": "official"}).status_code == 302

    french.refresh_from_db()
    assert french.standing == "official"


def test_people_outside_the_secretariat_do_not_enter(
    client_as: ClientAs, group_member: User, member: User
) -> None:
    address = reverse("admin:accreditation_proposal_add")

    for person in (group_member, member):
        assert client_as(person).get(address).status_code in {302, 403}
