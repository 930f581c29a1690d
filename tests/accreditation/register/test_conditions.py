"""Conditions of an approval: seen by those concerned, found to be met by the Secretariat."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.committee.models import Item
from accreditation.ledger import LedgerEntry
from accreditation.register.models import Accreditation
from accreditation.workflow import NotReady, perform
from partners.clock import portal_today
from partners.models import User
from tests import cast

SignIn = Callable[[User], Client]


@pytest.fixture
def conditional(ready_application: Application, secretariat: User, chair: User) -> Accreditation:
    """An accreditation with two conditions, the first of which is overdue."""
    conditions = [
        {"number": 1, "text": "Send the accounts.", "due_on": portal_today() - timedelta(days=1)},
        {"number": 2, "text": "Name contact points."},
    ]
    item = cast.presented_item(
        ready_application, secretariat, meeting=cast.meeting(), conditions=conditions
    )
    cast.decided(item, by=secretariat, chair=chair, value="yes")
    return Accreditation.objects.get()


def step(accreditation: Accreditation, name: str) -> str:
    return reverse("step", args=["accreditation", accreditation.reference, name])


def page_of(client: Client, accreditation: Accreditation) -> str:
    return unescape(client.get(accreditation.get_absolute_url()).content.decode())


def test_the_partner_and_the_secretariat_see_the_conditions_and_the_public_does_not(
    conditional: Accreditation,
    client: Client,
    client_as: SignIn,
    reader: User,
    rival: User,
    secretariat: User,
) -> None:
    for seeing in (client_as(reader), client_as(secretariat)):
        page = page_of(seeing, conditional)
        assert "Send the accounts." in page
        assert "overdue" in page
    for outside in (client, client_as(rival)):
        assert "Send the accounts." not in page_of(outside, conditional)


def test_an_officer_records_that_a_condition_is_met(
    conditional: Accreditation, client_as: SignIn, secretariat: User
) -> None:
    address = step(conditional, "meet_condition")
    client = client_as(secretariat)
    empty = client.post(address, {})

    response = client.post(address, {"number": "1"})

    assert empty.status_code == 422
    assert "Choose the condition that is met." in empty.content.decode()
    assert response.status_code == 302
    assert [c.met_by for c in conditional.conditions.all()] == [secretariat, None]
    assert LedgerEntry.objects.get(act="accreditation.meet_condition").data["condition"] == 1
    assert "Send the accounts." not in client.get(address).content.decode()


def test_a_condition_is_met_once(conditional: Accreditation, secretariat: User) -> None:
    met = perform("meet_condition", conditional, by=secretariat, number=1)

    with pytest.raises(NotReady, match="Condition 1 is not waiting"):
        perform("meet_condition", met, by=secretariat, number=1)


def test_a_suspension_is_proposed_with_reasons_that_the_partner_reads(
    conditional: Accreditation,
    client: Client,
    client_as: SignIn,
    secretariat: User,
    contact_point: User,
) -> None:
    noticed = perform("give_notice", conditional, by=secretariat)
    officer = client_as(secretariat)
    address = step(noticed, "propose_suspension")
    when = {"decide_by": portal_today() + timedelta(days=200)}
    early = officer.post(address, {"reasons": "No report.", **when})
    cast.later(100)

    unreasoned = officer.post(address, when)
    proposed = officer.post(address, {"reasons": "No report.", **when})

    assert (early.status_code, unreasoned.status_code, proposed.status_code) == (422, 422, 302)
    assert "The notice runs until" in early.content.decode()
    item = Item.objects.get(subject_kind="accreditation")
    assert (item.purpose, item.organisation) == ("suspend", conditional.organisation)
    assert "No report." in page_of(client_as(contact_point), conditional)
    public = page_of(client, conditional)
    assert "No report." not in public
    assert "Propose suspension" not in public
    assert item.reference not in public


def test_a_member_reads_in_the_dossier_what_the_approval_asked_for(
    conditional: Accreditation, client_as: SignIn, secretariat: User, member: User
) -> None:
    perform("give_notice", conditional, by=secretariat)
    cast.later(100)
    noticed = Accreditation.objects.get()
    perform(
        "propose_withdrawal", noticed, by=secretariat, meeting=cast.meeting(), reasons="No report."
    )
    item = cast.opened(Item.objects.get(subject_kind="accreditation"), secretariat)
    client = client_as(member)
    client.post(reverse("committee:declare", args=[item.reference]), {"has_conflict": "no"})

    page = unescape(client.get(item.get_absolute_url()).content.decode())

    assert "Send the accounts." in page
    assert "overdue" in page
    assert "Conditions of the approval" in page
