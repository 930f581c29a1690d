"""Reminders that a document of an organisation is about to expire: once a document and day."""

from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from accreditation.kept_files import SOON
from accreditation.wallet.models import WalletDocument
from accreditation.wallet.uses import Use, uses_of
from partners.clock import deadline_zone, portal_today
from partners.mail import owe
from partners.notices import Notice

REMIND: Final = "wallet.expires "
BEFORE: Final = timedelta(days=SOON)


def send_expiry_reminders() -> int:
    """Owe every reminder that is due today, each once; how many. Running it twice does no harm."""
    today = portal_today()
    expiring = WalletDocument.objects.expiring(today, today + BEFORE)
    documents = list(expiring.select_related("organisation").order_by("pk"))
    due = [document for document in documents if _was_there_before(document)]
    uses = uses_of(due)
    return sum(_remind(document, uses[document.pk], today) for document in due)


def reminder_key(document: WalletDocument) -> str:
    """The key of a document's reminder: another last day is another reminder."""
    return f"{REMIND}{document.uuid} {document.valid_until} {SOON}"


def is_outdated(notice: Notice) -> bool:
    """Whether a reminder is of a document that was taken out, dated anew or has expired since."""
    if not notice.key.startswith(REMIND):
        return False
    uuid = notice.key.removeprefix(REMIND).partition(" ")[0]
    document = WalletDocument.objects.live().filter(uuid=uuid).first()
    if document is None or notice.key != reminder_key(document):
        return True
    return document.is_expired_on(portal_today())


def _was_there_before(document: WalletDocument) -> bool:
    """Whether it was kept already when its time began to run out: who just gave it knows."""
    added_on = document.added_at.astimezone(deadline_zone()).date()
    return document.valid_until is not None and added_on <= document.valid_until - BEFORE


def _remind(document: WalletDocument, uses: list[Use], today: date) -> int:
    """Owe the reminder of one document; how many people had not had it."""
    key = reminder_key(document)
    reminded = set(Notice.objects.filter(key=key).values_list("recipient_id", flat=True))
    people = [p for p in document.organisation.contact_points if p.pk not in reminded]
    owe(
        people,
        key=key,
        reference=_("Documents"),
        template="document_expires",
        context={
            "document": document,
            "days": (document.valid_until - today).days if document.valid_until else 0,
            "uses": [use for use in uses if use.is_running],
            "path": document.get_absolute_url(),
        },
    )
    return len(people)
