"""What an application's pages are made of: lines of answers, topics, slots, criteria."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import Application, Finding, Upload
from accreditation.kept_files import Validity

Text = str | Promise


@dataclass(frozen=True)
class Progress:
    """How far a topic is, in a word and a tone."""

    label: Text
    tone: str


NOT_BEGUN = Progress(_("Not begun"), "neutral")
BEGUN = Progress(_("Begun"), "waiting")
COMPLETE = Progress(_("Complete"), "good")
NOTHING_ASKED = Progress(_("Nothing is asked here"), "neutral")
ASKED_FOR = Progress(_("To complete"), "waiting")
CARRIED = Progress(_("Carried over: look at it"), "waiting")


@dataclass(frozen=True)
class Line:
    """One question with its answer in words; a table of rows comes as a table as well."""

    question: Mapping[str, Any]
    text: str
    table: Mapping[str, Any] | None
    file_url: str
    wrong: tuple[str, ...]
    is_open: bool
    asked: str
    carried_from: Application | None

    @property
    def is_missing(self) -> bool:
        """Whether it must be answered and is not."""
        return bool(self.question["required"]) and not self.text


@dataclass(frozen=True)
class Topic:
    """One section of the form: its questions and how far they are."""

    code: str
    title: str
    intro: str
    url: str
    lines: tuple[Line, ...]
    progress: Progress

    @property
    def is_open(self) -> bool:
        """Whether anything in it may be changed now."""
        return any(line.is_open for line in self.lines)

    @property
    def carried(self) -> tuple[Line, ...]:
        """The questions whose answers were carried over and not looked at since."""
        return tuple(line for line in self.lines if line.carried_from is not None)

    @property
    def carried_from(self) -> Application | None:
        """The application from which they were carried over."""
        return next((line.carried_from for line in self.carried), None)

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(1 for line in self.lines if line.text)


@dataclass(frozen=True)
class Slot:
    """The place for one file, with what stands in it."""

    document: Mapping[str, Any]
    part: int
    upload: Upload | None
    file_url: str
    is_open: bool
    is_lacking: bool
    is_expired: bool
    validity: Validity | None
    asked: str

    @property
    def key(self) -> str:
        """Its address on the page."""
        return f"{self.document['code']}-{self.part}"

    @property
    def is_carried(self) -> bool:
        """Whether its file came from an earlier application, would do, and is to be looked at."""
        upload = self.upload
        if upload is None or upload.is_infected or self.is_expired:
            return False
        return upload.carried_from_id is not None

    @property
    def is_settled(self) -> bool:
        """Whether what stands in it will do, unless somebody wishes to change it."""
        stands = self.upload is not None and not self.upload.is_infected
        return stands and not self.is_lacking and not self.is_expired and not self.asked

    @property
    def is_one_of_several(self) -> bool:
        """Whether several files are asked for."""
        return bool(self.document["count"] > 1)


@dataclass(frozen=True)
class Assessed:
    """A criterion with the answers that speak to it and what the Secretariat found."""

    criterion: Mapping[str, Any]
    lines: tuple[Line, ...]
    finding: Finding | None
