"""How the signature of the head of organisation stands, for an application's pages."""

from dataclasses import dataclass
from typing import Any

from accreditation.applications.models import Application, Cosignature
from accreditation.applications.signed_content import standing_signature
from partners.permissions import is_contact_point


@dataclass(frozen=True)
class Signing:
    """The signature that counts, the request that waits, and what became of the last one."""

    standing: Cosignature | None
    pending: Cosignature | None
    last: Cosignature | None
    has_signed: bool
    may_ask: bool

    @property
    def of_another_text(self) -> bool:
        """Whether the head signed the application as it was before."""
        return self.has_signed and self.standing is None

    @property
    def is_over(self) -> bool:
        """Whether the last link expired without a signature."""
        return bool(self.last and (self.last.lapsed_at or self.last.is_pending))


def signing_of(application: Application, user: Any) -> Signing | None:
    """How the signature stands while the application is with the organisation; None afterwards."""
    if not application.is_writable:
        return None
    requests = application.cosignatures
    return Signing(
        standing=standing_signature(application),
        pending=requests.live().first(),
        last=requests.filter(withdrawn_at__isnull=True).last(),
        has_signed=requests.signed().exists(),
        may_ask=is_contact_point(application, user),
    )


def signature_stands(application: Application) -> bool:
    """Whether a change now would end a signature."""
    return application.is_writable and standing_signature(application) is not None


def signature_of(application: Application) -> Cosignature | None:
    """The signature with which the application was handed in, if it was."""
    return application.cosignatures.relied_on().last()
