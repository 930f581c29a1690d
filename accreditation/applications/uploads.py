"""The one careful door for files: what is taken, how it is looked at, where it is kept."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from accreditation.applications.models import Application, Upload
from accreditation.applications.parts import stored_name
from accreditation.applications.writing import held
from accreditation.examining import examine
from partners.clock import portal_now


def give(
    application: Application, document: str, part: int, file: "UploadedFile[Any]", *, by: Any
) -> Upload:
    """Take a file into a slot; an earlier one gives way in the same transaction.

    Raises UploadRefused, MovedOn or NotOpen; then nothing is kept.
    """
    sound = examine(file)
    upload = Upload(
        document=document,
        part=part,
        name=sound.name,
        extension=sound.kind.extension,
        content_type=sound.kind.content_type,
        size=len(sound.data),
        sha256=sound.sha256,
        uploaded_by=by,
    )
    kept = default_storage.save(stored_name(upload, sound.name), ContentFile(sound.data))
    upload.file.name = kept
    try:
        return _put(application, upload)
    except BaseException:
        default_storage.delete(kept)
        raise


def explain(application: Application, document: str, part: int, text: str, *, by: Any) -> Upload:
    """Put a reason into a slot instead of a file. Raises MovedOn or NotOpen."""
    return _put(application, Upload(document=document, part=part, explanation=text, uploaded_by=by))


def take_back(application: Application, document: str, part: int) -> None:
    """Leave a slot empty. Raises MovedOn or NotOpen."""
    with held(application, "document", document) as fresh:
        _retire(fresh, document, part)


def _put(application: Application, upload: Upload) -> Upload:
    """Write the row in place of the one before, under the application's lock."""
    with held(application, "document", upload.document) as fresh:
        _retire(fresh, upload.document, upload.part)
        upload.application = fresh
        upload.save()
    return upload


def _retire(application: Application, document: str, part: int) -> None:
    """The upload in a slot is no longer the live one; it is kept."""
    application.uploads.live().filter(document=document, part=part).update(removed_at=portal_now())
