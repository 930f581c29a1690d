"""The one careful door for files: what is taken, how it is looked at, where it is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accreditation.applications.models import Application, Upload
from accreditation.applications.writing import held
from accreditation.examining import examine
from accreditation.kept_files import fields_of, stored
from accreditation.wallet.keeping import keep
from partners.clock import portal_now


@dataclass(frozen=True)
class Terms:
    """Until which day a file is valid, and under which title it is kept for the organisation too.

    Without a day it does not expire; without a title it is given with the application only.
    """

    valid_until: date | None = None
    keep_as: str = ""


NO_TERMS: Final = Terms()


def give(
    application: Application,
    document: str,
    part: int,
    file: "UploadedFile[Any]",
    *,
    by: Any,
    terms: Terms = NO_TERMS,
) -> Upload:
    """Take a file into a slot; an earlier one gives way in the same transaction.

    Raises UploadRefused, MovedOn or NotOpen; then nothing is kept.
    """
    sound = examine(file)
    with stored(sound) as name, transaction.atomic():
        given = fields_of(sound, name) | {"valid_until": terms.valid_until}
        upload = Upload(document=document, part=part, uploaded_by=by, **given)
        with held(application, "document", document) as fresh:
            if terms.keep_as:
                upload.wallet_document = keep(fresh.organisation, terms.keep_as, given, by=by)
            return put(fresh, upload)


def explain(application: Application, document: str, part: int, text: str, *, by: Any) -> Upload:
    """Put a reason into a slot instead of a file. Raises MovedOn or NotOpen."""
    with held(application, "document", document) as fresh:
        given = Upload(document=document, part=part, explanation=text, uploaded_by=by)
        return put(fresh, given)


def take_back(application: Application, document: str, part: int) -> None:
    """Leave a slot empty. Raises MovedOn or NotOpen."""
    with held(application, "document", document) as fresh:
        retire(fresh, document, part)


def confirm(
    application: Application, document: str, part: int, sha256: str, *, by: Any
) -> Upload | None:
    """Say of a file carried over into a slot that it is still the right one: it is given anew.

    Confirmed is what the person looked at, by its hash; None where another file, a reason or
    nothing stands there by now. Raises MovedOn or NotOpen.
    """
    with held(application, "document", document) as fresh:
        slot = fresh.uploads.live().exclude(file="").filter(document=document, part=part)
        standing = slot.filter(sha256=sha256).select_for_update().first()
        if standing is None or standing.carried_from_id is None:
            return standing
        upload = Upload(
            document=document,
            part=part,
            uploaded_by=by,
            valid_until=standing.valid_until,
            wallet_document_id=standing.wallet_document_id,
        )
        upload.take_over(standing)
        return put(fresh, upload)


def put(application: Application, upload: Upload) -> Upload:
    """Write the row in place of the one before; the caller holds the application."""
    retire(application, upload.document, upload.part)
    upload.application = application
    upload.save()
    return upload


def retire(application: Application, document: str, part: int) -> None:
    """The upload in a slot is no longer the live one; it is kept."""
    application.uploads.live().filter(document=document, part=part).update(removed_at=portal_now())
