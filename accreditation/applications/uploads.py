"""The one careful door for files: what is taken, how it is looked at, where it is kept."""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from accreditation.applications.models import Application, Upload
from accreditation.applications.parts import stored_name
from accreditation.applications.writing import held
from accreditation.examining import examine
from partners.clock import portal_now

Then = Callable[[Application, Upload | None], None]


def nothing_further(_application: Application, _upload: Upload | None) -> None:
    """Nothing follows."""


def give(  # noqa: PLR0913 - what is given, where to, by whom, and what follows
    application: Application,
    document: str,
    part: int,
    file: "UploadedFile[Any]",
    *,
    by: Any,
    kind: str = "document",
    then: Then = nothing_further,
) -> Upload:
    """Take a file into a slot; an earlier one gives way in the same transaction.

    The slot is that of a document, or of a question (`kind`); `then` is done along with it. Raises
    UploadRefused, MovedOn or NotOpen; then nothing is kept.
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
        return _put(application, upload, kind=kind, then=then)
    except BaseException:
        default_storage.delete(kept)
        raise


def explain(application: Application, document: str, part: int, text: str, *, by: Any) -> Upload:
    """Put a reason into a slot instead of a file. Raises MovedOn or NotOpen."""
    return _put(application, Upload(document=document, part=part, explanation=text, uploaded_by=by))


def take_back(
    application: Application,
    document: str,
    part: int,
    *,
    kind: str = "document",
    then: Then = nothing_further,
) -> None:
    """Leave a slot empty. Raises MovedOn or NotOpen."""
    with held(application, kind, document) as fresh:
        _retire(fresh, document, part)
        then(fresh, None)


def _put(
    application: Application,
    upload: Upload,
    *,
    kind: str = "document",
    then: Then = nothing_further,
) -> Upload:
    """Write the row in place of the one before, under the application's lock."""
    with held(application, kind, upload.document) as fresh:
        _retire(fresh, upload.document, upload.part)
        upload.application = fresh
        upload.save()
        then(fresh, upload)
    return upload


def _retire(application: Application, document: str, part: int) -> None:
    """The upload in a slot is no longer the live one; it is kept."""
    application.uploads.live().filter(document=document, part=part).update(removed_at=portal_now())
