"""The files of an application that count: for documents, and for questions that are asked."""

from typing import TYPE_CHECKING, Any

from accreditation.kept_files import Scan
from accreditation.proposals.answers import values_of
from accreditation.proposals.asked import asked
from accreditation.proposals.conditions import by_code

if TYPE_CHECKING:
    from accreditation.applications.applications import Application


def counted_uploads(application: "Application") -> Any:
    """What stands in the slots, without the files of questions that are not asked any more."""
    form = application.process.content["form"]
    files = {code for code, question in by_code(form).items() if question["type"] == "file"}
    aside = files - set(by_code(asked(form, values_of(application))))
    uploads = application.uploads.live().exclude(document__in=aside)
    return uploads.order_by("document", "part", "pk")


def sound_uploads(application: "Application") -> Any:
    """Those that go on to others: what was found infected does not."""
    return counted_uploads(application).exclude(scanned=Scan.INFECTED)


def infected_answers(application: "Application") -> set[str]:
    """The questions whose answer is a file that was found infected, by code."""
    questions = by_code(application.process.content["form"])
    files = [code for code, question in questions.items() if question["type"] == "file"]
    infected = application.uploads.live().filter(scanned=Scan.INFECTED, document__in=files)
    return set(infected.values_list("document", flat=True)) if files else set()
