"""Recording at a meeting: every seat on one page, checked first, all of it or nothing."""

from collections.abc import Callable
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accreditation.committee.leaving import ask_out, recuse
from accreditation.committee.models import Item, Term
from accreditation.committee.recording import Said, record_at_meeting, record_roll_call, recorded
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.proposals.models import Proposal
from accreditation.workflow import NotReady, StepRefused, perform
from partners.models import User
from tests import cast
from tests.accreditation.committee import desk

ClientAs = Callable[[User], Client]


def url(item: Item) -> str:
    """The page on which an item's meeting is recorded."""
    return reverse("committee:record", args=[item.reference])


def read(response: object) -> str:
    """What a page says, in one line."""
    return " ".join(unescape(response.content.decode()).split())  # type: ignore[attr-defined] # of a response


@pytest.fixture
def agreed_item(submitted_proposal: Proposal, secretariat: User) -> Item:
    """An item open at a meeting, to be decided by consensus."""
    return desk.consensus(submitted_proposal, by=secretariat)


def test_nothing_is_chosen_beforehand_and_every_entitled_seat_is_there(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    page = client_as(secretariat).get(url(open_item))
    text = page.content.decode()

    assert page.status_code == 200
    for usual in ('<option value="" selected>', '<option value="member" selected>'):
        text = text.replace(usual, "")
    assert "selected>" not in text
    for line in open_item.seat_lines():
        is_second_seat_of_its_state = line["seat"] == "HOST-NEXT"
        assert (f'name="value-{line["seat"]}"' in text) != is_second_seat_of_its_state
    assert "for the Chair" in text


def test_a_roll_call_is_checked_and_then_recorded(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    data = {"after": 0, "value-AFR-1": "yes", "value-ASI-2": "no", "reasons-ASI-2": "Too early."}
    check = browser.post(url(open_item), data)
    nothing_yet = recorded(open_item).count()
    done = browser.post(url(open_item), data | {"confirm": "yes"}, follow=True)

    said = recorded(open_item).values_list("seat", "capacity", "value", "reasons", "by")
    assert (check.status_code, nothing_yet) == (200, 0)
    assert "Too early." in check.content.decode()
    assert sorted(said) == [
        ("AFR-1", "member", "yes", "", secretariat.pk),
        ("ASI-2", "member", "no", "Too early.", secretariat.pk),
    ]
    assert "2 positions recorded for the Chair." in read(done)
    assert 'Yes</strong> <span class="quiet">(Member, At the meeting)' in read(done)


def test_the_check_page_leads_back_with_what_was_filled_in(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    data = {"after": 0, "value-AFR-1": "abstain", "reasons-AFR-1": "For now.", "change": "yes"}
    text = client_as(secretariat).post(url(open_item), data).content.decode()

    assert '<option value="abstain" selected>' in text
    assert "For now." in text
    assert not open_item.positions.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose the position of at least one seat."),
        ({"value-AFR-1": "no"}, "Give the reasons: they are needed for this position."),
        ({"reasons-AFR-1": "Why?"}, "Choose the position that these reasons explain."),
        ({"value-AFR-1": "no_objection"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_recorded_is_named_at_its_field(
    open_item: Item, client_as: ClientAs, secretariat: User, data: dict[str, str], said: str
) -> None:
    response = client_as(secretariat).post(url(open_item), {"after": 0, "confirm": "yes"} | data)

    assert response.status_code == 422
    assert said in read(response)
    assert not open_item.positions.exists()


def test_of_several_seats_all_are_recorded_or_none(open_item: Item, secretariat: User) -> None:
    before = LedgerEntry.objects.count()
    good, without_reasons = Said("AFR-1", "yes"), Said("AFR-2", "no")
    with pytest.raises(NotReady):
        record_roll_call(open_item, by=secretariat, said=[good, without_reasons], after=0)

    refusal = Refusal.objects.latest("pk")
    assert not open_item.positions.exists()
    assert LedgerEntry.objects.count() == before
    assert (refusal.act, refusal.object) == ("item.position", open_item.reference)


def test_where_a_seat_has_an_alternate_it_is_recorded_that_the_alternate_spoke(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    data = {"after": 0, "value-AFR-1": "yes", "capacity-AFR-1": "alternate", "value-AFR-2": "yes"}
    page = read(browser.get(url(open_item)))
    check = read(browser.post(url(open_item), data))
    done = read(browser.post(url(open_item), data | {"confirm": "yes"}, follow=True))

    said = recorded(open_item).values_list("seat", "capacity")
    assert '<option value="alternate">Alternate (Seychelles)</option>' in page
    assert '<option value="member" selected>Member (Algeria)</option>' in page
    assert 'name="capacity-DEP"' not in page
    assert '<td data-label="Who spoke">Alternate</td>' in check
    assert '<input type="hidden" name="capacity-AFR-1" value="alternate"' in check
    assert sorted(said) == [("AFR-1", "alternate"), ("AFR-2", "member")]
    assert "(Alternate, At the meeting)" in done


def test_the_alternate_counts_where_the_member_said_nothing_and_is_named_in_the_roll_call(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    alternate = {"value": "no", "reasons": "Too early.", "capacity": "alternate"}
    record_at_meeting(open_item, by=secretariat, seat="AFR-1", **alternate)
    record_at_meeting(open_item, by=secretariat, seat="AFR-2", **alternate)
    record_at_meeting(open_item, by=secretariat, seat="AFR-2", value="yes")
    item = perform("close", open_item, by=secretariat)

    page = read(client_as(secretariat).get(item.get_absolute_url()))
    assert (item.count["yes"], item.count["no"]) == (1, 1)
    assert '<strong>No</strong> <span class="quiet">(Alternate)</span>' in page
    assert '<strong>Yes</strong> <span class="quiet">(Member)</span>' in page


def test_an_alternate_is_refused_for_a_seat_that_has_none(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    data = {"after": 0, "value-DEP": "yes", "capacity-DEP": "alternate", "confirm": "yes"}
    said = [Said("AFR-1", "yes"), Said("DEP", "yes", capacity="alternate")]
    with pytest.raises(NotReady, match="no alternate member"):
        record_roll_call(open_item, by=secretariat, said=said, after=0)
    with pytest.raises(NotReady, match="no alternate member"):
        record_at_meeting(open_item, by=secretariat, seat="AFR-1", value="yes", capacity="guest")
    nothing = recorded(open_item).count()
    client_as(secretariat).post(url(open_item), data)

    assert nothing == 0
    assert not recorded(open_item).filter(capacity="alternate").exists()


def test_an_alternate_whose_own_state_stepped_out_is_not_recorded(
    prepared_item: Item, secretariat: User, term: Term
) -> None:
    term.seats.filter(code="AFR-1").update(alternate_party=term.seats.get(code="EUR-1").party)
    item = cast.opened(prepared_item, secretariat)
    ask_out(item, by=secretariat, seat="EUR-1", reason="The NGO is its own.")

    with pytest.raises(PermissionDenied):
        record_at_meeting(item, by=secretariat, seat="AFR-1", value="yes", capacity="alternate")


def test_a_state_that_stepped_out_meanwhile_lets_nothing_be_recorded(
    open_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    data = {"after": 0, "value-AFR-1": "yes", "value-EUR-1": "yes", "confirm": "yes"}
    said = [Said("AFR-1", "yes"), Said("EUR-1", "yes")]
    recuse(open_item, by=member)
    with pytest.raises(PermissionDenied):
        record_roll_call(open_item, by=secretariat, said=said, after=0)
    page = client_as(secretariat).get(url(open_item))
    response = client_as(secretariat).post(url(open_item), data)

    assert 'name="value-EUR-1"' not in page.content.decode()
    assert "stepped out" in read(page)
    assert response.status_code == 422
    assert "Not heard in this item any more: EUR-1." in read(response)
    assert not open_item.positions.exists()


def test_what_another_officer_recorded_meanwhile_is_looked_at_first(
    open_item: Item, client_as: ClientAs, secretariat: User, officer: User
) -> None:
    record_at_meeting(open_item, by=officer, seat="AFR-1", value="no", reasons="Heard so.")
    data = {"after": 0, "value-AFR-1": "yes", "confirm": "yes"}
    response = client_as(secretariat).post(url(open_item), data)
    again = client_as(secretariat).post(url(open_item), data)

    assert (response.status_code, again.status_code) == (409, 409)
    assert "Positions were recorded in the meantime" in read(response)
    assert '<option value="yes" selected>' in response.content.decode()
    assert 'name="after" value="1"' in response.content.decode()
    assert recorded(open_item).count() == 1


def test_a_page_sent_twice_is_recorded_once(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    data = {"after": 0, "value-AFR-1": "yes", "confirm": "yes"}
    answers = [client_as(secretariat).post(url(open_item), data).status_code for _ in range(2)]

    assert answers == [302, 409]
    assert recorded(open_item).count() == 1


def test_a_consensus_is_recorded_with_one_button(
    agreed_item: Item, client_as: ClientAs, secretariat: User, chair: User
) -> None:
    browser = client_as(secretariat)
    record_at_meeting(agreed_item, by=secretariat, seat="AFR-1", value="yes")
    page = browser.get(url(agreed_item))
    check = browser.post(url(agreed_item), {"after": 1, "all_present": "yes"})
    data = {"after": 1, "all_present": "yes", "confirm": "yes"}
    browser.post(url(agreed_item), data)
    item = perform("close", agreed_item, by=secretariat)

    present = recorded(agreed_item).filter(value="present").values_list("seat", flat=True)
    assert "No seat objects: record all seats as present" in read(page)
    assert check.status_code == 200
    assert len(present) == 11
    assert "AFR-1" not in present
    assert (item.outcome, item.count["taking_part"]) == ("adopted", 12)


def test_where_a_seat_objects_nobody_offers_to_record_a_consensus(
    agreed_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    record_at_meeting(agreed_item, by=secretariat, seat="AFR-1", value="object", reasons="No.")
    page = client_as(secretariat).get(url(agreed_item))

    assert "No seat objects" not in read(page)


def test_what_was_said_in_the_portal_stays_hidden_from_the_recorder(
    open_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    cast.say(open_item, by=member, value="no", reasons="A telling reason.")
    text = read(client_as(secretariat).get(url(open_item)))

    assert "A telling reason." not in text
    assert 'In the portal <span class="quiet">(hidden until the item closes)' in text


def test_the_recorder_does_not_certify(open_item: Item, secretariat: User, officer: User) -> None:
    record_at_meeting(open_item, by=secretariat, seat="AFR-1", value="yes")
    item = perform("close", open_item, by=officer)

    with pytest.raises(PermissionDenied):
        perform("certify", item, by=secretariat)


@pytest.mark.parametrize("fixture", ["voting_item", "prepared_item"])
def test_an_item_in_writing_or_not_open_has_no_meeting_to_record(
    request: pytest.FixtureRequest, client_as: ClientAs, secretariat: User, fixture: str
) -> None:
    item = request.getfixturevalue(fixture)
    data = {"after": 0, "value-AFR-1": "yes", "confirm": "yes"}

    assert client_as(secretariat).get(url(item)).status_code == 409
    assert client_as(secretariat).post(url(item), data).status_code == 409
    assert not item.positions.exists()


def test_only_officers_record(
    open_item: Item, client: Client, client_as: ClientAs, member: User, stranger: User
) -> None:
    data = {"after": 0, "value-AFR-1": "yes", "confirm": "yes"}
    for user, expected in ((member, 403), (stranger, 404)):
        assert client_as(user).get(url(open_item)).status_code == expected
        assert client_as(user).post(url(open_item), data).status_code == expected
    assert client.get(url(open_item)).status_code == 302
    with pytest.raises((PermissionDenied, StepRefused)):
        record_roll_call(open_item, by=member, said=[Said("AFR-1", "yes")], after=0)
    assert not open_item.positions.exists()
