"""People in the Secretariat's admin: what officers may change, and what is their owner's alone."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from partners.models import Organisation, User
from tests import cast
from tests.partners.describing import page_of

ClientAs = Callable[[User], Client]


def page(user: User) -> str:
    """The admin's page of a person."""
    return reverse("admin:partners_user_change", args=[user.pk])


def test_an_officer_closes_an_account_and_never_changes_its_address(
    client_as: ClientAs, secretariat: User, stranger: User
) -> None:
    typed = {"email": "mine@example.test", "name": "Stranger", "language": "fr"}
    client_as(secretariat).post(page(stranger), typed)

    kept = User.objects.get(pk=stranger.pk)
    assert (kept.language, kept.is_active) == ("fr", False)
    assert kept.email == stranger.email


@pytest.mark.parametrize("is_superuser", [False, True])
def test_an_officer_does_not_change_the_account_of_another(
    is_superuser: bool, client_as: ClientAs, secretariat: User
) -> None:
    other = (
        User.objects.create_superuser("root@example.test")
        if is_superuser
        else cast.officer("other")
    )

    response = client_as(secretariat).post(page(other), {"name": "Locked out", "language": "en"})

    assert response.status_code == 403
    assert User.objects.get(pk=other.pk).is_active


def test_an_account_made_here_is_found_in_whatever_case_its_address_is_typed(
    client_as: ClientAs, secretariat: User
) -> None:
    typed = {"email": "New.Person@Example.Test", "language": "en", "is_active": "on"}
    client_as(secretariat).post(reverse("admin:partners_user_add"), typed)

    assert User.objects.get_by_natural_key("NEW.PERSON@example.test").email.islower()


def test_nobody_feels_the_way_through_a_password(
    client_as: ClientAs, secretariat: User, stranger: User
) -> None:
    address = reverse("admin:partners_user_changelist")

    response = client_as(secretariat).get(f"{address}?password__startswith=m")

    assert response.status_code == 400


def test_an_officer_overwrites_nothing_that_the_organisation_changed_meanwhile(
    client_as: ClientAs, secretariat: User, organisation: Organisation
) -> None:
    address = reverse("admin:partners_organisation_change", args=[organisation.pk])
    shown = page_of(organisation, acronym="OFFICE") | {
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    organisation.acronym = "OURS"
    organisation.save()

    response = client_as(secretariat).post(address, shown)

    assert "to: OURS." in response.content.decode()
    assert Organisation.objects.get(pk=organisation.pk).acronym == "OURS"
