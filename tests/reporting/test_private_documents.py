import json
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.committee.leaving import declare
from accreditation.committee.models import CommitteeRules, Item, Position, Representative
from accreditation.committee.taking import take_position
from accreditation.ledger import LedgerEntry
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.clock import portal_now
from partners.models import Notice, User
from reporting.issuing import ask, printed_bytes, render_now
from reporting.models import IssuedDocument
from reporting.printed.kinds import PRINTED
from tests import cast

ClientAs = Callable[[User], Client]


@pytest.fixture
def item(ready_application: Application, secretariat: User) -> Item:
    """The item on the application, open in writing."""
    prepared = cast.presented_item(ready_application, secretariat, **cast.in_writing(30))
    return cast.opened(prepared, secretariat)


@pytest.fixture
def position(item: Item, member: User) -> Position:
    """What EUR-1 said."""
    return cast.say(item, by=member, value="abstain", reasons="We wait for the report.")


@pytest.fixture
def receipt(position: Position, member: User) -> IssuedDocument:
    """The receipt, issued."""
    found = PRINTED["receipt"].subjects(member).get(receipt_reference=position.receipt)
    return render_now(ask("receipt", found, language="en", by=member))


@pytest.fixture
def brief(item: Item, member: User) -> IssuedDocument:
    """The brief, issued."""
    declare(item, by=member, has_conflict=False)
    return render_now(ask("brief", item, language="en", by=member))


@pytest.fixture
def others(alternate: User, chair: User, secretariat: User, contact_point: User) -> list[User]:
    """The alternate of the seat, another seat, an officer, and the organisation concerned."""
    return [alternate, chair, secretariat, contact_point]


def statuses(client: Client, document: IssuedDocument) -> set[int]:
    names = ("documents:detail", "documents:state", "documents:file")
    found = set()
    for name in names:
        response = client.get(reverse(name, args=[document.uuid]))
        assert b"".join(response)
        found.add(response.status_code)
    return found


def asked(client: Client, kind: str, subject: str) -> int:
    data = {"kind": kind, "subject": subject}
    return client.post(reverse("documents:ask"), data).status_code


def pages(document: IssuedDocument) -> int:
    return len(pikepdf.open(BytesIO(printed_bytes(document))).pages)


def test_a_receipt_is_for_the_person_who_acted_and_not_even_for_officers(
    receipt: IssuedDocument, member: User, others: list[User], client: Client, client_as: ClientAs
) -> None:
    assert statuses(client_as(member), receipt) == {200}
    for other in others:
        assert statuses(client_as(other), receipt) == {404}
    assert statuses(client, receipt) == {404}


def test_only_the_person_who_acted_asks_for_the_receipt(
    position: Position, member: User, others: list[User], client: Client, client_as: ClientAs
) -> None:
    assert asked(client_as(member), "receipt", position.receipt) == 302
    for other in others:
        assert asked(client_as(other), "receipt", position.receipt) == 404
    assert asked(client, "receipt", position.receipt) == 404


def test_a_receipt_says_what_was_said_when_and_where_it_stands_in_the_ledger(
    receipt: IssuedDocument, position: Position
) -> None:
    facts = json.loads(receipt.context)

    assert facts["receipt"] == position.receipt
    assert facts["position"] == "Abstain"
    assert facts["reasons"] == "We wait for the report."
    assert (facts["entry_height"], facts["entry_hash"]) == (position.height, position.hash)
    assert facts["at_utc"].endswith("Z")
    assert receipt.ledger_height >= position.height
    assert pages(receipt) == 1


def test_the_admin_shows_officers_no_receipts(
    receipt: IssuedDocument, brief: IssuedDocument, secretariat: User, client_as: ClientAs
) -> None:
    officer = client_as(secretariat)

    listed = officer.get(reverse("admin:reporting_issueddocument_changelist")).content.decode()
    one = officer.get(reverse("admin:reporting_issueddocument_change", args=[receipt.pk]))

    assert brief.reference in listed
    assert receipt.reference not in listed
    assert one.status_code != 200


@pytest.fixture
def silent_position(submitted_proposal: Proposal, secretariat: User, member: User) -> Position:
    """What EUR-1 said on an item on which silence is consent."""
    CommitteeRules.objects.update_or_create(pk=1, defaults={"procedure": "no_objection"})
    perform("present", submitted_proposal, by=secretariat, **cast.in_writing(30))
    item = cast.opened(Item.objects.get(), secretariat)
    return cast.say(item, by=member, value="object", reasons="It goes too far.")


def test_asking_for_a_receipt_does_not_tell_officers_who_spoke_under_silence(
    silent_position: Position, member: User, secretariat: User, client_as: ClientAs
) -> None:
    asked(client_as(member), "receipt", silent_position.receipt)
    document = render_now(IssuedDocument.objects.get())
    officer = client_as(secretariat)
    acts = LedgerEntry.objects.filter(object=document.reference)
    notice = Notice.objects.get(recipient=member, key__startswith="document.issue")

    pages = [
        reverse("admin:accreditation_ledgerentry_changelist"),
        reverse("admin:accreditation_ledgerentry_changelist") + f"?q={member.uuid}",
        reverse("admin:partners_notice_changelist") + f"?q={document.reference}",
        reverse("admin:partners_notice_change", args=[notice.pk]),
        *(reverse("admin:accreditation_ledgerentry_change", args=[act.pk]) for act in acts),
    ]
    for page in pages:
        response = officer.get(page)
        assert response.status_code in {200, 302}
        assert document.reference not in response.content.decode().replace(page, "").replace(
            f'value="{document.reference}"', ""
        )
    assert {act.act for act in acts} == {"document.ask", "document.render", "document.issue"}


def test_once_the_item_is_counted_the_ledger_names_who_asked_for_a_receipt(
    silent_position: Position, member: User, secretariat: User, client_as: ClientAs
) -> None:
    asked(client_as(member), "receipt", silent_position.receipt)
    cast.later(31)
    perform("close", silent_position.item)

    listed = reverse("admin:accreditation_ledgerentry_changelist")
    page = client_as(secretariat).get(listed, {"q": str(member.uuid)}).content.decode()

    assert IssuedDocument.objects.get().reference in page


def test_a_receipt_that_cannot_be_made_is_told_to_who_asked_and_to_no_officer(
    silent_position: Position, member: User, secretariat: User, client_as: ClientAs
) -> None:
    asked(client_as(member), "receipt", silent_position.receipt)
    document = perform("render", IssuedDocument.objects.get())
    document = perform("fail", document, error="OSError: no room")

    told = Notice.objects.filter(key__startswith="document.fail")

    page = client_as(member).get(document.get_absolute_url()).content.decode()
    assert [notice.recipient for notice in told] == [member]
    assert "Ask for it again later." in page


def test_a_former_representative_keeps_the_receipt_as_a_document(
    receipt: IssuedDocument, position: Position, member: User, client_as: ClientAs
) -> None:
    Representative.objects.filter(user=member).update(until=portal_now())

    assert statuses(client_as(member), receipt) == {200}
    assert asked(client_as(member), "receipt", position.receipt) == 302


def test_a_brief_is_for_those_who_may_read_the_dossier(
    brief: IssuedDocument, member: User, others: list[User], client: Client, client_as: ClientAs
) -> None:
    _alternate, _chair, secretariat, _contact = others

    assert statuses(client_as(member), brief) == {200}
    for other in others:
        assert statuses(client_as(other), brief) == {200 if other == secretariat else 404}
    assert statuses(client, brief) == {404}


def test_a_conflict_declared_later_hides_a_brief_that_is_already_issued(
    brief: IssuedDocument, item: Item, member: User, client_as: ClientAs
) -> None:
    declare(item, by=member, has_conflict=True)

    assert statuses(client_as(member), brief) == {404}
    assert asked(client_as(member), "brief", item.reference) == 404


def test_the_brief_is_asked_for_behind_the_gate_only(
    item: Item, member: User, client_as: ClientAs
) -> None:
    before = asked(client_as(member), "brief", item.reference)
    declare(item, by=member, has_conflict=False)

    assert before == 404
    assert asked(client_as(member), "brief", item.reference) == 302


def test_a_brief_says_what_is_recommended_and_that_the_rules_are_not_confirmed(
    brief: IssuedDocument, item: Item
) -> None:
    facts = json.loads(brief.context)

    assert facts["dossier_sha256"] == item.dossier_sha256
    assert facts["recommendation_text"] == "It meets all."
    assert facts["findings"]
    assert "not confirmed" in facts["not_confirmed"]
    assert pages(brief) <= 2


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_hostile_dossier_still_makes_a_brief_of_two_pages(item: Item, language: str) -> None:
    document = ask("brief", item, language=language)
    facts = json.loads(document.context)
    long = "Wandering birds of every coast & <every> mountain. " * 400
    line = {"code": "A" * 40, "title": long, "label": long, "note": long, "number": "1"}
    facts |= {"question": long, "asks": long, "recommendation": long, "recommendation_text": long}
    facts |= {"findings": [line] * 90, "unmet": [line] * 90}
    facts |= {"conditions": [{"number": "1", "text": long, "due_on": long}] * 60}
    facts |= {"questions": [{"number": "1", "text": long, "answer": long}] * 60}
    document.context = json.dumps(facts)  # never saved: the row is frozen

    assert pages(document) <= 2


def test_the_hash_of_a_receipt_tells_others_nothing_of_who_spoke(
    receipt: IssuedDocument, position: Position, secretariat: User, client_as: ClientAs
) -> None:
    page = client_as(secretariat).get(reverse("verify-code", args=[receipt.sha256]))

    assert position.receipt not in page.content.decode()


def test_the_brief_on_a_public_text_is_for_everybody(
    submitted_proposal: Proposal, secretariat: User, client: Client, member: User
) -> None:
    perform("present", submitted_proposal, by=secretariat, **cast.in_writing(30))
    item = cast.opened(Item.objects.get(), secretariat)

    document = ask("brief", item, language="en", by=member)

    assert document.is_public
    assert document.item is None
    take_position(item, by=member, value="yes")
    assert client.get(document.get_absolute_url()).status_code == 200
