"""The background worker: it is only woken up here, what it must do is a row in the database."""

import os
from typing import Any, Final

from celery import Celery
from django.conf import settings

from cms_portal.environment import plain_refusal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms_portal.settings")

PATIENCE: Final = 2  # seconds a web page waits for the broker; the sweep brings what was missed

# Beat wakes these up; what is due stands in rows. A tick nobody took in time is not worth keeping.
SCHEDULE: Final = {
    "partners.tasks.deliver_notices": 60,
    "accreditation.tasks.sweep_deadlines": 30,
    "accreditation.tasks.remind_members": 600,
    "accreditation.tasks.remind_organisations": 600,
    "accreditation.tasks.check_files": 60,
    "reporting.tasks.sweep_documents": 30,
    "cms_portal.tasks.heartbeat": 15,
}


def transport_options(broker: str) -> dict[str, Any]:
    """How to speak with this broker without waiting for ever."""
    if broker.startswith("filesystem:"):
        inbox = settings.BROKER_FOLDER / "messages"
        control = settings.BROKER_FOLDER / "control"
        for folder in (inbox, control):
            folder.mkdir(parents=True, exist_ok=True)
        return {
            "data_folder_in": str(inbox),
            "data_folder_out": str(inbox),
            "control_folder": str(control),
        }
    bounded = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
    if broker.startswith(("redis:", "rediss:")):
        timeouts = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
        return bounded | timeouts | {"visibility_timeout": 600}
    return bounded | {"read_timeout": PATIENCE, "write_timeout": PATIENCE}


with plain_refusal():
    broker_url = settings.CELERY_BROKER_URL
beat_folder = settings.PORTAL_DATA / "beat"
beat_folder.mkdir(parents=True, exist_ok=True)

app = Celery("cms_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    broker_connection_retry_on_startup=True,
    broker_connection_timeout=PATIENCE,
    broker_transport_options=transport_options(broker_url),
    task_publish_retry=True,
    task_publish_retry_policy={
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    },
    task_default_queue="portal",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=240,
    task_time_limit=300,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
    timezone="UTC",
    beat_schedule_filename=str(beat_folder / "schedule"),
    beat_schedule={
        name: {"task": name, "schedule": seconds, "options": {"expires": seconds}}
        for name, seconds in SCHEDULE.items()
    },
)
app.autodiscover_tasks()
