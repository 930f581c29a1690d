"""The Committee's pages: what each reader sees, and how a position is stated on them."""

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Upload
from accreditation.canonical import canonical, sha256_hex
from accreditation.committee.leaving import declare, recuse
from accreditation.committee.models import Item, Position, Recusal
from accreditation.committee.observers import Observer
from accreditation.committee.taking import take_position
from accreditation.ledger import LedgerEntry
from accreditation.machine import loading
from accreditation.workflow import perform
from partners.models import Organisation, User
from tests import cast
from tests.accreditation.committee.conftest import DAY, Moved, clock_moved

ClientAs = Callable[[User], Client]


def page(client: Client, item: Item) -> str:
    """The item's page as text."""
    response = client.get(item.get_absolute_url())
    assert response.status_code == 200
    return unescape(response.content.decode())


def state(client: Client, item: Item, **data: Any) -> Any:
    """Send the position form."""
    return client.post(reverse("committee:position", args=[item.reference]), {"after": 0, **data})


def test_strangers_do_not_know_of_an_open_item(
    voting_item: Item, client: Client, client_as: ClientAs, stranger: User
) -> None:
    for browser in (client, client_as(stranger)):
        assert browser.get(voting_item.get_absolute_url()).status_code == 404


def test_a_member_sees_everything_on_one_page(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    text = page(client_as(member), voting_item)

    assert voting_item.title in text
    assert voting_item.dossier_sha256 in text
    assert "Special accreditation of NGO partners" in text
    assert "Quorum: at least 7 seats taking part, from at least 3 regions." in text
    assert "not confirmed against the CMS Rules of Procedure" in text
    assert "0 of 12 entitled seats have spoken." in text
    assert "Your seat: EUR-1" in text


def test_no_position_is_chosen_beforehand(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    text = page(client_as(member), voting_item)

    assert 'name="value" value="yes"' in text or 'name="value"' in text
    assert " checked" not in text


def test_the_secretariat_gets_no_position_form(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    assert 'name="value"' not in page(client_as(secretariat), voting_item)
    assert state(client_as(secretariat), voting_item, value="yes").status_code == 403


def test_a_position_is_checked_then_confirmed_then_receipted(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)

    check = state(browser, voting_item, value="no", reasons="Our reasons.")
    assert check.status_code == 200
    assert "Our reasons." in check.content.decode()
    assert not Position.objects.exists()

    done = state(browser, voting_item, value="no", reasons="Our reasons.", confirm="yes")
    position = Position.objects.get()
    receipt = browser.get(done.url)
    assert done.status_code == 302
    for shown in (position.receipt, position.hash, "Our reasons.", "Bonn time", "UTC"):
        assert shown in receipt.content.decode()


def test_confirming_twice_leads_to_the_same_receipt(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)
    first, second = (state(browser, voting_item, value="yes", confirm="yes") for _ in range(2))

    assert first.url == second.url
    assert Position.objects.count() == 1


def test_a_no_without_reasons_comes_back_with_what_was_typed(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    response = state(client_as(member), voting_item, value="no", reasons=" ", confirm="yes")

    assert response.status_code == 422
    assert "Give your reasons" in unescape(response.content.decode())
    assert "checked" in response.content.decode()
    assert not Position.objects.exists()


def test_changing_on_the_check_page_keeps_what_was_typed(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    response = state(client_as(member), voting_item, value="yes", reasons="Kept.", change="yes")

    assert response.status_code == 200
    assert "Kept." in response.content.decode()


def test_a_forged_position_is_not_taken(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    response = state(client_as(member), voting_item, value="veto", confirm="yes")

    assert response.status_code == 422
    assert not Position.objects.exists()


def test_a_late_position_gets_a_page_that_says_so(
    voting_item: Item, client_as: ClientAs, member: User, later: Moved
) -> None:
    with later(31 * DAY):
        response = state(client_as(member), voting_item, value="yes", confirm="yes")

    assert response.status_code == 409
    assert "The deadline has passed" in response.content.decode()


def test_nothing_of_what_was_said_shows_before_the_count(
    voting_item: Item,
    client_as: ClientAs,
    delegates: dict[str, User],
    secretariat: User,
    member: User,
) -> None:
    before = page(client_as(member), voting_item)
    take_position(voting_item, by=delegates["AFR-1"], value="no", reasons="A telling reason.")
    take_position(voting_item, by=delegates["AFR-2"], value="yes")

    for user in (member, secretariat):
        text = page(client_as(user), voting_item)
        assert "2 of 12 entitled seats have spoken." in text
        assert "A telling reason." not in text
        assert "Result" not in text
    assert "0 of 12 entitled seats have spoken." in before


@pytest.mark.parametrize(("first", "second"), [("yes", "abstain"), ("abstain", "yes")])
def test_pages_are_the_same_whatever_other_seats_said(
    voting_item: Item,
    client_as: ClientAs,
    delegates: dict[str, User],
    member: User,
    first: str,
    second: str,
) -> None:
    take_position(voting_item, by=delegates["AFR-1"], value=first)
    take_position(voting_item, by=delegates["AFR-2"], value=second)

    text = page(client_as(member), voting_item)
    for said in ("Abstain", "Yes"):
        assert text.count(f"<strong>{said}</strong>") == 0


def test_what_a_seat_said_shows_before_the_count_to_who_said_it_alone(
    voting_item: Item,
    client_as: ClientAs,
    member: User,
    alternate: User,
    chair: User,
    secretariat: User,
) -> None:
    take_position(voting_item, by=member, value="no", reasons="For EUR-1 only.")

    assert "For EUR-1 only." in page(client_as(member), voting_item)
    for user in (alternate, chair, secretariat):
        assert "For EUR-1 only." not in page(client_as(user), voting_item)
    colleague = page(client_as(alternate), voting_item)
    assert "hidden until the item closes" in colleague
    assert "Member (Member)" in " ".join(colleague.split())
    assert "What your seat has said" not in page(client_as(chair), voting_item)


def test_colleagues_of_the_seat_see_what_it_said_after_the_count(
    voting_item: Item, client_as: ClientAs, member: User, alternate: User
) -> None:
    take_position(voting_item, by=member, value="no", reasons="For EUR-1 only.")
    with clock_moved(31 * DAY):
        item = perform("close", voting_item)

        assert "For EUR-1 only." in page(client_as(alternate), item)


def test_a_receipt_shows_what_was_said_to_who_acted_and_to_others_only_after_the_count(
    voting_item: Item,
    client_as: ClientAs,
    member: User,
    alternate: User,
    chair: User,
    secretariat: User,
) -> None:
    take_position(voting_item, by=member, value="no", reasons="For EUR-1 only.")
    url = reverse("committee:receipt", args=[voting_item.reference, "EUR-1", "member", 1])

    assert "For EUR-1 only." in client_as(member).get(url).content.decode()
    assert client_as(chair).get(url).status_code == 404
    for user in (secretariat, alternate):
        hidden = client_as(user).get(url).content.decode()
        assert "hidden until the item closes" in hidden
        assert "In the portal" in hidden
        assert "For EUR-1 only." not in hidden
    with clock_moved(31 * DAY):
        perform("close", voting_item)
        for user in (secretariat, alternate):
            assert "For EUR-1 only." in client_as(user).get(url).content.decode()


def test_the_result_shows_its_arithmetic_after_closing(
    voting_item: Item, client_as: ClientAs, member: User, later: Moved
) -> None:
    take_position(voting_item, by=member, value="yes")
    with later(31 * DAY):
        perform("close", voting_item)
        text = page(client_as(member), voting_item)

    assert "No quorum" in text
    assert "Quorum in seats: 1 take part, 7 are needed: not reached." in text
    assert "Roll call" not in text or "once the count is certified" in text


def test_everybody_reads_a_published_item_with_its_roll_call(
    published_item: Item, client: Client
) -> None:
    text = page(client, published_item)

    assert "EUR-1 explains itself." in text
    assert reverse("record", args=[published_item.reference]) in text
    assert "History" not in text


def test_a_cancelled_item_and_its_receipts_stay_readable_for_the_members(
    voting_item: Item, client_as: ClientAs, member: User, secretariat: User
) -> None:
    take_position(voting_item, by=member, value="no", reasons="For EUR-1 only.")
    item = perform("cancel", voting_item, by=secretariat)
    receipt = reverse("committee:receipt", args=[item.reference, "EUR-1", "member", 1])

    assert "Cancelled" in page(client_as(member), item)
    assert "For EUR-1 only." in client_as(member).get(receipt).content.decode()
    assert "For EUR-1 only." not in page(client_as(secretariat), item)


def test_stepping_out_is_asked_twice_and_hides_the_dossier(
    open_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)
    url = reverse("committee:recuse", args=[open_item.reference])
    declare(open_item, by=member, has_conflict=False)
    assert "Example Society for Cranes" in page(browser, open_item)

    assert browser.get(url).status_code == 200
    assert not Recusal.objects.exists()
    assert browser.post(url).status_code == 302

    text = page(browser, open_item)
    assert Recusal.objects.get().seat == "EUR-1"
    assert "your State has stepped out of this item." in text
    assert "Example Society for Cranes" not in text
    assert 'name="value"' not in text


def test_stepping_out_after_closing_is_refused(
    published_item: Item, client_as: ClientAs, member: User
) -> None:
    url = reverse("committee:recuse", args=[published_item.reference])

    assert client_as(member).post(url).status_code == 409


def test_the_organisations_country_suggests_a_conflict(
    open_item: Item, client_as: ClientAs, delegates: dict[str, User]
) -> None:
    words = "Consider whether this is a conflict of interest."

    assert words in page(client_as(delegates["AFR-2"]), open_item)
    assert words not in page(client_as(delegates["EUR-1"]), open_item)


def test_a_member_reads_the_application_as_it_was_frozen(
    open_item: Item, organisation: Organisation, client_as: ClientAs, member: User
) -> None:
    declare(open_item, by=member, has_conflict=False)
    Organisation.objects.update(name="Renamed since")
    text = page(client_as(member), open_item)

    assert "Example Society for Cranes" in text
    assert "Renamed since" not in text
    assert "It meets all." in text
    assert "We have none yet." in text
    assert "Willing to play a key role" in text


def test_the_dossier_of_an_application_never_becomes_public(
    open_item: Item, client: Client, secretariat: User, officer: User
) -> None:
    closed = perform("close", open_item, by=secretariat)
    item = perform("publish", perform("certify", closed, by=officer), by=secretariat)
    text = page(client, item)

    assert "Example Society for Cranes" not in text
    assert item.dossier_sha256 in text


@pytest.fixture
def given_file(ready_application: Any, contact_point: User, tmp_path: Any, settings: Any) -> Upload:
    """A document given with the application."""
    settings.MEDIA_ROOT = tmp_path
    upload = Upload.objects.filter(application=ready_application).first()
    assert upload is not None
    stored = tmp_path / "uploads" / "a.pdf"
    stored.parent.mkdir()
    stored.write_bytes(b"%PDF-1.7 example")
    with loading():
        Upload.objects.filter(pk=upload.pk).update(
            explanation="",
            file="uploads/a.pdf",
            name="statutes.pdf",
            content_type="application/pdf",
            size=16,
            sha256=sha256_hex(b"%PDF-1.7 example"),
        )
    return Upload.objects.get(pk=upload.pk)


@pytest.fixture
def item_with_file(given_file: Upload, ready_application: Any, secretariat: User) -> Item:
    """An item, open, whose dossier names a document."""
    return cast.opened(cast.presented_item(ready_application, secretariat), secretariat)


def test_a_member_downloads_a_document_of_the_dossier(
    item_with_file: Item, given_file: Upload, client_as: ClientAs, member: User
) -> None:
    declare(item_with_file, by=member, has_conflict=False)
    url = reverse("committee:document", args=[item_with_file.reference, given_file.uuid])
    response: Any = client_as(member).get(url)

    assert b"".join(response.streaming_content) == b"%PDF-1.7 example"
    assert response["Content-Disposition"] == 'attachment; filename="statutes.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert url in page(client_as(member), item_with_file)


def test_the_gate_stands_before_the_document(
    item_with_file: Item,
    given_file: Upload,
    client_as: ClientAs,
    member: User,
    alternate: User,
    secretariat: User,
) -> None:
    observer, onlooker = cast.person("observer"), cast.person("onlooker")
    for user, reads in ((observer, True), (onlooker, False)):
        Observer.objects.create(
            term=item_with_file.term, user=user, on_behalf_of="Example Fund", reads_dossiers=reads
        )
    url = reverse("committee:document", args=[item_with_file.reference, given_file.uuid])

    def answers() -> list[int]:
        people = (member, alternate, observer, onlooker, secretariat)
        responses = [client_as(user).get(url) for user in people]
        assert all(response.getvalue() for response in responses)
        return [response.status_code for response in responses]

    assert answers() == [404, 404, 404, 404, 200]
    for user in (member, alternate, observer):
        declare(item_with_file, by=user, has_conflict=False)
    assert answers() == [200, 200, 200, 404, 200]
    for user in (alternate, observer):
        declare(item_with_file, by=user, has_conflict=True)
    assert answers() == [200, 404, 404, 404, 200]


def test_others_do_not_get_the_document(
    item_with_file: Item,
    given_file: Upload,
    client_as: ClientAs,
    stranger: User,
    contact_point: User,
    chair: User,
) -> None:
    url = reverse("committee:document", args=[item_with_file.reference, given_file.uuid])
    recuse(item_with_file, by=chair)

    for user in (stranger, contact_point, chair):
        assert client_as(user).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_only_documents_named_in_the_dossier_are_served(
    item_with_file: Item, draft_application: Any, client_as: ClientAs, member: User
) -> None:
    declare(item_with_file, by=member, has_conflict=False)
    other = Upload.objects.exclude(file__startswith="uploads").first()
    assert other is not None
    url = reverse("committee:document", args=[item_with_file.reference, other.uuid])

    assert client_as(member).get(url).status_code == 404


def test_your_decisions_count_what_is_done(
    voting_item: Item, client_as: ClientAs, member: User
) -> None:
    browser = client_as(member)
    before = unescape(browser.get(reverse("committee:list")).content.decode())
    take_position(voting_item, by=member, value="yes")
    after = unescape(browser.get(reverse("committee:list")).content.decode())

    assert "0 of 1 done" in " ".join(before.split())
    assert "Bonn time" in before
    assert "UTC" in before
    assert "1 of 1 done" in " ".join(after.split())


def test_the_seats_of_the_term_are_public(published_item: Item, client: Client) -> None:
    text = unescape(client.get(reverse("committee:list")).content.decode())

    for shown in ("Africa", "AFR-1", "Algeria", "Seychelles", "Vice-Chair", "Germany"):
        assert shown in text
    assert "Your decisions" not in text
    assert "not confirmed against the CMS Rules of Procedure" in text


def test_reading_pages_writes_nothing(voting_item: Item, client_as: ClientAs, member: User) -> None:
    before = LedgerEntry.objects.count()
    browser = client_as(member)
    for url in (
        reverse("committee:list"),
        voting_item.get_absolute_url(),
        reverse("committee:recuse", args=[voting_item.reference]),
        reverse("records"),
    ):
        assert browser.get(url).status_code == 200

    assert LedgerEntry.objects.count() == before
    assert not Position.objects.exists()


def test_the_shown_dossier_is_the_hashed_one(open_item: Item) -> None:
    assert sha256_hex(open_item.dossier) == open_item.dossier_sha256
    assert canonical(json.loads(open_item.dossier)) == open_item.dossier
