"""Who hears of a position: the person who acted, with its value; the seat's others, without."""

from django.conf import settings
from django.urls import reverse

from accreditation.committee.audience import members_told
from accreditation.committee.positions import Position
from accreditation.committee.seats import Representative
from partners.mail import owe


def send_receipts(position: Position) -> None:
    """Owe the receipt of a position to the person who took it in the portal.

    What came by letter or telephone, or was said at a meeting, an officer entered: then the whole
    seat is told that it acted, so that it can object to what it did not say.
    """
    item = position.item
    held = Representative.objects.holding().filter(seat__term=item.term, seat__code=position.seat)
    people = list(members_told(item).filter(pk__in=held.values("user")))
    is_own = position.channel == Position.Channel.PORTAL
    actor = [person for person in people if is_own and person.pk == position.by_id]
    others = [person for person in people if person not in actor]
    for template, recipients in (("receipt", actor), ("seat_acted", others)):
        owe(
            recipients,
            key=f"item.position {position.receipt}",
            reference=item.reference,
            template=template,
            context={
                "item": item,
                "position": position,
                "demonstration": settings.DEMONSTRATION,
                "path": reverse(
                    "committee:receipt",
                    args=[item.reference, position.seat, position.capacity, position.number],
                ),
            },
        )
