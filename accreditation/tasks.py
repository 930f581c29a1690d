"""What falls due: the sweep that closes, lapses and expires, woken up by beat."""

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.db.models import QuerySet

from accreditation.applications.cosigning_mail import sweep_signatures
from accreditation.applications.models import Application, Invitation
from accreditation.applications.reminders import send_application_reminders
from accreditation.checking import check_waiting_files
from accreditation.committee.models import Item
from accreditation.committee.reminders import send_reminders
from accreditation.register.inviting import invite_to_renew
from accreditation.register.models import Accreditation
from accreditation.register.reminders import send_condition_reminders
from accreditation.wallet.reminders import send_expiry_reminders
from accreditation.workflow import NotReady, StepRefused, perform

logger = logging.getLogger(__name__)

DUE: list[tuple[str, Callable[[], "QuerySet[Any]"]]] = [
    ("close", Item.objects.due),
    ("close", Invitation.objects.due),
    ("lapse", Application.objects.lapsing),
    ("expire", Accreditation.objects.expiring),
]


@shared_task
def sweep_deadlines() -> int:
    """Take every step that a deadline brings; how many. Running it twice does no harm."""
    taken = 0
    for name, due in DUE:
        for obj in due().order_by("pk").iterator(chunk_size=100):
            taken += _taken(name, obj)
    return taken


@shared_task
def remind_members() -> int:
    """Owe the reminders of deadlines that are due; how many. Running it twice does no harm."""
    return send_reminders()


@shared_task
def remind_organisations() -> int:
    """Owe the reminders to organisations and to heads of organisation that are due; how many.

    Running it twice does no harm.
    """
    return sum(
        send()
        for send in (
            send_application_reminders,
            send_expiry_reminders,
            send_condition_reminders,
            sweep_signatures,
            invite_to_renew,
        )
    )


@shared_task
def check_files() -> int:
    """Have the virus scanner look at what waits; how many files. Running it twice does no harm."""
    return check_waiting_files()


def _taken(name: str, obj: Any) -> bool:
    """Take one step, in its own transaction; a row that fails does not hold up the others."""
    try:
        perform(name, obj, by=None)
    except (StepRefused, NotReady) as answer:
        logger.info("%s %s: %s", name, obj.reference, answer)
        return False
    except Exception:
        logger.exception("%s %s failed; the next sweep tries again", name, obj.reference)
        return False
    return True
