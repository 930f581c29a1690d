"""What is before the Committee already: one question on one subject at a time."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.committee.items import PENDING, Item
from accreditation.machine import Guard, Stateful


def pending_on(obj: Stateful) -> Item | None:
    """The item on an object that is prepared, before the members, or counted and not certified."""
    return Item.objects.about(obj.kind, obj.reference).filter(state__in=PENDING).first()


@Guard
def nothing_is_pending(obj: Stateful) -> Iterator[str | Promise]:
    """The Committee is asked one question at a time on the same subject."""
    item = pending_on(obj)
    if item is not None:
        yield _("The Standing Committee is already asked about this: %(item)s.") % {
            "item": item.reference
        }
