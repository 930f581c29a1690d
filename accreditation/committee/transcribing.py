"""Writing down what came by letter or telephone, and what its confirmation brings."""

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.committee.acting import check_time, locked
from accreditation.committee.items import Item
from accreditation.committee.taking import add, check_capacity, check_said
from accreditation.examining import Sound, examine_at_once
from accreditation.ledger import record
from accreditation.machine import Guard
from accreditation.workflow import ACTS, Act, NotReady, refusals_kept
from partners.permissions import is_person, predicate

if TYPE_CHECKING:
    from accreditation.committee.transcriptions import Transcription


@predicate(gettext_lazy("a second Secretariat officer"))
def may_confirm(transcription: "Transcription", user: Any) -> bool:
    """An officer, never the one who wrote it down."""
    return is_person(user) and bool(user.is_officer) and transcription.entered_by_id != user.pk


@Guard
def is_still_in_time(transcription: "Transcription") -> Iterator[str | Promise]:
    """It counts only if it is confirmed before the item closes."""
    item = transcription.item
    if not item.is_open or (item.closes_at and transcription.stamp > item.closes_at):
        yield gettext_lazy("The item is closed: a transcription is confirmed before closing only.")


@Guard
def seat_may_speak(transcription: "Transcription") -> Iterator[str | Promise]:
    """The seat has not stepped out."""
    if transcription.seat in transcription.item.recused_seats():
        yield gettext_lazy("The State of this seat has stepped out of the item.")


def note_who_checked(transcription: "Transcription", act: Act) -> None:
    """Keep which officer looked at it."""
    transcription.checked_by = act.by


def take_down(transcription: "Transcription", act: Act) -> None:
    """Make a confirmed transcription a position, as of when the first officer entered it."""
    position = add(
        locked(transcription.item),
        by=transcription.entered_by,
        at=transcription.entered_at,
        seat=transcription.seat,
        capacity=transcription.capacity,
        value=transcription.value,
        reasons=transcription.reasons,
        channel=transcription.channel,
        transcription=transcription,
    )
    act.enter(item=transcription.item.reference, seat=position.seat, number=position.number)


def write_down(  # noqa: PLR0913 - what was said is given whole, by name
    item: Item,
    *,
    by: Any,
    seat: str,
    capacity: str,
    channel: str,
    said_by: str,
    value: str,
    reasons: str,
    scan: "UploadedFile[Any]",
) -> "Transcription":
    """Enter what a seat said by letter or telephone; it waits for a second officer.

    Raises PermissionDenied (no officer, seat recused), StepRefused (not open, late), NotReady, and
    UploadRefused when the scan is not taken; then nothing is kept.
    """
    sound = examine_at_once(scan)
    name = f"transcriptions/{secrets.token_hex(16)}.{sound.kind.extension}"
    kept = default_storage.save(name, ContentFile(sound.data))
    said = {
        "seat": seat,
        "capacity": capacity,
        "channel": channel,
        "said_by": said_by,
        "value": value,
        "reasons": reasons.strip(),
    }
    try:
        return _entered(item, by=by, said=said, sound=sound, kept=kept)
    except BaseException:
        default_storage.delete(kept)
        raise


def _entered(
    item: Item, *, by: Any, said: dict[str, str], sound: Sound, kept: str
) -> "Transcription":
    """The row and its entry, under the item's lock."""
    with refusals_kept("transcription.enter", item.reference, by):
        if not by.is_officer:
            raise PermissionDenied(_("Only the Secretariat transcribes positions."))
        fresh = locked(item)
        check_time(fresh)
        check_said(fresh, said["seat"], said["value"], said["reasons"])
        check_capacity(fresh, said["seat"], said["capacity"])
        model = apps.get_model("accreditation", "Transcription")
        number = fresh.transcriptions.count() + 1
        try:
            with transaction.atomic():
                row: Transcription = model._base_manager.create(
                    reference=f"{fresh.reference}/T-{number}",
                    item=fresh,
                    scan=kept,
                    scan_name=sound.name,
                    scan_type=sound.kind.content_type,
                    scan_sha256=sound.sha256,
                    entered_by=by,
                    entered_at=fresh.stamp,
                    **said,
                )
        except IntegrityError:
            raise NotReady(
                [_("A transcription for this seat already waits for a second officer.")]
            ) from None
        record(
            "transcription.enter",
            row.reference,
            by=by,
            data={
                "item": fresh.reference,
                "seat": row.seat,
                "capacity": row.capacity,
                "channel": row.channel,
                "scan_sha256": row.scan_sha256,
            },
        )
        return row


ACTS |= {"transcription.enter": gettext_lazy("Wrote down a position")}
