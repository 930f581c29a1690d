"""The gate before a dossier: who passes it, and that nothing shows before or after a conflict."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.committee.conflicts import Declaration
from accreditation.committee.leaving import declare
from accreditation.committee.models import Item, Position, Recusal, Term
from accreditation.committee.observers import Observer
from accreditation.workflow import perform
from partners.models import User
from tests import cast

ClientAs = Callable[[User], Client]
SECRETS = ("Example Society for Cranes", "It meets all.", "We have none yet.", "Ada Example")


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def gate(client: Client, item: Item, **data: str) -> Any:
    return client.post(reverse("committee:declare", args=[item.reference]), data)


def declared_no_conflict(client: Client, item: Item) -> None:
    assert gate(client, item, has_conflict="no").url == item.get_absolute_url()


@pytest.fixture
def observer(term: Term) -> User:
    """An observer whom the Secretariat lets read dossiers."""
    user = cast.person("observer")
    Observer.objects.create(term=term, user=user, on_behalf_of="Example Fund", reads_dossiers=True)
    return user


@pytest.fixture
def onlooker(term: Term) -> User:
    """An observer who reads no dossiers."""
    user = cast.person("onlooker")
    Observer.objects.create(term=term, user=user, on_behalf_of="Example Network")
    return user


@pytest.fixture
def colleague(term: Term, member: User) -> User:
    """A second person who represents EUR-1."""
    return cast.seat_person(term, "EUR-1", cast.person("colleague"))


@pytest.mark.parametrize("role", ["member", "alternate", "observer"])
def test_the_dossier_opens_after_a_declaration_and_not_before(
    open_item: Item, client_as: ClientAs, role: str, request: pytest.FixtureRequest
) -> None:
    browser = client_as(request.getfixturevalue(role))
    page = open_item.get_absolute_url()

    before = text_of(browser, page)
    declared_no_conflict(browser, open_item)
    after = text_of(browser, page)

    assert "Before the dossier opens" in before
    assert open_item.title in before
    assert "Before the dossier opens" not in after
    for secret in SECRETS:
        assert secret not in before
        assert secret in after


@pytest.mark.parametrize("role", ["member", "alternate", "observer"])
def test_nothing_is_chosen_beforehand_at_the_gate(
    open_item: Item, client_as: ClientAs, role: str, request: pytest.FixtureRequest
) -> None:
    shown = text_of(client_as(request.getfixturevalue(role)), open_item.get_absolute_url())

    assert 'name="has_conflict"' in shown
    assert 'name="value"' not in shown
    assert " checked" not in shown
    assert " selected" not in shown.replace('value="" selected', "")


def test_home_and_lists_name_nothing_of_the_dossier(
    open_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)

    for url in ("/", reverse("committee:list")):
        for secret in SECRETS:
            assert secret not in text_of(browser, url)


def test_an_observer_without_dossiers_meets_neither_gate_nor_dossier(
    open_item: Item, client_as: ClientAs, onlooker: User
) -> None:
    browser = client_as(onlooker)
    shown = text_of(browser, open_item.get_absolute_url())

    assert "Before the dossier opens" not in shown
    assert "Example Society for Cranes" not in shown
    assert gate(browser, open_item, has_conflict="no").status_code == 403


def test_an_officer_reads_without_a_declaration_and_makes_none(
    open_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)

    assert "Example Society for Cranes" in text_of(browser, open_item.get_absolute_url())
    assert gate(browser, open_item, has_conflict="no").status_code == 403


def test_strangers_and_people_of_another_term_find_nothing(
    open_item: Item, client_as: ClientAs, stranger: User
) -> None:
    other = Term.objects.create(code="COP9-COP10", starts_on="2000-01-01", ends_on="2003-01-01")
    seat = other.seats.create(
        code="EUR-1", kind="regional", region="Europe", party=cast.country("ITA")
    )
    former = cast.person("former")
    seat.representatives.create(user=former, capacity="member")

    for user in (stranger, former):
        browser = client_as(user)
        assert browser.get(open_item.get_absolute_url()).status_code == 404
        assert gate(browser, open_item, has_conflict="no").status_code == 404
    assert not Declaration.objects.exclude(seat="").filter(item=open_item).exists()


def test_a_position_before_the_declaration_is_sent_back_to_the_gate(
    open_item: Item, client_as: ClientAs, member: User
) -> None:
    url = reverse("committee:position", args=[open_item.reference])
    response = client_as(member).post(url, {"value": "yes", "after": 0, "confirm": "yes"})

    assert response.status_code == 422
    assert "Declare first whether you have a conflict" in response.content.decode()
    assert not Position.objects.filter(item=open_item).exists()


def test_a_conflict_is_asked_twice_then_hides_everything(
    open_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)

    check = gate(browser, open_item, has_conflict="yes")
    assert "cannot be taken back" in check.content.decode()
    assert "Italy steps out of this item" in " ".join(check.content.decode().split())
    assert not Declaration.objects.filter(item=open_item).exists()

    gate(browser, open_item, has_conflict="yes", confirm="yes")
    shown = text_of(browser, open_item.get_absolute_url())
    assert Recusal.objects.get().seat == "EUR-1"
    assert "You are out of this item" in shown
    assert open_item.title in shown
    for hidden in (*SECRETS, 'name="value"', "entitled seats have spoken", "Private note", "Rules"):
        assert hidden not in shown
    for url in ("/", reverse("committee:list")):
        assert "Example Society for Cranes" not in text_of(browser, url)


def test_a_declared_conflict_is_not_lifted(
    open_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)
    declared_no_conflict(browser, open_item)
    gate(browser, open_item, has_conflict="yes", confirm="yes")

    again = gate(browser, open_item, has_conflict="no")

    assert again.status_code == 403
    assert "Example Society for Cranes" not in text_of(browser, open_item.get_absolute_url())
    address = reverse("committee:declare", args=[open_item.reference])
    assert browser.get(address).url == open_item.get_absolute_url()  # type: ignore[attr-defined]


def test_a_colleague_without_a_conflict_may_act_instead(
    open_item: Item, client_as: ClientAs, member: User, colleague: User
) -> None:
    browser = client_as(member)
    undecided = gate(browser, open_item, has_conflict="yes")
    named = {"has_conflict": "yes", "acts_instead": str(colleague.uuid)}
    check = gate(browser, open_item, **named)
    gate(browser, open_item, **named, confirm="yes")

    assert undecided.status_code == 422
    assert "Say who acts instead" in undecided.content.decode()
    assert "Colleague acts for seat EUR-1" in " ".join(check.content.decode().split())
    assert not Recusal.objects.exists()
    other = client_as(colleague)
    declared_no_conflict(other, open_item)
    assert 'name="value"' in text_of(other, open_item.get_absolute_url())
    assert "You are out of this item" in text_of(browser, open_item.get_absolute_url())


def test_nobody_acts_instead_where_the_person_says_so(
    open_item: Item, client_as: ClientAs, member: User, colleague: User
) -> None:
    gate(client_as(member), open_item, has_conflict="yes", acts_instead="nobody", confirm="yes")

    assert Recusal.objects.get().seat == "EUR-1"
    assert "You are out of this item" in text_of(client_as(colleague), open_item.get_absolute_url())


def test_somebody_of_another_seat_cannot_be_named(
    open_item: Item, client_as: ClientAs, member: User, colleague: User, chair: User
) -> None:
    named = {"has_conflict": "yes", "acts_instead": str(chair.uuid), "confirm": "yes"}

    assert gate(client_as(member), open_item, **named).status_code == 422
    assert not Declaration.objects.filter(item=open_item).exists()


def test_an_alternates_conflict_hides_the_dossier_from_the_alternate_alone(
    open_item: Item, client_as: ClientAs, member: User, alternate: User
) -> None:
    gate(client_as(alternate), open_item, has_conflict="yes", confirm="yes")

    assert "You are out" in text_of(client_as(alternate), open_item.get_absolute_url())
    assert "Before the dossier opens" in text_of(client_as(member), open_item.get_absolute_url())
    assert not Recusal.objects.exists()


def test_the_gate_stands_before_documents(
    open_item: Item, client_as: ClientAs, member: User
) -> None:
    """The document itself is tried where one is given; its address shows behind the gate alone."""
    browser = client_as(member)
    page = open_item.get_absolute_url()

    assert "/documents/" not in text_of(browser, page)


def test_a_suggested_conflict_is_said_and_not_chosen(
    open_item: Item, client_as: ClientAs, term: Term
) -> None:
    kenyan = cast.seat_person(term, "AFR-2", cast.person("kenyan"))
    shown = text_of(client_as(kenyan), open_item.get_absolute_url())

    assert "Consider whether this is a conflict of interest." in shown
    assert " checked" not in shown


def test_who_is_out_reads_the_published_record_like_everybody(
    open_item: Item, client_as: ClientAs, member: User, secretariat: User, officer: User
) -> None:
    declare(open_item, by=member, has_conflict=True)
    closed = perform("close", open_item, by=secretariat)
    item = perform("publish", perform("certify", closed, by=officer), by=secretariat)

    shown = text_of(client_as(member), item.get_absolute_url())

    assert "Result" in shown
    assert "Example Society for Cranes" not in shown


def test_pages_of_the_room_are_kept_by_no_cache(
    open_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)
    for url in (
        reverse("committee:list"),
        open_item.get_absolute_url(),
        reverse("committee:declare", args=[open_item.reference]),
    ):
        assert browser.get(url)["Cache-Control"] == "private, no-store"
