"""The worker's own sign of life, which takes the way of every other task."""

from datetime import timedelta

from celery import Task, shared_task
from django.db.models.functions import Now

from cms_portal.models import WorkerHeartbeat

FORGOTTEN = timedelta(days=1)


@shared_task(bind=True)
def heartbeat(self: Task) -> None:  # type: ignore[type-arg]  # celery's Task is generic in stubs only
    """Note that beat, broker and worker all run; forget workers that are long gone."""
    worker = self.request.hostname or "here"
    WorkerHeartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": Now()})
    WorkerHeartbeat.objects.filter(seen_at__lt=Now() - FORGOTTEN).delete()
