"""Items, read by who asks."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from accreditation.committee.item_states import FOR_MEMBERS, ItemState
from accreditation.committee.observers import observed_terms
from accreditation.committee.seats import places_of
from partners.clock import PortalNow

if TYPE_CHECKING:
    from accreditation.committee.items import Item  # noqa: F401 - in annotations


class ItemQuerySet(models.QuerySet["Item"]):
    """Items, read by who asks."""

    def visible_to(self, user: Any) -> "ItemQuerySet":
        """Everybody sees what is published; members and observers their term's; officers all."""
        if user.is_authenticated and user.is_officer:
            return self
        seen = Q(state=ItemState.PUBLISHED)
        if terms := {p.seat.term_id for p in places_of(user)} | set(observed_terms(user)):
            seen |= Q(term__in=terms, state__in=FOR_MEMBERS)
        return self.filter(seen)

    def due(self) -> "ItemQuerySet":
        """Open in writing, with a deadline that has passed by the database's clock."""
        return self.filter(state=ItemState.OPEN, meeting__isnull=True, closes_at__lt=PortalNow())

    def about(self, kind: str, reference: str) -> "ItemQuerySet":
        """Items on one subject."""
        return self.filter(subject_kind=kind, subject_reference=reference)
