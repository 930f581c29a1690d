"""The form field of a file that answers a question; the room that keeps files takes it from there.

A file that was given stays until another one takes its place or it is taken back: browsers send
nothing for a file that was left as it is.
"""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

TAKEN_BACK: Final = False  # what the field gives where the file is taken back


class AnswerFileInput(forms.Widget):
    """A place for a file, with the one that stands there by its name and size."""

    template_name = "forms/answer_file.html"
    needs_multipart_form = True

    def format_value(self, value: Any) -> Any:
        """The file that stands there, as it is stored in the answer."""
        return value or None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The file sent, or that the one there is taken back; a new file wins."""
        if sent := files.get(name):
            return sent
        return TAKEN_BACK if f"{name}-away" in data else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Whether nothing was sent for it, which leaves the file that stands there."""
        return name not in files and f"{name}-away" not in data


class AnswerFileField(forms.Field):
    """A file; the room that keeps it says what is wrong with it."""

    widget = AnswerFileInput

    def __init__(self) -> None:
        """Never required, as all answers while a form is written."""
        super().__init__(required=False)

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows after a mistake: the file that stands there, by name and size."""
        return initial

    def clean(self, value: Any) -> "UploadedFile[Any] | bool | None":
        """The new file, False where the file is taken back, None where nothing changed."""
        if isinstance(value, UploadedFile):
            return value
        return TAKEN_BACK if value is TAKEN_BACK else None
