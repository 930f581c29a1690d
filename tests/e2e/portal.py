"""A whole portal of its own: database, web, worker and beat, started as `make run` does."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psycopg2
from django.conf import settings
from psycopg2.extensions import parse_dsn

ROOT: Final = Path(__file__).resolve().parents[2]
STARTS_WITHIN: Final = 240  # seconds
STOPS_WITHIN: Final = 40
MAILS_WITHIN: Final = 90


@dataclass(frozen=True)
class Portal:
    """Where the portal is, and what its commands and mails say."""

    url: str
    data: Path
    environment: dict[str, str]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of the portal's commands on its database."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def later(self, days: int) -> "Portal":
        """The same portal with its clock put on by some days, once it is served again."""
        offset = {"PORTAL_CLOCK_OFFSET": str(days * 86_400)}
        return replace(self, environment=self.environment | offset)

    def order(self, *words: str) -> str:
        """Run a command that must succeed; what it said."""
        done = self.command(*words)
        assert done.returncode == 0, f"manage.py {' '.join(words)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    @property
    def log(self) -> str:
        """What web, worker and beat have said."""
        return (self.data / "portal.log").read_text()

    def letter(self, to: str, containing: str) -> str:
        """The text of a mail to a person, as soon as it is sent."""
        deadline = time.monotonic() + MAILS_WITHIN
        while time.monotonic() < deadline:
            for text in self._letters(to):
                if containing in text:
                    return text
            time.sleep(0.2)
        message = f"No mail to {to} contains {containing!r}."
        raise AssertionError(message)

    def _letters(self, to: str) -> Iterator[str]:
        """The texts of all mails to a person."""
        folder = self.data / "mail"
        for file in sorted(folder.glob("*.log"), reverse=True):
            for part in re.split(rb"\n-{79}\n", file.read_bytes()):
                mail = message_from_bytes(part.lstrip(), policy=policy.default)
                body = mail.get_body() if to in str(mail["To"]) else None
                if body is not None:
                    yield body.get_content()


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_database(purpose: str) -> Iterator[str]:
    """The address of a new database on the tests' server, which is dropped at the end."""
    server = urlsplit(settings.DATABASE_URL)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = f"e2e_{server.path.strip('/')}_{purpose}{worker}"
    anywhere = parse_dsn(server._replace(path="/postgres").geturl())
    connection = psycopg2.connect(**anywhere)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        connection.close()


@contextmanager
def running(data: Path) -> Iterator[Portal]:
    """A portal with an empty mandate, until it is left."""
    with founded(data, "mandate", "--empty") as portal, serving(portal):
        yield portal


@contextmanager
def founded(data: Path, purpose: str, *how: str) -> Iterator[Portal]:
    """A portal with the demonstration loaded so, which nothing serves yet."""
    port = free_port()
    with own_database(purpose) as database:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO")},
            "PORTAL_MODE": "demonstration",
            "PORTAL_DATA": str(data),
            "DATABASE_URL": database,
            "PORT": str(port),
        }
        environment.pop("CELERY_BROKER_URL", None)
        portal = Portal(f"http://127.0.0.1:{port}", data, environment)
        portal.order("migrate", "--verbosity", "0")
        portal.order("demo", *how)
        yield portal


@contextmanager
def serving(portal: Portal) -> Iterator[None]:
    """Web, worker and beat; none of them is left behind."""
    setpriv = shutil.which("setpriv")
    with (portal.data / "portal.log").open("a") as log:
        process = subprocess.Popen(
            [
                *([setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []),
                *(sys.executable, "manage.py", "portal"),
            ],
            cwd=ROOT,
            env=portal.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_until_well(portal, process)
            yield
        finally:
            _stop(process)


def _wait_until_well(portal: Portal, process: subprocess.Popen[bytes]) -> None:
    """Wait for web, broker and worker."""
    deadline = time.monotonic() + STARTS_WITHIN
    problem = "nothing yet"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{portal.url}/healthz", timeout=5) as answer:  # noqa: S310 - ours
                answer.read()
        except urllib.error.HTTPError as unwell:
            problem = unwell.read().decode()
        except OSError as away:
            problem = str(away)
        else:
            return
        time.sleep(0.3)
    message = f"The portal did not get well ({problem}):\n{portal.log[-5000:]}"
    raise AssertionError(message)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask politely, which stops everything; then make sure."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
