"""What is kept about a person: shown to that person, whole, and never anyone else's."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.committee.leaving import declare
from accreditation.committee.models import Item
from accreditation.committee.notes import keep_note
from accreditation.proposals.models import WorkingGroup
from partners.models import MembershipInvitation, Notice, Organisation, User
from partners.personal import PARTS
from tests import cast

ClientAs = Callable[[User], Client]


def data_of(client: Client) -> dict[str, Any]:
    """The file of a person's own data."""
    response = client.get(reverse("partners:account-data-file"))
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_the_file_has_what_a_contact_point_gave(
    client_as: ClientAs, draft_application: Application, contact_point: User
) -> None:
    draft_application.answers.create(question="Q1", value="Cranes first.", changed_by=contact_point)
    draft_application.uploads.create(
        document="D1",
        file=ContentFile(b"%PDF-1.7", name="statutes.pdf"),
        name="statutes.pdf",
        extension="pdf",
        uploaded_by=contact_point,
    )

    found = data_of(client_as(contact_point))

    assert found["account"][0]["email"] == contact_point.email
    assert found["memberships"][0]["role"] == "contact_point"
    assert [line["answer"] for line in found["answers"]] == ["Cranes first."]
    assert [line["name"] for line in found["uploads"]] == ["statutes.pdf"]
    assert found["applications_begun"][0]["reference"] == draft_application.reference
    assert set(found) == {"made_at", *(part.name for part in PARTS)}


def test_the_file_has_what_a_representative_said(
    client_as: ClientAs, open_item: Item, member: User
) -> None:
    keep_note(open_item, by=member, text="Ask the capital.")
    cast.say(open_item, by=member, value="no", reasons="It is too early.")

    found = data_of(client_as(member))

    assert found["seats"][0]["seat"] == "EUR-1"
    assert found["declarations"][0] | {"at": ""} == {
        "item": open_item.reference,
        "has_conflict": False,
        "at": "",
    }
    [said] = [line for line in found["positions"] if line["item"] == open_item.reference]
    assert (said["position"], said["reasons"]) == ("no", "It is too early.")
    assert [line["text"] for line in found["notes"]] == ["Ask the capital."]
    assert "item.position" in {line["act"] for line in found["acts"]}


def test_the_file_has_the_comments_of_a_member_of_the_group(
    client_as: ClientAs, group: WorkingGroup, group_member: User, secretariat: User
) -> None:
    proposal = cast.submitted_proposal(group, secretariat)
    proposal.version.comments.create(path="criteria", text="Add youth.", by=group_member)

    found = data_of(client_as(group_member))

    assert [line["text"] for line in found["comments"]] == ["Add youth."]
    assert found["working_groups"][0]["category"] == "ngo"


def test_two_people_of_one_organisation_have_each_their_own(
    client_as: ClientAs, draft_application: Application, contact_point: User, editor: User
) -> None:
    for number, (user, text) in enumerate([(contact_point, "Mine."), (editor, "Yours.")]):
        draft_application.answers.create(question=f"Q{number}", value=text, changed_by=user)
        Notice.objects.create(
            recipient=user, key=text, reference="R", subject=f"About {text}", language="en"
        )
    MembershipInvitation.objects.create(
        organisation=draft_application.organisation,
        email="colleague@example.test",
        role="reader",
        invited_by=contact_point,
    )

    own = json.dumps(data_of(client_as(contact_point)))
    page = client_as(contact_point).get(reverse("partners:account-data")).content.decode()

    for shown in (own, page):
        assert "Mine." in shown
        for foreign in ("Yours.", editor.email, str(editor.uuid), "colleague@example.test"):
            assert foreign not in shown


def test_two_people_of_one_seat_have_each_their_own(
    client_as: ClientAs, open_item: Item, member: User, alternate: User
) -> None:
    keep_note(open_item, by=member, text="For the member alone.")
    cast.say(open_item, by=member, value="no", reasons="It is too early.")

    others = json.dumps(data_of(client_as(alternate)))

    assert "For the member alone." not in others
    assert "It is too early." not in others


def test_what_a_conflict_withheld_stays_withheld(
    client_as: ClientAs, open_item: Item, member: User
) -> None:
    Notice.objects.create(
        recipient=member,
        key=f"item.objections {open_item.reference}",
        reference=open_item.reference,
        subject="Objections",
        body="Their reasons.",
        language="en",
    )
    before = json.dumps(data_of(client_as(member)))
    declare(open_item, by=member, has_conflict=True)

    after = json.dumps(data_of(client_as(member)))

    assert "Their reasons." in before
    assert "Their reasons." not in after


def test_the_page_says_why_and_how_long(client_as: ClientAs, stranger: User) -> None:
    page = client_as(stranger).get(reverse("partners:account-data"))

    shown = page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert shown.count("<dt>Why</dt>") == len(PARTS)
    assert shown.count("<dt>How long</dt>") == len(PARTS)
    assert "the ledger is never changed" in shown


def test_the_page_says_in_words_what_the_file_says_in_keys(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    page = client_as(contact_point).get(reverse("partners:account-data")).content.decode()

    assert "<dd>Contact point</dd>" in page
    assert "contact_point" not in page


@pytest.mark.parametrize("name", ["account-data", "account-data-file"])
def test_the_number_of_queries_does_not_grow(
    name: str, client_as: ClientAs, stranger: User
) -> None:
    client = client_as(stranger)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse(f"partners:{name}"))
        return len(caught)

    few = asked()
    for number in range(5):
        Notice.objects.create(recipient=stranger, key=f"{number}", reference="R", language="en")

    assert asked() == few
