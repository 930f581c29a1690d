"""One act of a person on an item: under the item's lock, by its clock, from a place."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accreditation.committee.items import Item
from accreditation.committee.positions import place_on
from accreditation.committee.seats import Representative
from accreditation.workflow import StepRefused
from partners.clock import portal_now


def locked(item: Item) -> Item:
    """The item, locked; its stamp is taken inside the lock."""
    fresh: Item = Item._base_manager.select_for_update().get(pk=item.pk)
    fresh._stamp = portal_now()  # read through `stamp`
    return fresh


def check_time(item: Item) -> None:
    """The item must be open by the database's clock. Raises StepRefused."""
    if not item.is_open:
        raise StepRefused(_("The item is not open for decision."))
    if item.is_late:
        raise StepRefused(_("The deadline has passed: no position can be taken any more."))


def place_or_refuse(item: Item, by: Any) -> Representative:
    """The place by which the person acts. Raises PermissionDenied."""
    place = place_on(item, by)
    if place is None:
        raise PermissionDenied(_("You do not represent a seat in this item."))
    return place
