"""Issuing documents: asked for with frozen facts, rendered once, kept for ever with their hash."""

import json
import logging
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accreditation.canonical import canonical, sha256_hex
from accreditation.ledger import Head, head, record
from accreditation.references import numbered
from accreditation.workflow import StepRefused, perform
from partners.clock import PortalNow, portal_now
from reporting.documents import DocumentState, IssuedDocument, wake_worker
from reporting.pdf import render_parts, template_version, unwatched
from reporting.printed.kinds import PRINTED
from reporting.printed.wording import Letterhead
from reporting.storing import keep

log = logging.getLogger(__name__)

TRIES: Final = 3
NEVER_PICKED_UP: Final = timedelta(seconds=20)
ABANDONED: Final = timedelta(minutes=5)  # the time limit of a task: nobody renders longer
SWEEP: Final = 50
LOOKS: Final = 5


def ask(kind: str, subject: Any, *, language: str, by: Any = None) -> IssuedDocument:
    """Ask for a document on a subject; the one that already says the same, if there is one.

    `by=None` is the portal, or a visitor who asks for a public document.
    """
    printed = PRINTED[kind]
    with transaction.atomic():
        context, at_head = frozen(kind, subject, language)
        document, is_new = _found_or_new(
            document_kind=kind,
            subject=getattr(subject, printed.lookup),
            language=language,
            context_sha256=sha256_hex(context),
            template_version=template_version(language),
            rest={
                "context": context,
                "organisation": printed.organisation(subject),
                "item": printed.item(subject),
                "private_to": printed.private_to(subject),
                "is_public": printed.is_for_all(subject),
                "asked_by": by,
                "ledger_height": at_head.height,
                "ledger_hash": at_head.hash,
            },
        )
        if is_new:
            sha256 = document.context_sha256
            record("document.ask", document.reference, by=by, data={"context_sha256": sha256})
            wake_worker(document)
    if document.state == DocumentState.FAILED:
        try:
            return perform("retry", document)
        except StepRefused:  # somebody else asked at the same moment
            return IssuedDocument.objects.get(pk=document.pk)
    return document


def frozen(kind: str, subject: Any, language: str) -> tuple[str, Head]:
    """The facts in canonical form, and the head of the ledger they were read at."""
    for _look in range(LOOKS):
        before = head()
        with translation.override(language):
            context = canonical(PRINTED[kind].facts(subject))
        if head() == before:
            break
    return context, before


def _found_or_new(*, rest: dict[str, Any], **content: str) -> tuple[IssuedDocument, bool]:
    """The document with this content, or a new one; two that ask at once get the same."""
    if found := IssuedDocument.objects.filter(**content).first():
        return found, False
    asked_at = portal_now()
    try:
        with transaction.atomic():
            reference = numbered("DOC", asked_at.year)
            return IssuedDocument.objects.create(
                reference=reference, asked_at=asked_at, **content, **rest
            ), True
    except IntegrityError:
        return IssuedDocument.objects.get(**content), False


def printed_bytes(document: IssuedDocument, *, with_progress: bool = False) -> bytes:
    """The bytes of a document from its frozen facts: the same on every machine and every time."""
    facts = json.loads(document.context)
    letterhead = Letterhead(
        reference=document.reference,
        language=document.language,
        asked_at=document.asked_at or document.state_since,
        context_sha256=document.context_sha256,
        ledger_height=document.ledger_height,
        ledger_hash=document.ledger_hash,
    )
    with translation.override(document.language):
        context = facts | letterhead.context()
        parts = PRINTED[document.document_kind].parts(facts)

    def advance(done: int, total: int) -> None:
        """Let the page see how far it is, in a transaction of its own."""
        IssuedDocument.objects.filter(pk=document.pk, state=DocumentState.RENDERING).update(
            parts_done=done, parts_total=total
        )

    watch = advance if with_progress else unwatched
    return render_parts(parts, context, language=document.language, watch=watch)


def render_now(document: IssuedDocument) -> IssuedDocument:
    """Render and issue a queued document. Raises StepRefused when another worker has it.

    When rendering fails, the document is queued again or given up, and the error goes on.
    """
    document = perform("render", document)
    try:
        content = printed_bytes(document, with_progress=True)
        name = keep(content)
    except Exception as error:
        give_back(document, error)
        raise
    return perform("issue", document, stored_as=name, size=len(content), sha256=sha256_hex(content))


def give_back(document: IssuedDocument, error: BaseException | None = None) -> None:
    """Queue a document whose rendering did not come to an end, or give it up after three tries."""
    try:
        if document.attempts < TRIES:
            perform("retry", document)
        else:
            perform("fail", document, error=reason(error))
    except StepRefused:
        log.info("%s was taken further by another worker", document.reference)


def reason(error: BaseException | None) -> str:
    """Why a document was given up, for the Secretariat."""
    if error is None:
        return _("The worker was lost while rendering, %(tries)s times.") % {"tries": TRIES}
    return f"{type(error).__name__}: {error}"[:500]


def sweep() -> int:
    """Wake workers for documents nobody took up, and take back those whose worker is gone."""
    forgotten = IssuedDocument.objects.waiting().filter(
        state_since__lt=PortalNow() - NEVER_PICKED_UP
    )
    abandoned = IssuedDocument.objects.filter(
        state=DocumentState.RENDERING, state_since__lt=PortalNow() - ABANDONED
    )
    lost = list(abandoned.order_by("pk")[:SWEEP])
    for document in lost:
        give_back(document)
    waiting = list(forgotten.order_by("state_since", "pk")[:SWEEP])
    for document in waiting:
        wake_worker(document)
    return len(lost) + len(waiting)


def file_name(document: IssuedDocument) -> str:
    """What the file is called when it is saved: only letters, digits and hyphens."""
    subject = "".join(c if c.isalnum() else "-" for c in document.subject)
    return f"{document.document_kind}-{subject}-{document.language}-{document.reference}.pdf"
