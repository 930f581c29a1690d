import pytest
from django.db import transaction

from accreditation.committee.docket import prepare
from accreditation.committee.models import Item, Term
from accreditation.ledger import LedgerEntry
from accreditation.register.models import Accreditation
from accreditation.workflow import Act, perform
from partners.models import User
from tests import cast


def put(accreditation: Accreditation, purpose: str, by: User) -> Item:
    """A question on an accreditation, prepared for a meeting."""
    act = Act(by=by, step=accreditation.STEPS["give_notice"], given={"meeting": cast.meeting()})
    with transaction.atomic():
        return prepare(
            kind="accreditation",
            purpose=purpose,
            reference=accreditation.reference,
            question={"en": f"{purpose} {accreditation.reference}"},
            dossier="{}",
            process_version=accreditation.process.reference,
            rules=accreditation.process.decision_rules,
            term=Term.objects.get(),
            act=act,
        )


@pytest.mark.parametrize(
    ("purpose", "value", "state"),
    [
        ("suspend", "yes", "suspended"),
        ("suspend", "no", "active"),
        ("withdraw", "yes", "withdrawn"),
    ],
)
def test_what_the_committee_decides_on_a_status_happens_at_certification(
    accreditation: Accreditation,
    secretariat: User,
    chair: User,
    purpose: str,
    value: str,
    state: str,
) -> None:
    item = put(accreditation, purpose, secretariat)

    cast.decided(item, by=secretariat, chair=chair, value=value)

    assert Accreditation.objects.get().state == state
    entry = LedgerEntry.objects.get(act="item.certify", object=item.reference)
    assert [b["step"] for b in entry.data.get("brought", [])] == (
        [f"accreditation.{purpose}"] if value == "yes" else []
    )


def test_a_suspended_accreditation_is_reinstated_by_the_committee(
    accreditation: Accreditation, secretariat: User, chair: User
) -> None:
    for purpose in ("suspend", "reinstate"):
        item = put(accreditation, purpose, secretariat)
        cast.decided(item, by=secretariat, chair=chair, value="yes")

    assert Accreditation.objects.get().is_in_force


def test_a_partner_that_gives_up_before_the_check_is_not_suspended_and_the_count_stands(
    accreditation: Accreditation, secretariat: User, chair: User, contact_point: User
) -> None:
    item = cast.opened(put(accreditation, "suspend", secretariat), secretariat)
    everyone = cast.delegates(item.term)
    for code in [line["seat"] for line in item.seats if line["kind"] != "depositary"]:
        cast.say(item, by=everyone[code], value="yes")
    item = perform("close", item, by=secretariat)

    perform("relinquish", accreditation, by=contact_point)
    certified = perform("certify", item, by=chair)

    assert (certified.outcome, certified.state) == ("adopted", "certified")
    assert Accreditation.objects.get().state == "relinquished"
    assert certified.entry.data["without_effect"] == "relinquished"
