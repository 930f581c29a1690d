"""Who hears that a State steps out because it was asked to: the people of its seats."""

from collections.abc import Iterable

from accreditation.committee.positions import Recusal
from accreditation.committee.seats import Representative
from partners.mail import owe
from partners.models import User


def tell_asked_out(recusal: Recusal, seats: Iterable[str]) -> None:
    """Owe everybody who acts for these seats the notice, with the reason."""
    item = recusal.item
    held = Representative.objects.holding().filter(seat__term=item.term, seat__code__in=seats)
    owe(
        User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"),
        key=f"item.recuse {item.reference} {recusal.seat}",
        reference=item.reference,
        template="asked_out",
        context={
            "item": item,
            "recusal": recusal,
            "seats": ", ".join(seats),
            "path": item.get_absolute_url(),
        },
    )
