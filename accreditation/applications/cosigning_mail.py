"""Mails about the signature of a head of organisation: the link, reminders, and what came of it.

The link is in no row: it is made when the mail goes out, so that who reads the tables cannot sign.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from accreditation.applications.cosignatures import Cosignature, CosignatureQuerySet
from accreditation.applications.models import Application
from accreditation.ledger import LedgerEntry
from partners.clock import portal_now
from partners.mail import owe, owe_address
from partners.notices import Notice

LINK: Final = "cosignature.link "
REMIND: Final = "cosignature.remind "
THANK: Final = "cosignature.thank "
TELL: Final = "cosignature.told "
DAYS: Final = (7, 2)  # before the link expires
DAY: Final = timedelta(days=1)


def send_link(request: Cosignature) -> None:
    """Owe the mail with the link, a new one each time it is sent."""
    _owe_to_the_head(request, f"{LINK}{request.pk} {request.times_sent}", "cosignature_asked")


def thank(request: Cosignature, entry: LedgerEntry) -> None:
    """Owe the head of organisation a mail that says what was signed."""
    _owe_to_the_head(request, f"{THANK}{request.pk}", "cosignature_given", entry=entry)


def tell_contact_points(request: Cosignature, what: str) -> None:
    """Owe the contact points a message that it was signed, was declined or has expired."""
    application = request.application
    owe(
        application.organisation.contact_points,
        key=f"{TELL}{request.pk} {what}",
        reference=application.reference,
        template="cosignature_told",
        context={
            "application": application,
            "cosignature": request,
            "what": what,
            "path": application.get_absolute_url(),
        },
    )


def _owe_to_the_head(request: Cosignature, key: str, template: str, **context: Any) -> None:
    """Owe a mail to the address that was given, in the language that was chosen for it."""
    organisation = request.application.organisation
    with translation.override(request.language):
        owe_address(
            request.email,
            key=key,
            reference=" ".join((organisation.acronym or organisation.name).split())[:80],
            template=template,
            context={"cosignature": request, "organisation": organisation, **context},
        )


def sweep_signatures() -> int:
    """Remind, notice what is over, and forget who was asked; how many. Twice does no harm."""
    now = portal_now()
    return _remind(now) + _lapse(now) + _forget()


def _forget() -> int:
    """Take out who was asked and did not sign, and the mails, once all is over or decided."""
    found = Cosignature.objects.to_forget()
    forget_mails(found)
    return found.forget()


def forget_mails(requests: CosignatureQuerySet) -> None:
    """Delete the mails that went, or were to go, to those who were asked."""
    for pk in requests.values_list("pk", flat=True):
        Notice.objects.filter(mails_of(pk)).delete()


def mails_of(pk: int) -> Q:
    """The mails to the head of organisation on one request."""
    own = Q(key__startswith=f"{LINK}{pk} ") | Q(key__startswith=f"{REMIND}{pk} ")
    return own | Q(key=f"{THANK}{pk}")


def days_due(request: Cosignature, now: datetime) -> int | None:
    """Which reminder stands now, the nearest of several; none for the days before it was sent."""
    due = min((days for days in DAYS if request.expires_at - now <= days * DAY), default=None)
    if due is None or request.expires_at - due * DAY < request.sent_at:
        return None
    return due


def _remind(now: datetime) -> int:
    """Owe the reminders that are due; how many had not been owed."""
    soon = Cosignature.objects.live().filter(expires_at__lte=now + max(DAYS) * DAY)
    return sum(_reminded(request, now) for request in _with_its_application(soon))


def _reminded(request: Cosignature, now: datetime) -> int:
    """Owe the reminder of one request, if one is due."""
    due = days_due(request, now)
    key = f"{REMIND}{request.pk} {due}"
    if due is None or Notice.objects.filter(key=key).exists():
        return 0
    left = ceil((request.expires_at - now) / DAY)
    _owe_to_the_head(request, key, "cosignature_reminder", days=left)
    return 1


def _lapse(now: datetime) -> int:
    """Close the requests whose time is over, and those on applications that have moved on."""
    pending = Cosignature.objects.pending()
    open_now = Cosignature.objects.live().values("pk")
    return sum(_closed(request) for request in pending.exclude(pk__in=open_now).order_by("pk"))


def _closed(request: Cosignature) -> int:
    """Close one request under its application's lock, and tell if its time was over."""
    with transaction.atomic():
        application = Application.objects.select_for_update().get(pk=request.application_id)
        fresh = Cosignature.objects.select_for_update().get(pk=request.pk)
        fresh.application = application
        if not fresh.is_pending or fresh.is_live:
            return 0
        fresh.lapsed_at = portal_now()
        fresh.save(update_fields=["lapsed_at"])
        if application.is_writable:
            tell_contact_points(fresh, "expired")
    return 1


def _with_its_application(found: Any) -> Any:
    """Requests with what their mails name."""
    return found.select_related("application__organisation", "asked_by").order_by("pk")


def link_of(notice: Notice) -> str:
    """The address of the page to sign on, for a mail that carries it; empty for any other.

    Raises ValueError where the key it was made with is gone.
    """
    request = _request_of(notice)
    return request.path if request is not None else ""


def is_outdated(notice: Notice) -> bool:
    """Whether a mail carries a link that can no longer be used."""
    if not notice.key.startswith((LINK, REMIND)):
        return False
    request = _request_of(notice)
    return request is None or not request.is_live


def _request_of(notice: Notice) -> Cosignature | None:
    """The request whose link a mail carries."""
    act, _space, rest = notice.key.partition(" ")
    if f"{act} " not in {LINK, REMIND}:
        return None
    found = Cosignature.objects.select_related("application__invitation")
    return found.filter(pk=rest.partition(" ")[0]).first()
