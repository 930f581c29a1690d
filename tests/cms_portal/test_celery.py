import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.module_loading import import_string

from cms_portal.celery import SCHEDULE, app, transport_options

ROOT = Path(__file__).resolve().parents[2]
PUBLISH = """
import json, time
import django
django.setup()
from cms_portal.health import look
from cms_portal.tasks import heartbeat
began = time.monotonic()
try:
    heartbeat.delay()
    said = "sent"
except Exception as problem:
    said = type(problem).__name__
published = time.monotonic() - began
began = time.monotonic()
state = look(["broker"])
print(json.dumps([said, published, state["broker"], time.monotonic() - began]))
"""


@pytest.fixture
def deaf_broker() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        yield listener.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def publish(broker: str, data: Path) -> tuple[str, float, str, float]:
    done = subprocess.run(
        [sys.executable, "-c", PUBLISH],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "tests.settings", "CELERY_BROKER_URL": broker}
        | {"PORTAL_DATA": str(data)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    said, published, state, looked = json.loads(done.stdout)
    return said, published, state, looked


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
def test_a_broker_that_is_away_is_noticed_at_once(
    scheme: str, closed_port: int, tmp_path: Path
) -> None:
    said, published, state, _looked = publish(f"{scheme}://127.0.0.1:{closed_port}//", tmp_path)

    assert said == "OperationalError"
    assert published < 2
    assert state == "the broker does not answer"


@pytest.mark.parametrize("scheme", ["amqp", "redis"])
def test_a_broker_that_hangs_keeps_nobody_waiting(
    scheme: str, deaf_broker: int, tmp_path: Path
) -> None:
    said, published, state, looked = publish(f"{scheme}://127.0.0.1:{deaf_broker}//", tmp_path)

    assert said == "OperationalError"
    assert published < 6
    assert state != "ok"
    assert looked < 3


@pytest.mark.parametrize("name", SCHEDULE)
def test_every_scheduled_task_exists_and_its_ticks_expire(name: str) -> None:
    task = import_string(name)

    entry = app.conf.beat_schedule[name]
    assert task.name == name
    assert entry["options"]["expires"] == entry["schedule"]


def test_nothing_acknowledged_is_lost_with_its_worker() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    assert app.conf.task_soft_time_limit < app.conf.task_time_limit


def test_the_embedded_broker_lives_in_the_data_folder() -> None:
    options = transport_options("filesystem://localhost//")

    assert {Path(folder).parent for folder in options.values()} == {settings.BROKER_FOLDER}
    assert all(Path(folder).is_dir() for folder in options.values())
