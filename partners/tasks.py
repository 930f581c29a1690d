"""What workers do for people: sending the mails that are owed."""

from celery import shared_task
from django.db import transaction

from partners.mail import send
from partners.notices import Notice

BATCH = 100


@shared_task
def deliver_notices() -> int:
    """Send every notice whose mail is owed; how many went out. Running it twice sends once."""
    sent = 0
    for pk in Notice.objects.unsent().order_by("pk").values_list("pk", flat=True)[:BATCH]:
        with transaction.atomic():
            notice = (
                Notice.objects.unsent()
                .select_for_update(skip_locked=True, of=["self"])
                .select_related("recipient")
                .filter(pk=pk)
                .first()
            )
            if notice is not None:
                send(notice)
                sent += notice.sent_at is not None
    return sent
