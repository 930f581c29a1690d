"""Every answer that is no: without barriers, on a small screen, in the page's language."""

from typing import Final

import pytest

from tests.e2e.browser import House, Visitor
from tests.e2e.docket import asked
from tests.e2e.inspecting import Inspector

pytestmark = pytest.mark.e2e

CONTACT: Final = "ngo@demo.test"
EDITOR: Final = "ngo-editor@demo.test"
OTHER: Final = "dugongs@demo.test"
LATE: Final = "bats@demo.test"
MANY: Final = 6  # an address is written to five times a minute
NEWEST: Final = """
    SELECT a.reference
    FROM accreditation_application a JOIN partners_organisation o ON o.id = a.organisation_id
    WHERE o.acronym = 'PKSC' ORDER BY a.id DESC LIMIT 1"""
LAPSED: Final = """
    SELECT reference FROM accreditation_application
    WHERE submitted_at IS NULL AND state = 'lapsed' LIMIT 1"""
CLOSED: Final = "SELECT reference FROM accreditation_invitation WHERE state = 'closed' ORDER BY 1"
ORGANISATION: Final = "SELECT uuid FROM partners_organisation WHERE acronym = 'PKSC'"
# Sends the page's own small form, with its token, to another address.
SEND_ELSEWHERE: Final = """([address, fields]) => {
  const form = document.querySelector("header form");
  form.action = address;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    field.name = name; field.value = value;
    form.append(field);
  }
  form.submit();
}"""


@pytest.fixture(scope="module")
def house(demonstration: House) -> House:
    """The demonstration and its people."""
    return demonstration


def send(visitor: Visitor, path: str, **fields: str) -> Visitor:
    """Send fields to an address, as a page that is out of date would."""
    with visitor.telling(f"sending to {path}"), visitor.page.expect_navigation() as navigation:
        visitor.page.evaluate(SEND_ELSEWHERE, [path, fields])
    visitor.answer = navigation.value
    return visitor


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_refusal_can_be_read_by_everybody(house: House, language: str) -> None:
    [[reference]] = asked(house.portal, NEWEST)
    [[lapsed]] = asked(house.portal, LAPSED)
    [[closed], *_others] = asked(house.portal, CLOSED)
    [[organisation]] = asked(house.portal, ORGANISATION)
    inspector = Inspector(house, language)

    def enter(email: str) -> Visitor:
        visitor = house.person(email) if email else house.stranger()
        cookie = {"name": "django_language", "value": language, "url": house.portal.url}
        visitor.context.add_cookies([cookie])  # type: ignore[list-item] # what a cookie needs
        return visitor

    def look(visitor: Visitor, status: int, name: str) -> None:
        inspector.look(visitor.expect_status(status), name)

    other = enter(OTHER)
    look(other.go(f"/applications/{reference}/", status=404), 404, "not-found")
    editor = enter(EDITOR)
    look(editor.go(f"/steps/application/{reference}/withdraw/", status=403), 403, "forbidden")
    contact = enter(CONTACT)
    begin = f"/applications/invitations/{closed}/begin/"
    look(send(contact.go("/"), begin), 422, "for-which-organisation")
    look(send(contact.go("/"), begin, organisation=str(organisation)), 409, "not-begun")
    look(contact.go(f"/steps/application/{reference}/complete/", status=409), 409, "other-state")
    late = enter(LATE)
    look(send(late.go("/"), f"/applications/{lapsed}/sections/A/", A1="Too late"), 409, "too-late")
    stranger = enter("")
    stranger.go("/accounts/login/").context.clear_cookies(name="portal_csrf")
    look(stranger.fill(login=CONTACT, password="x").follow("main form button"), 403, "no-token")
    for _time in range(MANY):
        stranger.go("/accounts/password/reset/").fill(email=f"{language}@many.example")
        stranger.follow("main form button.btn-primary")
    look(stranger, 429, "too-often")
    for visitor in (other, editor, contact, late, stranger):
        visitor.close()
        house.inside.remove(visitor)
    inspector.close()
