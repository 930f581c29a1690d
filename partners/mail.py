"""The one door for outgoing mail: a notice is a row first; a task sends it after commit."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partners.clock import portal_now, portal_today
from partners.notices import Notice
from partners.people import User


def owe(
    recipients: Iterable[User], *, key: str, reference: str, template: str, context: dict[str, Any]
) -> None:
    """Owe each person one message about one act, in that person's language; twice is once.

    `template` names `mail/<template>.txt`, whose first line is the subject.
    """
    given = {"key": key, "reference": reference}
    _keep(
        Notice(recipient=person, **given, **_written(template, context, recipient=person))
        for person in recipients
    )


def owe_address(
    address: str, *, key: str, reference: str, template: str, context: dict[str, Any]
) -> None:
    """Owe a message to an address without an account, in the language of the page; twice is once.

    It goes the same way as to a person: a row first, then the task, again when the mail fails.
    """
    written = _written(template, context)
    _keep([Notice(address=address, key=key, reference=reference, **written)])


def _written(
    template: str, context: dict[str, Any], *, recipient: User | None = None
) -> dict[str, str]:
    """The text of a message, in its reader's language."""
    language = recipient.language if recipient else (translation.get_language() or "en")[:2]
    with translation.override(language):
        text = render_to_string(f"mail/{template}.txt", context | {"recipient": recipient})
    subject, body = _parted(text)
    path = context.get("path", "")
    return {"subject": subject[:300], "body": body, "path": path, "language": language}


def _keep(written: Iterable[Notice]) -> None:
    """Write the rows, and wake the worker up once after commit."""
    notices = list(written)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if notices and not any(hook[1] is wake_up for hook in connection.run_on_commit):
        transaction.on_commit(wake_up, robust=True)


def _parted(text: str) -> tuple[str, str]:
    """The first line as a subject that fits a header, and the rest."""
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip()


def wake_up() -> None:
    """Let the worker look for unsent notices; if the broker is away, the sweep finds them."""
    current_app.send_task("partners.tasks.deliver_notices")


def send(notice: Notice) -> None:
    """Send one notice by mail and note it; the caller holds the row's lock.

    What its person may no longer read, or what came to nothing, is not sent; the row says so. A
    last message to somebody who left goes with the address in it, sent or given up.
    """
    _try_to_send(notice)
    if notice.is_passing:
        notice.delete()


def _try_to_send(notice: Notice) -> None:
    """Send it, or drop it, or note why it failed."""
    if not notice.is_needed:
        notice.dropped_at = portal_now()
        notice.save(update_fields=["dropped_at"])
        return
    notice.attempts += 1
    try:
        _message(notice).send()
    except (OSError, ValueError) as error:  # a message no server takes must not hold up the others
        notice.last_error = str(error)[:300]
    else:
        notice.sent_at = portal_now()
        notice.last_error = ""
    notice.save(update_fields=["attempts", "sent_at", "last_error"])


def _message(notice: Notice) -> EmailMessage:
    """A notice as a mail, with its address in the portal."""
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    link = settings.PORTAL_BASE_URL + notice.link
    return EmailMessage(
        subject=f"[{notice.reference}] {notice.subject}",
        body=f"{notice.body}\n\n{link}\n",
        to=[notice.mailbox],
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{notice.uuid}@{host}>",
            "References": f"<{notice.reference.replace('/', '.')}@{host}>",
            "Content-Language": notice.language,
        },
    )


def say_farewell(address: str, *, language: str) -> None:
    """Owe the last message to somebody whose data was just erased, in that person's language.

    Its key is random: the row ties the address to nothing that stays, and goes when it is sent.
    """
    with translation.override(language):
        owe_address(
            address,
            key=f"person.erased {uuid4()}",
            reference=_("Your data"),
            template="erased",
            context={"on": portal_today()},
        )


def send_invitation(invitation: Any) -> None:
    """Owe the mail of an invitation; a person with an account has it in the inbox too.

    Either way a row is written and nothing is sent within the request: how long it takes does not
    tell whether the address has an account.
    """
    owed = {
        "key": invitation.notice_key,
        "reference": _("Invitation"),
        "template": "membership_invitation",
        "context": {
            "invitation": invitation,
            "path": reverse("partners:invitation", args=[invitation.code]),
        },
    }
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    if known is None:
        owe_address(invitation.email, **owed)
    else:
        owe([known], **owed)
