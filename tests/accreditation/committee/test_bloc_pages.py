"""Items moved together: one page, one position for all, and lifting one out."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Invitation
from accreditation.committee.blocs import Bloc
from accreditation.committee.docket import move_together
from accreditation.committee.leaving import declare, recuse
from accreditation.committee.models import Item, Position, Term
from accreditation.committee.observers import Observer
from accreditation.committee.taking import take_position
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests import cast

ClientAs = Callable[[User], Client]


def docket(invitation: Invitation, officer: User, size: int) -> list[Item]:
    """So many items on applications, prepared for the same meeting."""
    items = []
    for number in range(size):
        contact = cast.person(f"contact{number}")
        body = cast.organisation(f"Society {number}", contact)
        begun = cast.begun_application(body, invitation, contact)
        ready = cast.ready_application(cast.submitted_application(begun, contact), officer)
        items.append(cast.presented_item(ready, officer))
    return items


@pytest.fixture
def items(open_invitation: Invitation, secretariat: User) -> list[Item]:
    """Three items moved together and open."""
    prepared = docket(open_invitation, secretariat, 3)
    move_together(prepared, title="Applications recommended by the Secretariat", by=secretariat)
    return [cast.opened(Item.objects.get(pk=item.pk), secretariat) for item in prepared]


@pytest.fixture
def bloc(items: list[Item]) -> Bloc:
    """Their bloc."""
    found = items[0].bloc
    assert found is not None
    return found


@pytest.fixture
def passed(items: list[Item], member: User) -> User:
    """The member, who declared no conflict on any of them."""
    for item in items:
        declare(item, by=member, has_conflict=False)
    return member


def text_of(client: Client, bloc: Bloc) -> str:
    response = client.get(bloc.get_absolute_url())
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    return " ".join(unescape(response.content.decode()).split())


def say(client: Client, bloc: Bloc, items: list[Item], **data: Any) -> Any:
    """Send the form of the bloc."""
    given = {f"after {item.reference}": 0 for item in items}
    given |= {"item": [item.reference for item in items]} | data
    return client.post(reverse("committee:bloc-position", args=[bloc.reference]), given)


def test_the_page_is_for_officers_and_the_people_of_the_term(
    bloc: Bloc, client_as: ClientAs, member: User, secretariat: User, stranger: User, term: Term
) -> None:
    observer = cast.person("observer")
    Observer.objects.create(term=term, user=observer, on_behalf_of="Example Fund")

    for user in (member, secretariat, observer):
        assert "Applications recommended" in text_of(client_as(user), bloc)
        assert "Society" not in text_of(client_as(user), bloc)
    assert client_as(stranger).get(bloc.get_absolute_url()).status_code == 404
    assert Client().get(bloc.get_absolute_url()).status_code == 302


def test_the_rules_of_the_items_are_shown_and_that_they_are_not_confirmed(
    bloc: Bloc, client_as: ClientAs, member: User
) -> None:
    rules = text_of(client_as(member), bloc).partition("Rules of these items")[2]

    assert "Quorum: at least 7 seats" in rules
    assert "These rules are not confirmed against the CMS Rules of Procedure." in rules


def test_there_is_no_position_for_all_before_the_declarations(
    bloc: Bloc, items: list[Item], client_as: ClientAs, member: User
) -> None:
    before = text_of(client_as(member), bloc)
    declare(items[0], by=member, has_conflict=False)
    after = text_of(client_as(member), bloc)

    assert before.count("Declare on conflicts of interest first") == 3
    assert 'name="value"' not in before
    assert after.count("Declare on conflicts of interest first") == 2
    assert f'name="item" value="{items[0].reference}"' in after
    assert f'name="item" value="{items[1].reference}"' not in after
    assert " checked" not in after


def test_one_position_is_checked_then_taken_on_all_with_receipts(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User
) -> None:
    browser = client_as(passed)

    check = say(browser, bloc, items, value="yes", reasons="We agree.")
    for item in items:
        assert item.reference in check.content.decode()
    assert not Position.objects.filter(item__in=items).exists()

    done = say(browser, bloc, items, value="yes", reasons="We agree.", confirm="yes")
    say(browser, bloc, items, value="yes", reasons="We agree.", confirm="yes")
    taken = Position.objects.filter(item__in=items)
    shown = text_of(browser, bloc)
    assert done.url == f"{bloc.get_absolute_url()}#receipts"
    assert {(p.item_id, p.value, p.together) for p in taken} == {
        (item.pk, "yes", True) for item in items
    }
    assert taken.count() == 3
    for position in taken:
        assert position.receipt in shown


def test_changing_on_the_check_page_keeps_what_was_typed(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User
) -> None:
    response = say(client_as(passed), bloc, items, value="yes", reasons="Kept.", change="yes")

    assert response.status_code == 200
    assert "Kept." in response.content.decode()


def test_a_no_without_reasons_and_a_forged_one_are_not_taken(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User
) -> None:
    for value in ("no", "veto"):
        response = say(client_as(passed), bloc, items, value=value, confirm="yes")
        assert response.status_code == 422
    assert say(client_as(passed), bloc, [], value="yes", confirm="yes").status_code == 422
    assert not Position.objects.filter(item__in=items).exists()


def test_an_item_lifted_out_meanwhile_stops_the_whole_position(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User, chair: User
) -> None:
    perform("lift_out", items[2], by=chair)

    response = say(client_as(passed), bloc, items, value="yes", confirm="yes")

    assert response.status_code == 409
    assert not Position.objects.filter(item__in=items).exists()


def test_an_item_not_declared_on_stops_the_whole_position(
    bloc: Bloc, items: list[Item], client_as: ClientAs, member: User
) -> None:
    declare(items[0], by=member, has_conflict=False)

    response = say(client_as(member), bloc, items, value="yes", confirm="yes")

    assert response.status_code == 422
    assert "Declare first" in response.content.decode()
    assert not Position.objects.filter(item__in=items).exists()


def test_officers_and_observers_take_no_position(
    bloc: Bloc, items: list[Item], client_as: ClientAs, secretariat: User, term: Term
) -> None:
    observer = cast.person("observer")
    Observer.objects.create(term=term, user=observer, on_behalf_of="Fund", reads_dossiers=True)
    declare(items[0], by=observer, has_conflict=False)

    for user in (secretariat, observer):
        assert 'name="value"' not in text_of(client_as(user), bloc)
        assert "Lift " not in text_of(client_as(user), bloc)
        response = say(client_as(user), bloc, items, value="yes", confirm="yes")
        assert response.status_code == 403


def test_any_member_lifts_an_item_out_and_the_page_names_the_seat(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User
) -> None:
    browser = client_as(passed)
    button = f"Lift {items[1].reference} out"
    assert button in text_of(browser, bloc)

    url = reverse("step", args=["item", items[1].reference, "lift_out"])
    done: Any = browser.post(url, {"next": bloc.get_absolute_url()})

    shown = text_of(browser, bloc)
    assert done.url == bloc.get_absolute_url()
    assert "Seat EUR-1 asked for it to be decided by itself" in shown
    assert button not in shown
    assert f'name="item" value="{items[1].reference}"' not in shown
    assert 'name="value"' in unescape(browser.get(items[1].get_absolute_url()).content.decode())


def test_a_position_of_its_own_is_still_possible_in_a_bloc(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User
) -> None:
    take_position(items[0], by=passed, value="no", reasons="Of its own.")
    rest = say(client_as(passed), bloc, items[1:], value="yes", confirm="yes")

    values = Position.objects.filter(item__in=items).order_by("item")
    assert rest.status_code == 302
    assert list(values.values_list("value", "together")) == [
        ("no", False),
        ("yes", True),
        ("yes", True),
    ]


def test_who_is_out_of_one_item_answers_the_others_together(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User
) -> None:
    recuse(items[0], by=passed)
    shown = text_of(client_as(passed), bloc)

    assert shown.count("You are out of this item") == 1
    assert f'name="item" value="{items[0].reference}"' not in shown
    assert f"Lift {items[0].reference} out" not in shown
    assert say(client_as(passed), bloc, items[1:], value="yes", confirm="yes").status_code == 302


def test_the_list_groups_what_is_moved_together(
    bloc: Bloc, items: list[Item], client_as: ClientAs, passed: User, chair: User
) -> None:
    perform("lift_out", items[2], by=chair)
    shown = unescape(client_as(passed).get(reverse("committee:list")).content.decode())
    own = " ".join(shown.split()).partition("Which items to show")[0]

    assert "0 of 3 done" in own
    assert own.index(items[2].reference) < own.index("Moved together:")
    assert own.index("Moved together:") < own.index(items[0].reference)
    assert bloc.get_absolute_url() in own


@pytest.mark.parametrize("size", [2, 4])
def test_as_many_queries_however_many_items(
    open_invitation: Invitation,
    secretariat: User,
    member: User,
    client_as: ClientAs,
    size: int,
    django_assert_num_queries: Any,
) -> None:
    prepared = docket(open_invitation, secretariat, size)
    bloc = move_together(prepared, title="Together", by=secretariat)
    items = [cast.opened(Item.objects.get(pk=item.pk), secretariat) for item in prepared]
    cast.say(items[0], by=member, value="yes")
    recuse(items[1], by=member)
    browser = client_as(member)
    counts = {bloc.get_absolute_url(): 20, reverse("committee:list"): 26, "/": 25}
    for url in counts:
        browser.get(url)

    for url, number in counts.items():
        with django_assert_num_queries(number):
            browser.get(url)


def test_items_with_different_rules_are_not_moved_together(
    open_invitation: Invitation, secretariat: User
) -> None:
    first, second = docket(open_invitation, secretariat, 2)
    Item.objects.filter(pk=second.pk).update(rules={**second.rules, "quorum_seats": 3})

    with pytest.raises(NotReady, match="by the same rules"):
        move_together([first, second], title="Two", by=secretariat)


def test_an_item_set_for_another_time_is_lifted_out_of_its_bloc(
    open_invitation: Invitation, secretariat: User
) -> None:
    first, second = docket(open_invitation, secretariat, 2)
    move_together([first, second], title="Two", by=secretariat)
    same = perform("schedule", Item.objects.get(pk=first.pk), by=secretariat)

    other = perform("reschedule", same, by=secretariat, meeting=cast.meeting("StC98"))

    assert (same.is_lifted, other.is_lifted) == (False, True)
    assert other.entry.data["lifted_out_of"] == other.bloc.reference
