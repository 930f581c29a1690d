"""Where an item is, which states go together, and what silence means by procedure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemState(models.TextChoices):
    """Where an item is."""

    PREPARED = "prepared", _("Prepared")
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open for decision")
    CLOSED = "closed", _("Closed and counted")
    CERTIFIED = "certified", _("Certified")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


PENDING = (ItemState.PREPARED, ItemState.SCHEDULED, ItemState.OPEN, ItemState.CLOSED)
BEFORE_COUNT = (ItemState.PREPARED, ItemState.SCHEDULED, ItemState.OPEN)
ON_THE_TABLE = (ItemState.SCHEDULED, ItemState.OPEN, ItemState.CLOSED, ItemState.CERTIFIED)
FOR_MEMBERS = (*ON_THE_TABLE, ItemState.CANCELLED)
CLOSED_BOOK = (ItemState.CERTIFIED, ItemState.PUBLISHED)


SILENCE = {
    "vote": _("A seat that says nothing is not counted; without a quorum nothing is decided."),
    "consensus": _("A seat that says nothing does not stand against a consensus."),
    "no_objection": _("Silence is consent: without an objection the question is adopted."),
}
