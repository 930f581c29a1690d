"""What workers do for documents: render what is queued, and look for what was forgotten."""

import logging

from celery import Task, shared_task

from accreditation.workflow import StepRefused
from reporting.documents import DocumentState, IssuedDocument
from reporting.issuing import give_back, render_now, sweep

log = logging.getLogger(__name__)


@shared_task(bind=True)
def render_document(self: Task, uuid: str) -> None:  # type: ignore[type-arg] # generic in stubs only
    """Render one document; running it twice issues it once."""
    document = IssuedDocument.objects.filter(uuid=uuid).first()
    if document is None:
        return
    redelivered = bool((self.request.delivery_info or {}).get("redelivered"))
    if redelivered and document.state == DocumentState.RENDERING:
        give_back(document)  # the broker sent it again because its worker was killed
        document = IssuedDocument.objects.get(pk=document.pk)
    if document.state != DocumentState.QUEUED:
        return
    try:
        render_now(document)
    except StepRefused:
        log.info("%s is rendered by another worker", document.reference)
    except Exception:
        log.exception("%s could not be rendered", document.reference)


@shared_task
def sweep_documents() -> int:
    """Find documents never taken up and documents whose worker is gone; how many."""
    return sweep()
