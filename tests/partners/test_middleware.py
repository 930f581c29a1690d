"""What every request passes."""

from collections.abc import Callable

import pytest
from django.test import Client

from partners.models import User

ClientAs = Callable[[User], Client]


@pytest.mark.parametrize(
    "address", ["/register/%00/", "/records/%00.json", "/committee/%00/", "/working-group/%00/"]
)
def test_an_address_with_a_zero_byte_leads_nowhere(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_field_with_a_zero_byte_names_nothing(db: None, client: Client) -> None:
    typed = {"kind": "certificate", "subject": "\0"}

    assert client.post("/documents/", typed).status_code == 404
