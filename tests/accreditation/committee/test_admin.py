"""The Committee in the Secretariat's admin: a window, with steps, that changes nothing by hand."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.committee.models import CommitteeRules, Item, Representative, Term
from accreditation.workflow import perform
from partners.clock import portal_today
from partners.models import User
from tests import cast
from tests.accreditation.committee.conftest import DAY, clock_moved

ClientAs = Callable[[User], Client]
READ_ONLY = [
    *("item", "bloc", "position", "recusal", "declaration", "transcription"),
    *("ledgerentry", "refusal"),
]


def admin_url(model: str, view: str, *args: object) -> str:
    """The address of an admin page."""
    return reverse(f"admin:accreditation_{model}_{view}", args=args)


@pytest.mark.parametrize(
    "model", [*READ_ONLY, "term", "meeting", "representative", "observer", "committeerules"]
)
def test_officers_open_every_list(
    voting_item: Item, client_as: ClientAs, secretariat: User, model: str
) -> None:
    assert client_as(secretariat).get(admin_url(model, "changelist")).status_code == 200


@pytest.mark.parametrize("model", ["item", "position", "ledgerentry", "committeerules"])
def test_others_do_not_enter(
    voting_item: Item, client_as: ClientAs, member: User, model: str
) -> None:
    assert client_as(member).get(admin_url(model, "changelist")).status_code in {302, 403}


@pytest.mark.parametrize("model", READ_ONLY)
def test_nothing_that_acts_write_is_added_here(
    voting_item: Item, client_as: ClientAs, secretariat: User, model: str
) -> None:
    assert client_as(secretariat).get(admin_url(model, "add")).status_code == 403


def test_an_item_is_not_changed_and_not_deleted_by_hand(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    changed = browser.post(admin_url("item", "change", voting_item.pk), {"state": "published"})
    deleted = browser.post(admin_url("item", "delete", voting_item.pk), {"post": "yes"})

    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert Item.objects.get(pk=voting_item.pk).state == "open"


def test_an_item_shows_who_moves_next_its_steps_and_its_history(
    written_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    url = admin_url("item", "change", written_item.pk)
    text = unescape(client_as(secretariat).get(url).content.decode())

    assert "Who moves next" in text
    assert reverse("step", args=["item", written_item.reference, "schedule"]) in text
    assert f'name="next" value="{url}"' in text
    assert "On the record" in text


def test_a_step_taken_here_comes_back_here(
    written_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    url = admin_url("item", "change", written_item.pk)
    step = reverse("step", args=["item", written_item.reference, "schedule"])
    day = portal_today() + timedelta(days=20)
    response = client_as(secretariat).post(step, {"next": url, "decide_by": day.isoformat()})

    assert response["Location"] == url
    assert Item.objects.get(pk=written_item.pk).state == "scheduled"


def test_the_admin_hides_what_was_said_until_the_count(
    voting_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    browser = client_as(secretariat)
    position = cast.say(voting_item, by=member, value="no", reasons="A telling reason.")
    pages = [
        admin_url("position", "changelist"),
        admin_url("position", "change", position.pk),
        admin_url("item", "change", voting_item.pk),
        admin_url("ledgerentry", "change", position.height),
    ]

    for page in pages:
        assert "A telling reason." not in browser.get(page).content.decode()
    assert "hidden until the item closes" in browser.get(pages[1]).content.decode()
    with clock_moved(31 * DAY):
        perform("close", voting_item)
    assert "A telling reason." in browser.get(pages[1]).content.decode()


def test_rules_by_which_nobody_could_count_are_refused(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    CommitteeRules.objects.get_or_create(pk=1)
    data = {
        "procedure": "vote",
        "voting_kinds": ["regional"],
        "quorum_seats": 5,
        "quorum_regions": 2,
        "majority": "simple",
        "tie": "depositary",
        "objections_to_block": 0,
        "objection_effect": "vote",
        "running_count": "shown",
        "days": 14,
    }
    browser = client_as(secretariat)
    url = admin_url("committeerules", "change", 1)

    refused = browser.post(url, data)
    taken = browser.post(url, data | {"objections_to_block": 2})

    assert (refused.status_code, taken.status_code) == (200, 302)
    assert CommitteeRules.current()["voting_kinds"] == ["regional"]
    assert CommitteeRules.current()["objections_to_block"] == 2
    assert CommitteeRules.current()["objection_effect"] == "vote"
    assert CommitteeRules.current()["running_count"] == "shown"


def test_the_rules_say_that_they_are_not_confirmed(client_as: ClientAs, secretariat: User) -> None:
    CommitteeRules.objects.create(pk=1)
    text = client_as(secretariat).get(admin_url("committeerules", "change", 1)).content.decode()

    assert "not confirmed against the CMS Rules of Procedure" in text
    assert "Tick this once somebody compared these settings" in text


def test_an_alternate_needs_a_seat_with_an_alternate_member(
    term: Term, client_as: ClientAs, secretariat: User, stranger: User
) -> None:
    browser = client_as(secretariat)
    for code, expected in (("DEP", 200), ("EUR-3", 302)):
        seat = term.seats.get(code=code)
        data = {"seat": seat.pk, "user": stranger.email, "capacity": "alternate"}
        assert browser.post(admin_url("representative", "add"), data).status_code == expected

    assert Representative.objects.get().seat.code == "EUR-3"


def test_home_is_work(voting_item: Item, client_as: ClientAs, secretariat: User) -> None:
    text = " ".join(client_as(secretariat).get(reverse("admin:index")).content.decode().split())

    assert "Waiting on us" in text
    assert "Waiting on the NGO" in text
    assert "Waiting on the Committee" in text
    assert admin_url("item", "changelist") + "?state__exact=open" in text
    assert "Working group" in text


def test_a_hidden_position_is_not_found_by_filtering(
    voting_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    cast.say(voting_item, by=member, value="no", reasons="Because.")
    address = admin_url("position", "changelist")

    for lookup in ("value__exact=no", "reasons__contains=Because", "salt__startswith=a"):
        assert client_as(secretariat).get(f"{address}?{lookup}").status_code == 400


def test_an_officer_is_not_made_a_representative(
    term: Term, client_as: ClientAs, secretariat: User, officer: User
) -> None:
    data = {"seat": term.seats.get(code="EUR-2").pk, "user": officer.email, "capacity": "member"}

    response = client_as(secretariat).post(admin_url("representative", "add"), data)

    assert response.status_code == 200
    assert not Representative.objects.filter(user=officer).exists()


def test_the_seats_of_a_term_are_corrected_by_plain_lists_of_countries(
    client_as: ClientAs, secretariat: User, term: Term
) -> None:
    page = client_as(secretariat).get(reverse("admin:accreditation_term_change", args=[term.pk]))

    html = page.content.decode()
    rows = term.seats.count() + 1  # Django keeps one empty row to copy
    assert html.count(">Uzbekistan</option>") == 2 * rows
    assert "admin-autocomplete" not in html
