"""The portal in production: its own settings, a real PostgreSQL, a real broker, real processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg2
import pytest
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

ROOT = Path(__file__).resolve().parents[2]
SERVER = "postgres://postgres@127.0.0.1:5432/"
DATABASE = "portal_services"
BROKERS = {
    "rabbitmq": ("amqp://guest:guest@127.0.0.1:5672//", 5672),
    "redis": ("redis://127.0.0.1:6379/15", 6379),
}


def answers(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


ANSWERING = [name for name, (_url, port) in BROKERS.items() if answers(port)]


def until(true: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"still not true after {seconds} seconds: {true}"
        time.sleep(0.1)


@dataclass
class Production:
    """A portal in production mode, process by process."""

    environment: dict[str, str]
    folder: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    port: int = 0

    def start(self, name: str, *arguments: str) -> None:
        """Start one process, in a group of its own."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_worker(self) -> None:
        """Start the worker as the compose file does."""
        self.start("worker", "-m", "celery", "-A", "cms_portal", "worker", "-c", "2", "-l", "INFO")
        until(lambda: b"ready." in (self.folder / "worker.log").read_bytes())

    def start_web(self) -> None:
        """Start the web server on a free port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = [
            "--worker-class",
            "gthread",
            "--workers",
            "2",
            "--threads",
            "4",
            "--no-control-socket",
        ]
        address = f"127.0.0.1:{self.port}"
        self.start("web", "-m", "gunicorn", "--bind", address, *options, "cms_portal.wsgi")
        until(lambda: answers(self.port))

    def kill(self, name: str) -> None:
        """End a process and all its children at once."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        (self.folder / f"{name}.log").unlink()

    def children(self, name: str) -> list[psutil.Process]:
        """The processes that a process has started."""
        return psutil.Process(self.processes[name].pid).children()

    def manage(self, *arguments: str) -> str:
        """Run a command to its end."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def wake(self) -> None:
        """Send one heartbeat task, as beat would."""
        self.manage(
            "-c",
            "from cms_portal.celery import app; app.send_task('cms_portal.tasks.heartbeat')",
        )

    def healthz(self) -> tuple[int, dict[str, str]]:
        """What /healthz answers."""
        try:
            address = f"http://127.0.0.1:{self.port}/healthz"
            with urllib.request.urlopen(address, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.code, json.load(answer)

    def ask(self, question: str) -> object:
        """The first column of the first row of an answer of the database."""
        connection = psycopg2.connect(SERVER + DATABASE)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(question)
                return cursor.fetchone()[0]
        finally:
            connection.close()


def recreate_database() -> None:
    """Begin with an empty database of the tests' own."""
    connection = psycopg2.connect(SERVER + "postgres")
    try:
        connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        connection.close()


def settings_of_production(broker: str, data: Path) -> dict[str, str]:
    """The file tests/production.env, with this broker and this folder."""
    lines = (ROOT / "tests" / "production.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    own = {
        "DATABASE_URL": SERVER + DATABASE,
        "CELERY_BROKER_URL": broker,
        "PORTAL_DATA": str(data),
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser",
    }
    return given | own


@pytest.fixture(scope="module", params=ANSWERING)
def production(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Production]:
    """A migrated, running portal in production mode on each broker that answers."""
    folder = tmp_path_factory.mktemp(request.param)
    portal = Production(settings_of_production(BROKERS[request.param][0], folder / "data"), folder)
    recreate_database()
    portal.manage("-m", "celery", "-A", "cms_portal", "purge", "-f")
    portal.manage("manage.py", "migrate", "--noinput")
    portal.manage("manage.py", "collectstatic", "--noinput")
    try:
        portal.start_web()
        portal.start_worker()
        yield portal
    finally:
        for name in list(portal.processes):
            portal.kill(name)
