"""En bloc: several items moved together, out of which any member may lift one."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.committee.seats import Term
from partners.clock import PortalNow
from partners.models import User


class Bloc(models.Model):
    """Items on which a seat may take one position together; each is still counted by itself."""

    reference = models.CharField(_("reference"), max_length=80, unique=True, editable=False)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="blocs")
    title = models.CharField(_("title"), max_length=200)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    made_at = models.DateTimeField(_("made at"), db_default=PortalNow(), editable=False)

    class Meta:
        verbose_name = _("items moved en bloc")
        verbose_name_plural = _("items moved en bloc")

    def __str__(self) -> str:
        """Reference and title."""
        return f"{self.reference}: {self.title}"

    def get_absolute_url(self) -> str:
        """The bloc's page."""
        return reverse("committee:bloc", args=[self.reference])
