"""The one thing the wiring keeps: when a worker was last seen."""

from django.db import models


class WorkerHeartbeat(models.Model):
    """A background worker's sign of life, by the clock of the database."""

    worker = models.CharField(max_length=255, unique=True)
    seen_at = models.DateTimeField()

    class Meta:
        """No order: only the latest sign counts."""

    def __str__(self) -> str:
        """Name the worker."""
        return self.worker
