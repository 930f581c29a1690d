"""Items: the questions put to the Standing Committee, from preparation to the published record."""

from dataclasses import replace
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.committee import guards, subjects
from accreditation.committee.blocs import Bloc
from accreditation.committee.effects import (
    carry_out,
    carry_recusals_over,
    check_extension,
    check_schedule,
    count_positions,
    freeze_seats,
    note_who_lifted,
    tell_subject,
    write_record,
)
from accreditation.committee.item_facts import ItemFacts
from accreditation.committee.item_querysets import ItemQuerySet
from accreditation.committee.item_refusals import ITEM_REFUSALS
from accreditation.committee.item_states import (
    BEFORE_COUNT,
    ON_THE_TABLE,
    PENDING,
    SILENCE,
    ItemState,
)
from accreditation.committee.seats import Meeting, Term
from accreditation.decisions import Clause, Decision
from accreditation.machine import Stateful, Waits, state_field, stateful, step
from partners.models import Organisation, User
from partners.permissions import is_secretariat, the_system

__all__ = ["ON_THE_TABLE", "PENDING", "Item", "ItemQuerySet", "ItemState"]

QUESTION = (Decision.CC_A, Decision.CC_B)


@stateful("item")
class Item(ItemFacts, Stateful):
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
    dossier_sha256 = models.CharField(_("SHA-256 of the dossier"), max_length=64, db_index=True)
    process_version = models.CharField(_("process version"), max_length=40)
    rules = models.JSONField(_("rules"))
    seats = models.JSONField(_("seats, as frozen at opening"), default=list)
    interested_countries = models.JSONField(_("countries concerned"), default=list)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation concerned"),
    )
    bloc = models.ForeignKey(
        Bloc,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("moved together with others"),
    )
    lifted_at = models.DateTimeField(_("lifted out at"), null=True, blank=True)
    lifted_seat = models.CharField(_("lifted out by seat"), max_length=20, blank=True)
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
        triggers: ClassVar = ITEM_REFUSALS

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
        fills=[check_schedule],
        then=[carry_recusals_over],
        label=_("Schedule"),
        basis=QUESTION,
        weight="primary",
    )
    def schedule(
        self, *, meeting: Meeting | None = None, closes_at: Any = None, procedure: str = ""
    ) -> None:
        """Put the item before the members, without opening it; what is given replaces."""
        self.set_time(meeting, closes_at, procedure)

    @step(
        ItemState.SCHEDULED,
        None,
        who=is_secretariat,
        fills=[check_schedule],
        label=_("Schedule anew"),
        basis=QUESTION,
    )
    def reschedule(
        self, *, meeting: Meeting | None = None, closes_at: Any = None, procedure: str = ""
    ) -> None:
        """Change the meeting or the deadline before the item opens."""
        self.set_time(meeting, closes_at, procedure)

    def set_time(self, meeting: Meeting | None, closes_at: Any, procedure: str) -> None:
        """Set when, and by which procedure, the item is decided; what is not given stays."""
        if meeting is not None or closes_at is not None:
            self.meeting = meeting
            self.closes_at = None if meeting else closes_at
        if procedure:
            self.rules = {**self.rules, "procedure": procedure}

    @step(
        ItemState.SCHEDULED,
        ItemState.OPEN,
        who=is_secretariat,
        needs=[
            guards.has_a_time,
            guards.fits_its_procedure,
            guards.seats_are_known,
            guards.recused_seats_are_there,
        ],
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
        None,
        who=is_secretariat,
        needs=[guards.is_in_writing],
        fills=[check_extension],
        label=_("Extend the deadline"),
        basis=Clause.CONDUCT,
    )
    def extend(self, *, closes_at: Any) -> None:
        """Give the members more time; never less."""
        self.closes_at = closes_at

    @step(
        (ItemState.SCHEDULED, ItemState.OPEN),
        None,
        who=guards.may_lift_out,
        needs=[guards.is_moved_together],
        fills=[note_who_lifted],
        label=_("Lift out of the bloc"),
        basis=Clause.CONDUCT,
    )
    def lift_out(self) -> None:
        """Have the item decided by itself; positions taken on it stay."""
        self.lifted_at = self.stamp

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
        needs=[guards.is_not_late],
        then=[tell_subject],
        label=_("Cancel"),
        basis=Clause.CONDUCT,
        weight="danger",
    )
    def cancel(self) -> None:
        """Take the question off the table before it is counted."""
