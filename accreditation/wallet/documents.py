"""A document of an organisation: its own, until it is given with an application."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.canonical import mark_of
from accreditation.kept_files import KeptFile, Scan
from partners.clock import PortalNow
from partners.models import Organisation, User
from partners.permissions import is_person


class WalletDocumentQuerySet(models.QuerySet["WalletDocument"]):
    """Documents of organisations, read by who asks."""

    def visible_to(self, user: Any) -> "WalletDocumentQuerySet":
        """Those of the organisations a person belongs to; nobody else's, officers included."""
        if not is_person(user):
            return self.none()
        return self.live().filter(organisation__in=list(user.roles))

    def live(self) -> "WalletDocumentQuerySet":
        """Those that were not taken out."""
        return self.filter(removed_at__isnull=True)

    def usable_on(self, day: date) -> "WalletDocumentQuerySet":
        """Those that can be given on a day: not expired before it, and not infected."""
        valid = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.live().filter(valid).exclude(scanned=Scan.INFECTED)

    def expiring(self, since: date, until: date) -> "WalletDocumentQuerySet":
        """Those whose last day is one of these, both included."""
        return self.live().filter(valid_until__range=(since, until))


class WalletDocument(KeptFile):
    """A file that an organisation keeps; once taken out, the row stays without the file."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="documents",
        verbose_name=_("organisation"),
    )
    title = models.CharField(_("title"), max_length=200)
    added_at = models.DateTimeField(_("added at"), db_default=PortalNow(), editable=False)
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )

    objects = WalletDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of an organisation")
        verbose_name_plural = _("documents of organisations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=Q(removed_at__isnull=True),
                name="one_live_document_per_content",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=False) | ~Q(file=""),
                name="live_documents_have_a_file",
            ),
        ]

    def __str__(self) -> str:
        """Title."""
        return self.title

    def get_absolute_url(self) -> str:
        """The page on which it is changed."""
        return reverse("wallet:document", args=[self.organisation.uuid, self.uuid])

    @property
    def mark(self) -> str:
        """A mark of what may be changed, by which a page knows it again."""
        return mark_of([self.title, str(self.valid_until or "")])
