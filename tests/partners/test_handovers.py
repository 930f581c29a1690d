"""The contact point: handed over after a check, or asked for and not refused within 14 days."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partners.models import Handover, Membership, Notice, Organisation, User
from tests import cast

ClientAs = Callable[[User], Client]


@pytest.fixture
def deputy(organisation: Organisation) -> User:
    """The alternate contact point."""
    user = cast.person("deputy")
    Membership.objects.create(organisation=organisation, user=user, role="alternate")
    return user


def act(client: Client, organisation: Organisation, name: str) -> Any:
    """Ask, refuse, take or drop."""
    return client.post(reverse("partners:contact-point", args=[organisation.uuid, name]))


def hand_over(organisation: Organisation, to: User) -> str:
    """The address of the check page."""
    place = organisation.memberships.get(user=to)
    return reverse("partners:hand-over", args=[organisation.uuid, place.pk])


def roles(organisation: Organisation) -> dict[str, str]:
    """Role by name."""
    return dict(organisation.memberships.values_list("user__name", "role"))


def told(event: str) -> set[str]:
    """Who got a message about an event, by name."""
    key = f"organisation.contact_point {event} "
    names = Notice.objects.filter(key__startswith=key).values_list("recipient__name", flat=True)
    return {name for name in names if name}


def test_the_contact_point_hands_over_after_a_check_and_both_are_told(
    client_as: ClientAs, organisation: Organisation, contact_point: User, editor: User
) -> None:
    client = client_as(contact_point)
    check = client.get(hand_over(organisation, editor))
    assert roles(organisation) == {"Contact": "contact_point", "Editor": "editor"}

    client.post(hand_over(organisation, editor))

    assert editor.email in check.content.decode()
    assert roles(organisation) == {"Contact": "alternate", "Editor": "contact_point"}
    assert told("passed") == {"Contact", "Editor"}


@pytest.mark.parametrize("who", ["deputy", "reader", "secretariat"])
def test_nobody_else_hands_it_over(
    who: str,
    request: pytest.FixtureRequest,
    client_as: ClientAs,
    organisation: Organisation,
    editor: User,
) -> None:
    client = client_as(request.getfixturevalue(who))

    assert client.get(hand_over(organisation, editor)).status_code == 403
    assert client.post(hand_over(organisation, editor)).status_code == 403
    assert roles(organisation)["Contact"] == "contact_point"


def test_an_alternate_does_not_take_it_by_a_change_of_role(
    client_as: ClientAs, organisation: Organisation, deputy: User
) -> None:
    place = organisation.memberships.get(user=deputy)

    client_as(deputy).post(
        reverse("partners:role", args=[organisation.uuid, place.pk]), {"role": "contact_point"}
    )

    assert roles(organisation) == {"Contact": "contact_point", "Deputy": "alternate"}


def test_an_alternate_asks_and_the_page_says_who_moves_until_when_and_what_silence_means(
    client_as: ClientAs, organisation: Organisation, contact_point: User, deputy: User
) -> None:
    act(client_as(deputy), organisation, "ask")

    page = client_as(contact_point).get(organisation.get_absolute_url()).content.decode()
    assert told("asked") == {"Contact", "Deputy"}
    assert "Deputy asked to become the contact point" in page
    assert "The contact point moves next" in page
    assert "If the contact point says nothing until then, Deputy may become" in page
    assert "Refuse, and remain the contact point" in page
    assert roles(organisation)["Deputy"] == "alternate"


def test_the_contact_point_refuses_and_both_are_told(
    client_as: ClientAs, organisation: Organisation, contact_point: User, deputy: User
) -> None:
    act(client_as(deputy), organisation, "ask")

    act(client_as(contact_point), organisation, "refuse")

    cast.later(20)
    assert act(client_as(deputy), organisation, "take").status_code == 404
    assert Handover.objects.get().outcome == "refused"
    assert told("refused") == {"Contact", "Deputy"}
    assert roles(organisation)["Contact"] == "contact_point"


def test_what_was_asked_for_is_taken_after_fourteen_days_and_not_before(
    client_as: ClientAs, organisation: Organisation, deputy: User
) -> None:
    client = client_as(deputy)
    act(client, organisation, "ask")

    cast.later(13)
    act(client, organisation, "take")
    assert roles(organisation)["Deputy"] == "alternate"

    cast.later(15)
    page = client.get(organisation.get_absolute_url()).content.decode()
    act(client, organisation, "take")

    assert "Become the contact point now" in page
    assert roles(organisation) == {"Contact": "alternate", "Deputy": "contact_point"}
    assert Handover.objects.get().outcome == "taken"
    assert told("passed") == {"Contact", "Deputy"}


def test_the_contact_point_may_still_refuse_what_was_not_taken(
    client_as: ClientAs, organisation: Organisation, contact_point: User, deputy: User
) -> None:
    act(client_as(deputy), organisation, "ask")
    cast.later(15)

    act(client_as(contact_point), organisation, "refuse")

    assert act(client_as(deputy), organisation, "take").status_code == 404


def test_a_request_ends_with_the_place_of_who_asked(
    client_as: ClientAs, organisation: Organisation, contact_point: User, deputy: User
) -> None:
    act(client_as(deputy), organisation, "ask")
    place = organisation.memberships.get(user=deputy)

    client_as(contact_point).post(
        reverse("partners:role", args=[organisation.uuid, place.pk]), {"role": "end"}
    )

    assert Handover.objects.get().outcome == "withdrawn"


def test_who_asked_may_withdraw(
    client_as: ClientAs, organisation: Organisation, deputy: User
) -> None:
    act(client_as(deputy), organisation, "ask")

    act(client_as(deputy), organisation, "drop")

    assert Handover.objects.get().outcome == "withdrawn"


@pytest.mark.parametrize("name", ["ask", "refuse", "take", "drop", "steal"])
def test_outsiders_find_nothing_and_readers_may_nothing(
    name: str, client_as: ClientAs, organisation: Organisation, reader: User, rival: User
) -> None:
    assert act(client_as(rival), organisation, name).status_code == 404
    assert act(client_as(reader), organisation, name).status_code in {403, 404}
    assert not Handover.objects.exists()


def test_an_officer_asks_in_the_admin_on_the_organisations_request(
    client_as: ClientAs, organisation: Organisation, secretariat: User, editor: User
) -> None:
    url = reverse("admin:partners_handover_add")

    for person in (organisation.contact_points.get(), editor, editor):
        client_as(secretariat).post(url, {"organisation": organisation.pk, "to": person.pk})

    handover = Handover.objects.get()
    assert (handover.to, handover.asked_by) == (editor, secretariat)
    assert told("asked") == {"Contact", "Editor", "Secretariat"}
    assert roles(organisation)["Editor"] == "editor"
    page = client_as(editor).get(organisation.get_absolute_url()).content.decode()
    assert "the Secretariat asked, on the organisation’s request, that Editor become" in page


def test_the_database_keeps_one_request_an_organisation(
    organisation: Organisation, deputy: User, editor: User
) -> None:
    organisation.handovers.create(to=deputy, asked_by=deputy)

    with pytest.raises(IntegrityError, match="one_request"), transaction.atomic():
        organisation.handovers.create(to=editor, asked_by=editor)
