"""Asking the head of organisation for a signature, and what the head answers: each a named act.

Every act locks the application first and the request second, so that of two at once one is taken.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.applications.cosigning_mail import send_link, tell_contact_points, thank
from accreditation.applications.guards import nothing_is_missing
from accreditation.applications.models import Application, Cosignature
from accreditation.applications.signed_content import content_sha256, standing_signature
from accreditation.applications.writing import held
from accreditation.ledger import LedgerEntry, record
from accreditation.workflow import ACTS
from partners.clock import portal_now

ASK: Final = "application.ask_signature"
TAKE_BACK: Final = "application.take_back_signature_request"
SIGN: Final = "application.sign_by_link"
DECLINE: Final = "application.decline_to_sign"
DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 5  # requests on one application, and mails of one request

ACTS[ASK] = gettext_lazy("Ask the head of organisation to sign")
ACTS[TAKE_BACK] = gettext_lazy("Take the request for a signature back")
ACTS[SIGN] = gettext_lazy("Signed by the head of organisation, through a link")
ACTS[DECLINE] = gettext_lazy("The head of organisation does not sign, said through a link")


class NotAsked(Exception):  # noqa: N818 - an answer, not a fault
    """Why no signature is asked for now; `reasons` say it."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep the reasons."""
        self.reasons = reasons
        super().__init__("; ".join(reasons))


class NotSigned(Exception):  # noqa: N818 - an answer, not a fault
    """Nothing was signed or declined: the link can no longer be used."""


class TextChanged(Exception):  # noqa: N818 - an answer, not a fault
    """Nothing was signed: the application is not the one that was shown."""


def reasons_not_to_ask(application: Application) -> list[str]:
    """Why the head of organisation cannot be asked now; none where that is possible."""
    if application.is_overdue:
        return [_("The time to hand the application in is over.")]
    if standing_signature(application) is not None:
        return [_("The head of organisation has signed this text already.")]
    if nothing_is_missing(application):
        return [_("Complete the application first: a change afterwards would end the signature.")]
    if application.cosignatures.filter(asked_at__gt=portal_now() - DAY).count() >= MOST_A_DAY:
        return [_("This was asked for %(count)s times within a day.") % {"count": MOST_A_DAY}]
    return []


def ask(application: Application, *, by: Any, **given: str) -> Cosignature:
    """Ask a person for the signature by mail; an earlier link is taken back.

    `given` are name, function, email, language and words. Raises MovedOn, or NotAsked with reasons.
    """
    with held(application, "question") as fresh:
        if reasons := reasons_not_to_ask(fresh):
            raise NotAsked(reasons)
        _pending(fresh).update(withdrawn_at=portal_now())
        request = Cosignature.objects.create(application=fresh, asked_by=by, **given)
        record(ASK, fresh.reference, by=by, data={"cosignature": str(request.uuid)})
        request.refresh_from_db()
        send_link(request)
    return request


def send_again(application: Application) -> bool:
    """Send the link once more; False where there is none, or it was sent within the last hour."""
    with held(application, "question") as fresh:
        request = _pending(fresh).live().first()
        if request is None or not request.may_be_sent_again or request.times_sent >= MOST_A_DAY:
            return False
        request.sent_at = portal_now()
        request.times_sent += 1
        request.save(update_fields=["sent_at", "times_sent"])
        send_link(request)
    return True


def take_back(application: Application, *, by: Any) -> bool:
    """Take the request back, whose link no longer works; False where there was none."""
    with held(application, "question") as fresh:
        request = _pending(fresh).first()
        if request is None:
            return False
        request.withdrawn_at = portal_now()
        request.save(update_fields=["withdrawn_at"])
        record(TAKE_BACK, fresh.reference, by=by, data={"cosignature": str(request.uuid)})
    return True


def sign(request: Cosignature, *, name: str, function: str, seen: str) -> LedgerEntry:
    """Keep the signature under the content that was shown; `seen` is its SHA-256.

    Raises NotSigned where the link can no longer be used, TextChanged where the content is another.
    """
    with _usable(request) as fresh:
        content = content_sha256(fresh.application)
        if content != seen:
            raise TextChanged
        fresh.name, fresh.function = name, function
        fresh.signed_at, fresh.content_sha256 = portal_now(), content
        fresh.save(update_fields=["name", "function", "signed_at", "content_sha256"])
        entry = _entered(SIGN, fresh, content_sha256=content)
        thank(fresh, entry)
        tell_contact_points(fresh, "signed")
    return entry


def decline(request: Cosignature, *, reason: str) -> LedgerEntry:
    """Keep that the head of organisation does not sign, and why. Raises NotSigned."""
    with _usable(request) as fresh:
        fresh.declined_at, fresh.decline_reason = portal_now(), reason
        fresh.save(update_fields=["declined_at", "decline_reason"])
        entry = _entered(DECLINE, fresh)
        tell_contact_points(fresh, "declined")
    return entry


def _entered(act: str, request: Cosignature, **data: str) -> LedgerEntry:
    """The act on the record, without a name: the head of organisation has no account."""
    return record(
        act,
        request.application.reference,
        by=None,
        data={"cosignature": str(request.uuid)} | data,
    )


@contextmanager
def _usable(request: Cosignature) -> Iterator[Cosignature]:
    """The request fresh and locked behind its application, if its link can be used now."""
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=request.application_id)
        fresh = Cosignature.objects.select_for_update().get(pk=request.pk)
        fresh.application = application
        if not fresh.is_live:
            raise NotSigned
        yield fresh


def _pending(application: Application) -> Any:
    """The request that waits on an application, if one does."""
    return Cosignature.objects.pending().filter(application=application)
