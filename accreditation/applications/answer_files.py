"""Files that answer a question: kept through the door of documents, and named by the answer."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accreditation.applications.models import Application, Upload
from accreditation.applications.uploads import put, retire
from accreditation.applications.writing import Seen, held
from accreditation.examining import examine
from accreditation.kept_files import fields_of, stored
from accreditation.proposals.answers import save_answers


def answer_with_file(
    application: Application, code: str, file: "UploadedFile[Any]", *, seen: Seen, by: Any
) -> None:
    """Keep a file as the answer to a question, in place of the one before.

    Raises UploadRefused, MovedOn, NotOpen, or AnswerConflict where a colleague changed the answer
    after it was seen; then nothing is kept and what stood there still stands.
    """
    sound = examine(file)
    with stored(sound) as name, transaction.atomic():
        given = Upload(document=code, uploaded_by=by, **fields_of(sound, name))
        with held(application, "question", code) as fresh:
            answer = answer_of(put(fresh, given))
            save_answers(fresh, {code: answer}, by=by, seen={code: seen.version})


def take_file_back(application: Application, code: str, *, seen: Seen, by: Any) -> None:
    """Leave a question for a file without an answer. Raises MovedOn, NotOpen or AnswerConflict."""
    with held(application, "question", code) as fresh:
        save_answers(fresh, {code: None}, by=by, seen={code: seen.version})
        retire(fresh, code, 1)


def answer_of(upload: Upload) -> dict[str, Any]:
    """The answer that a file is: which upload, its name, its size in bytes, its hash."""
    return {
        "upload": str(upload.uuid),
        "name": upload.name,
        "size": upload.size,
        "sha256": upload.sha256,
    }
