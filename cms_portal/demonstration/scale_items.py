"""What the Committee was asked on many applications, how seats spoke, what was conferred."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar, cast

from accreditation.applications.dossier import dossier_of
from accreditation.applications.effects import QUESTIONS
from accreditation.applications.models import Application
from accreditation.canonical import canonical, sha256_hex
from accreditation.committee.models import Item, Meeting, Position, Seat
from accreditation.committee.records import counted, record_of
from accreditation.ledger import Head, LedgerEntry
from accreditation.references import next_number, numbered, prefixed
from accreditation.register.models import Accreditation
from cms_portal.demonstration import facts, votes
from partners.clock import deadline_zone, end_of_day, portal_now, years_later

if TYPE_CHECKING:
    from cms_portal.demonstration.scale import Ground, Row

T = TypeVar("T")
# An item that waits is prepared, scheduled or open; which, goes round.
WAITING: Final = ("open", "scheduled", "prepared")
SAID: Final = {
    "accredited": votes.CLEAR,
    "declined": votes.AGAINST,
    "deferred": votes.CLEAR,
    "presented": votes.SOME,
}


class Listed(list[T]):
    """Rows in their order that are not written yet, read as a related manager is."""

    def all(self) -> Self:
        """All of them."""
        return self

    def order_by(self, *_fields: str) -> Self:
        """They stand in their order."""
        return self


class Unwritten:
    """An item with its positions beside it, so that it is counted before it is written."""

    def __init__(self, item: Item, positions: list[Position]) -> None:
        """Put the two together; nobody stepped out."""
        self._item = item
        self.positions = Listed(positions)
        self.recusals: Listed[Any] = Listed()

    def __getattr__(self, name: str) -> Any:
        """Everything else is the item's."""
        return getattr(self._item, name)


def write(ground: "Ground", rows: "list[Row]", entry: LedgerEntry) -> None:
    """Items with their positions on what was presented, and the accreditations conferred."""
    presented = [row for row in rows if row.is_presented]
    freeze_dossiers(row.application for row in presented)
    meeting = Meeting.objects.get(code=facts.NEXT_STC)
    seats = list(ground.term.seats.select_related("party", "alternate_party"))
    speakers = {
        seat.code: place.user_id
        for seat in seats
        for place in seat.representatives.filter(capacity="member")
    }
    head = Head(height=entry.seq, hash=entry.hash)
    items, positions = [], []
    for row in presented:
        item = prepared(ground, row, seats, meeting=meeting)
        said = spoken(item, row, head, speakers=speakers)
        decide(ground, item, said, head=head)
        items.append(item)
        positions += said
    Item.objects.bulk_create(items)
    Position.objects.bulk_create(positions)
    Accreditation.objects.bulk_create(
        conferred(row, item)
        for row, item in zip(presented, items, strict=True)
        if row.state == "accredited"
    )


def freeze_dossiers(applications: Iterable[Application]) -> None:
    """Freeze what the Committee sees of each."""
    frozen = list(applications)
    for application in frozen:
        application.dossier = canonical(dossier_of(application))
        application.dossier_sha256 = sha256_hex(application.dossier)
    Application.objects.bulk_update(frozen, ["dossier", "dossier_sha256"])


def prepared(ground: "Ground", row: "Row", seats: list[Seat], *, meeting: Meeting) -> Item:
    """The item on an application, as it stands before the seats speak."""
    application = row.application
    state = WAITING[row.number % 3] if row.state == "presented" else "published"
    at_meeting = state in {"scheduled", "prepared"}
    series = meeting.code if at_meeting else f"StC-{ground.term.code}-W"
    purpose = "defer" if row.state == "deferred" else "approve"
    item = Item(
        reference=prefixed(f"{series}/Item-{next_number(f'item {series}')}"),
        state=state,
        term=ground.term,
        meeting=meeting if at_meeting else None,
        purpose=purpose,
        subject_kind="application",
        subject_reference=application.reference,
        question={k: v % application.reference for k, v in QUESTIONS[purpose].items()},
        dossier=application.dossier,
        dossier_sha256=application.dossier_sha256,
        process_version=application.process.reference,
        rules=application.process.decision_rules,
        interested_countries=[row.organisation.country.iso3],
    )
    if not at_meeting:
        item.seats = [seat.line() for seat in seats]
        days = 7 if state == "open" else 40
        item.opened_at = row.begun_at + timedelta(days=days)
        ends = portal_now() if state == "open" else item.opened_at
        item.closes_at = end_of_day((ends + timedelta(days=30)).astimezone(deadline_zone()).date())
    return item


def spoken(item: Item, row: "Row", head: Head, *, speakers: dict[str, int]) -> list[Position]:
    """What the seats said on an item that was opened, an hour apart."""
    if item.opened_at is None:
        return []
    opened: datetime = item.opened_at
    said = SAID[row.state]
    return [
        Position(
            item=item,
            seat=seat,
            capacity="member",
            number=1,
            value=said[seat],
            reasons=votes.REASONS[place % len(votes.REASONS)] if said[seat] == "no" else "",
            at=opened + timedelta(hours=place + 1),
            by_id=speakers[seat],
            height=head.height,
            hash=head.hash,
        )
        for place, seat in enumerate(said)
    ]


def decide(ground: "Ground", item: Item, said: list[Position], *, head: Head) -> None:
    """Count a published item by the Committee's own rules and write its record."""
    if item.state != "published" or item.closes_at is None:
        return
    unwritten = cast("Item", Unwritten(item, said))
    result = counted(unwritten)
    item.count, item.outcome = result.count.to_json(), result.outcome
    item.closed_by, item.certified_by = ground.officer, ground.chair
    item.certified_at = item.closes_at + timedelta(hours=10)
    item.published_at = item.closes_at + timedelta(hours=12)
    item.record = canonical(record_of(unwritten, head))
    item.record_sha256 = sha256_hex(item.record)


def conferred(row: "Row", item: Item) -> Accreditation:
    """The accreditation that an adopted item conferred."""
    certified = item.certified_at or portal_now()
    day = certified.astimezone(deadline_zone()).date()
    application = row.application
    return Accreditation(
        reference=numbered("CMS-ACC", day.year),
        application=application,
        organisation=row.organisation,
        process=application.process,
        item_reference=item.reference,
        conferred_on=day,
        valid_until=years_later(day, application.process.content["validity"]["years"]),
    )
