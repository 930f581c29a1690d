"""The head of organisation signs by the link in a mail: without an account or JavaScript."""

import pytest

from tests.e2e.applying import (
    PASSWORD,
    answer_sections,
    describe_and_begin,
    give_documents,
    sign_up,
)
from tests.e2e.browser import NARROW, WIDE, House, Visitor
from tests.e2e.mandate import Mandate

pytestmark = pytest.mark.e2e

CONTACT = "iris@ibises.example"
HEAD = "head@ibises.example"
SECOND = "president@ibises.example"
BODY = "Ibises of Example"
REASON = "The accounts are those of last year."


@pytest.fixture(scope="package")
def draft(mandate: Mandate, house: House) -> str:
    """A complete draft of a newcomer."""
    sign_up(house, "Iris Ibis", CONTACT)
    with house.as_(CONTACT, password=PASSWORD, javascript=False) as applicant:
        draft = describe_and_begin(applicant, mandate.invitation, BODY, "Chile")
        answer_sections(applicant, draft)
        give_documents(applicant, draft)
        return draft


def ask(house: House, draft: str, name: str, email: str = HEAD) -> str:
    """The contact point asks for the signature; the address in the mail."""
    with house.as_(CONTACT, password=PASSWORD, javascript=False) as applicant:
        applicant.go(f"{draft}check/").press(name)
        applicant.look("ask-signature")
        applicant.fill(name="Zora Ibis", function="President", email=email)
        applicant.press("Send the link").expect("on its way to", "the head of organisation")
        applicant.look("signature-asked")
    letter = house.portal.letter(email, "/applications/sign/")
    return next(word for word in letter.split() if "/applications/sign/" in word)


def barriers_before(reader: Visitor, *addresses: str) -> list[str]:
    """What stands in the way of a reader, and pages too wide for 320 pixels."""
    found = []
    for number, address in enumerate(addresses):
        reader.page.set_viewport_size(WIDE)
        reader.page.goto(address if "://" in address else reader.portal.url + address)
        found += reader.barriers()
        reader.page.set_viewport_size(NARROW)
        found += [f"{address}: too wide"] if reader.overflow() else []
        reader.look(f"signing-{number}")
    reader.close()
    return found


def declined(head: Visitor, link: str) -> None:
    """Open the link, and say why not."""
    head.go(link).expect(BODY, "Iris Ibis asks you")
    head.page.locator("main summary", has_text="I do not sign").click()
    head.fill(reason=REASON).press("Do not sign").expect("You have not signed", "Ledger entry")
    head.look("signature-declined")


def test_the_head_declines_then_signs_and_the_contact_point_hands_in(
    draft: str, house: House
) -> None:
    first = ask(house, draft, "Ask the head of organisation to sign")
    head = house.stranger(javascript=False)
    declined(head, first)
    head.go(first, status=410).look("signature-closed")
    with house.as_(CONTACT, password=PASSWORD, javascript=False) as applicant:
        applicant.go(f"{draft}check/").expect(REASON)

    second = ask(house, draft, "Ask the head of organisation again", SECOND)
    assert second != first
    stranger = house.stranger(bypass_csp=True)
    assert barriers_before(stranger, second, first, "/applications/sign/nothing/") == []
    contact = house.person(CONTACT, PASSWORD, bypass_csp=True)
    own = (draft, f"{draft}check/", f"{draft}signature/ask/", f"{draft}sections/A/")
    assert barriers_before(contact, *own) == []
    assert b"%PDF" in head.go(second).download("statutes.pdf")
    head.look("sign")
    assert not head.page.locator("main [name=declared]").is_checked()
    head.fill(name="Dr Zora Ibis").tick("declared").press("Sign", exact=True)
    head.expect("You have signed", "Ledger entry", "SHA-256").look("signed")
    head.go(second, status=410).expect("was signed with it")
    head.close()

    with house.as_(CONTACT, password=PASSWORD, javascript=False) as applicant:
        applicant.go(f"{draft}sections/A/").expect("the signature no longer counts")
        applicant.go(f"{draft}check/").expect("Dr Zora Ibis", "signed this text")
        applicant.look("signature-stands").press("Submit the application", "aside")
        assert applicant.page.locator("main [name=declared_by]").count() == 0
        applicant.expect("has signed this application through a link").look("submit-signed")
        applicant.press("Submit the application").expect(
            "Receipt", "Dr Zora Ibis", "Signed by the head of organisation"
        )
        applicant.look("receipt-signed")
