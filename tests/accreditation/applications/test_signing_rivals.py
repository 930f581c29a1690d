"""Two who sign at once, and a text that is changed meanwhile: one thing happens, and is told."""

from typing import Any

import pytest
from django.db import models

from accreditation.applications.cosigning import NotSigned, TextChanged, decline, sign
from accreditation.applications.models import Application, Cosignature
from accreditation.applications.signed_content import content_sha256
from accreditation.applications.writing import Seen, save_section
from accreditation.ledger import LedgerEntry, export, verify
from partners.models import User
from tests.accreditation.applications.signing import asked, complete
from tests.accreditation.test_committee_rivals import first_then

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(draft_application: Application, contact_point: User) -> Cosignature:
    """A request for the signature under a complete draft."""
    return asked(complete(draft_application, contact_point), contact_point)


def signed(request: Cosignature, name: str, seen: str) -> Any:
    """The act of signing, for a rival."""
    return lambda: sign(request, name=name, function="President", seen=seen)


def without_locks(patch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for anybody."""
    patch.setattr(models.QuerySet, "select_for_update", lambda found, *_a, **_o: found.all())


def test_two_signatures_at_once_are_one(waiting: Cosignature) -> None:
    seen = content_sha256(waiting.application)

    second = first_then(signed(waiting, "First", seen), signed(waiting, "Second", seen))

    assert isinstance(second, NotSigned)
    assert Cosignature.objects.get().name == "First"
    assert LedgerEntry.objects.filter(act="application.sign_by_link").count() == 1
    assert verify(export()).height == LedgerEntry.objects.count()


def test_without_the_lock_the_second_would_not_be_told(
    waiting: Cosignature, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = content_sha256(waiting.application)
    without_locks(monkeypatch)

    second = first_then(signed(waiting, "First", seen), signed(waiting, "Second", seen))

    assert not isinstance(second, NotSigned)
    assert second is not None


def test_who_signs_while_another_declines_is_told(waiting: Cosignature) -> None:
    seen = content_sha256(waiting.application)

    second = first_then(lambda: decline(waiting, reason="No."), signed(waiting, "Second", seen))

    assert isinstance(second, NotSigned)
    assert Cosignature.objects.get().signed_at is None


def changed(application: Application, by: User) -> Any:
    """The act of saving another answer."""
    seen = {"A1": Seen.of(application.answers.get(question="A1"))}
    return lambda: save_section(application, {"A1": "Another name"}, seen=seen, by=by)


def test_nothing_is_signed_that_was_changed_at_the_same_moment(
    waiting: Cosignature, contact_point: User
) -> None:
    seen = content_sha256(waiting.application)

    second = first_then(changed(waiting.application, contact_point), signed(waiting, "Zora", seen))

    assert isinstance(second, TextChanged)
    assert Cosignature.objects.get().signed_at is None


def test_without_the_lock_a_text_would_be_signed_that_is_gone(
    waiting: Cosignature, contact_point: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    application, seen = waiting.application, content_sha256(waiting.application)
    without_locks(monkeypatch)

    first_then(changed(application, contact_point), signed(waiting, "Zora", seen))

    request = Cosignature.objects.get()
    assert request.signed_at is not None
    assert request.content_sha256 != content_sha256(application)
