"""The Committee in the admin: blocs, steps on several items, terms, observers, what is hidden."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accreditation.committee.docket import move_together
from accreditation.committee.leaving import declare
from accreditation.committee.models import (
    Bloc,
    Item,
    Observer,
    PrivateNote,
    Representative,
    Seat,
    Term,
)
from accreditation.committee.notes import keep_note
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.proposals.models import Process, Proposal
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

ClientAs = Callable[[User], Client]


def admin_url(model: str, view: str, *args: object) -> str:
    """The address of an admin page."""
    return reverse(f"admin:accreditation_{model}_{view}", args=args)


def read(response: Any) -> str:
    """What a page says, in one line."""
    return " ".join(unescape(response.content.decode()).split())


def act(browser: Client, action: str, *rows: Any, **data: Any) -> Any:
    """Choose an action on rows of a list, as the list's form sends it."""
    model = rows[0]._meta.model_name
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return browser.post(admin_url(model, "changelist"), chosen | data)


@pytest.fixture
def docket(adopted_process: Process, secretariat: User) -> list[Item]:
    """Three items on three applications, scheduled for the same meeting."""
    return [scheduled(adopted_process, secretariat, name) for name in ("One", "Two", "Three")]


def scheduled(process: Process, by: User, name: str) -> Item:
    """An item on an application, scheduled."""
    contact = cast.person(name.lower())
    body = cast.organisation(f"{name} Example Society", contact, "PER")
    invitation = cast.opened_invitation(process, by)
    application = cast.begun_application(body, invitation, contact)
    ready = cast.ready_application(cast.submitted_application(application, contact), by)
    return perform("schedule", cast.presented_item(ready, by), by=by)


def test_items_are_moved_together_after_a_title_is_given(
    docket: list[Item], client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    asked = act(browser, "move_together", *docket)
    untitled = act(browser, "move_together", *docket, confirm="yes", title="")
    done = act(browser, "move_together", *docket, confirm="yes", title="Three of a kind")

    bloc = Bloc.objects.get()
    page = read(browser.get(done["Location"]))
    assert (asked.status_code, untitled.status_code, done.status_code) == (200, 200, 302)
    assert [item.bloc for item in Item.objects.filter(pk__in=[i.pk for i in docket])] == [bloc] * 3
    assert (bloc.title, bloc.made_by) == ("Three of a kind", secretariat)
    for item in docket:
        assert item.reference in read(asked)
        assert item.reference in page


def test_what_cannot_be_moved_together_says_why(
    docket: list[Item], client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    opened = perform("open", docket[2], by=secretariat)
    alone = act(browser, "move_together", docket[0], confirm="yes", title="Alone")
    late = act(browser, "move_together", docket[0], opened, confirm="yes", title="Late")
    move_together(docket[:2], title="First", by=secretariat)
    again = act(browser, "move_together", *docket[:2], confirm="yes", title="Again")

    assert "Choose at least two items." in read(alone)
    assert "Only items that are not yet open can be moved together." in read(late)
    assert "already moved together with others" in read(again)
    assert Bloc.objects.count() == 1


def test_items_decided_at_different_times_are_not_moved_together(
    docket: list[Item], client_as: ClientAs, secretariat: User
) -> None:
    other = perform("reschedule", docket[1], by=secretariat, meeting=cast.meeting("StC100"))
    response = act(
        client_as(secretariat), "move_together", docket[0], other, confirm="y", title="T"
    )

    assert "not decided at the same time by the same rules" in read(response)
    assert not Bloc.objects.exists()


def test_a_bloc_is_not_changed_by_hand(
    docket: list[Item], client_as: ClientAs, secretariat: User
) -> None:
    bloc = move_together(docket, title="Together", by=secretariat)
    response = client_as(secretariat).post(admin_url("bloc", "change", bloc.pk), {"title": "X"})

    assert response.status_code == 403


def test_a_step_on_several_items_is_taken_on_each_by_itself(
    docket: list[Item], client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    perform("cancel", docket[1], by=secretariat)
    asked = act(browser, "open_each", *docket)
    before = set(Item.objects.filter(pk__in=[i.pk for i in docket]).values_list("state", flat=True))
    done = act(browser, "open_each", *docket, confirm="yes")

    states = [Item.objects.get(pk=item.pk).state for item in docket]
    assert before == {"scheduled", "cancelled"}
    assert states == ["open", "cancelled", "open"]
    assert "This is not possible from “Cancelled”." in read(asked)
    assert read(asked).count("possible </td>") == 2
    assert read(done).count("in the ledger </td>") == 2
    assert "is no longer possible" in read(done)


def test_an_item_whose_deadline_runs_stays_open_with_the_reason(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    asked, done = (
        act(browser, "close_each", voting_item, **more) for more in ({}, {"confirm": "y"})
    )

    assert "The deadline has not yet passed." in read(asked)
    assert 'name="confirm"' not in asked.content.decode()
    assert "The deadline has not yet passed." in read(done)
    assert Item.objects.get(pk=voting_item.pk).state == "open"


def test_records_are_published_together(
    voting_item: Item, client_as: ClientAs, secretariat: User, chair: User, later: Moved
) -> None:
    with later(31 * DAY):
        perform("certify", perform("close", voting_item), by=chair)
    act(client_as(secretariat), "publish_each", voting_item, confirm="yes")

    assert Item.objects.get(pk=voting_item.pk).state == "published"


def test_a_new_term_takes_over_the_seats_and_nothing_else(
    written_item: Item, client_as: ClientAs, secretariat: User, term: Term, chair: User
) -> None:
    browser = client_as(secretariat)
    asked = act(browser, "copy_to_a_new_term", term)
    data = {"copy": "yes", "code": "COP14-COP15"}
    data |= {"starts_on": "2029-01-01", "ends_on": "2028-01-01"}
    refused = act(browser, "copy_to_a_new_term", term, **data)
    done = act(browser, "copy_to_a_new_term", term, **data | {"ends_on": "2032-01-01"})

    new = Term.objects.get(code="COP14-COP15")
    copied = [line.line() for line in new.seats.select_related("party", "alternate_party")]
    assert (asked.status_code, refused.status_code) == (200, 200)
    assert "A term ends after it starts." in read(refused)
    assert done["Location"] == admin_url("term", "change", new.pk)
    assert copied == [line.line() for line in term.seats.select_related("party", "alternate_party")]
    assert not Representative.objects.filter(seat__term=new).exists()
    assert not new.seats.exclude(office="").exists()
    assert Item.objects.get(pk=written_item.pk).term == term


def test_seats_are_copied_from_one_term_with_a_code_of_its_own(
    client_as: ClientAs, secretariat: User, term: Term
) -> None:
    other = Term.objects.create(code="OLD", starts_on="2010-01-01", ends_on="2012-01-01")
    browser = client_as(secretariat)
    two = act(browser, "copy_to_a_new_term", term, other)
    data = {"copy": "yes", "code": "OLD", "starts_on": "2029-01-01", "ends_on": "2030-01-01"}
    same = act(browser, "copy_to_a_new_term", term, **data)

    assert two.status_code == 302
    assert "There is a term with this code already." in read(same)
    assert Seat.objects.exclude(term=term).count() == 0


def test_an_observer_is_neither_an_officer_nor_a_representative(
    term: Term, client_as: ClientAs, secretariat: User, officer: User, member: User, stranger: User
) -> None:
    browser = client_as(secretariat)
    data = {"term": term.pk, "on_behalf_of": "An example organisation"}
    for user, expected in ((officer, 200), (member, 200), (stranger, 302)):
        response = browser.post(admin_url("observer", "add"), data | {"user": user.email})
        assert response.status_code == expected

    observer = Observer.objects.get()
    seat = {"seat": term.seats.get(code="AFR-1").pk, "user": stranger.email, "capacity": "member"}
    response = browser.post(admin_url("representative", "add"), seat)
    assert observer.user == stranger
    assert response.status_code == 200
    assert "This person observes the Committee in this term." in read(response)


def test_a_private_note_is_nowhere_in_the_admin(
    voting_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    keep_note(voting_item, by=member, text="From capital: hold out.")
    text = read(client_as(secretariat).get(admin_url("item", "change", voting_item.pk)))

    assert PrivateNote not in admin.site._registry
    assert "From capital" not in text


def test_officers_see_who_must_not_see_a_dossier(
    open_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    declare(open_item, by=member, has_conflict=True)
    text = read(client_as(secretariat).get(admin_url("declaration", "changelist")))

    assert str(member) in text
    assert "EUR-1" in text


def test_under_silence_nothing_in_the_admin_tells_that_a_seat_spoke(
    submitted_proposal: Proposal, client_as: ClientAs, secretariat: User, member: User, later: Moved
) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)
    with pytest.raises(NotReady):
        cast.say(item, by=member, value="object", reasons="")
    position = cast.say(item, by=member, value="object", reasons="A telling reason.")
    refusal = Refusal.objects.latest("pk")
    browser = client_as(secretariat)
    uuid = str(member.uuid)
    listed = admin_url("position", "changelist")
    pages = [
        listed,
        f"{listed}?q=EUR-1",
        f"{listed}?q={item.reference}",
        f"{listed}?seat=EUR-1",
        f"{listed}?channel__exact=portal",
        f"{listed}?item={item.pk}",
        f"{listed}?item__id__exact={item.pk}",
        admin_url("position", "change", position.pk),
        admin_url("item", "change", item.pk),
        admin_url("item", "changelist"),
        admin_url("ledgerentry", "changelist"),
        admin_url("ledgerentry", "change", position.height),
        admin_url("refusal", "changelist"),
        admin_url("refusal", "change", refusal.pk),
    ]
    for page in pages:
        text = read(browser.get(page, follow=True))
        assert uuid not in text.replace(f"?q={uuid}", ""), page
        assert "salted_sha256" not in text, page
        assert "A telling reason." not in text, page
        assert "/EUR-1/member/" not in text, page
        assert not ("Position taken" in text and str(member) in text), page
    for model, looked_for in (("ledgerentry", uuid), ("refusal", uuid)):
        text = read(browser.get(admin_url(model, "changelist"), {"q": looked_for}))
        assert item.reference not in text
    assert "EUR-1" not in read(browser.get(admin_url("ledgerentry", "change", position.height)))
    day = f"?at__day={position.at.day}&at__month={position.at.month}&at__year={position.at.year}"
    assert "0 positions" in read(browser.get(listed + day))

    with later(31 * DAY):
        perform("close", item)
    assert "/EUR-1/member/" in read(browser.get(pages[7]))
    assert uuid in read(browser.get(admin_url("ledgerentry", "change", position.height)))


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        ("ledgerentry", "actor={uuid}"),
        ("ledgerentry", "actor__startswith=a"),
        ("ledgerentry", "data__seat=EUR-1"),
        ("ledgerentry", "body__contains=EUR-1"),
        ("refusal", "actor={uuid}"),
        ("item", "positions__isnull=False"),
        ("item", "positions__seat=EUR-1"),
        ("item", "notes__isnull=False"),
        ("item", "transcriptions__isnull=False"),
        ("position", "value=object"),
        ("transcription", "value=object"),
        ("transcription", "reasons__contains=far"),
    ],
)
def test_what_is_hidden_is_not_found_by_filtering(
    submitted_proposal: Proposal,
    client_as: ClientAs,
    secretariat: User,
    member: User,
    model: str,
    lookup: str,
) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)
    cast.say(item, by=member, value="object", reasons="It goes too far.")
    url = f"{admin_url(model, 'changelist')}?{lookup.format(uuid=member.uuid)}"

    assert client_as(secretariat).get(url).status_code == 400


def test_of_a_hidden_vote_the_ledger_shows_the_seat_and_no_hash_of_the_position(
    voting_item: Item, client_as: ClientAs, secretariat: User, member: User, later: Moved
) -> None:
    position = cast.say(voting_item, by=member, value="no", reasons="A telling reason.")
    url = admin_url("ledgerentry", "change", position.height)
    browser = client_as(secretariat)
    hidden = read(browser.get(url))
    with later(31 * DAY):
        perform("close", voting_item)
    shown = read(browser.get(url))

    assert '"seat": "EUR-1"' in hidden
    assert "salted_sha256" not in hidden
    assert "salted_sha256" in shown


def test_where_the_rules_show_the_count_positions_are_listed(
    submitted_proposal: Proposal, client_as: ClientAs, secretariat: User, member: User
) -> None:
    prepared = desk.presented(submitted_proposal, by=secretariat, procedure="no_objection")
    Item.objects.filter(pk=prepared.pk).update(rules={**prepared.rules, "running_count": "shown"})
    item = cast.opened(Item.objects.get(pk=prepared.pk), secretariat)
    cast.say(item, by=member, value="no_objection")

    text = read(client_as(secretariat).get(admin_url("position", "changelist")))
    assert "1 position" in text


def test_the_desk_says_what_waits_in_the_committees_room(
    voting_item: Item, client_as: ClientAs, secretariat: User, later: Moved
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    browser = client_as(secretariat)
    before = read(browser.get(reverse("admin:index")))
    with later(31 * DAY):
        perform("close", voting_item)
    with later(33 * DAY):
        after = read(browser.get(reverse("admin:index")))

    waiting = "Positions by letter or telephone that wait for a second officer"
    certify = "Items counted that wait to be certified"
    assert row.get_absolute_url() in before
    assert "Bonn time" in before.split(waiting)[1].split(certify)[0]
    assert "Nothing waits here." in before.split(certify)[1]
    assert voting_item.get_absolute_url() in after.split(certify)[1]
    assert "2 days" in after.split(certify)[1]


def test_a_follow_up_waits_to_be_scheduled(
    submitted_proposal: Proposal,
    client_as: ClientAs,
    secretariat: User,
    chair: User,
    member: User,
) -> None:
    item = desk.referred(submitted_proposal, by=secretariat, chair=chair, against=member)
    text = read(client_as(secretariat).get(reverse("admin:index")))

    assert item.get_absolute_url() in text.split("wait to be scheduled")[1]


def test_an_officer_finds_the_desks_pages_from_the_item(
    open_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    desk.letter(open_item, by=secretariat)
    text = read(client_as(secretariat).get(admin_url("item", "change", open_item.pk)))

    for name in ("record", "transcribe", "transcriptions", "simulation"):
        assert reverse(f"committee:{name}", args=[open_item.reference]) in text
    assert "Transcriptions (1 waiting)" in text


@pytest.mark.parametrize("size", [1, 5])
def test_lists_do_not_ask_more_the_longer_they_are(
    voting_item: Item,
    delegates: dict[str, User],
    client_as: ClientAs,
    secretariat: User,
    django_assert_max_num_queries: Any,
    size: int,
) -> None:
    for code in list(delegates)[:size]:
        cast.say(voting_item, by=delegates[code], value="yes")
    browser = client_as(secretariat)

    for model in ("position", "ledgerentry"):
        with django_assert_max_num_queries(11):
            browser.get(admin_url(model, "changelist"))
    assert LedgerEntry.objects.filter(act="item.position").count() == size
