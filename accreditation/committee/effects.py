"""What follows from the steps of an item, in their transaction."""

from typing import TYPE_CHECKING

from accreditation.canonical import canonical, sha256_hex
from accreditation.committee import subjects
from accreditation.committee.records import counted, record_of
from accreditation.ledger import lock_head
from accreditation.workflow import Act

if TYPE_CHECKING:
    from accreditation.committee.items import Item


def freeze_seats(item: "Item", act: Act) -> None:
    """Copy the seats of the term into the item, as they are at opening."""
    seats = item.term.seats.select_related("party", "alternate_party").order_by("position")
    item.seats = [seat.line() for seat in seats]
    act.note(dossier_sha256=item.dossier_sha256, rules_sha256=sha256_hex(canonical(item.rules)))


def count_positions(item: "Item", act: Act) -> None:
    """Count the positions by the frozen rules and keep the result."""
    result = counted(item)
    item.count = result.count.to_json()
    item.outcome = result.outcome
    item.closed_by = act.by
    act.note(count=item.count, outcome=item.outcome)


def write_record(item: "Item", act: Act) -> None:
    """Write the record of decision, with the head of the ledger before its own entry."""
    item.record = canonical(record_of(item, lock_head()))
    item.record_sha256 = sha256_hex(item.record)
    item.certified_by = act.by
    act.note(record_sha256=item.record_sha256, outcome=item.outcome)


def carry_out(item: "Item", act: Act) -> None:
    """Let the room the subject belongs to do what the outcome means."""
    subjects.of(item).carry_out(item, act)


def tell_subject(item: "Item", act: Act) -> None:
    """Let the room the subject belongs to take it back from the table."""
    subjects.of(item).cancelled(item, act)
