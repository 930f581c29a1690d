"""What the tests of signatures by a link share: a complete draft, a request, and the mail."""

import re
from typing import Any

import pytest
from django.core import mail

from accreditation.applications.cosigning import ask
from accreditation.applications.models import Application, Cosignature
from partners.models import User
from partners.tasks import deliver_notices
from tests import cast

HEAD = "head@cranes.example"
WHOM = {
    "name": "Zora Ibis",
    "function": "President",
    "email": HEAD,
    "language": "en",
    "words": "As we said on the phone.",
}
SIGNED = {"name": "Zora Ibis", "function": "President", "declared": "on"}


def asked(application: Application, by: User, **changed: str) -> Cosignature:
    """A request for the signature on a complete application."""
    return ask(application, by=by, **(WHOM | changed))


def complete(application: Application, by: User) -> Application:
    """A draft with everything in it."""
    cast.answer_everything(application, by)
    return application


def mailed_path(to: str = HEAD) -> str:
    """The path behind the link in the last mail to an address, once the mails are sent."""
    deliver_notices()
    [*_others, letter] = [each for each in mail.outbox if each.to == [to]]
    found = re.search(r"https?://[^/]+(/applications/sign/\S+)", str(letter.body))
    assert found is not None, letter.body
    return found[1]


def seen_on(page: Any) -> str:
    """The mark of what a page to sign on shows."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page.content.decode())
    assert found is not None
    return found[1]


def signed_with(client: Any, path: str, **changed: str) -> Any:
    """The answer to a signature under what the page shows now."""
    seen = seen_on(client.get(path))
    return client.post(path, SIGNED | {"seen": seen} | changed)


@pytest.fixture
def draft(draft_application: Application, contact_point: User) -> Application:
    """A complete draft."""
    return complete(draft_application, contact_point)


@pytest.fixture
def request_(draft: Application, contact_point: User) -> Cosignature:
    """A request for the signature under the complete draft."""
    return asked(draft, contact_point)
