"""What if these seats stay silent: counted like the real thing, and kept nowhere."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.committee.desk_forms import OUT
from accreditation.committee.leaving import declare, recuse
from accreditation.committee.models import Item, Representative, Term
from accreditation.committee.records import counted
from accreditation.committee.simulating import simulated
from accreditation.ledger import LedgerEntry
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.models import User
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

ClientAs = Callable[[User], Client]


def url(item: Item) -> str:
    """The simulation of an item."""
    return reverse("committee:simulation", args=[item.reference])


def read(response: Any) -> str:
    """What a page says, in one line, without the token that is new each time."""
    text = " ".join(unescape(response.content.decode()).split())
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", text)


@pytest.mark.parametrize("state", ["prepared", "scheduled", "open"])
def test_it_is_tried_out_until_the_count(
    written_item: Item, client_as: ClientAs, secretariat: User, state: str
) -> None:
    item = written_item
    for step in ["schedule", "open"][: ["prepared", "scheduled", "open"].index(state)]:
        item = perform(step, item, by=secretariat)
    response = client_as(secretariat).get(url(item))

    assert item.state == state
    assert response.status_code == 200
    assert "This is a simulation." in read(response)
    assert "It would be: No quorum" in read(response)


def test_what_is_supposed_stands_in_the_address(
    written_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    seats = ["AFR-1", "AFR-2", "ASI-1", "ASI-2", "EUR-1", "EUR-2", "SCC-1"]
    given = {f"seat-{seat}": "yes" for seat in seats} | {"seat-OCE-1": OUT}
    before = LedgerEntry.objects.count()
    response = client_as(secretariat).get(url(written_item), given)
    text = response.content.decode()

    assert "It would be: Adopted" in read(response)
    assert "Yes 7, no 0, abstentions 0: more yes than no." in read(response)
    assert text.count('<option value="yes" selected>') == 7
    assert text.count(f'<option value="{OUT}" selected>') == 1
    assert LedgerEntry.objects.count() == before
    assert not written_item.positions.exists()
    assert not written_item.recusals.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"AFR-1": "yes", "ASI-1": "yes"},
        {"AFR-1": "yes", "AFR-2": "no", "ASI-1": "no", "ASI-2": "abstain", "EUR-1": "yes"}
        | {"EUR-3": "present", "SCC-1": "yes", "OCE-1": "yes"},
        dict.fromkeys(["AFR-1", "AFR-2", "ASI-1", "ASI-2", "EUR-1", "EUR-2", "SCC-1"], "no"),
    ],
)
def test_it_comes_to_what_the_count_comes_to_when_the_same_is_really_said(
    voting_item: Item,
    delegates: dict[str, User],
    secretariat: User,
    later: Moved,
    said: dict[str, str],
) -> None:
    recuse(voting_item, by=delegates["SCC-2"])
    supposed = simulated(voting_item, said | {"EUR-1": OUT})
    recuse(voting_item, by=delegates["EUR-1"])
    for seat, value in said.items():
        if seat != "EUR-1":
            cast.say(voting_item, by=delegates[seat], value=value, reasons="So it is.")
    with later(31 * DAY):
        item = perform("close", voting_item)

    real = counted(item)
    assert supposed.count == real.count
    assert supposed.outcome == real.outcome == item.outcome
    assert supposed.left_out == real.left_out


def test_a_supposed_objection_has_reasons(submitted_proposal: Proposal, secretariat: User) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)

    assert simulated(item, {}).outcome == "adopted"
    assert simulated(item, {"AFR-1": "object"}).outcome == "objected"
    assert simulated(item, {"AFR-1": "no_objection"}).outcome == "adopted"


def test_it_uses_nothing_that_was_really_said(
    submitted_proposal: Proposal, client_as: ClientAs, secretariat: User, member: User
) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)
    before = read(client_as(secretariat).get(url(item)))
    cast.say(item, by=member, value="object", reasons="A telling reason.")
    after = read(client_as(secretariat).get(url(item)))

    assert "It would be: Adopted" in before
    assert before == after


def test_who_stepped_out_stays_out(
    voting_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    recuse(voting_item, by=member)
    text = client_as(secretariat).get(url(voting_item), {"seat-EUR-1": "yes"}).content.decode()

    assert 'name="seat-EUR-1"' not in text
    assert '<option value="yes" selected>' not in text


@pytest.mark.parametrize("given", ["object", "maybe", "\x00", "%", "yes" * 5000])
def test_bad_input_gets_a_message(
    written_item: Item, client_as: ClientAs, secretariat: User, given: str
) -> None:
    response = client_as(secretariat).get(url(written_item), {"seat-AFR-1": given})

    assert response.status_code == 422
    assert "not of this item's procedure" in read(response)
    assert "It would be" not in read(response)


def test_a_term_without_seats_is_no_fault(
    written_item: Item, client_as: ClientAs, secretariat: User, term: Term
) -> None:
    Representative.objects.all().delete()
    term.seats.all().delete()

    assert client_as(secretariat).get(url(written_item)).status_code == 200


def test_whoever_presides_tries_it_out_and_nobody_else_of_the_committee(
    voting_item: Item,
    client: Client,
    client_as: ClientAs,
    chair: User,
    member: User,
    stranger: User,
) -> None:
    assert client_as(chair).get(url(voting_item)).status_code == 200
    assert client_as(member).get(url(voting_item)).status_code == 403
    assert client_as(stranger).get(url(voting_item)).status_code == 404
    assert client.get(url(voting_item)).status_code == 302


def test_a_chair_with_a_conflict_does_not(
    open_item: Item, client_as: ClientAs, chair: User
) -> None:
    declare(open_item, by=chair, has_conflict=True)

    assert client_as(chair).get(url(open_item)).status_code == 403


def test_after_the_count_there_is_nothing_to_try(
    published_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    assert client_as(secretariat).get(url(published_item)).status_code == 409
