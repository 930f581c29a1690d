"""Positions received by letter or telephone: written down by one officer, confirmed by another."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.committee.item_states import ItemState
from accreditation.committee.items import Item
from accreditation.committee.positions import LABELS
from accreditation.committee.seats import Representative
from accreditation.committee.transcribing import (
    is_still_in_time,
    may_confirm,
    note_who_checked,
    seat_may_speak,
    take_down,
)
from accreditation.decisions import Clause
from accreditation.machine import Stateful, Waits, refuse, state_field, stateful, step
from partners.clock import PortalNow
from partners.models import User
from partners.permissions import is_secretariat


class TranscriptionState(models.TextChoices):
    """Where a transcription is."""

    ENTERED = "entered", _("Waiting for a second officer")
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Not confirmed")


class TranscriptionQuerySet(models.QuerySet["Transcription"]):
    """Transcriptions, which are the Secretariat's until the item is counted."""

    def visible_to(self, user: Any) -> "TranscriptionQuerySet":
        """Officers."""
        return self if user.is_authenticated and user.is_officer else self.none()

    def waiting(self) -> "TranscriptionQuerySet":
        """Those that a second officer can still confirm: their items are open."""
        late = models.Q(item__closes_at__lt=PortalNow())
        waiting = self.filter(state=TranscriptionState.ENTERED, item__state=ItemState.OPEN)
        return waiting.exclude(late)


@stateful("transcription")
class Transcription(Stateful):
    """What a seat said by letter or telephone, with the scan, as an officer wrote it down.

    Once a second officer has confirmed it, it becomes a position that counts from `entered_at`.
    """

    class Channel(models.TextChoices):
        """By which way it came."""

        LETTER = "letter", _("By letter")
        TELEPHONE = "telephone", _("By telephone")

    State = TranscriptionState
    TONES: ClassVar = {"entered": "waiting", "confirmed": "good", "refused": "bad"}
    WAITS: ClassVar = {TranscriptionState.ENTERED: Waits(_("a second Secretariat officer"))}

    state = state_field(TranscriptionState)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="transcriptions", verbose_name=_("item")
    )
    seat = models.CharField(_("seat"), max_length=20)
    capacity = models.CharField(
        _("capacity"), max_length=10, choices=Representative.Capacity.choices
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    said_by = models.CharField(_("who signed or called"), max_length=200)
    value = models.CharField(_("position"), max_length=20, choices=list(LABELS.items()))
    reasons = models.TextField(_("reasons"), blank=True)
    scan = models.FileField(_("scan"), upload_to="transcriptions/", max_length=200)
    scan_name = models.CharField(_("name of the scan"), max_length=200)
    scan_type = models.CharField(_("type of the scan"), max_length=100)
    scan_sha256 = models.CharField(_("SHA-256 of the scan"), max_length=64)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    remark = models.CharField(_("remark"), max_length=500, blank=True)

    objects = TranscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transcribed position")
        verbose_name_plural = _("transcribed positions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "seat", "capacity"],
                condition=models.Q(state="entered"),
                name="one_transcription_waits_per_seat",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="confirmed")
                | (
                    models.Q(checked_by__isnull=False)
                    & ~models.Q(checked_by=models.F("entered_by"))
                ),
                name="two_officers_transcribe",
            ),
        ]
        triggers: ClassVar = [
            refuse(
                "transcribed_once",
                when="TG_OP = 'UPDATE' AND (NEW.item_id <> OLD.item_id OR NEW.seat <> OLD.seat"
                " OR NEW.capacity <> OLD.capacity OR NEW.channel <> OLD.channel"
                " OR NEW.value <> OLD.value OR NEW.reasons <> OLD.reasons"
                " OR NEW.scan_sha256 <> OLD.scan_sha256 OR NEW.entered_at <> OLD.entered_at"
                " OR NEW.entered_by_id <> OLD.entered_by_id)",
                because="what was transcribed is not rewritten",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The transcription's page, for officers."""
        return reverse("committee:transcription", args=[self.reference])

    @property
    def is_waiting(self) -> bool:
        """Whether a second officer still has to look at it."""
        return bool(self.state == TranscriptionState.ENTERED)

    def is_shown_to(self, user: Any) -> bool:
        """Whether a person may read what it says: handled, its two officers alone until the count.

        Before that every officer may, because any but the first may be the second.
        """
        if self.is_waiting or not self.item.hides_running_count:
            return True
        return user.pk in (self.entered_by_id, self.checked_by_id)

    def locks_before(self) -> list[models.Model]:
        """The item is locked first, as by every position."""
        return [self.item]

    @step(
        TranscriptionState.ENTERED,
        TranscriptionState.CONFIRMED,
        who=may_confirm,
        needs=[is_still_in_time, seat_may_speak],
        fills=[note_who_checked],
        then=[take_down],
        label=_("Confirm against the scan"),
        basis=Clause.CONDUCT,
        weight="primary",
    )
    def confirm(self) -> None:
        """Find that the scan says what was written down; it becomes a position."""

    @step(
        TranscriptionState.ENTERED,
        TranscriptionState.REFUSED,
        who=is_secretariat,
        fills=[note_who_checked],
        label=_("Do not confirm"),
        basis=Clause.CONDUCT,
        weight="danger",
    )
    def set_aside(self, *, remark: str = "") -> None:
        """Put it aside, with the reason; it can be written down again."""
        self.remark = remark
