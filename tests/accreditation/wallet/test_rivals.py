"""Using a document and taking it out at the same moment: no application loses its file."""

from typing import Any

import pytest

from accreditation.applications.models import Application
from accreditation.applications.reusing import reuse
from accreditation.examining import UploadRefused
from accreditation.wallet.keeping import take_out
from partners.models import User
from tests.accreditation.test_committee_rivals import first_then
from tests.accreditation.wallet.conftest import Add

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_uses_a_document_while_it_is_taken_out_is_told_so_and_has_no_empty_file(
    draft_application: Application, contact_point: User, editor: User, added: Add
) -> None:
    document = added()

    answer: Any = first_then(
        lambda: take_out(document, by=contact_point),
        lambda: reuse(draft_application, "D1", 1, document, by=editor),
    )

    assert isinstance(answer, UploadRefused)
    assert not draft_application.uploads.exists()


def test_what_is_taken_out_while_it_is_used_stays_with_the_application(
    draft_application: Application, contact_point: User, editor: User, added: Add
) -> None:
    document = added()

    answer = first_then(
        lambda: reuse(draft_application, "D1", 1, document, by=editor),
        lambda: take_out(document, by=contact_point),
    )

    upload = draft_application.uploads.live().get()
    document.refresh_from_db()
    assert answer is None
    assert document.removed_at is not None
    with upload.file.open() as file:
        assert file.read().startswith(b"%PDF")
