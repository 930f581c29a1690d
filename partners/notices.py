"""Messages owed to people: each is a row first, shown in the portal's inbox and sent by mail."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.clock import PortalNow
from partners.people import User

# Acts whose messages are their recipients' alone: who acted, who has not yet, and who asked for a
# document, be it a receipt, tells of votes; a draft and its documents are an organisation's alone.
# A link by which somebody signs is that person's alone.
PERSONAL_ACTS = (
    "item.position ",
    "item.remind ",
    "document.",
    "wallet.",
    "application.remind draft-",
    "application.infected draft-",
    "cosignature.",
    "person.erased ",
)
# Acts whose messages are kept until their mail went out, or was given up, and no longer: the
# address in the row is all that is left of a person.
PASSING_ACTS = ("person.erased ",)
# What a person may no longer read: rooms register it, as keys of messages.
WITHHELD: "list[Callable[[User], list[str]]]" = []
# What came to nothing before its mail went out: rooms register how to tell it of a message.
OUTDATED: "list[Callable[[Notice], bool]]" = []

# Secret addresses, which stand in no row: rooms register how to make them as a mail goes out.
LINKS: "list[Callable[[Notice], str]]" = []


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Messages, read by who asks."""

    def visible_to(self, user: Any) -> "NoticeQuerySet":
        """A person's own, except what was withheld from that person since."""
        if not user.is_authenticated:
            return self.none()
        withheld = [key for keys in WITHHELD for key in keys(user)]
        return self.filter(recipient=user).exclude(key__in=withheld)

    def shown_to_officers(self) -> "NoticeQuerySet":
        """Those that do not tell who has spoken on an item."""
        personal = models.Q(pk__in=[])
        for act in PERSONAL_ACTS:
            personal |= models.Q(key__startswith=act)
        return self.exclude(personal)

    def unsent(self) -> "NoticeQuerySet":
        """Messages whose mail is to be tried now: at once, once more, then ever more rarely."""
        due = models.Q(attempts__lte=1)
        for tried in range(2, Notice.MAX_ATTEMPTS):
            age = timedelta(minutes=2 ** (tried - 1) - 1)
            due |= models.Q(attempts=tried, created_at__lte=PortalNow() - age)
        return self.filter(due, sent_at__isnull=True, dropped_at__isnull=True)


class Notice(models.Model):
    """A message owed to a person, or to an address without an account, about one act.

    It is written in the person's language; to an address, in the language of who had it written.
    """

    MAX_ATTEMPTS = 12  # the last one 17 hours after the first: a mail server may be away for long

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    address = models.EmailField(_("address without an account"), blank=True)
    key = models.CharField(max_length=200)
    reference = models.CharField(_("reference"), max_length=80, db_index=True)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    path = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2)
    created_at = models.DateTimeField(_("written at"), db_default=PortalNow(), editable=False)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("mail no longer needed since"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key"], name="one_notice_per_act"),
            models.UniqueConstraint(
                fields=["address", "key"],
                condition=models.Q(recipient__isnull=True),
                name="one_notice_per_act_and_address",
            ),
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False, address="")
                | (models.Q(recipient__isnull=True) & ~models.Q(address="")),
                name="owed_to_a_person_or_an_address",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="notices_unsent",
            ),
        ]

    def __str__(self) -> str:
        """Subject."""
        return self.subject

    @property
    def is_needed(self) -> bool:
        """Whether its mail is still to go out: its person may read it, and it has a purpose."""
        return self.is_shown and not any(is_outdated(self) for is_outdated in OUTDATED)

    @property
    def is_shown(self) -> bool:
        """Whether its person may read it; nothing is withheld from a mere address."""
        if self.recipient is None:
            return True
        return Notice.objects.visible_to(self.recipient).filter(pk=self.pk).exists()

    @property
    def link(self) -> str:
        """Its address in the portal, without the host; raises ValueError where none can be made."""
        return self.path or next(filter(None, (link(self) for link in LINKS)), "")

    @property
    def is_passing(self) -> bool:
        """Whether its row goes once there is nothing left to try."""
        over = self.sent_at or self.dropped_at or self.attempts >= self.MAX_ATTEMPTS
        return bool(over) and self.key.startswith(PASSING_ACTS)

    @property
    def mailbox(self) -> str:
        """The address it is sent to."""
        return self.recipient.email if self.recipient else self.address
