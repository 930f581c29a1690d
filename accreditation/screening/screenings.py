"""Screenings of applications, the hits they found, and what officers said of each.

A hit is of an organisation: one of its names and one entry of a list, both as they are. What was
said of it stands while neither changes; a changed name or entry makes another hit, which is open.
"""

import secrets
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import Application
from accreditation.canonical import canonical, sha256_hex
from accreditation.machine import append_only
from accreditation.screening.lists import ListEntry, SanctionsList
from partners.clock import PortalNow
from partners.models import Organisation, User


def new_salt() -> str:
    """256 random bits, without which the hashes in the ledger tell nothing of names."""
    return secrets.token_hex(32)


class Hit(models.Model):
    """A name that is like an entry, and why; never more than a reason to look."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("screened name"), max_length=500)
    entry = models.ForeignKey(
        ListEntry, on_delete=models.PROTECT, related_name="+", verbose_name=_("entry")
    )
    entry_sha256 = models.CharField(_("SHA-256 of the entry"), max_length=64)
    alias = models.CharField(_("listed name"), max_length=500)
    score = models.PositiveSmallIntegerField(_("likeness, of 100"))
    pairs = models.JSONField(_("words that agree"))
    salt = models.CharField(max_length=64, default=new_salt, editable=False)

    class Meta:
        verbose_name = _("hit")
        verbose_name_plural = _("hits")
        ordering: ClassVar = ["-score", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "name", "entry_sha256"], name="one_hit_for_name_and_entry"
            ),
        ]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        """Its number, and nothing of the people."""
        return str(self.uuid)

    @property
    def verdict(self) -> "HitVerdict | None":
        """What stands of what officers said; None while it is open. Reads prefetched verdicts."""
        said = list(self.verdicts.all())
        return said[-1] if said else None

    @property
    def is_open(self) -> bool:
        """Whether nobody has judged it."""
        return self.verdict is None

    @property
    def is_confirmed(self) -> bool:
        """Whether it was found to be the listed person or body."""
        return self.verdict is not None and self.verdict.value == HitVerdict.Value.CONFIRMED

    def commitment(self, *said: Any) -> str:
        """The salted hash that the ledger keeps of what was said of it."""
        return sha256_hex(canonical([self.salt, self.name, self.entry_sha256, *said]))


class HitVerdict(models.Model):
    """What an officer said of a hit, with reasons; the last one stands."""

    class Value(models.TextChoices):
        """What a hit is found to be."""

        FALSE_POSITIVE = "false_positive", _("False positive: not the same")
        CONFIRMED = "confirmed", _("Confirmed: the same")

    hit = models.ForeignKey(Hit, on_delete=models.PROTECT, related_name="verdicts")
    number = models.PositiveSmallIntegerField(_("number"))
    value = models.CharField(_("verdict"), max_length=20, choices=Value.choices)
    reason = models.TextField(_("reason"), max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=PortalNow(), editable=False)

    class Meta:
        verbose_name = _("verdict on a hit")
        verbose_name_plural = _("verdicts on hits")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hit", "number"], name="verdicts_are_numbered"),
            models.CheckConstraint(condition=~Q(reason=""), name="verdicts_have_reasons"),
        ]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        """Its number."""
        return str(self.number)


class Screening(models.Model):
    """One run over the names of an application, against the list that was the newest then."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="screenings"
    )
    sanctions_list = models.ForeignKey(
        SanctionsList, on_delete=models.PROTECT, related_name="+", verbose_name=_("list")
    )
    names = models.JSONField(_("names that were screened"))
    hits = models.ManyToManyField(Hit, related_name="screenings", verbose_name=_("hits"))
    salt = models.CharField(max_length=64, default=new_salt, editable=False)
    run_at = models.DateTimeField(_("run at"), db_default=PortalNow(), editable=False)
    run_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("run by")
    )

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        """Its number, and nothing of the application."""
        return str(self.uuid)

    def commitment(self, hits: list[Hit]) -> str:
        """The salted hash that the ledger keeps of the names and of what was found."""
        found = sorted(str(hit.uuid) for hit in hits)
        return sha256_hex(canonical([self.salt, self.names, found]))
