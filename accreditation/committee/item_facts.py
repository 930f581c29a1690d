"""What can be said of an item from its fields: asked by pages, guards and acts alike."""

from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import get_language

from accreditation.committee import subjects
from accreditation.committee.item_states import ON_THE_TABLE, ItemState


class ItemFacts:
    """Derived facts of an item."""

    has_own_calendar: ClassVar[bool] = True
    state: Any
    stamp: Any
    closes_at: datetime | None
    lifted_at: datetime | None
    meeting_id: int | None
    bloc_id: int | None
    outcome: str
    rules: Any
    question: Any
    seats: Any
    term: Any
    follows: Any
    recusals: Any
    declarations: Any
    subject_kind: str
    dossier_sha256: str
    purpose: str

    @property
    def is_written(self) -> bool:
        """Whether it is decided between meetings, in writing."""
        return self.meeting_id is None

    @property
    def is_for_calendars(self) -> bool:
        """Whether it has a date, of a meeting or in writing, that a calendar may still keep."""
        has_a_date = self.meeting_id is not None or self.closes_at is not None
        return has_a_date and not self.is_counted

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
    def takes_meeting_positions(self) -> bool:
        """Whether the Secretariat records what is said at its meeting now."""
        return bool(self.is_open and not self.is_written)

    @property
    def is_late(self) -> bool:
        """Whether its deadline in writing has passed, by the instant the item is judged by."""
        return self.closes_at is not None and self.stamp > self.closes_at

    @property
    def is_lifted(self) -> bool:
        """Whether it was lifted out of the items it was moved together with."""
        return self.lifted_at is not None

    @property
    def is_moved_together(self) -> bool:
        """Whether a seat may still answer it together with the others of its bloc."""
        return self.bloc_id is not None and not self.is_lifted

    @property
    def hides_running_count(self) -> bool:
        """Whether nothing of what is said may show now: the rules hide it until closing."""
        return not self.is_counted and self.rules.get("running_count", "hidden") == "hidden"

    @property
    def shows_participation(self) -> bool:
        """Whether the number of seats that spoke may show: under silence it would tell how."""
        is_silence = self.rules["procedure"] == "no_objection"
        return not (is_silence and self.hides_running_count)

    @property
    def is_confirmed(self) -> bool:
        """Whether its rules were confirmed against the Rules of Procedure."""
        return bool(self.rules.get("confirmed", False))

    @property
    def has_public_dossier(self) -> bool:
        """Whether what it is about is public anyway, as the text of a process is."""
        return subjects.of(self).is_public

    @property
    def procedures(self) -> tuple[str, ...]:
        """The procedures by which it may be scheduled; a decision referred chooses (by its rules).

        What a meeting is asked to take up after an objection is decided by consensus or by vote.
        """
        return ("consensus", "vote") if self.is_referred else (self.rules["procedure"],)

    @property
    def is_referred(self) -> bool:
        """Whether it takes up, at a meeting by its rules, a question that an objection blocked."""
        before = self.follows
        return (
            before is not None
            and before.outcome == "objected"
            and before.dossier_sha256 == self.dossier_sha256
            and self.rules["objection_effect"] == "refer"
        )

    def seat_lines(self) -> list[dict[str, Any]]:
        """The seats as frozen at opening; before it, those of the term as they are now."""
        if self.seats:
            return list(self.seats)
        found = self.term.seats.select_related("party", "alternate_party").order_by("position")
        return [seat.line() for seat in found]

    def seat_line(self, code: str) -> dict[str, Any] | None:
        """One seat, by its code."""
        return next((line for line in self.seat_lines() if line["seat"] == code), None)

    def recused_seats(self) -> set[str]:
        """The seats of every State that stepped out of the item."""
        stepped_out = {recusal.seat for recusal in self.recusals.all()}
        if not stepped_out:
            return stepped_out
        gone = self.recused_states()
        return stepped_out | {x["seat"] for x in self.seat_lines() if x["state"] in gone}

    def recused_states(self) -> set[str]:
        """The States that stepped out, by their codes."""
        stepped_out = {recusal.seat for recusal in self.recusals.all()}
        if not stepped_out:
            return stepped_out
        return {line["state"] for line in self.seat_lines() if line["seat"] in stepped_out}

    def conflicted(self) -> Any:
        """Declared conflicts on the item's dossier, on whichever item it was, or is, decided."""
        declarations: Any = self.declarations.model._base_manager
        return declarations.filter(item__dossier_sha256=self.dossier_sha256, has_conflict=True)

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
