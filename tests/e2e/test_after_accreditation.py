"""What an accredited partner does next, without scripts: proof of a condition, and a renewal."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.e2e.applying import explain_documents
from tests.e2e.browser import House, Visitor
from tests.e2e.drafting import SECRETARIAT, in_days
from tests.e2e.filling import fill_everything, small_pdf
from tests.e2e.inspecting import Inspector

pytestmark = pytest.mark.e2e

PROVING: Final = "flyway@demo.test"
RENEWING: Final = "cranes@demo.test"
PRIMARY: Final = "main form button.btn-primary"
CARRIED: Final = "Carried over: look at it"
CONFIRM: Final = "main form[action$='/confirm/'] button"


@pytest.fixture
def house(demonstration: House) -> House:
    """The demonstration in mid-course, and its people."""
    return demonstration


@pytest.fixture
def inspector(house: House) -> Iterator[Inspector]:
    """Looks at every page of a test; nothing may stand in the way."""
    watching = Inspector(house, "en")
    yield watching
    watching.close()


def accreditation_of(partner: Visitor) -> str:
    """The address of the partner's own accreditation, by way of its organisation."""
    partner.go("/people/organisation/").follow("main a[href^='/register/']")
    return partner.path


def confirm_documents(partner: Visitor) -> None:
    """Say of every file brought along that it is still the right one."""
    left = partner.page.locator(CONFIRM).count()
    assert left > 0, partner.dump()
    while left:
        partner.follow(CONFIRM).expect("Confirmed as still the right one")
        left -= 1
        assert partner.page.locator(CONFIRM).count() == left, partner.dump()


def test_a_proof_is_returned_sent_again_and_found_to_do(house: House, inspector: Inspector) -> None:
    with house.as_(PROVING, javascript=False) as partner:
        accreditation = accreditation_of(partner)
        inspector.look(partner.expect("the Secretariat: to look at the proof"), "proof-waits")
    with house.as_(SECRETARIAT) as officer:
        officer.go(accreditation).press("Return a proof")
        inspector.look(officer, "return-proof").fill(reason="The second year is lacking.")
        officer.follow(PRIMARY).expect("Return a proof: on the record")
    with house.as_(PROVING, javascript=False) as partner:
        partner.go("/people/inbox/").expect("proof")
        partner.go(accreditation).press("Send proof of a condition")
        inspector.look(partner, "send-proof").fill(text="Both years are in the file.")
        partner.attach("virus.pdf", b"MZ, which is no PDF").follow(PRIMARY).expect_status(422)
        assert partner.field("text").input_value() == "Both years are in the file."
        inspector.look(partner, "proof-refused")
        partner.attach("accounts.pdf", small_pdf()).follow(PRIMARY)
        partner.go(f"{accreditation}conditions/")
        inspector.look(partner.expect("Both years are in the file.", "accounts.pdf"), "proofs")
        assert partner.download("accounts.pdf").startswith(b"%PDF")
    with house.as_(SECRETARIAT) as officer:
        officer.go(accreditation).press("Record a condition as met")
        inspector.look(officer.tick("number"), "condition-met").follow(PRIMARY)
        officer.go(f"{accreditation}conditions/").expect("Met")


def test_a_renewal_begins_with_the_last_application_and_is_looked_at_before_it_is_sent(
    house: House, inspector: Inspector
) -> None:
    with house.as_(SECRETARIAT) as officer:
        officer.go("/admin/accreditation/invitation/add/")
        officer.field("process").select_option(index=1)
        officer.choose(invitation_kind="renewal")
        officer.fill(title="Invitation to renew", closes_at=in_days(60))
        officer.press("Save and continue editing").press("Open the invitation")
        invitation = officer.press("View on site").path
    with house.as_(RENEWING, javascript=False) as partner:
        partner.go("/people/inbox/").expect("renew")
        inspector.look(partner.go(invitation), "invitation-to-renew")
        partner.follow("main form[action$='/begin/'] button")
        draft = partner.path
        inspector.look(partner.expect(CARRIED), "renewal-task-list")
        inspector.look(partner.go(f"{draft}check/"), "renewal-check")
        partner.go(draft).follow("main ol.task-list a[href*='/sections/']")
        while "/sections/" in partner.path:
            here = partner.path
            inspector.look(partner, f"renewal-{here.rstrip('/')[-1]}")
            if here.endswith(("/H/", "/J/")):
                fill_everything(partner, "main form[method=post]")
            partner.follow(PRIMARY)
            assert partner.path != here, partner.dump()
        inspector.look(partner.go(f"{draft}documents/"), "renewal-documents")
        confirm_documents(partner)
        partner.go(draft).expect_not(CARRIED)
        explain_documents(partner, draft)
        partner.go(f"{draft}check/").follow("aside .btn-primary")
        partner.fill(declared_by="Ada Crane", declared_function="President").tick("declared")
        inspector.look(partner.follow(PRIMARY).expect("Receipt"), "renewal-submitted")
