"""What follows from the steps of an item, in their transaction."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accreditation.canonical import canonical, sha256_hex
from accreditation.committee import docket, guards, subjects
from accreditation.committee.records import counted, record_of
from accreditation.committee.seats import places_of
from accreditation.ledger import lock_head
from accreditation.workflow import Act, NotReady

if TYPE_CHECKING:
    from accreditation.committee.items import Item

UNDECIDED = ("objected", "no_quorum")


def freeze_seats(item: "Item", act: Act) -> None:
    """Copy the seats of the term into the item, as they are at opening."""
    seats = item.term.seats.select_related("party", "alternate_party").order_by("position")
    item.seats = [seat.line() for seat in seats]
    act.enter(dossier_sha256=item.dossier_sha256, rules_sha256=sha256_hex(canonical(item.rules)))


def check_schedule(item: "Item", act: Act) -> None:
    """What the item is scheduled for must be such that it can be decided. Raises NotReady.

    Moved together with others, and set for another time than they, it is lifted out.
    """
    if reasons := [*guards.has_a_time(item), *guards.fits_its_procedure(item)]:
        raise NotReady(reasons)
    if item.is_moved_together and not docket.fits_its_bloc(item):
        item.lifted_at = item.stamp
        act.enter(lifted_out_of=item.bloc.reference if item.bloc else "")
    act.enter(
        meeting=item.meeting.code if item.meeting else "",
        closes_at=item.closes_at or "",
        procedure=item.rules["procedure"],
    )


def carry_recusals_over(item: "Item", act: Act) -> None:
    """States that stepped out of the question stay out where it is taken up again."""
    before = item.follows
    if before is None or before.dossier_sha256 != item.dossier_sha256:
        return
    gone = list(before.recusals.all())
    for recusal in gone:
        item.recusals.get_or_create(seat=recusal.seat, defaults=recusal.carried())
    if gone:
        act.enter(recused=sorted(recusal.seat for recusal in gone))


def check_extension(item: "Item", act: Act) -> None:
    """A deadline moves away only. Raises NotReady."""
    before = type(item)._base_manager.values_list("closes_at", flat=True).get(pk=item.pk)
    if item.closes_at is None or (before is not None and item.closes_at <= before):
        raise NotReady([_("A deadline is only ever extended: give a later day.")])
    act.enter(closed_at_before=before, closes_at=item.closes_at)


def note_who_lifted(item: "Item", act: Act) -> None:
    """Keep which seat asked for the item to be decided by itself."""
    places = [p for p in places_of(act.by) if p.seat.term_id == item.term_id]
    item.lifted_seat = next(iter(p.seat.code for p in places), "")
    act.enter(seat=item.lifted_seat, bloc=item.bloc.reference if item.bloc else "")


def count_positions(item: "Item", act: Act) -> None:
    """Count the positions by the frozen rules and keep the result."""
    result = counted(item)
    item.count = result.count.to_json()
    item.outcome = result.outcome
    item.closed_by = act.by
    act.enter(count=item.count, outcome=item.outcome)


def write_record(item: "Item", act: Act) -> None:
    """Write the record of decision, with the head of the ledger before its own entry."""
    item.record = canonical(record_of(item, lock_head()))
    item.record_sha256 = sha256_hex(item.record)
    item.certified_by = act.by
    act.enter(record_sha256=item.record_sha256, outcome=item.outcome)


def carry_out(item: "Item", act: Act) -> None:
    """Let the room the subject belongs to do what the outcome means; no decision is followed up."""
    if item.outcome in UNDECIDED and subjects.of(item).awaits(item):
        docket.follow(item, act)
        return
    subjects.of(item).carry_out(item, act)


def tell_subject(item: "Item", act: Act) -> None:
    """Let the room the subject belongs to take it back from the table."""
    subjects.of(item).cancelled(item, act)
