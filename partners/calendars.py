"""The secret address under which a person's calendar program reads that person's deadlines."""

import secrets
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.clock import PortalNow, portal_now
from partners.people import User


def hash_of(code: str) -> str:
    """What is kept of a code: with 128 random bits behind it, it leads nobody back."""
    return sha256(code.encode()).hexdigest()


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    """Addresses of calendars."""

    def opened_by(self, code: str) -> "CalendarAddress | None":
        """The address of this code, if its person may still come in."""
        found = self.filter(code_sha256=hash_of(code), user__is_active=True)
        return found.select_related("user").first()

    def give(self, user: User) -> str:
        """Give a person a new address in place of any before; its code, said once and not kept."""
        code = secrets.token_urlsafe(16)
        self.update_or_create(
            user=user, defaults={"code_sha256": hash_of(code), "made_at": portal_now()}
        )
        return code


class CalendarAddress(models.Model):
    """One person's one address; only a hash of its code is kept, so the table gives none away."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="calendar_address", verbose_name=_("person")
    )
    code_sha256 = models.CharField(_("SHA-256 of the code"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), db_default=PortalNow())

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")

    def __str__(self) -> str:
        """Nothing of the code."""
        return str(self._meta.verbose_name)
