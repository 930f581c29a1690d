"""Keeping and taking out: one file once, and never a file taken away from who uses it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accreditation.applications.models import Application
from accreditation.applications.reusing import reuse
from accreditation.applications.uploads import Terms, give, take_back
from accreditation.examining import UploadRefused
from accreditation.kept_files import KeptFile
from accreditation.ledger import LedgerEntry
from accreditation.wallet import keeping
from accreditation.wallet.keeping import ChangedMeanwhile, add, change, take_out
from accreditation.wallet.models import WalletDocument
from partners.clock import portal_today
from partners.models import Organisation, User
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent
from tests.accreditation.wallet.conftest import Add

KeptFiles = Callable[[], list[Path]]
Committed = Callable[..., Any]


def stored_bytes(kept: KeptFile) -> bytes:
    """What is stored of a file."""
    with kept.file.open() as file:
        found: bytes = file.read()
    return found


def test_a_document_is_kept_under_a_generated_name_and_is_an_act_without_its_title(
    added: Add, kept_files: KeptFiles, contact_point: User
) -> None:
    document = added("Statutes of 2019")

    [path] = kept_files()
    entry = LedgerEntry.objects.latest("seq")
    assert "Statutes" not in str(path)
    assert (document.name, document.extension) == ("Statutes of 2019.pdf", "pdf")
    assert (entry.act, entry.object) == ("wallet.add", str(document.uuid))
    assert "Statutes" not in entry.line()


def test_the_same_file_is_kept_once(
    organisation: Organisation, contact_point: User, kept_files: KeptFiles
) -> None:
    data = hostile.pdf()
    given: Any = {"title": "Statutes", "valid_until": None, "by": contact_point}
    add(organisation, sent("a.pdf", data), **given)

    with pytest.raises(UploadRefused, match="already among the documents, as “Statutes”"):
        add(organisation, sent("b.pdf", data), **given)

    assert len(kept_files()) == 1


def test_the_database_keeps_no_file_twice_either(added: Add) -> None:
    one, other = added("One"), added("Other")

    with pytest.raises(IntegrityError), transaction.atomic():
        WalletDocument.objects.filter(pk=other.pk).update(sha256=one.sha256)


def test_another_organisation_may_keep_the_same_file(
    organisation: Organisation, contact_point: User, rival: User
) -> None:
    data, theirs = hostile.pdf(), rival.memberships.get().organisation
    add(organisation, sent("a.pdf", data), title="Ours", valid_until=None, by=contact_point)

    add(theirs, sent("a.pdf", data), title="Theirs", valid_until=None, by=rival)

    assert WalletDocument.objects.live().count() == 2


def test_no_more_are_kept_than_there_is_room_for(
    added: Add, monkeypatch: pytest.MonkeyPatch, kept_files: KeptFiles
) -> None:
    monkeypatch.setattr(keeping, "MOST_DOCUMENTS", 1)
    added("One")

    with pytest.raises(UploadRefused, match="already 1 documents"):
        added("Other")

    assert len(kept_files()) == 1


def test_what_a_colleague_changed_is_not_overwritten(
    added: Add, editor: User, contact_point: User
) -> None:
    document = added()
    seen = document.mark
    change(document, title="Statutes of 2019", valid_until=None, seen=seen, by=editor)

    with pytest.raises(ChangedMeanwhile):
        change(document, title="Old statutes", valid_until=None, seen=seen, by=contact_point)

    document.refresh_from_db()
    assert document.title == "Statutes of 2019"


def test_what_was_taken_out_is_not_changed(added: Add, contact_point: User) -> None:
    document = added()
    take_out(document, by=contact_point)

    with pytest.raises(ChangedMeanwhile):
        change(document, title="x", valid_until=None, seen=document.mark, by=contact_point)


def test_taken_out_and_used_nowhere_the_file_is_deleted_and_what_it_was_stays_known(
    added: Add,
    contact_point: User,
    kept_files: KeptFiles,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    document = added()

    with django_capture_on_commit_callbacks(execute=True):
        take_out(document, by=contact_point)
        take_out(document, by=contact_point)

    document.refresh_from_db()
    assert kept_files() == []
    assert document.removed_at is not None
    assert (bool(document.file), len(document.sha256)) == (False, 64)
    assert LedgerEntry.objects.filter(act="wallet.take_out").count() == 1


def test_taken_out_an_application_keeps_the_file(
    added: Add,
    draft_application: Application,
    contact_point: User,
    kept_files: KeptFiles,
    django_capture_on_commit_callbacks: Committed,
) -> None:
    document = added()
    upload = reuse(draft_application, "D1", 1, document, by=contact_point)

    with django_capture_on_commit_callbacks(execute=True):
        take_out(document, by=contact_point)

    upload.refresh_from_db()
    assert len(kept_files()) == 1
    assert stored_bytes(upload).startswith(b"%PDF")
    assert upload.wallet_document == document


def test_taken_back_from_an_application_the_organisation_keeps_the_file(
    added: Add, draft_application: Application, contact_point: User
) -> None:
    document = added()
    reuse(draft_application, "D1", 1, document, by=contact_point)

    take_back(draft_application, "D1", 1)

    document.refresh_from_db()
    assert document.removed_at is None
    assert stored_bytes(document).startswith(b"%PDF")


def test_a_file_given_with_an_application_is_kept_for_the_organisation_where_that_is_asked(
    draft_application: Application, contact_point: User, kept_files: KeptFiles
) -> None:
    until = portal_today() + timedelta(days=90)
    terms = Terms(valid_until=until, keep_as="Statutes")

    upload = give(
        draft_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point, terms=terms
    )

    [document] = WalletDocument.objects.all()
    assert upload.wallet_document == document
    assert (document.title, document.valid_until, upload.valid_until) == ("Statutes", until, until)
    assert document.file.name == upload.file.name
    assert len(kept_files()) == 1


def test_a_file_that_is_kept_already_is_named_and_a_new_last_day_counts(
    draft_application: Application, organisation: Organisation, contact_point: User
) -> None:
    data, until = hostile.pdf(), portal_today() + timedelta(days=90)
    kept = add(organisation, sent("a.pdf", data), title="A", valid_until=None, by=contact_point)

    terms = Terms(valid_until=until, keep_as="B")
    upload = give(draft_application, "D1", 1, sent("b.pdf", data), by=contact_point, terms=terms)

    kept.refresh_from_db()
    assert upload.wallet_document == kept
    assert (kept.title, kept.valid_until) == ("A", until)


def test_nothing_is_kept_for_the_organisation_where_the_slot_takes_nothing_any_more(
    submitted_application: Application, contact_point: User, kept_files: KeptFiles
) -> None:
    terms = Terms(keep_as="Statutes")

    with pytest.raises(Exception, match="can no longer be changed"):
        give(
            submitted_application, "D1", 1, sent("a.pdf", hostile.pdf()), by=contact_point,
            terms=terms,
        )  # fmt: skip

    assert not WalletDocument.objects.exists()
    assert kept_files() == []


def test_a_live_document_has_a_file(added: Add) -> None:
    document = added()

    with pytest.raises(DatabaseError, match="live_documents_have_a_file"), transaction.atomic():
        WalletDocument.objects.filter(pk=document.pk).update(file="")
