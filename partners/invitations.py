"""Invitations of colleagues into an organisation: for an address, for 14 days, used once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.clock import PortalNow, deadline_zone, end_of_day, portal_now
from partners.notices import OUTDATED, Notice
from partners.organisations import Membership, Organisation, invitation_code
from partners.people import User

DAYS_OPEN = 14
SENT_AGAIN_AFTER = timedelta(hours=1)
KEY = "membership.invite "


def days_from_now(days: int) -> datetime:
    """The end, in Bonn, of the day so many days from today."""
    return end_of_day(portal_now().astimezone(deadline_zone()).date() + timedelta(days=days))


class MembershipInvitationQuerySet(models.QuerySet["MembershipInvitation"]):
    """Invitations, read by who asks."""

    def visible_to(self, user: Any) -> "MembershipInvitationQuerySet":
        """A person's own, by address: nobody else may know that they were sent."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(email__iexact=user.email)

    def pending(self) -> "MembershipInvitationQuerySet":
        """Neither accepted nor revoked; they may have expired, and can be sent again."""
        return self.filter(accepted_at=None, revoked_at=None)

    def usable(self) -> "MembershipInvitationQuerySet":
        """Those that can be accepted now."""
        return self.pending().filter(expires_at__gte=PortalNow())

    def revoke(self) -> int:
        """Take pending invitations back; how many."""
        return self.pending().update(revoked_at=PortalNow())


class MembershipInvitation(models.Model):
    """An offer of a place in an organisation, sent to an address and used once."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="membership_invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[c for c in Membership.Role.choices if c[0] != "contact_point"],
    )
    code = models.CharField(max_length=40, unique=True, default=invitation_code, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=PortalNow(), editable=False)
    sent_at = models.DateTimeField(db_default=PortalNow(), editable=False)
    times_sent = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    expires_at = models.DateTimeField(db_default=PortalNow(), editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MembershipInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership invitation")
        verbose_name_plural = _("membership invitations")

    def __str__(self) -> str:
        """Address invited."""
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new one its days."""
        if self._state.adding:
            self.expires_at = days_from_now(DAYS_OPEN)
        super().save(*args, **kwargs)

    @property
    def notice_key(self) -> str:
        """The key of the message that carries it: a new one each time it is sent."""
        return f"{KEY}{self.pk} {self.times_sent}"

    @property
    def has_expired(self) -> bool:
        """Whether its days are over."""
        return portal_now() > self.expires_at

    @property
    def closed_because(self) -> str:
        """Why it cannot be accepted; empty where it can."""
        if self.accepted_at:
            return str(_("It has been used already: an invitation gives one place, once."))
        if self.revoked_at:
            return str(_("It was taken back by the organisation."))
        if self.has_expired:
            return str(_("Its 14 days are over."))
        return ""

    def send_again(self) -> bool:
        """Give it 14 days from today; False where it was sent within the last hour."""
        now = portal_now()
        if now - self.sent_at < SENT_AGAIN_AFTER:
            return False
        self.sent_at = now
        self.expires_at = days_from_now(DAYS_OPEN)
        self.times_sent += 1
        self.save(update_fields=["sent_at", "expires_at", "times_sent"])
        return True

    def accept(self, user: User) -> None:
        """Give the person the place; the caller holds the row's lock."""
        Membership.objects.get_or_create(
            organisation=self.organisation, user=user, defaults={"role": self.role}
        )
        self.accepted_at = portal_now()
        self.save(update_fields=["accepted_at"])


def is_outdated(notice: Notice) -> bool:
    """Whether a message carries an invitation that cannot be accepted any more."""
    if not notice.key.startswith(KEY):
        return False
    pk = notice.key.removeprefix(KEY).partition(" ")[0]
    return not MembershipInvitation.objects.usable().filter(pk=pk).exists()


def register() -> None:
    """Mail no invitation that came to nothing."""
    if is_outdated not in OUTDATED:
        OUTDATED.append(is_outdated)
