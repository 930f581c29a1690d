"""Files that wait for the virus scanner: looked at as soon as it answers, withdrawn if infected."""

import logging
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation import scanner
from accreditation.applications.models import Upload
from accreditation.kept_files import UNCHECKED, KeptFile, Scan, holders
from accreditation.ledger import record
from accreditation.register.models import ConditionProofFile
from accreditation.register.proving import WITHDRAW_PROOF
from accreditation.told import contact_points, receivers, secretariat
from accreditation.wallet.models import WalletDocument
from accreditation.workflow import ACTS
from partners.mail import owe

logger = logging.getLogger(__name__)

SECONDS: Final = 60.0  # for one file: nobody waits
AT_ONCE: Final = 50  # files in one sweep; the next one goes on
WITHDRAW: Final = "application.withdraw_infected"

ACTS[WITHDRAW] = gettext_lazy("Withdraw an infected file")
ACTS[WITHDRAW_PROOF] = gettext_lazy("Withdraw an infected file")


def check_waiting_files() -> int:
    """Have the scanner look at what it has not seen; how many files it gave a verdict on.

    Also at what was given before a scanner was set. Where it does not answer, the rest waits for
    the next sweep; a file on which it gives no verdict keeps waiting and is logged. Running it
    twice does no harm.
    """
    if not scanner.is_set():
        return 0
    checked = 0
    for name in _waiting():
        try:
            with default_storage.open(name) as file:
                verdict = scanner.scan(file.read(), seconds=SECONDS)
        except scanner.NoAnswer as why:
            logger.warning("The scanner does not answer: %s", why)
            break
        except scanner.NoVerdict as why:
            logger.warning("The scanner gives no verdict on %s: %s", name, why)
        except FileNotFoundError:
            logger.exception("%s waits for the scanner and is not there", name)
        else:
            _note(name, verdict)
            checked += 1
    return checked


def _waiting() -> list[str]:
    """Stored files without a verdict, each once: pending ones first, otherwise in any order.

    So those on which the scanner gives no verdict do not hold up the others for ever.
    """
    names: dict[str, None] = {}
    for state in (Scan.PENDING, Scan.NOT_SCANNED):
        for model in holders():
            rows = model._base_manager.filter(scanned=state, removed_at__isnull=True)
            found = rows.exclude(file="").order_by("?").values_list("file", flat=True)
            names |= dict.fromkeys(found[:AT_ONCE])
    return list(names)[:AT_ONCE]


def _note(name: str, verdict: scanner.Verdict) -> None:
    """Note the verdict on every row that stands on the file; tell of what was withdrawn."""
    scanned = Scan.INFECTED if verdict.is_infected else Scan.CLEAN
    with transaction.atomic():
        for model in holders():
            unchecked = model._base_manager.filter(file=name, scanned__in=UNCHECKED)
            rows = list(unchecked.select_for_update().order_by("pk"))
            unchecked.filter(pk__in=[row.pk for row in rows]).update(scanned=scanned)
            for row in rows:
                if verdict.is_infected and row.removed_at is None:
                    _tell(row, verdict.signature)


def _tell(row: KeptFile, signature: str) -> None:
    """Put a file that was given on the record as withdrawn; tell whose it is, and officers."""
    if isinstance(row, Upload):
        application = row.application
        data = {"document": row.document, "part": row.part, "sha256": row.sha256}
        record(WITHDRAW, application.reference, by=None, data=data)
        people = {u.pk: u for u in (*contact_points(application), *receivers(application))}
        owe(
            people.values(),
            key=f"application.infected {application.reference} {row.uuid}",
            reference=application.reference,
            template="file_infected",
            context={
                "file": row,
                "signature": signature,
                "application": application,
                "path": application.get_absolute_url(),
            },
        )
    elif isinstance(row, ConditionProofFile):
        accreditation = row.proof.condition.accreditation
        people = {u.pk: u for u in (*contact_points(accreditation), *secretariat(accreditation))}
        record(WITHDRAW_PROOF, accreditation.reference, by=None, data={"sha256": row.sha256})
        owe(
            people.values(),
            key=f"accreditation.infected {accreditation.reference} {row.uuid}",
            reference=accreditation.reference,
            template="file_infected",
            context={
                "file": row,
                "signature": signature,
                "accreditation": accreditation,
                "path": reverse("register:conditions", args=[accreditation.reference]),
            },
        )
    elif isinstance(row, WalletDocument):
        owe(
            contact_points(row),
            key=f"wallet.infected {row.uuid}",
            reference=_("Documents"),
            template="file_infected",
            context={"file": row, "signature": signature, "path": row.get_absolute_url()},
        )
