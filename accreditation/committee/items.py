"""Items: the questions put to the Standing Committee, from preparation to the published record."""

from dataclasses import replace
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accreditation.committee import guards, subjects
from accreditation.committee.effects import (
    carry_out,
    count_positions,
    freeze_seats,
    tell_subject,
    write_record,
)
from accreditation.committee.seats import Meeting, Term, places_of
from accreditation.decisions import Clause, Decision
from accreditation.machine import Stateful, Waits, refuse, state_field, stateful, step
from partners.clock import PortalNow
from partners.models import User
from partners.permissions import is_secretariat, the_system

QUESTION = (Decision.CC_A, Decision.CC_B)


class ItemState(models.TextChoices):
    """Where an item is."""

    PREPARED = "prepared", _("Prepared")
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open for decision")
    CLOSED = "closed", _("Closed and counted")
    CERTIFIED = "certified", _("Certified")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


PENDING = (ItemState.PREPARED, ItemState.SCHEDULED, ItemState.OPEN, ItemState.CLOSED)
BEFORE_COUNT = (ItemState.PREPARED, ItemState.SCHEDULED, ItemState.OPEN)
ON_THE_TABLE = (ItemState.SCHEDULED, ItemState.OPEN, ItemState.CLOSED, ItemState.CERTIFIED)
FOR_MEMBERS = (*ON_THE_TABLE, ItemState.CANCELLED)
CLOSED_BOOK = (ItemState.CERTIFIED, ItemState.PUBLISHED)


SILENCE = {
    "vote": _("A seat that says nothing is not counted; without a quorum nothing is decided."),
    "consensus": _("A seat that says nothing does not stand against a consensus."),
    "no_objection": _("Silence is consent: without an objection the question is adopted."),
}


class ItemQuerySet(models.QuerySet["Item"]):
    """Items, read by who asks."""

    def visible_to(self, user: Any) -> "ItemQuerySet":
        """Everybody sees what is published; members their term's; the Secretariat all."""
        if user.is_authenticated and user.is_officer:
            return self
        seen = Q(state=ItemState.PUBLISHED)
        if places := places_of(user):
            terms = {p.seat.term_id for p in places}
            seen |= Q(term__in=terms, state__in=FOR_MEMBERS)
        return self.filter(seen)

    def due(self) -> "ItemQuerySet":
        """Open in writing, with a deadline that has passed by the database's clock."""
        return self.filter(state=ItemState.OPEN, meeting__isnull=True, closes_at__lt=PortalNow())

    def about(self, kind: str, reference: str) -> "ItemQuerySet":
        """Items on one subject."""
        return self.filter(subject_kind=kind, subject_reference=reference)


@stateful("item")
class Item(Stateful):
    """A question put to the Committee on a frozen dossier, decided by frozen rules and seats."""

    State = ItemState
    TONES: ClassVar = {"open": "waiting", "published": "good", "cancelled": "neutral"}
    WAITS: ClassVar = {
        ItemState.PREPARED: Waits(_("the Secretariat")),
        ItemState.SCHEDULED: Waits(_("the Secretariat"), until="closes_at"),
        ItemState.OPEN: Waits(_("the members of the Standing Committee"), until="closes_at"),
        ItemState.CLOSED: Waits(_("the Chair, or a second Secretariat officer")),
        ItemState.CERTIFIED: Waits(_("the Secretariat")),
    }

    state = state_field(ItemState)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="items")
    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("meeting"),
        help_text=_("Empty: decided between meetings, in writing."),
    )
    purpose = models.CharField(_("purpose"), max_length=20)
    subject_kind = models.CharField(_("kind of subject"), max_length=20)
    subject_reference = models.CharField(_("subject"), max_length=80, db_index=True)
    question = models.JSONField(_("question, by language"))
    dossier = models.TextField(_("dossier, canonical"))
    dossier_sha256 = models.CharField(_("SHA-256 of the dossier"), max_length=64)
    process_version = models.CharField(_("process version"), max_length=40)
    rules = models.JSONField(_("rules"))
    seats = models.JSONField(_("seats, as frozen at opening"), default=list)
    interested_countries = models.JSONField(_("countries concerned"), default=list)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    count = models.JSONField(_("count"), default=dict)
    outcome = models.CharField(_("outcome"), max_length=20, blank=True)
    certified_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certified_at = models.DateTimeField(_("certified at"), null=True, blank=True)
    record = models.TextField(_("record of decision"), blank=True)
    record_sha256 = models.CharField(_("SHA-256 of the record"), max_length=64, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_reference"],
                condition=Q(state__in=PENDING),
                name="one_pending_item_per_subject",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened_at__isnull=False),
                name="open_items_are_stamped",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True)
                | Q(closes_at__isnull=True)
                | Q(closes_at__gte=F("opened_at")),
                name="items_close_after_opening",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            refuse(
                "frozen_once_open",
                on=pgtrigger.Update,
                when="OLD.state NOT IN ('prepared', 'scheduled') AND ("
                "NEW.dossier IS DISTINCT FROM OLD.dossier"
                " OR NEW.dossier_sha256 <> OLD.dossier_sha256 OR NEW.rules <> OLD.rules"
                " OR NEW.question <> OLD.question OR NEW.reference <> OLD.reference"
                " OR NEW.subject_kind <> OLD.subject_kind OR NEW.purpose <> OLD.purpose"
                " OR NEW.subject_reference <> OLD.subject_reference"
                " OR NEW.process_version <> OLD.process_version OR NEW.term_id <> OLD.term_id"
                " OR NEW.opened_at IS DISTINCT FROM OLD.opened_at"
                " OR (OLD.seats <> '[]'::jsonb AND NEW.seats <> OLD.seats))",
                because="an item is frozen once it is open",
            ),
            refuse(
                "deadline_never_shortened",
                on=pgtrigger.Update,
                when="OLD.state = 'open' AND OLD.closes_at IS NOT NULL"
                " AND (NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at)",
                because="a deadline is never shortened",
            ),
            refuse(
                "decided_once",
                on=pgtrigger.Update,
                when="(OLD.outcome <> '' AND (NEW.outcome <> OLD.outcome"
                " OR NEW.count <> OLD.count OR NEW.closes_at IS DISTINCT FROM OLD.closes_at))"
                " OR (OLD.record <> '' AND NEW.record <> OLD.record)",
                because="what is decided is never changed",
            ),
            refuse(
                "counted_before_certified",
                when="NEW.state IN ('certified', 'published')"
                " AND (NEW.outcome = '' OR NEW.record = '')",
                because="an item is certified with its count and record",
            ),
        ]

    @property
    def is_written(self) -> bool:
        """Whether it is decided between meetings, in writing."""
        return self.meeting_id is None

    @property
    def is_open(self) -> bool:
        """Whether positions are taken, as far as the state tells; the clock has the last word."""
        return bool(self.state == ItemState.OPEN)

    @property
    def is_scheduled(self) -> bool:
        """Whether it is announced and not yet open."""
        return bool(self.state == ItemState.SCHEDULED)

    @property
    def may_be_left(self) -> bool:
        """Whether a State may still step out."""
        return self.state in (ItemState.SCHEDULED, ItemState.OPEN)

    @property
    def is_on_the_table(self) -> bool:
        """Whether it is before the members, from scheduling to the record."""
        return self.state in ON_THE_TABLE

    @property
    def is_counted(self) -> bool:
        """Whether the count is made: before it, nothing of what was said shows."""
        return bool(self.outcome)

    @property
    def is_published(self) -> bool:
        """Whether the record is public."""
        return bool(self.state == ItemState.PUBLISHED)

    @property
    def title(self) -> str:
        """The question in the page's language, or in English."""
        text: str = self.question.get(get_language() or "en") or self.question["en"]
        return text

    def waits(self) -> Waits | None:
        """Who must move next; while it is open, what silence means by its rules."""
        found = super().waits()
        if found is None or not self.is_open:
            return found
        return replace(found, silence=SILENCE[self.rules["procedure"]])

    def get_absolute_url(self) -> str:
        """The item's page."""
        return reverse("committee:item", args=[self.reference])

    def locks_before(self) -> list[models.Model]:
        """What the item is about, and what a decision on it changes, is locked before it."""
        subject = subjects.of(self)
        about = subject.find(self.subject_reference)
        return [about, *subject.touches(about)]

    @step(
        ItemState.PREPARED,
        ItemState.SCHEDULED,
        who=is_secretariat,
        needs=[guards.has_a_time],
        label=_("Schedule"),
        basis=QUESTION,
        weight="primary",
    )
    def schedule(self) -> None:
        """Put the item before the members, without opening it."""

    @step(
        ItemState.SCHEDULED,
        ItemState.OPEN,
        who=is_secretariat,
        needs=[guards.has_a_time, guards.seats_are_known],
        fills=[freeze_seats],
        label=_("Open for decision"),
        basis=QUESTION,
        weight="primary",
    )
    def open(self) -> None:
        """Open for positions; dossier, rules and seats are frozen from here."""
        self.opened_at = self.stamp

    @step(
        ItemState.OPEN,
        ItemState.CLOSED,
        who=is_secretariat | the_system,
        needs=[guards.deadline_has_passed],
        fills=[count_positions],
        label=_("Close and count"),
        basis=QUESTION,
        weight="primary",
    )
    def close(self) -> None:
        """Take no more positions and count; a meeting's item closes when this is done."""
        self.closes_at = self.closes_at if self.is_written else self.stamp

    @step(
        ItemState.CLOSED,
        ItemState.CERTIFIED,
        who=guards.may_certify,
        needs=[guards.is_counted],
        fills=[write_record],
        then=[carry_out],
        label=_("Certify"),
        basis=QUESTION,
        weight="primary",
    )
    def certify(self) -> None:
        """Confirm the count; what the outcome brings happens here."""
        self.certified_at = self.stamp

    @step(
        ItemState.CERTIFIED,
        ItemState.PUBLISHED,
        who=is_secretariat,
        label=_("Publish the record"),
        basis=QUESTION,
        weight="primary",
    )
    def publish(self) -> None:
        """Make the record public."""
        self.published_at = self.stamp

    @step(
        BEFORE_COUNT,
        ItemState.CANCELLED,
        who=is_secretariat | the_system,
        then=[tell_subject],
        label=_("Cancel"),
        basis=Clause.CONDUCT,
        weight="danger",
    )
    def cancel(self) -> None:
        """Take the question off the table before it is counted."""
