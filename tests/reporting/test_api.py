import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accreditation.register.models import Accreditation
from partners.models import Organisation, User

NAMES = ["api", "api-accreditations", "api-records", "api-mandate", "api-meetings"]


@pytest.mark.parametrize("name", NAMES)
def test_open_data_is_read_by_anybody_and_saves_the_transfer(
    client: Client, name: str, db: None
) -> None:
    first = client.get(reverse(name))
    again = client.get(reverse(name), headers={"if-none-match": first["ETag"]})

    assert first["Content-Type"] == "application/json"
    assert isinstance(first.json(), dict)
    assert (again.status_code, again.content) == (304, b"")
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(reverse(name)).status_code == 405


def test_the_register_as_data(client: Client, accreditation: Accreditation) -> None:
    data = client.get(reverse("api-accreditations")).json()

    assert (data["count"], data["next"]) == (1, None)
    assert data["results"] == [
        {
            "reference": accreditation.reference,
            "partner": "Example Society for Cranes",
            "acronym": "",
            "country": "KEN",
            "state": "active",
            "in_force": True,
            "conferred_on": accreditation.conferred_on.isoformat(),
            "valid_until": accreditation.valid_until.isoformat(),
            "process": accreditation.process.reference,
            "item": accreditation.item_reference,
            "url": f"http://testserver/register/{accreditation.reference}/",
        }
    ]


def test_records_are_published_ones_only_and_name_no_applicant(
    client: Client, accreditation: Accreditation, organisation: Organisation
) -> None:
    response = client.get(reverse("api-records"))

    outcomes = {line["subject"]["type"]: line["outcome"] for line in response.json()["results"]}
    assert outcomes == {"proposal": "adopted", "application": "adopted"}
    assert organisation.name not in response.content.decode()


def test_no_personal_data_is_in_the_open_data(client: Client, accreditation: Accreditation) -> None:
    pages = "".join(client.get(reverse(name)).content.decode() for name in NAMES)

    assert "@" not in pages
    assert accreditation.code not in pages
    for person in User.objects.all():
        assert str(person.uuid) not in pages


def test_the_mandate_as_data(client: Client, accreditation: Accreditation) -> None:
    results = client.get(reverse("api-mandate")).json()["results"]

    assert [gate["state"] for gate in results] == ["done"] * 7
    assert results[0]["paragraph"] == "13.AA a"


def test_long_lists_come_in_pages(
    client: Client, accreditation: Accreditation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.api.PAGE", 1)

    first = client.get(reverse("api-records")).json()
    second = client.get(first["next"]).json()

    assert first["next"] == "http://testserver/api/v1/records/?page=2"
    assert second["next"] is None
    assert first["results"] != second["results"]


def test_lists_ask_the_database_as_often_for_many(
    client: Client,
    accreditation: Accreditation,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for name in NAMES[1:]:
        with django_assert_max_num_queries(9):
            client.get(reverse(name))
