"""The signature of a head of organisation under an application, asked for and given by a link.

Neither the link nor the code in it is kept: it is made anew from a random seed and the portal's
secret key whenever a mail goes out, and known again by its hash.
"""

import secrets
import uuid
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any, ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accreditation.applications.applications import Application
from accreditation.applications.refusals import only_in
from accreditation.applications.signed_content import content_sha256
from accreditation.applications.states import DECIDED, WRITABLE, ApplicationState
from accreditation.canonical import sha256_hex
from accreditation.machine import refuse
from partners.clock import PortalNow, portal_now
from partners.invitations import days_from_now
from partners.models import User

DAYS_OPEN: Final = 14
SENT_AGAIN_AFTER: Final = timedelta(hours=1)
SEED_BYTES: Final = 32
SALT: Final = "accreditation.cosignature"
# What may still change of a signature: that it was relied on, and its address when it is erased.
OF_A_SIGNATURE: Final = "- 'relied_on_at' - 'email' - 'words'"


def new_seed() -> str:
    """256 random bits, from which the code of the link is made."""
    return secrets.token_hex(SEED_BYTES)


def code_from(seed: str, *, key: str | bytes | None = None) -> str:
    """The code of a link: 256 bits that nobody makes without the portal's secret key."""
    made = salted_hmac(SALT, seed, secret=key, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


class CosignatureQuerySet(models.QuerySet["Cosignature"]):
    """Requests for a signature, and the signatures given."""

    def signed(self) -> "CosignatureQuerySet":
        """Those that were signed."""
        return self.filter(signed_at__isnull=False)

    def pending(self) -> "CosignatureQuerySet":
        """Neither signed nor declined, nor taken back, nor noticed to be over."""
        return self.filter(
            signed_at__isnull=True,
            declined_at__isnull=True,
            withdrawn_at__isnull=True,
            lapsed_at__isnull=True,
        )

    def live(self) -> "CosignatureQuerySet":
        """Those whose link can be used now: in time, on an application that is still written."""
        return self.pending().filter(expires_at__gte=PortalNow(), application__state__in=WRITABLE)

    def relied_on(self) -> "CosignatureQuerySet":
        """Those with which an application was handed in."""
        return self.filter(relied_on_at__isnull=False)

    def opened_by(self, code: str) -> "Cosignature | None":
        """The request behind the code of a link, whatever became of it."""
        found = self.filter(token_sha256=sha256_hex(code))
        return found.select_related("application__organisation", "asked_by").first()

    def to_forget(self) -> "CosignatureQuerySet":
        """Unsigned requests of applications that ended or were decided, with a name in them."""
        ended = (*DECIDED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED)
        return self.filter(signed_at__isnull=True, application__state__in=ended).exclude(email="")

    def forget(self) -> int:
        """Take out everything that tells who was asked; how many."""
        return self.update(name="", function="", email="", words="", decline_reason="", seed="")


class Cosignature(models.Model):
    """A request to the head of organisation to sign an application, and what became of it.

    A signature is good only for the content whose SHA-256 it carries.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="cosignatures"
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    words = models.TextField(_("words to the head of organisation"), blank=True)
    seed = models.CharField(max_length=64, default=new_seed, editable=False, blank=True)
    token_sha256 = models.CharField(_("SHA-256 of the code"), max_length=64, unique=True)
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=PortalNow(), editable=False)
    sent_at = models.DateTimeField(_("sent at"), db_default=PortalNow(), editable=False)
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    content_sha256 = models.CharField(_("SHA-256 of what was signed"), max_length=64, blank=True)
    declined_at = models.DateTimeField(_("declined at"), null=True, blank=True)
    decline_reason = models.TextField(_("reason"), blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    lapsed_at = models.DateTimeField(_("noticed to be over at"), null=True, blank=True)
    relied_on_at = models.DateTimeField(_("handed in with at"), null=True, blank=True)

    objects = CosignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature by a link")
        verbose_name_plural = _("signatures by a link")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(
                    signed_at__isnull=True,
                    declined_at__isnull=True,
                    withdrawn_at__isnull=True,
                    lapsed_at__isnull=True,
                ),
                name="one_signature_is_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, content_sha256="", relied_on_at__isnull=True)
                | Q(
                    ~Q(content_sha256=""),
                    signed_at__isnull=False,
                    declined_at__isnull=True,
                    withdrawn_at__isnull=True,
                    lapsed_at__isnull=True,
                ),
                name="signed_on_a_content_and_nothing_else",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            only_in(
                "'draft', 'returned'",
                what="signatures",
                when="TG_OP <> 'UPDATE' OR NEW.signed_at IS DISTINCT FROM OLD.signed_at",
            ),
            refuse(
                "signed_once",
                on=pgtrigger.Update,
                when="NEW.application_id <> OLD.application_id"
                " OR OLD.signed_at IS NOT NULL AND"
                f" to_jsonb(NEW) {OF_A_SIGNATURE} <> to_jsonb(OLD) {OF_A_SIGNATURE}"
                " OR NEW.signed_at IS NOT NULL AND COALESCE("
                "OLD.declined_at, OLD.withdrawn_at, OLD.lapsed_at) IS NOT NULL",
                because="a signature is given once and stays as it was given",
            ),
        ]

    def __str__(self) -> str:
        """Application, and nothing of the person."""
        return f"{self.application_id}: {self.uuid}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new one its days, none beyond the application's own deadline, and its hash."""
        if self._state.adding:
            last = self.application.deadline
            self.expires_at = min(filter(None, [days_from_now(DAYS_OPEN), last]))
            self.token_sha256 = sha256_hex(code_from(self.seed))
        super().save(*args, **kwargs)

    @property
    def code(self) -> str:
        """The code of the link. Raises ValueError where the key it was made with is gone."""
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            code = code_from(self.seed, key=key)
            if sha256_hex(code) == self.token_sha256:
                return code
        message = "The key this link was made with is no longer known: ask for the signature again."
        raise ValueError(message)

    @property
    def path(self) -> str:
        """The address of the page to sign on."""
        return reverse("applications:sign", args=[self.code])

    @property
    def is_pending(self) -> bool:
        """Whether nothing became of it so far, its time aside."""
        ends = (self.signed_at, self.declined_at, self.withdrawn_at, self.lapsed_at)
        return not any(ends)

    @property
    def is_live(self) -> bool:
        """Whether its link can be used now."""
        return self.is_pending and self.application.is_writable and portal_now() <= self.expires_at

    @property
    def closed_because(self) -> str:
        """Why its link cannot be used; empty where it can."""
        if self.signed_at:
            return str(_("It has been used already: the application was signed with it."))
        if self.declined_at:
            return str(_("It has been used already: the signature was declined."))
        if self.withdrawn_at or not self.application.is_writable:
            return str(_("The organisation no longer asks for this signature."))
        return "" if self.is_live else str(_("Its time is over."))

    def line(self) -> dict[str, Any]:
        """The signature as the dossier keeps it: without the address."""
        return {
            "cosignature": self.uuid,
            "signed_at": self.signed_at,
            "content_sha256": self.content_sha256,
            "was_changed_since": self.was_changed_since,
        }

    @property
    def was_changed_since(self) -> bool:
        """Whether an answer or a document is another than the one that was signed."""
        return content_sha256(self.application) != self.content_sha256

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it was last sent more than an hour ago."""
        return portal_now() - self.sent_at >= SENT_AGAIN_AFTER
