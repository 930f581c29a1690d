from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accreditation.register.models import Accreditation
from accreditation.register.regions import COUNTRIES, LABELS, REGION_OF, by_region, region_of
from accreditation.register.views import PAGE
from accreditation.workflow import perform
from partners.clock import portal_today
from partners.models import Agreement, Country, Organisation, User
from tests import cast

ClientAs = Callable[[User], Client]


@pytest.fixture
def more(accreditation: Accreditation) -> Iterator[Callable[[int], None]]:
    """So many further accreditations of other organisations, written past the triggers."""

    def add(number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        for count in range(number):
            body = Organisation.objects.create(
                name=f"Sample Body {count:02}", kind="national", country=cast.country("PER")
            )
            Accreditation.objects.create(
                reference=f"CMS-ACC-2027-{count:04}",
                organisation=body,
                application_id=-count - 1,
                process=accreditation.process,
                item_reference=accreditation.item_reference,
                conferred_on=portal_today(),
                valid_until=portal_today() + timedelta(days=900),
            )

    yield add
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accreditation_accreditation WHERE application_id < 0")
        cursor.execute("SET LOCAL session_replication_role = origin")


def listed(client: Client, **search: str) -> list[str]:
    response = client.get(reverse("register:list"), search)
    assert response.status_code == 200
    return [accreditation.organisation.name for accreditation in response.context["page_obj"]]


def test_everybody_reads_the_register(client: Client, accreditation: Accreditation) -> None:
    assert listed(client) == ["Example Society for Cranes"]


def test_the_empty_register_says_how_it_fills(client: Client, db: None) -> None:
    page = client.get(reverse("register:list")).content.decode()

    assert "No accreditation has been conferred yet" in page


def test_the_register_is_searched_by_name_country_region_and_state(
    client: Client, accreditation: Accreditation, more: Callable[[int], None]
) -> None:
    more(2)

    assert listed(client, q="CRANES éxample") == ["Example Society for Cranes"]
    assert listed(client, q="nothing such") == []
    assert listed(client, country="PER") == ["Sample Body 00", "Sample Body 01"]
    assert listed(client, region="africa") == ["Example Society for Cranes"]
    assert listed(client, state="suspended") == []
    assert listed(client, country="PER", q="01", state="active") == ["Sample Body 01"]
    assert len(listed(client, country="XXX", region="nowhere", state="?")) == 3


def test_the_acronym_is_searched_as_well(client: Client, accreditation: Accreditation) -> None:
    Organisation.objects.filter(pk=accreditation.organisation_id).update(acronym="ESC")

    assert listed(client, q="esc") == ["Example Society for Cranes"]


def test_formal_partners_stand_beside_the_accredited_and_never_among_them(
    client: Client, db: None
) -> None:
    Agreement.objects.create(
        partner="Formal Example", title="Agreement", concluded_on="2014-11-05", precision="about"
    )

    response = client.get(reverse("register:list"))

    assert list(response.context["page_obj"]) == []
    page = response.content.decode()
    assert "Formal Example" in page
    assert "about Nov. 5, 2014" in page or "about 5 November 2014" in page


@pytest.mark.parametrize("size", [1, 30])
def test_the_register_asks_the_database_as_often_for_many(
    client: Client,
    more: Callable[[int], None],
    size: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    more(size)
    client.get(reverse("register:list"))

    with django_assert_num_queries(11):
        names = listed(client)

    assert len(names) == min(size + 1, PAGE)


def test_the_history_of_an_accreditation_is_public_without_names(
    client: Client, accreditation: Accreditation, secretariat: User, chair: User
) -> None:
    User.objects.filter(pk=secretariat.pk).update(name="Zora Officer")
    User.objects.filter(pk=chair.pk).update(name="Yves Chair")
    perform("give_notice", accreditation, by=secretariat)

    page = client.get(accreditation.get_absolute_url()).content.decode()

    assert "Conferred by the Standing Committee" in page
    assert "Give notice" in page
    assert "Zora Officer" not in page
    assert "Yves Chair" not in page


def test_an_unknown_number_is_not_found(client: Client, db: None) -> None:
    assert client.get(reverse("register:detail", args=["CMS-ACC-1999-0001"])).status_code == 404


def test_the_code_of_the_certificate_is_not_in_the_register(
    client: Client, accreditation: Accreditation
) -> None:
    assert accreditation.code not in client.get(accreditation.get_absolute_url()).content.decode()


def test_steps_are_shown_to_those_whose_they_are(
    client: Client,
    client_as: ClientAs,
    accreditation: Accreditation,
    secretariat: User,
    rival: User,
) -> None:
    def steps(browser: Client) -> str:
        return browser.get(accreditation.get_absolute_url()).content.decode()

    notice = reverse("step", args=["accreditation", accreditation.reference, "give_notice"])
    assert notice in steps(client_as(secretariat))
    assert notice not in steps(client_as(rival))
    assert notice not in steps(client)


def test_no_certificate_is_offered_once_the_accreditation_does_not_stand(
    client: Client, accreditation: Accreditation, contact_point: User
) -> None:
    assert 'value="certificate"' in client.get(accreditation.get_absolute_url()).content.decode()

    perform("relinquish", accreditation, by=contact_point)

    page = client.get(accreditation.get_absolute_url()).content.decode()
    assert 'value="certificate"' not in page


def test_every_country_lies_in_one_region(db: None) -> None:
    codes = [iso3 for region in COUNTRIES.values() for iso3 in region.split()]

    assert len(codes) == len(set(codes)) == len(REGION_OF)
    assert set(COUNTRIES) | {"other"} == set(LABELS)
    assert {c.iso3 for c in Country.objects.all()} - set(REGION_OF) <= {"ATA"}
    assert by_region(["KEN", "UGA", "MEX", "ATA"]) == {
        "africa": 2,
        "latin_america": 1,
        "other": 1,
    }
    assert region_of("CAN") == "northern_america"
