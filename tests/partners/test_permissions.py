"""Who may: the predicates as a table."""

import pytest

from partners import permissions
from partners.models import Membership, Officer, Organisation, User
from partners.people import UserManager
from tests import cast


@pytest.mark.parametrize(
    ("role", "speaks", "writes", "belongs"),
    [
        ("contact_point", True, True, True),
        ("alternate", True, True, True),
        ("editor", False, True, True),
        ("reader", False, False, True),
        (None, False, False, False),
    ],
)
def test_a_role_says_what_a_person_may(
    role: str | None, speaks: bool, writes: bool, belongs: bool, db: None
) -> None:
    organisation = Organisation.objects.create(
        name="Example", kind="national", country=cast.country("KEN")
    )
    person = cast.person("ada")
    if role:
        Membership.objects.create(organisation=organisation, user=person, role=role)
    membership = Membership(organisation=organisation)

    assert permissions.is_contact_point(membership, person) is speaks
    assert permissions.is_editor(membership, person) is writes
    assert permissions.is_member(membership, person) is belongs


def test_only_the_portal_itself_is_the_system(contact_point: User) -> None:
    assert permissions.the_system(None, None) is True
    assert permissions.the_system(None, contact_point) is False


def test_an_officer_is_secretariat_until_the_place_ends(secretariat: User) -> None:
    assert permissions.is_secretariat(None, secretariat) is True

    place = Officer.objects.get()
    place.until = place.since
    place.save()

    assert permissions.is_secretariat(None, User.objects.get(pk=secretariat.pk)) is False


def test_an_inactive_officer_is_not_secretariat(secretariat: User) -> None:
    secretariat.is_active = False
    secretariat.save()

    assert permissions.is_secretariat(None, User.objects.get(pk=secretariat.pk)) is False


def test_an_address_is_one_in_whatever_case_it_is_typed(db: None) -> None:
    made = User.objects.create_user("Ada@Example.TEST", "a long password")

    assert isinstance(User.objects, UserManager)
    assert User.objects.get_by_natural_key("ADA@example.test") == made
