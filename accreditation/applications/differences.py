"""What an organisation changed: since its application was returned, and since its last one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.applications.carrying import carried_from
from accreditation.applications.models import Answer, Application, Upload
from accreditation.applications.reading import Reading
from accreditation.ledger import LedgerEntry
from accreditation.proposals.asked import counting
from accreditation.proposals.content import questions
from accreditation.proposals.questions import to_text

Key = tuple[str, str]


@dataclass(frozen=True)
class Change:
    """A question or a document, as it was when the application was returned and as it is now."""

    code: str
    about: str
    asked: str
    before: str | Promise
    after: str | Promise
    is_touched: bool


@dataclass(frozen=True)
class Differences:
    """The points of the letter with what became of them, and what changed besides, if anything."""

    returned_at: datetime
    points: list[Change]
    beside: list[Change]


@dataclass(frozen=True)
class SinceLast:
    """What an application to renew says otherwise than the one it was carried over from."""

    previous: Application
    changes: list[Change]
    same: int


def since_last(reading: Reading) -> SinceLast | None:
    """What differs from the last application; none where nothing was carried over."""
    previous = carried_from(reading.application)
    if previous is None:
        return None
    before = Reading(previous)
    found = [*_answers_since(before, reading), *_documents_since(before, reading)]
    changes = [change for change in found if change.is_touched]
    return SinceLast(previous=previous, changes=changes, same=len(found) - len(changes))


def _answers_since(before: Reading, now: Reading) -> Iterator[Change]:
    """Every question of the form as it is now that was answered then or now, where it was asked."""
    then = {question["code"]: question for question in questions(before.content["form"])}
    was, given = (counting(reading.content["form"], reading.values) for reading in (before, now))
    for question in questions(now.content["form"]):
        code = question["code"]
        if code in was or code in given:
            yield _change(
                question["label"],
                code,
                to_text(then.get(code, question), was.get(code)),
                to_text(question, given.get(code)),
            )


def _documents_since(before: Reading, now: Reading) -> Iterator[Change]:
    """Every document of the process, with the files or reasons then and now."""
    for document in now.content["documents"]:
        code = document["code"]
        was, given = (
            [upload for upload in reading.uploads if upload.document == code]
            for reading in (before, now)
        )
        is_touched = [_held(u) for u in was] != [_held(u) for u in given]
        yield Change(
            code=code,
            about=document["title"],
            asked="",
            before="\n".join(map(_named, was)),
            after="\n".join(map(_named, given)),
            is_touched=is_touched,
        )


def _held(upload: Upload) -> tuple[str, str]:
    """What stands in a slot: a file by its hash, or a reason."""
    return upload.sha256, upload.explanation


def _change(about: str, code: str, was: str, now: str) -> Change:
    """One question with its answer in two applications."""
    return Change(code, about, "", was, now, is_touched=was != now)


def differences_of(reading: Reading) -> Differences | None:
    """What changed since the application was returned; none while it is not sent again."""
    returned_at = completed_return(reading.application)
    if returned_at is None:
        return None
    changes = {
        **dict(_of_answers(reading, returned_at)),
        **dict(_of_documents(reading, returned_at)),
    }
    asked: dict[Key, str] = {
        (point.get("kind", "question"), point["code"]): point["text"]
        for point in reading.application.return_points
    }
    return Differences(
        returned_at=returned_at,
        points=[_with(changes[key], text) for key, text in asked.items() if key in changes],
        beside=[c for key, c in changes.items() if c.is_touched and key not in asked],
    )


def completed_return(application: Application) -> datetime | None:
    """When the application was last returned, if it was sent again since."""
    entries = LedgerEntry.objects.filter(object__in=application.known_as).order_by("-seq")
    returned = entries.filter(act="application.return").first()
    if returned is None:
        return None
    completed = entries.filter(act="application.complete", seq__gt=returned.seq)
    return returned.at if completed.exists() else None


def _with(change: Change, asked: str) -> Change:
    """A change with what the letter said."""
    return Change(**{**vars(change), "asked": asked})


def _of_answers(reading: Reading, since: datetime) -> Iterator[tuple[Key, Change]]:
    """Every question of the form, with its answer then and now, where it was asked."""
    before = answers_at(reading.application, since)
    form = reading.content["form"]
    was, now = counting(form, before), counting(form, reading.values)
    for question in questions(form):
        code = question["code"]
        yield (
            ("question", code),
            Change(
                code=code,
                about=question["label"],
                asked="",
                before=to_text(question, was.get(code)),
                after=to_text(question, now.get(code)),
                is_touched=was.get(code) != now.get(code),
            ),
        )


def answers_at(application: Application, at: datetime) -> dict[str, Any]:
    """The answers as they were at an instant, by question code, from the history of the rows."""
    history: Any = Answer.pgh_event_model  # type: ignore[attr-defined] # given by pghistory
    events = history.objects.filter(application_id=application.pk, changed_at__lte=at)
    latest = events.order_by("question", "-pgh_id").distinct("question")
    return {event.question: event.value for event in latest if event.pgh_label != "delete"}


def _of_documents(reading: Reading, since: datetime) -> Iterator[tuple[Key, Change]]:
    """Every document of the process, with what stood in its slots then and now."""
    uploads = list(reading.application.uploads.order_by("document", "part", "pk"))
    for document in reading.content["documents"]:
        given = [upload for upload in uploads if upload.document == document["code"]]
        was = [u for u in given if u.uploaded_at <= since and not _is_removed(u, since)]
        now = [u for u in given if u.removed_at is None]
        yield (
            ("document", document["code"]),
            Change(
                code=document["code"],
                about=document["title"],
                asked="",
                before="\n".join(map(_named, was)),
                after="\n".join(map(_named, now)),
                is_touched=was != now,
            ),
        )


def _is_removed(upload: Upload, at: datetime) -> bool:
    """Whether an upload had been replaced or taken back by then."""
    return upload.removed_at is not None and upload.removed_at <= at


def _named(upload: Upload) -> str:
    """A file by its name, or the reason why there is none."""
    if upload.is_file:
        return upload.name
    return str(_("Cannot supply, because: %(reason)s") % {"reason": upload.explanation})
