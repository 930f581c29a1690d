"""Lists of sanctions as officers loaded them, each kept for the record with its entries."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.machine import append_only
from accreditation.screening.reading_lists import LONGEST_NAME
from partners.clock import PortalNow
from partners.models import User


class SanctionsListQuerySet(models.QuerySet["SanctionsList"]):
    """Lists, the last loaded being the one that counts."""

    def newest(self) -> "SanctionsList | None":
        """The list against which names are screened; None where none was ever loaded."""
        return self.order_by("-pk").first()


class SanctionsList(models.Model):
    """One loaded file: where it comes from, when it was made and loaded, and its hash."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(
        _("source"),
        max_length=120,
        default="UN Security Council Consolidated List",
        help_text=_("What the list is called, and whose it is."),
    )
    generated = models.CharField(_("made on, as in the file"), max_length=40, blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    individuals = models.PositiveIntegerField(_("individuals"))
    entities = models.PositiveIntegerField(_("entities"))
    loaded_at = models.DateTimeField(_("loaded at"), db_default=PortalNow(), editable=False)
    loaded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("loaded by")
    )

    objects = SanctionsListQuerySet.as_manager()

    class Meta:
        verbose_name = _("sanctions list")
        verbose_name_plural = _("sanctions lists")
        ordering: ClassVar = ["-pk"]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        """Source, and when it was made."""
        return f"{self.source}, {self.generated}" if self.generated else self.source

    @property
    def number(self) -> int:
        """How many entries it has."""
        return self.individuals + self.entities


class ListEntry(models.Model):
    """One person or body on a list, with its aliases, in the forms in which names are compared."""

    class Kind(models.TextChoices):
        """What is listed."""

        INDIVIDUAL = "individual", _("individual")
        ENTITY = "entity", _("entity")

    sanctions_list = models.ForeignKey(
        SanctionsList, on_delete=models.PROTECT, related_name="entries", verbose_name=_("list")
    )
    dataid = models.CharField("DATAID", max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    reference_number = models.CharField(_("reference number"), max_length=40, blank=True)
    main_name = models.CharField(_("name"), max_length=LONGEST_NAME)
    names = models.JSONField(_("names and aliases"))
    search = models.TextField(_("names as compared"))
    comments = models.CharField(_("comments"), max_length=500, blank=True)
    sha256 = models.CharField(_("SHA-256 of the entry"), max_length=64)

    class Meta:
        verbose_name = _("entry of a sanctions list")
        verbose_name_plural = _("entries of sanctions lists")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sanctions_list", "dataid"], name="entries_have_one_dataid"
            ),
        ]
        triggers: ClassVar = append_only()

    def __str__(self) -> str:
        """The main name, and the number by which the list knows it."""
        return f"{self.main_name} ({self.reference_number or self.dataid})"

    @property
    def forms(self) -> list[str]:
        """Each name and alias as it is compared, in their order."""
        return self.search.split("\n")
