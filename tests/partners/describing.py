"""What a person types to describe an organisation."""

from typing import Any

from partners.models import Organisation
from tests import cast

WREN: dict[str, Any] = {
    "name": "Society for the Example Wren",
    "acronym": "SEW",
    "kind": "national",
    "registration_number": "",
    "website": "www.wren.example.test",
}


def wren(**changed: Any) -> dict[str, Any]:
    """A new organisation in Kenya."""
    return WREN | {"country": str(cast.country("KEN").pk)} | changed


def page_of(organisation: Organisation, **changed: Any) -> dict[str, Any]:
    """The form of an organisation as its page shows it, with some fields changed."""
    return {
        "name": organisation.name,
        "acronym": organisation.acronym,
        "kind": organisation.kind,
        "country": str(organisation.country_id),
        "website": organisation.website,
        "languages": organisation.languages,
        "shown": str(organisation.version),
    } | changed
