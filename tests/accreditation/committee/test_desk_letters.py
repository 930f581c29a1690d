"""Positions by letter or telephone: written down, compared with the scan, confirmed by another."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accreditation.committee.leaving import recuse
from accreditation.committee.models import Item, Transcription
from accreditation.proposals.models import Proposal
from accreditation.workflow import NotReady, perform
from partners.models import User
from tests.accreditation.applications.hostile import scripted_pdf
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, Moved

ClientAs = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _files_of_its_own(settings: Settings, tmp_path: Path) -> None:
    """Scans of other tests, which may run at the same time, lie elsewhere."""
    settings.MEDIA_ROOT = str(tmp_path)


def url(item: Item) -> str:
    """The page on which a letter is written down."""
    return reverse("committee:transcribe", args=[item.reference])


def step_url(row: Transcription, step: str) -> str:
    """The address of a step on a transcription."""
    return reverse("step", args=["transcription", row.reference, step])


def read(response: Any) -> str:
    """What a page says, in one line."""
    return " ".join(unescape(response.content.decode()).split())


def letter(**changed: Any) -> dict[str, Any]:
    """What an officer fills in."""
    return {
        "seat": "ASI-2",
        "capacity": "member",
        "channel": "letter",
        "said_by": "The Minister of the Environment",
        "value": "no",
        "reasons": "As the letter says.",
        "scan": desk.scan(),
    } | changed


def test_a_letter_is_written_down_and_waits_for_a_second_officer(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    browser = client_as(secretariat)
    asked = browser.get(url(voting_item))
    response = browser.post(url(voting_item), letter())
    row = Transcription.objects.get()
    page = read(browser.get(response["Location"]))

    assert asked.status_code == 200
    assert "checked" not in asked.content.decode()
    assert response["Location"] == row.get_absolute_url()
    assert (row.state, row.value, row.entered_by) == ("entered", "no", secretariat)
    assert "As the letter says." in page
    assert "another officer has to compare it" in page
    assert step_url(row, "confirm") not in page
    assert not voting_item.positions.exists()


def test_who_wrote_it_down_does_not_confirm_it_and_a_second_officer_does(
    voting_item: Item, client_as: ClientAs, secretariat: User, officer: User
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    first = client_as(secretariat).post(step_url(row, "confirm"))
    with pytest.raises(PermissionDenied):
        perform("confirm", row, by=secretariat)
    before = voting_item.positions.count()
    second_page = read(client_as(officer).get(row.get_absolute_url()))
    second = client_as(officer).post(step_url(row, "confirm"))

    position = voting_item.positions.get()
    row = Transcription.objects.get()
    assert (first.status_code, before, second.status_code) == (403, 0, 302)
    assert step_url(row, "confirm") in second_page
    assert (row.state, row.checked_by) == ("confirmed", officer)
    assert (position.channel, position.at, position.by) == ("letter", row.entered_at, secretariat)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"seat": ""}, "seat"),
        ({"capacity": ""}, "capacity"),
        ({"channel": "portal"}, "channel"),
        ({"said_by": ""}, "said_by"),
        ({"value": "no_objection"}, "value"),
        ({"reasons": " "}, "reasons"),
        ({"scan": ""}, "scan"),
        ({"scan": SimpleUploadedFile("letter.exe", b"MZ")}, "scan"),
        ({"scan": SimpleUploadedFile("letter.pdf", scripted_pdf())}, "scan"),
    ],
)
def test_what_is_wrong_is_named_at_its_field_and_nothing_typed_is_lost(
    voting_item: Item, client_as: ClientAs, secretariat: User, changed: Any, field: str
) -> None:
    response = client_as(secretariat).post(url(voting_item), letter(**changed))
    text = read(response)

    assert response.status_code == 422
    assert f'id="error_1_id_{field}"' in text or f'id="id_{field}_error"' in text
    if field != "said_by":
        assert "The Minister of the Environment" in text
    if field != "scan":
        assert "Choose the file again" in text
    assert not Transcription.objects.exists()
    assert default_storage.listdir("") == ([], [])


def test_an_alternate_that_a_seat_does_not_have_is_refused_with_the_reason(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    data = letter(seat="HOST-PREV", capacity="alternate")
    response = client_as(secretariat).post(url(voting_item), data)

    assert response.status_code == 422
    assert "This seat has no alternate member." in read(response)
    assert "As the letter says." in read(response)


def test_a_seat_has_one_letter_that_waits(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    desk.letter(voting_item, by=secretariat)
    response = client_as(secretariat).post(url(voting_item), letter())

    assert response.status_code == 422
    assert "already waits for a second officer" in read(response)


def test_a_state_that_stepped_out_is_not_offered(
    voting_item: Item, client_as: ClientAs, secretariat: User, member: User
) -> None:
    recuse(voting_item, by=member)
    browser = client_as(secretariat)

    assert 'value="EUR-1"' not in browser.get(url(voting_item)).content.decode()
    assert browser.post(url(voting_item), letter(seat="EUR-1")).status_code == 422


def test_after_the_deadline_nothing_is_written_down_or_confirmed(
    voting_item: Item, client_as: ClientAs, secretariat: User, officer: User, later: Moved
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    with later(31 * DAY):
        asked = client_as(secretariat).get(url(voting_item))
        sent = client_as(secretariat).post(url(voting_item), letter(seat="AFR-1"))
        with pytest.raises(NotReady):
            perform("confirm", row, by=officer)

    assert (asked.status_code, sent.status_code) == (409, 409)
    assert Transcription.objects.count() == 1


def test_the_scan_is_a_download_that_no_browser_runs_or_keeps(
    voting_item: Item, client_as: ClientAs, secretariat: User, officer: User
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    response = client_as(officer).get(reverse("committee:transcription-scan", args=[row.reference]))

    assert response.getvalue().startswith(b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_only_officers_see_anything_of_a_letter(
    voting_item: Item,
    client: Client,
    client_as: ClientAs,
    secretariat: User,
    member: User,
    stranger: User,
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    own = [
        reverse("committee:transcription", args=[row.reference]),
        reverse("committee:transcription-scan", args=[row.reference]),
    ]
    of_the_item = [
        url(voting_item),
        reverse("committee:transcriptions", args=[voting_item.reference]),
    ]
    for user in (member, stranger):
        for page in own:
            assert client_as(user).get(page).status_code == 404
    for page in of_the_item:
        assert client_as(member).get(page).status_code == 403
        assert client_as(stranger).get(page).status_code == 404
    for page in (*own, *of_the_item):
        assert client.get(page).status_code == 302


def test_what_a_letter_says_shows_on_its_own_page_alone(
    submitted_proposal: Proposal, client_as: ClientAs, secretariat: User, officer: User
) -> None:
    item = desk.silent(submitted_proposal, by=secretariat)
    row = desk.letter(item, by=secretariat, value="object")
    perform("confirm", row, by=officer)
    browser = client_as(officer)
    others = [
        reverse("committee:transcriptions", args=[item.reference]),
        reverse("admin:accreditation_transcription_changelist"),
        reverse("admin:accreditation_transcription_change", args=[row.pk]),
        item.get_absolute_url(),
    ]

    for page in others:
        text = read(browser.get(page))
        assert "Word for word." not in text
        assert "<strong>Object</strong>" not in text
    assert "Word for word." in read(browser.get(row.get_absolute_url()))


def test_the_letters_of_an_item_are_listed_with_their_state(
    voting_item: Item, client_as: ClientAs, secretariat: User
) -> None:
    row = desk.letter(voting_item, by=secretariat)
    text = read(
        client_as(secretariat).get(
            reverse("committee:transcriptions", args=[voting_item.reference])
        )
    )

    assert row.get_absolute_url() in text
    assert "Waiting for a second officer" in text
