"""The organisation's profile: names, identifiers, work; nothing overwritten, no second record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from partners.models import Membership, Organisation, User
from tests import cast
from tests.partners.describing import page_of, wren

ClientAs = Callable[[User], Client]


def edit(organisation: Organisation) -> str:
    """The address of the form."""
    return reverse("partners:organisation-edit", args=[organisation.uuid])


@pytest.fixture
def alternate_contact(organisation: Organisation) -> User:
    """The alternate of the contact point."""
    user = cast.person("deputy")
    Membership.objects.create(organisation=organisation, user=user, role="alternate")
    return user


def test_an_organisation_is_called_by_its_name_in_the_language_or_by_its_legal_name() -> None:
    body = Organisation(name="Kranichbund", name_en="Crane Union", name_fr="Union des grues")

    assert str(body) == "Kranichbund"
    assert [body.name_in(code) for code in ("en", "fr", "es")] == [
        "Crane Union",
        "Union des grues",
        "Kranichbund",
    ]


def test_former_names_are_read_without_their_years() -> None:
    body = Organisation(former_names="Crane Club (1950-1999)\n\n  Crane Circle\r\n")

    assert body.formerly == ["Crane Club", "Crane Circle"]


def test_a_code_of_no_list_is_refused(organisation: Organisation) -> None:
    organisation.languages = ["en", "tlh"]
    organisation.regions = "africa"

    with pytest.raises(ValidationError) as refused:
        organisation.full_clean()

    assert set(refused.value.message_dict) == {"languages", "regions"}


def test_the_whole_profile_is_kept_and_shown(
    client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    typed = page_of(
        organisation,
        name_fr="Société des grues",
        former_names="Crane Club (1950-1999)",
        registration_authority="Registrar of Societies",
        ror="https://ror.org/02mhbdp94",
        iati="GB-CHC-202918",
        languages=["en", "fr"],
        species=["birds"],
        regions=["africa"],
        instruments=["aewa", "siberian-crane"],
    )
    client = client_as(contact_point)

    response = client.post(edit(organisation), typed)

    assert response.status_code == 302
    kept = Organisation.objects.get(pk=organisation.pk)
    assert (kept.ror, kept.languages, kept.version) == ("02mhbdp94", ["en", "fr"], 2)
    page = client.get(kept.get_absolute_url()).content.decode()
    for shown in ("Société des grues", "Crane Club", "Registrar of Societies", "02mhbdp94",
                  "GB-CHC-202918", "English, French", "MOU: Siberian crane"):  # fmt: skip
        assert shown in page


@pytest.mark.parametrize(
    "second",
    [
        {"name": "Example Wren Circle"},
        {"name": "Union of the Wren"},
        {"name": "Cercle du Troglodyte"},
        {"name": "Another", "name_es": "UNION OF THE WREN"},
        {"name": "Another", "former_names": "Society for the Example Wren (1980-1990)"},
        {"name": "Another", "ror": "05dxps055"},
        {"name": "Another", "iati": "GB-CHC-202918"},
    ],
)
def test_a_second_record_is_noticed_by_every_name_and_identifier(
    second: dict[str, str], client_as: ClientAs, stranger: User, rival: User
) -> None:
    first = wren(
        name_en="Union of the Wren",
        name_fr="Cercle du troglodyte",
        former_names="Example Wren Circle (1980)",
        ror="05dxps055",
        iati="GB-CHC-202918",
    )
    new = reverse("partners:organisation-new")
    client_as(stranger).post(new, first)
    other = {"acronym": "", "website": "", "country": str(cast.country("PER").pk)}

    response = client_as(rival).post(new, wren(**other | second))

    page = response.content.decode()
    assert response.status_code == 422
    assert "already known" in page
    told = set(first.values()) - set(second.values()) - {"", "national"}
    assert not [value for value in told if len(value) > 8 and f'"{value}"' in page]
    assert stranger.email not in page


def test_what_a_colleague_changed_meanwhile_is_shown_and_not_overwritten(
    client_as: ClientAs, organisation: Organisation, contact_point: User, alternate_contact: User
) -> None:
    mine = page_of(organisation, acronym="MINE")
    client_as(alternate_contact).post(edit(organisation), page_of(organisation, acronym="THEIRS"))

    response = client_as(contact_point).post(edit(organisation), mine)

    assert response.status_code == 409
    page = response.content.decode()
    assert "THEIRS" in page
    assert 'value="MINE"' in page
    assert Organisation.objects.get(pk=organisation.pk).acronym == "THEIRS"


def test_saving_again_after_having_seen_it_is_a_decision(
    client_as: ClientAs, organisation: Organisation, contact_point: User, alternate_contact: User
) -> None:
    mine = page_of(organisation, acronym="MINE")
    client_as(alternate_contact).post(edit(organisation), page_of(organisation, acronym="THEIRS"))
    response = client_as(contact_point).post(edit(organisation), mine)
    shown = response.context["form"]["shown"].value()

    client_as(contact_point).post(edit(organisation), mine | {"shown": str(shown)})

    assert Organisation.objects.get(pk=organisation.pk).acronym == "MINE"


def test_two_colleagues_who_change_different_fields_both_keep_theirs(
    client_as: ClientAs, organisation: Organisation, contact_point: User, alternate_contact: User
) -> None:
    mine = page_of(organisation, acronym="MINE")
    theirs = page_of(organisation, languages=["sw"], country=str(cast.country("PER").pk))
    client_as(alternate_contact).post(edit(organisation), theirs)

    response = client_as(contact_point).post(edit(organisation), mine)

    assert response.status_code == 302
    kept = Organisation.objects.get(pk=organisation.pk)
    assert (kept.acronym, kept.languages, kept.country.iso3) == ("MINE", ["sw"], "PER")


@pytest.mark.parametrize("shown", ["", "0", "99", "no number"])
def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(
    shown: str, client_as: ClientAs, organisation: Organisation, contact_point: User
) -> None:
    response = client_as(contact_point).post(
        edit(organisation), page_of(organisation, name="Renamed", shown=shown)
    )

    assert response.status_code in {409, 422}
    assert Organisation.objects.get(pk=organisation.pk).name == organisation.name


@pytest.mark.parametrize("people", [3, 30])
def test_the_page_asks_a_constant_number_of_queries(
    people: int,
    client_as: ClientAs,
    organisation: Organisation,
    contact_point: User,
    django_assert_num_queries: Any,
) -> None:
    for number in range(people):
        user = cast.person(f"colleague{number}")
        Membership.objects.create(organisation=organisation, user=user, role="reader")
        organisation.membership_invitations.create(
            email=f"new{number}@example.test", role="reader", invited_by=contact_point
        )
    client = client_as(contact_point)

    with django_assert_num_queries(QUERIES):
        client.get(organisation.get_absolute_url())


QUERIES = 13
