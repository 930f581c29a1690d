"""Keeping documents of an organisation: added, described anew, taken out. Each is an act."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.examining import UploadRefused, examine
from accreditation.kept_files import fields_of, stored, throw_away
from accreditation.ledger import record
from accreditation.wallet.models import WalletDocument
from accreditation.workflow import ACTS
from partners.clock import portal_now
from partners.models import Organisation

MOST_DOCUMENTS: Final = 500  # of one organisation

ACTS["wallet.add"] = gettext_lazy("Add a document of an organisation")
ACTS["wallet.change"] = gettext_lazy("Change the title or last day of an organisation’s document")
ACTS["wallet.take_out"] = gettext_lazy("Take out a document of an organisation")


class ChangedMeanwhile(Exception):  # noqa: N818 - an answer, not a fault
    """A colleague changed the document in between, or took it out; `document` is as it now is."""

    def __init__(self, document: WalletDocument) -> None:
        """Keep the document."""
        self.document = document
        super().__init__(str(document))


def add(
    organisation: Organisation,
    file: "UploadedFile[Any]",
    *,
    title: str,
    valid_until: date | None,
    by: Any,
) -> WalletDocument:
    """Take a file among an organisation's documents. Raises UploadRefused; then nothing is kept."""
    sound = examine(file)
    with stored(sound) as name, transaction.atomic():
        given = fields_of(sound, name) | {"valid_until": valid_until}
        _lock(organisation)
        if known := _known(organisation, sound.sha256):
            raise UploadRefused(
                _("“%(name)s” is already among the documents, as “%(title)s”.")
                % {"name": sound.name, "title": known.title}
            )
        return _enter(organisation, title, given, by=by)


def keep(
    organisation: Organisation, title: str, given: Mapping[str, Any], *, by: Any
) -> WalletDocument:
    """Keep what was stored for another purpose, within its transaction; the same file only once.

    A last day that is told anew counts. Raises UploadRefused where there is no room.
    """
    _lock(organisation)
    known = _known(organisation, given["sha256"])
    if known is None:
        return _enter(organisation, title, given, by=by)
    if given["valid_until"] and known.valid_until != given["valid_until"]:
        known.valid_until = given["valid_until"]
        known.save(update_fields=["valid_until"])
        _record("wallet.change", known, by=by)
    return known


def change(
    document: WalletDocument, *, title: str, valid_until: date | None, seen: str, by: Any
) -> WalletDocument:
    """Give a document another title or last day. Raises ChangedMeanwhile; then nothing changes."""
    with transaction.atomic():
        fresh = WalletDocument.objects.select_for_update().get(pk=document.pk)
        if fresh.removed_at is not None or fresh.mark != seen:
            raise ChangedMeanwhile(fresh)
        fresh.title, fresh.valid_until = title, valid_until
        fresh.save(update_fields=["title", "valid_until"])
        _record("wallet.change", fresh, by=by)
    return fresh


def take_out(document: WalletDocument, *, by: Any) -> None:
    """Take a document out, once; an application that uses the file keeps it.

    The stored bytes go after commit, unless something else stands on them.
    """
    with transaction.atomic():
        fresh = WalletDocument.objects.select_for_update().get(pk=document.pk)
        if fresh.removed_at is not None:
            return
        name = fresh.file.name or ""
        fresh.removed_at, fresh.file = portal_now(), ""
        fresh.save(update_fields=["removed_at", "file"])
        _record("wallet.take_out", fresh, by=by)
        transaction.on_commit(lambda: throw_away(name), robust=True)


def _lock(organisation: Organisation) -> None:
    """One change to the number of an organisation's documents at a time."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _known(organisation: Organisation, sha256: str) -> WalletDocument | None:
    """The document with this very content, if there is one; held until the transaction ends."""
    live = WalletDocument.objects.live().select_for_update()
    return live.filter(organisation=organisation, sha256=sha256).first()


def _enter(
    organisation: Organisation, title: str, given: Mapping[str, Any], *, by: Any
) -> WalletDocument:
    """Write the row and its entry, where there is room."""
    if WalletDocument.objects.live().filter(organisation=organisation).count() >= MOST_DOCUMENTS:
        raise UploadRefused(
            _("There are already %(count)s documents, the most that are kept. Take one out first.")
            % {"count": MOST_DOCUMENTS}
        )
    document = WalletDocument.objects.create(
        organisation=organisation, title=title, added_by=by, **given
    )
    _record("wallet.add", document, by=by)
    return document


def _record(act: str, document: WalletDocument, *, by: Any) -> None:
    """Put an act on the record: keys only, neither title nor content."""
    data = {"organisation": str(document.organisation.uuid)}
    record(act, str(document.uuid), by=by, data=data)
