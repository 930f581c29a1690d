"""Accreditations, as rooms ask for them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accreditation.applications.standing_rules import RENEWABLE_DAYS
from accreditation.register.states import HELD, IN_FORCE, AccreditationState
from partners.clock import last_day, portal_today

if TYPE_CHECKING:
    from accreditation.register.accreditations import Accreditation  # noqa: F401 - the row's type


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    """Accreditations: the register is public."""

    def visible_to(self, user: Any) -> "AccreditationQuerySet":
        """Everybody sees the register, with its history."""
        return self

    def in_force(self) -> "AccreditationQuerySet":
        """Those that stand today."""
        return self.filter(state__in=IN_FORCE)

    def standing_at(self, at: datetime | None) -> "AccreditationQuerySet":
        """Those held at an instant, or now: conferred by then, and not ended before it."""
        if at is None:
            return self.filter(state__in=HELD).order_by("-pk")
        held = Q(state__in=HELD) | Q(state_since__gt=at)
        return self.filter(held, application__decided_at__lte=at).order_by("-pk")

    def renewable_at(self, at: datetime | None) -> "AccreditationQuerySet":
        """Those that may be renewed: held at an instant, or now, or expired not long before.

        What expired is renewed once only, and not past one that was conferred after it and ended.
        """
        day = last_day(at) if at else portal_today()
        since = day - timedelta(days=RENEWABLE_DAYS)
        expired = self.last_conferred(at).filter(
            state=AccreditationState.EXPIRED, valid_until__gte=since
        )
        return (self.standing_at(at) | expired).order_by("-pk")

    def last_conferred(self, at: datetime | None = None) -> "AccreditationQuerySet":
        """The last one of each organisation, whatever became of it, at an instant or now."""
        conferred = Q(application__decided_at__lte=at) if at else Q()
        later = type(self)(self.model).filter(
            conferred, organisation=OuterRef("organisation"), pk__gt=OuterRef("pk")
        )
        return self.filter(conferred, ~Exists(later))

    def expiring(self) -> "AccreditationQuerySet":
        """Held ones whose last day is over."""
        return self.filter(state__in=HELD, valid_until__lt=portal_today())
