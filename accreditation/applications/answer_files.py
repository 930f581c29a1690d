"""Files that answer a question: kept through the door of documents, and named by the answer."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accreditation.applications.models import Application, Upload
from accreditation.applications.uploads import give, take_back
from accreditation.applications.writing import Seen
from accreditation.proposals.answers import save_answers


def answer_with_file(
    application: Application, code: str, file: "UploadedFile[Any] | None", *, seen: Seen, by: Any
) -> None:
    """Keep a file as the answer to a question, or take the one there back (None).

    Raises UploadRefused, MovedOn, NotOpen, or AnswerConflict where a colleague changed the answer
    after it was seen; then nothing is kept and what stood there still stands.
    """

    def answer(fresh: Application, upload: Upload | None) -> None:
        given = {code: answer_of(upload) if upload else None}
        save_answers(fresh, given, by=by, seen={code: seen.version})

    if file is None:
        take_back(application, code, 1, kind="question", then=answer)
    else:
        give(application, code, 1, file, by=by, kind="question", then=answer)


def answer_of(upload: Upload) -> dict[str, Any]:
    """The answer that a file is: which upload, its name, its size in bytes, its hash."""
    return {
        "upload": str(upload.uuid),
        "name": upload.name,
        "size": upload.size,
        "sha256": upload.sha256,
    }
