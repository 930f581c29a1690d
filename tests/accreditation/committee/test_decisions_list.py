"""What the room says of the reader's own decisions, zones, notes, and what stays hidden."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accreditation.committee.leaving import recuse
from accreditation.committee.models import CommitteeRules, Item, Term
from accreditation.committee.notes import PrivateNote
from accreditation.committee.observers import Observer
from accreditation.committee.positions import Position
from accreditation.committee.taking import take_position
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.models import Notice, User
from partners.zones import COMMON
from tests import cast
from tests.accreditation.committee.conftest import DAY, clock_moved

ClientAs = Callable[[User], Client]


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def own_part(client: Client) -> str:
    """The part of the list that is the reader's own."""
    shown = text_of(client, reverse("committee:list")).partition("Which items to show")[0]
    return shown.partition('id="content"')[2]


def put(proposal: Proposal, officer: User, **rules: Any) -> Item:
    """An item in writing under such rules of the Committee, open."""
    CommitteeRules.objects.update_or_create(pk=1, defaults=rules)
    perform("present", proposal, by=officer, **cast.in_writing(30))
    item = Item.objects.about("proposal", proposal.reference).get()
    return cast.opened(item, officer)


def test_the_seat_sees_who_acted_and_when(
    voting_item: Item, client_as: ClientAs, member: User, alternate: User
) -> None:
    take_position(voting_item, by=alternate, value="no", reasons="A telling reason.")

    for user in (member, alternate):
        shown = own_part(client_as(user))
        assert "1 of 1 done" in shown
        assert "It has spoken: Alternate (Alternate)" in shown
        assert "A telling reason." not in shown


def test_what_other_seats_do_shows_nowhere_in_the_list(
    voting_item: Item, client_as: ClientAs, member: User, delegates: dict[str, User]
) -> None:
    browser = client_as(member)
    before = own_part(browser)
    take_position(voting_item, by=delegates["AFR-1"], value="no", reasons="A telling reason.")

    assert own_part(browser) == before


def test_who_stepped_out_is_not_asked_and_sees_the_item_named(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    recuse(voting_item, by=member)
    shown = own_part(client_as(member))

    assert "You are out of these items" in shown
    assert "Nothing is open for decision." in shown
    assert voting_item.reference in shown


def test_an_item_that_is_announced_is_listed_with_the_declaration_it_asks(
    prepared_item: Item, client_as: ClientAs, member: User, secretariat: User
) -> None:
    item = perform("schedule", prepared_item, by=secretariat)
    shown = own_part(client_as(member))

    assert "Announced, or waiting for your declaration" in shown
    assert item.reference in shown
    assert "Declare on conflicts of interest first" in shown


@pytest.mark.parametrize("where", ["list", "item"])
def test_deadlines_show_in_the_own_zone_in_bonn_and_in_utc(
    voting_item: Item, client_as: ClientAs, member: User, where: str
) -> None:
    User.objects.filter(pk=member.pk).update(time_zone="Pacific/Auckland")
    url = reverse("committee:list") if where == "list" else voting_item.get_absolute_url()

    shown = text_of(client_as(member), url)

    for words in ("your time (Pacific/Auckland)", "Bonn time", "UTC"):
        assert words in shown


def test_a_person_sets_the_own_zone_and_only_one_that_exists(
    client_as: ClientAs, stranger: User
) -> None:
    browser = client_as(stranger)
    given = {"name": "Stranger", "language": "en"}

    def zone() -> str:
        return User.objects.get(pk=stranger.pk).time_zone

    assert zone() == "Europe/Berlin"
    browser.post(reverse("partners:account"), given | {"time_zone": "Africa/Nairobi"})
    assert zone() == "Africa/Nairobi"
    wrong = browser.post(reverse("partners:account"), given | {"time_zone": "Mars/Olympus"})
    assert wrong.status_code == 422
    assert zone() == "Africa/Nairobi"
    assert "UTC" in COMMON


def test_silence_hides_even_how_many_have_spoken(
    submitted_proposal: Proposal, secretariat: User, client_as: ClientAs, delegates: dict[str, User]
) -> None:
    item = put(submitted_proposal, secretariat, procedure="no_objection")
    browsers = [client_as(user) for user in (secretariat, delegates["EUR-1"])]
    before = [text_of(browser, item.get_absolute_url()) for browser in browsers]
    take_position(item, by=delegates["AFR-1"], value="object", reasons="A telling reason.")
    after = [text_of(browser, item.get_absolute_url()) for browser in browsers]

    for earlier, later in zip(before, after, strict=True):
        assert "seats have spoken." not in later
        assert "is not shown before the item closes" in later
        assert "A telling reason." not in later
        assert later.count("Ledger entry") == earlier.count("Ledger entry")
    receipt = reverse("committee:receipt", args=[item.reference, "AFR-1", "member", 1])
    assert [browser.get(receipt).status_code for browser in browsers] == [404, 404]
    assert client_as(delegates["AFR-1"]).get(receipt).status_code == 200


def test_the_running_count_shows_to_insiders_where_the_rules_say_so(
    submitted_proposal: Proposal, secretariat: User, client_as: ClientAs, delegates: dict[str, User]
) -> None:
    rules = {"procedure": "no_objection", "running_count": "shown", "confirmed": True}
    item = put(submitted_proposal, secretariat, **rules)
    take_position(item, by=delegates["AFR-1"], value="object", reasons="A telling reason.")

    for user in (secretariat, delegates["EUR-1"]):
        shown = text_of(client_as(user), item.get_absolute_url())
        assert "1 of 13 entitled seats have spoken." in shown or "1 of 12 entitled" in shown
        assert "Roll call so far" in shown
        assert "A telling reason." in shown
        rules_of_the_item = shown.partition('id="rules"')[2]
        assert "not confirmed against" not in rules_of_the_item


def test_after_the_count_insiders_see_the_roll_call_by_region(
    voting_item: Item, client_as: ClientAs, member: User, delegates: dict[str, User]
) -> None:
    take_position(voting_item, by=delegates["AFR-1"], value="no", reasons="A telling reason.")
    with clock_moved(31 * DAY):
        item = perform("close", voting_item)
        shown = text_of(client_as(member), item.get_absolute_url())

    assert "A telling reason." in shown
    assert "Africa" in shown
    assert "Roll call so far" not in shown


def test_an_objection_is_shown_with_the_item_that_follows(
    submitted_proposal: Proposal,
    secretariat: User,
    officer: User,
    client_as: ClientAs,
    delegates: dict[str, User],
) -> None:
    item = put(submitted_proposal, secretariat, procedure="no_objection")
    take_position(item, by=delegates["AFR-1"], value="object", reasons="A telling reason.")
    with clock_moved(31 * DAY):
        item = perform("certify", perform("close", item), by=officer)
        new = item.followed_by.get()
        at_a_meeting = {"meeting": cast.meeting(), "procedure": "vote"}
        new = perform("schedule", new, by=secretariat, **at_a_meeting)

        shown = text_of(client_as(delegates["EUR-1"]), new.get_absolute_url())
        before = text_of(client_as(delegates["EUR-1"]), item.get_absolute_url())

    assert "Earlier decisions" in shown
    assert "Objection of seat AFR-1: “A telling reason.”" in shown
    assert f">{item.reference}</a>" in shown
    assert "Followed by" in before


def test_a_person_of_a_state_with_two_seats_is_told_on_which_it_counts(
    voting_item: Item, client_as: ClientAs, delegates: dict[str, User]
) -> None:
    for code in ("ASI-1", "HOST-NEXT"):
        shown = text_of(client_as(delegates[code]), voting_item.get_absolute_url())
        assert "This State holds the seats ASI-1, HOST-NEXT." in shown
        assert "it counts on ASI-1" in shown
        assert ("your seat is not entitled" in shown) == (code == "HOST-NEXT")


def note(client: Client, item: Item, text: str) -> Any:
    return client.post(reverse("committee:note", args=[item.reference]), {"text": text})


def test_a_private_note_is_seen_by_nobody_else(
    voting_item: Item,
    client_as: ClientAs,
    member: User,
    alternate: User,
    chair: User,
    secretariat: User,
) -> None:
    page = voting_item.get_absolute_url()

    done = note(client_as(member), voting_item, "Capital says abstain.")

    assert done.url == f"{page}#note"
    assert "Capital says abstain." in text_of(client_as(member), page)
    for user in (alternate, chair, secretariat):
        assert "Capital says abstain." not in text_of(client_as(user), page)
    assert not admin.site.is_registered(PrivateNote)
    assert not any("Capital" in str(notice.__dict__) for notice in Notice.objects.all())
    ledger = apps.get_model("accreditation", "LedgerEntry")
    assert not any("Capital" in str(entry.__dict__) for entry in ledger.objects.all())


def test_an_empty_note_is_thrown_away(voting_item: Item, client_as: ClientAs, member: User) -> None:
    note(client_as(member), voting_item, "Capital says abstain.")
    note(client_as(member), voting_item, " ")

    assert not PrivateNote.objects.exists()


def test_only_people_of_the_term_keep_a_note_and_nobody_who_is_out(
    voting_item: Item,
    client_as: ClientAs,
    member: User,
    secretariat: User,
    stranger: User,
    term: Term,
) -> None:
    observer = cast.person("observer")
    Observer.objects.create(term=term, user=observer, on_behalf_of="Example Fund")
    recuse(voting_item, by=member)

    assert note(client_as(observer), voting_item, "Mine.").status_code == 302
    for user in (member, secretariat, stranger):
        assert note(client_as(user), voting_item, "Mine.").status_code == 404
    assert [kept.user for kept in PrivateNote.objects.all()] == [observer]


def test_a_note_that_is_too_long_comes_back(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    response = note(client_as(member), voting_item, "x" * 20_001)

    assert response.status_code == 422
    assert not PrivateNote.objects.exists()


def test_the_brief_says_what_it_is_about(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    shown = text_of(client_as(secretariat), open_item.get_absolute_url())

    for words in ("In brief", "Who asks", "The Secretariat recommends", "Met:", "If a seat says"):
        assert words in shown


def test_reading_and_noting_take_no_position(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    client_as(member).get(voting_item.get_absolute_url())
    note(client_as(member), voting_item, "Mine.")

    assert not Position.objects.exists()


@pytest.mark.django_db
def test_the_list_says_what_holds_when_the_committee_votes_and_what_is_not_offered(
    client: Client,
) -> None:
    page = client.get(reverse("committee:list")).content.decode()
    promises = " ".join(unescape(page.partition('id="promises"')[2].split("</section>")[0]).split())
    kept, _not, declined = promises.partition("Not offered")

    for word in ("frozen", "one voice", "receipt", "hash", "count again", "steps out", "alternate"):
        assert word in kept
    for word in ("Secret ballots", "Protection against proving a vote", "A blockchain"):
        assert word in declined


def test_the_form_for_a_position_leads_to_what_holds(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    form = client_as(member).get(voting_item.get_absolute_url()).content.decode()

    assert "Votes are open by design" in form
    assert f'href="{reverse("committee:list")}#promises"' in form
