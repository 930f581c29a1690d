"""Observers: people who follow the Committee's work and read, without a seat."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.committee.seats import Term
from partners.clock import PortalNow
from partners.models import User
from partners.permissions import is_person


class ObserverQuerySet(models.QuerySet["Observer"]):
    """Places of observers."""

    def holding(self) -> "ObserverQuerySet":
        """Those that are held now."""
        return self.filter(until__isnull=True)


class Observer(models.Model):
    """A person admitted to follow the Committee in one term: reads, and states no position.

    Dossiers are confidential: an observer reads them only where the Secretariat says so, and after
    the same declaration on conflicts of interest that is asked of a representative.
    """

    term = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="observers", verbose_name=_("term")
    )
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="observes", verbose_name=_("person")
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200)
    reads_dossiers = models.BooleanField(_("reads the dossiers"), default=False)
    since = models.DateTimeField(_("since"), db_default=PortalNow())
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = ObserverQuerySet.as_manager()

    class Meta:
        verbose_name = _("observer")
        verbose_name_plural = _("observers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term", "user"],
                condition=models.Q(until__isnull=True),
                name="one_place_per_observer",
            )
        ]

    def __str__(self) -> str:
        """Person and on whose behalf."""
        return f"{self.user}: {self.on_behalf_of}"


def observed_terms(user: Any) -> dict[int, bool]:
    """The terms a person observes now, each with whether dossiers are read; once a request."""
    if not is_person(user):
        return {}
    if not hasattr(user, "_observed"):
        held = Observer.objects.holding().filter(user=user)
        user._observed = dict(held.values_list("term_id", "reads_dossiers"))
    found: dict[int, bool] = user._observed
    return found
