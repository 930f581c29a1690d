"""Lists that officers load: read as published, refused where hostile, kept for the record."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accreditation.ledger import LedgerEntry
from accreditation.screening.models import ListEntry, SanctionsList
from accreditation.screening.reading_lists import ListRefused, read_list
from partners.models import User
from tests.accreditation.screening.listing import BODY, PERSON, SOURCE, loaded, xml

SignIn = Callable[[User], Client]
ADD = "admin:accreditation_sanctionslist_add"
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID>
<FIRST_NAME>&c;</FIRST_NAME></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>&x;</FIRST_NAME>
</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>"""
ELSEWHERE = (
    b"""<!DOCTYPE CONSOLIDATED_LIST SYSTEM "http://list.example/list.dtd"><CONSOLIDATED_LIST/>"""
)
PARAMETER = (
    b"""<!DOCTYPE a [<!ENTITY % p SYSTEM "http://list.example/p"> %p;]><CONSOLIDATED_LIST/>"""
)


def given(data: bytes, source: str = SOURCE) -> dict[str, Any]:
    """What the form is sent."""
    return {"source": source, "file": SimpleUploadedFile("list.xml", data, "text/xml")}


def test_a_list_is_read_as_it_is_published() -> None:
    read = read_list(xml([PERSON], [BODY], made="2026-02-03T04:05:06Z"))

    person, body = read.entries
    assert read.generated == "2026-02-03T04:05:06Z"
    assert (person.kind, person.dataid, person.reference_number) == (
        "individual",
        "9000001",
        "XXi.001",
    )
    assert person.names == (
        ("Zorblan Muhammad al-Kaziri", ""),
        ("The Gannet of Nowhere", "Good"),
        ("The Grey Gull", "Low"),
    )
    assert person.comments == "Made up for a test."
    assert (body.kind, body.names[0][0]) == ("entity", "Fictional Front of the Invisible Heron")


def test_the_hash_of_an_entry_changes_with_an_alias_and_not_with_its_place() -> None:
    other = PERSON | {"aliases": [("Somebody Else", "Good")]}

    [alone] = read_list(xml([PERSON], [])).entries
    [changed] = read_list(xml([other], [])).entries
    beside = read_list(xml([PERSON], [BODY])).entries[0]

    assert alone.sha256 == beside.sha256
    assert alone.sha256 != changed.sha256


@pytest.mark.parametrize(
    "hostile",
    [LAUGHS, OUTSIDE, ELSEWHERE, PARAMETER],
    ids=["expansion", "file", "document type", "parameter"],
)
def test_a_file_with_a_document_type_or_entities_is_refused_unread(hostile: bytes) -> None:
    with pytest.raises(ListRefused, match="document type or entities"):
        read_list(hostile)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no xml", "not well-formed"),
        (b"", "not well-formed"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "not known|not well-formed"),
        (b"<html/>", "its first element is not"),
        (b"<CONSOLIDATED_LIST/>", "no entries"),
        (b"<a>" * 30 + b"</a>" * 30, "too deeply"),
        (xml([{"dataid": "", "names": ["Nobody"]}], []), "no DATAID or no name"),
        (xml([{"dataid": "7", "names": [""]}], []), "DATAID “7”"),
        (xml([PERSON], [BODY | {"dataid": PERSON["dataid"]}]), "the same DATAID"),
    ],
)
def test_what_is_no_whole_list_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(ListRefused, match=why):
        read_list(data)


def test_an_officer_loads_a_list_and_is_told_what_was_loaded(
    client_as: SignIn, secretariat: User
) -> None:
    answer = client_as(secretariat).post(reverse(ADD), given(xml([PERSON], [BODY])), follow=True)

    kept = SanctionsList.objects.get()
    entry = LedgerEntry.objects.get(act="screening.load")
    assert "The list is loaded. Individuals: 1. Entities: 1." in answer.content.decode()
    assert (kept.source, kept.loaded_by, kept.number) == (SOURCE, secretariat, 2)
    assert entry.object == str(kept.uuid)
    assert entry.data == {"sha256": kept.sha256, "individuals": 1, "entities": 1}


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE], ids=["expansion", "file"])
def test_a_hostile_file_is_refused_on_the_page_and_leaves_nothing(
    data: bytes, client_as: SignIn, secretariat: User
) -> None:
    answer = client_as(secretariat).post(reverse(ADD), given(data))

    assert "declares a document type or entities" in answer.content.decode()
    assert not SanctionsList.objects.exists()


def test_a_file_that_is_too_large_is_not_read(
    client_as: SignIn, secretariat: User, settings: Settings
) -> None:
    settings.SCREENING_LIST_MAX_BYTES = 100

    answer = client_as(secretariat).post(reverse(ADD), given(xml([PERSON], [BODY])))

    assert "This file is larger than" in answer.content.decode()
    assert not SanctionsList.objects.exists()


def test_the_same_file_and_an_older_one_are_refused(client_as: SignIn, secretariat: User) -> None:
    loaded(secretariat, made="2026-02-01")
    client = client_as(secretariat)

    same = client.post(reverse(ADD), given(xml([PERSON], [BODY], "2026-02-01")))
    older = client.post(reverse(ADD), given(xml([PERSON], [BODY], "2026-01-01")))

    assert "is the newest list already" in same.content.decode()
    assert "before the newest one" in older.content.decode()
    assert SanctionsList.objects.count() == 1


def test_earlier_lists_stay_for_the_record_and_nothing_changes_them(secretariat: User) -> None:
    first = loaded(secretariat)
    second = loaded(secretariat, individuals=(), made="2026-02-01")

    assert SanctionsList.objects.newest() == second
    assert first.entries.count() == 2
    for change in (
        lambda: ListEntry.objects.update(main_name="Somebody"),
        lambda: SanctionsList.objects.filter(pk=first.pk).update(sha256="0" * 64),
        first.entries.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_officers_load_lists(client_as: SignIn, contact_point: User) -> None:
    with pytest.raises(PermissionDenied):
        loaded(contact_point)

    assert client_as(contact_point).get(reverse(ADD)).status_code in {302, 403, 404}
    assert not SanctionsList.objects.exists()


def test_an_officer_looks_an_entry_up_by_an_alias(client_as: SignIn, secretariat: User) -> None:
    loaded(secretariat)
    client = client_as(secretariat)
    entry = ListEntry.objects.get(dataid="9000001")

    found = client.get(reverse("admin:accreditation_listentry_changelist"), {"q": "gannet"})
    page = client.get(reverse("admin:accreditation_listentry_change", args=[entry.pk]))

    assert "Zorblan Muhammad al-Kaziri" in found.content.decode()
    assert "Invisible Heron" not in found.content.decode()
    assert "The Gannet of Nowhere (Good)" in page.content.decode()
