import json
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from cms_portal import health
from cms_portal.models import WorkerHeartbeat
from cms_portal.tasks import heartbeat
from tests.accreditation import clamd

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_is_well_after_a_sign_of_life(client: Client) -> None:
    heartbeat.apply()

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok"}
    assert "no-store" in answer["Cache-Control"]


def test_a_worker_never_seen_is_a_reason(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["worker"] == "no worker has been seen yet"


def test_a_silent_worker_is_a_reason(client: Client) -> None:
    WorkerHeartbeat.objects.create(worker="w", seen_at=Now() - timedelta(seconds=120))

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["worker"] == "no worker has been seen for 120 seconds"


def test_only_the_parts_asked_for_are_looked_at(client: Client) -> None:
    answer = client.get("/healthz?of=database,broker,unknown")

    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "broker": "ok"}


def sleepy() -> str:
    time.sleep(5)
    return "late"


def test_a_part_that_hangs_is_not_waited_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(health.PARTS, "broker", sleepy)
    began = time.monotonic()

    answer = client.get("/healthz?of=broker")

    assert time.monotonic() - began < 3
    assert answer.status_code == 503
    assert answer.json() == {"broker": "no answer within 2.5 seconds"}


def test_healthz_only_answers_questions(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_a_worker_long_gone_is_forgotten() -> None:
    WorkerHeartbeat.objects.create(worker="old", seen_at=Now() - timedelta(days=2))

    heartbeat.apply()

    [seen] = WorkerHeartbeat.objects.all()
    assert str(seen) != "old"


def test_the_command_line_gives_the_same_answer() -> None:
    said = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("health", stdout=said)
    assert left.value.code == 1
    assert json.loads(said.getvalue())["worker"] == "no worker has been seen yet"

    heartbeat.apply()
    call_command("health", "database", "worker", stdout=(said := StringIO()))

    assert json.loads(said.getvalue()) == {"database": "ok", "worker": "ok"}


def test_a_page_whose_rows_are_locked_for_too_long_says_so(client: Client) -> None:
    client.raise_request_exception = False
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE accreditation_accreditation IN ACCESS EXCLUSIVE MODE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")

        answer = client.get("/register/")
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")

    assert answer.status_code == 503
    assert "out of service for a moment" in answer.content.decode()
    assert client.get("/register/").status_code == 200


def test_a_scanner_is_a_part_where_one_is_set(client: Client) -> None:
    with clamd.scanner():
        well = client.get("/healthz?of=scanner")
    with clamd.no_scanner_there():
        away = client.get("/healthz?of=scanner")
        assert "scanner" in client.get("/healthz").json()

    assert (well.status_code, well.json()) == (200, {"scanner": "ok"})
    assert away.status_code == 503
    assert away.json()["scanner"].startswith("the scanner does not answer")


def test_the_command_knows_the_scanner_where_one_is_set() -> None:
    out = StringIO()

    with clamd.scanner():
        call_command("health", "scanner", stdout=out)

    assert json.loads(out.getvalue()) == {"scanner": "ok"}
