import signal
import time
import urllib.error
import urllib.request

import psycopg2
import pytest

from tests.services.conftest import DATABASE, SERVER, Production, until

pytestmark = pytest.mark.services

WELL = {"database": "ok", "broker": "ok", "worker": "ok"}
WAITS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = 'portal_services' AND wait_event_type = 'Lock'
"""


def heartbeats(production: Production) -> object:
    return production.ask("SELECT count(*) FROM cms_portal_workerheartbeat")


def test_the_portal_is_well_on_real_services(production: Production) -> None:
    production.wake()
    until(lambda: heartbeats(production) == 1)

    assert production.healthz() == (200, WELL)


def test_production_speaks_https_only(production: Production) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as moved:
        urllib.request.build_opener(Stay).open(f"http://127.0.0.1:{production.port}/register/")

    assert moved.value.code == 301
    assert moved.value.headers["Location"] == f"https://127.0.0.1:{production.port}/register/"
    moved.value.close()


def test_the_worker_keeps_its_connection_while_idle(production: Production) -> None:
    time.sleep(6)
    production.ask("DELETE FROM cms_portal_workerheartbeat RETURNING 1")

    production.wake()

    until(lambda: heartbeats(production) == 1, seconds=10)
    assert "lost" not in (production.folder / "worker.log").read_text().lower()


def test_beat_sends_the_sign_of_life_by_itself(production: Production) -> None:
    production.ask("DELETE FROM cms_portal_workerheartbeat RETURNING 1")

    production.start("beat", "-m", "celery", "-A", "cms_portal", "beat", "--pidfile=")

    until(lambda: heartbeats(production) == 1)
    production.kill("beat")


@pytest.mark.parametrize("production", ["rabbitmq"], indirect=True)
def test_a_killed_worker_loses_nothing(production: Production) -> None:
    production.ask("DELETE FROM cms_portal_workerheartbeat RETURNING 1")
    holder = psycopg2.connect(SERVER + DATABASE)
    holder.cursor().execute("LOCK TABLE cms_portal_workerheartbeat IN ACCESS EXCLUSIVE MODE")
    production.wake()
    until(lambda: production.ask(WAITS))

    production.kill("worker")
    holder.close()
    production.start_worker()

    until(lambda: heartbeats(production) == 1)


@pytest.mark.parametrize("production", ["rabbitmq"], indirect=True)
def test_a_killed_child_of_the_worker_loses_nothing(production: Production) -> None:
    production.ask("DELETE FROM cms_portal_workerheartbeat RETURNING 1")
    holder = psycopg2.connect(SERVER + DATABASE)
    holder.cursor().execute("LOCK TABLE cms_portal_workerheartbeat IN ACCESS EXCLUSIVE MODE")
    production.wake()
    until(lambda: production.ask(WAITS))

    for child in production.children("worker"):
        child.send_signal(signal.SIGKILL)
    holder.close()

    until(lambda: heartbeats(production) == 1)


def test_healthz_names_what_is_missing(production: Production) -> None:
    production.ask(
        "UPDATE cms_portal_workerheartbeat SET seen_at = now() - interval '1 hour' RETURNING 1"
    )

    code, state = production.healthz()

    assert code == 503
    assert state["database"] == state["broker"] == "ok"
    assert state["worker"].startswith("no worker has been seen for 36")
