"""An application as its pages show it: topics with their progress, slots, answers in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accreditation.applications.eligibility import Checked, checked, facts_about
from accreditation.applications.guards import is_supplied
from accreditation.applications.models import Answer, Application, Upload
from accreditation.applications.reading_parts import (
    ASKED_FOR,
    BEGUN,
    CARRIED,
    COMPLETE,
    NOT_BEGUN,
    NOTHING_ASKED,
    Assessed,
    Line,
    Progress,
    Slot,
    Topic,
)
from accreditation.examining import TYPES
from accreditation.proposals.asked import asked
from accreditation.proposals.questions import missing, problems, to_text
from accreditation.proposals.questions_values import table_of
from partners.clock import portal_today


def document_types() -> dict[str, Any]:
    """The types of file taken and the largest size, as shown wherever documents are asked for."""
    return {"types": TYPES, "limit": settings.UPLOAD_MAX_BYTES}


class Reading:
    """One application, read once for a page, in the page's language."""

    def __init__(
        self, application: Application, file_address: Callable[[str], str] | None = None
    ) -> None:
        """Take the application; everything else is read when first asked for.

        `file_address` gives the address of a file by its upload, where the reader has another than
        the organisation's people.
        """
        self.application = application
        self.file_address = file_address or (lambda uuid: self.address("file", uuid))

    @cached_property
    def content(self) -> dict[str, Any]:
        """The process version applied under."""
        return self.application.process.localised

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """Answers by question code, with who gave them."""
        rows = self.application.answers.select_related("changed_by", "carried_from")
        return {answer.question: answer for answer in rows}

    @cached_property
    def values(self) -> dict[str, Any]:
        """Values by question code."""
        return {code: answer.value for code, answer in self.answers.items()}

    @cached_property
    def uploads(self) -> list[Upload]:
        """What stands in the slots."""
        return list(self.application.uploads.live().order_by("document", "part"))

    @cached_property
    def today(self) -> date:
        """The day in Bonn, by the database's clock."""
        return portal_today()

    @cached_property
    def topics(self) -> list[Topic]:
        """The sections of the form."""
        return [self.topic(section) for section in self.form]

    @cached_property
    def form(self) -> list[dict[str, Any]]:
        """The sections with the questions that are asked, by the answers given."""
        return asked(self.content["form"], self.values)

    def topic(self, section: Mapping[str, Any]) -> Topic:
        """One section."""
        lines = tuple(self.line(question) for question in section["questions"])
        return Topic(
            code=section["code"],
            title=section["title"],
            intro=section.get("intro", ""),
            url=self.address("section", section["code"]),
            lines=lines,
            progress=self.progress(section, lines),
        )

    def line(self, question: Mapping[str, Any]) -> Line:
        """One question."""
        code = question["code"]
        value = self.values.get(code)
        return Line(
            question=question,
            text=to_text(question, value),
            table=table_of(question, value),
            file_url=self.file_url(question, value),
            wrong=tuple(self.wrong(question, value)),
            is_open=self.application.is_open("question", code),
            asked=self.asked("question", code),
            carried_from=self.answers[code].carried_from if code in self.answers else None,
        )

    def wrong(self, question: Mapping[str, Any], value: Any) -> Iterator[str]:
        """What is wrong with an answer; a file may have been found infected since it was given."""
        yield from problems(question, value)
        if question["type"] == "file" and any(
            upload.is_infected for upload in self.uploads if upload.document == question["code"]
        ):
            yield gettext("A virus was found in this file: it was withdrawn. Give another one.")

    def file_url(self, question: Mapping[str, Any], value: Any) -> str:
        """Where the file that answers a question is downloaded; nothing for other answers."""
        is_file = question["type"] == "file" and bool(value)
        return self.file_address(value["upload"]) if is_file else ""

    def progress(self, section: Mapping[str, Any], lines: Iterable[Line]) -> Progress:
        """How far a section is: complete when nothing required is missing and nothing wrong."""
        shown = list(lines)
        if not shown:
            return NOTHING_ASKED
        if any(line.asked for line in shown):
            return ASKED_FOR
        if any(line.carried_from for line in shown):
            return CARRIED
        if not any(line.text for line in shown):
            return NOT_BEGUN
        lacking = missing([section], self.values) or any(line.wrong for line in shown)
        return BEGUN if lacking else COMPLETE

    @cached_property
    def slots(self) -> list[Slot]:
        """The places for files, in the order of the process."""
        return [
            self.slot(document, part)
            for document in self.content["documents"]
            for part in range(1, document["count"] + 1)
        ]

    def slot(self, document: Mapping[str, Any], part: int) -> Slot:
        """One place for a file."""
        code = document["code"]
        upload = next((u for u in self.uploads if (u.document, u.part) == (code, part)), None)
        stands = upload is not None and not upload.is_infected
        lacks = document["required"] and not is_supplied(document, self.uploads)
        return Slot(
            document=document,
            part=part,
            upload=upload,
            file_url=self.file_address(str(upload.uuid)) if upload else "",
            is_open=self.application.is_open("document", code),
            is_lacking=bool(lacks) and not stands,
            is_expired=upload is not None and upload.is_expired_on(self.today),
            validity=upload.validity_on(self.today) if upload else None,
            asked=self.asked("document", code),
        )

    @cached_property
    def documents_progress(self) -> Progress:
        """How far the documents are."""
        if any(slot.asked for slot in self.slots):
            return ASKED_FOR
        if self.unseen_slots:
            return CARRIED
        if not any(slot.upload for slot in self.slots):
            return NOT_BEGUN
        to_do = any(slot.is_lacking or slot.is_expired for slot in self.slots)
        return BEGUN if to_do else COMPLETE

    @cached_property
    def unseen(self) -> list[Topic]:
        """The sections with answers that were carried over and not looked at since."""
        return [topic for topic in self.topics if topic.carried]

    @cached_property
    def unseen_slots(self) -> list[Slot]:
        """The slots with files that were carried over and not looked at since."""
        return [slot for slot in self.slots if slot.is_carried]

    @cached_property
    def gaps(self) -> list[dict[str, Any]]:
        """What is missing or wrong: the codes by section, and those of the documents."""
        found: list[dict[str, Any]] = [
            {
                "title": f"{topic.code} {topic.title}",
                "url": topic.url,
                "codes": [x.question["code"] for x in topic.lines if x.is_missing or x.wrong],
            }
            for topic in self.topics
        ]
        lacking = dict.fromkeys(s.document["code"] for s in self.slots if s.is_lacking)
        found.append(
            {"title": _("Documents"), "url": self.address("documents"), "codes": list(lacking)}
        )
        return [gap for gap in found if gap["codes"]]

    @cached_property
    def points(self) -> list[dict[str, str]]:
        """The letter of return, point by point, each with the question or document it is about."""
        return [self.point(point) for point in self.application.return_points]

    def point(self, point: Mapping[str, str]) -> dict[str, str]:
        """One point of the letter."""
        code, kind = point["code"], point.get("kind", "question")
        for section in self.content["form"]:
            for question in section["questions"]:
                if kind == "question" and question["code"] == code:
                    url = f"{self.address('section', section['code'])}#div_id_{code}"
                    return {
                        "code": code,
                        "about": question["label"],
                        "text": point["text"],
                        "url": url,
                    }
        titles = {each["code"]: each["title"] for each in self.content["documents"]}
        url = f"{self.address('documents')}#{code}-1"
        return {"code": code, "about": titles.get(code, ""), "text": point["text"], "url": url}

    def asked(self, kind: str, code: str) -> str:
        """What the letter of return says on a question or document, while it is to be completed."""
        if not self.application.is_returned:
            return ""
        return " ".join(
            point["text"]
            for point in self.application.return_points
            if point["code"] == code and point.get("kind", kind) == kind
        )

    @cached_property
    def eligibility(self) -> list[Checked]:
        """The rules on who may apply, each with what it says of this application and why."""
        facts = facts_about(
            self.content,
            organisation=self.application.organisation,
            invitation=self.application.invitation,
            answers=self.values,
            application=self.application,
        )
        return checked(self.content, facts)

    @cached_property
    def assessment(self) -> list[Assessed]:
        """The criteria, each with the answers that speak to it and the finding."""
        lines = {line.question["code"]: line for topic in self.topics for line in topic.lines}
        found = {f.criterion: f for f in self.application.findings.select_related("by")}
        return [
            Assessed(
                criterion=criterion,
                lines=tuple(lines[code] for code in criterion["questions"] if code in lines),
                finding=found.get(criterion["code"]),
            )
            for criterion in self.content["criteria"]
        ]

    def address(self, page: str, *rest: str) -> str:
        """The address of one of the application's pages."""
        return reverse(f"applications:{page}", args=[self.application.reference, *rest])
