from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application, Invitation
from accreditation.committee.models import Term
from accreditation.ledger import LedgerEntry
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.workflow import perform
from partners.clock import portal_now
from partners.models import Membership, Organisation, User
from tests import cast

SignIn = Callable[[User], Client]
Later = Callable[[int], None]


def begin(client: Client, invitation: Invitation, organisation: Organisation | None = None) -> Any:
    """Press the button "Begin an application"."""
    address = reverse("applications:begin", args=[invitation.reference])
    return client.post(address, {"organisation": organisation.uuid} if organisation else {})


def test_anybody_reads_the_process_in_full_before_an_account(
    client: Client, open_invitation: Invitation
) -> None:
    content = open_invitation.process.content

    page = unescape(client.get(reverse("applications:list")).content.decode())
    invitation = unescape(client.get(open_invitation.get_absolute_url()).content.decode())

    for shown in (page, invitation):
        for criterion in content["criteria"]:
            assert criterion["title"] in shown
        for document in content["documents"]:
            assert document["title"] in shown
        for section in content["form"]:
            assert all(question["label"] in shown for question in section["questions"])
        assert "Bonn time" in shown
        assert len(shown.encode()) < 100_000


def test_without_an_adopted_process_the_page_says_what_comes_first(
    client: Client, db: None
) -> None:
    page = client.get(reverse("applications:list")).content.decode()

    assert "No invitation can be opened yet" in page


def test_an_invitation_in_preparation_is_unknown_to_the_public(
    client: Client, client_as: SignIn, adopted_process: Process, secretariat: User
) -> None:
    draft = Invitation.objects.create(
        process=adopted_process, title="Second", closes_at=portal_now().replace(year=2099)
    )

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client_as(secretariat).get(draft.get_absolute_url()).status_code == 200


def test_an_old_link_to_an_invitation_in_preparation_still_leads_to_it(
    client: Client, open_invitation: Invitation
) -> None:
    old = reverse("applications:invitation", args=[open_invitation.begun_as])

    assert client.get(old).status_code == 200


def test_beginning_makes_a_draft_and_an_entry_on_the_record(
    client_as: SignIn,
    open_invitation: Invitation,
    organisation: Organisation,
    contact_point: User,
) -> None:
    response = begin(client_as(contact_point), open_invitation, organisation)

    application = Application.objects.get()
    [entry] = LedgerEntry.objects.filter(object=application.reference)
    assert (response.status_code, response["Location"]) == (302, application.get_absolute_url())
    assert application.process == open_invitation.process
    assert application.begun_at is not None
    assert entry.act == "application.begin"
    assert entry.data == {
        "invitation": open_invitation.reference,
        "process": open_invitation.process.reference,
    }


def test_an_editor_may_begin(
    client_as: SignIn, open_invitation: Invitation, organisation: Organisation, editor: User
) -> None:
    assert begin(client_as(editor), open_invitation, organisation).status_code == 302


def test_a_reader_may_not_begin(
    client_as: SignIn, open_invitation: Invitation, organisation: Organisation, reader: User
) -> None:
    assert begin(client_as(reader), open_invitation, organisation).status_code == 403
    assert not Application.objects.exists()


def test_who_has_no_organisation_describes_it_first_and_comes_back(
    client_as: SignIn, open_invitation: Invitation, stranger: User
) -> None:
    response = begin(client_as(stranger), open_invitation)

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("partners:organisation-new"))
    assert open_invitation.reference in response["Location"]


def test_nobody_begins_for_another_organisation(
    client_as: SignIn, open_invitation: Invitation, organisation: Organisation, rival: User
) -> None:
    response = begin(client_as(rival), open_invitation, organisation)

    assert response.status_code == 422
    assert not Application.objects.exists()


def test_who_writes_for_several_organisations_is_asked_for_which(
    client_as: SignIn, open_invitation: Invitation, organisation: Organisation, contact_point: User
) -> None:
    second = cast.organisation("Second Example Trust", cast.person("second"))
    Membership.objects.create(organisation=second, user=contact_point, role="editor")
    client = client_as(contact_point)

    assert begin(client, open_invitation).status_code == 422
    assert begin(client, open_invitation, second).status_code == 302
    assert Application.objects.get().organisation == second


def test_a_second_application_is_refused_and_leads_to_the_first(
    client_as: SignIn, draft_application: Application, editor: User
) -> None:
    response = begin(
        client_as(editor), draft_application.invitation, draft_application.organisation
    )

    assert response.status_code == 409
    assert draft_application.get_absolute_url() in response.content.decode()
    assert list(Application.objects.all()) == [draft_application]


def test_a_withdrawn_application_makes_room_for_another(
    client_as: SignIn, draft_application: Application, contact_point: User
) -> None:
    perform("withdraw", draft_application, by=contact_point)

    response = begin(
        client_as(contact_point), draft_application.invitation, draft_application.organisation
    )

    assert response.status_code == 302
    assert Application.objects.count() == 2


def test_nobody_begins_after_the_deadline_of_the_database_clock(
    client_as: SignIn,
    open_invitation: Invitation,
    organisation: Organisation,
    contact_point: User,
    later: Later,
) -> None:
    client = client_as(contact_point)
    later(61)

    response = begin(client, open_invitation, organisation)

    assert response.status_code == 409
    assert "its deadline has passed" in response.content.decode()
    assert not Application.objects.exists()


def test_an_unknown_invitation_is_not_found(
    client_as: SignIn, contact_point: User, organisation: Organisation, open_invitation: Invitation
) -> None:
    open_invitation.reference = "INV-1999-0001"

    assert begin(client_as(contact_point), open_invitation, organisation).status_code == 404


def test_only_formal_partners_begin_where_the_process_says_so(
    client_as: SignIn, organisation: Organisation, contact_point: User, term: object
) -> None:
    invitation = restricted_invitation()

    response = begin(client_as(contact_point), invitation, organisation)
    organisation.agreements.create(
        partner=str(organisation), title="MoC", concluded_on="2010-01-01"
    )
    second = begin(client_as(contact_point), invitation, organisation)

    assert response.status_code == 409
    assert "Only formal partners" in response.content.decode()
    assert second.status_code == 302


def restricted_invitation() -> Invitation:
    """An open invitation under a process for formal partners only."""
    officer = cast.officer("preparing")
    chair = cast.seat_person(Term.objects.get(), "EUR-2", cast.person("presiding"))
    group = cast.established_group(
        Term.objects.get(),
        officer,
        {"party": chair, "secretariat": officer, "ngo": cast.person("ngo")},
    )
    return restricted_under(group, officer, chair)


def restricted_under(group: WorkingGroup, officer: User, chair: User) -> Invitation:
    """The same, of a working group that is there."""
    proposal = perform(
        "open_drafting",
        Proposal.objects.create(group=group, title="For formal partners"),
        by=officer,
    )
    version = proposal.version
    version.content["eligibility"]["formal_partners_only"] = True
    version.save()
    process = cast.adopted_process(perform("submit", proposal, by=officer), by=officer, chair=chair)
    return cast.opened_invitation(process, officer)


def test_postgresql_refuses_an_application_without_an_open_invitation(
    draft_application: Application, later: Later
) -> None:
    later(61)

    with (
        pytest.raises(DatabaseError, match="no application exists without an open invitation"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accreditation_application (reference, begun_as, state, organisation_id,"
            " invitation_id, process_id, begun_by_id, declared_by, declared_function,"
            " return_points, rounds, recommendation, recommendation_text, dossier, dossier_sha256)"
            " SELECT 'x', 'x', 'draft', organisation_id, invitation_id, process_id, begun_by_id,"
            " '', '', '[]', 0, '', '', '', '' FROM accreditation_application"
        )


@pytest.mark.parametrize("size", [1, 4])
def test_the_list_issues_as_many_queries_for_many_as_for_one(
    client_as: SignIn,
    open_invitation: Invitation,
    contact_point: User,
    size: int,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    for number in range(size):
        body = cast.organisation(f"Example {number}", cast.person(f"other{number}"))
        Membership.objects.create(organisation=body, user=contact_point, role="reader")
        cast.begun_application(body, open_invitation, contact_point)
    client = client_as(contact_point)

    with django_assert_num_queries(LIST_QUERIES):
        assert client.get(reverse("applications:list")).status_code == 200


LIST_QUERIES = 16
