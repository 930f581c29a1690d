"""`make run`: the whole portal on one machine, for demonstration."""

import fcntl
import hashlib
import os
import signal
import socket
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from threading import Thread
from types import FrameType
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from cms_portal import embedded
from cms_portal.demonstration import loading
from cms_portal.health import OK, PARTS, look
from cms_portal.models import WorkerHeartbeat
from cms_portal.supervisor import Child, ChildFailedError, keep_running, say, stop
from cms_portal.tasks import heartbeat

ADDRESS: Final = "127.0.0.1"
READY_SECONDS: Final = 90


class Command(BaseCommand):
    """Run database, web, worker and beat until Ctrl-C."""

    help = "Run the whole portal on this machine, for demonstration."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port; the data folder comes from PORTAL_DATA."""
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Start everything, say where it is, and stop everything at the end."""
        if not settings.DEMONSTRATION:
            message = "This command runs a demonstration only: use `make run`."
            raise CommandError(message)
        _listen(signal.default_int_handler)
        port = options["port"]
        with ExitStack() as stack:
            try:
                stack.enter_context(_only_one())
                _check_port(port)
                stack.enter_context(_database())
                prepare()
                stack.enter_context(_stopping(children := processes(port)))
                Thread(target=announce, args=(port,), daemon=True).start()
                keep_running(children, _database_up)
            except KeyboardInterrupt:
                _deaf()
                say("portal", "Stopping.")
            except (ChildFailedError, embedded.EmbeddedDatabaseError) as problem:
                _deaf()
                raise CommandError(str(problem)) from None
        say("portal", "Everything has stopped.")


def prepare() -> None:
    """Bring tables and static files up to date; load the demonstration on first start."""
    say("portal", "Preparing the database and the static files.")
    call_command("migrate", interactive=False, verbosity=0)
    _collect_static()
    WorkerHeartbeat.objects.all().delete()
    if not get_user_model().objects.exists():
        say("portal", "First start: loading the demonstration.")
        call_command("demo", verbosity=0)
    connections.close_all()


def _collect_static() -> None:
    """Collect and compress the static files, which takes a while, if they have changed.

    The 250 flags that come with the list of countries are on no page and stay out.
    """
    found = sorted(
        f"{storage.path(path)} {storage.size(path)} {storage.get_modified_time(path)}"
        for finder in get_finders()
        for path, storage in finder.list([])
    )
    digest = hashlib.sha256("\n".join(found).encode()).hexdigest()
    stamp = settings.PORTAL_DATA / "static.stamp"
    if stamp.exists() and stamp.read_text() == digest and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["flags"])
    stamp.write_text(digest)


def processes(port: int) -> list[Child]:
    """The web server, the background worker and its clock."""
    for folder in ("tmp", "mail"):
        (settings.PORTAL_DATA / folder).mkdir(parents=True, exist_ok=True)
    web = f"gunicorn --bind {ADDRESS}:{port} --worker-class gthread --workers 2 --threads 4"
    mild = "--timeout 60 --graceful-timeout 5 --log-level warning --no-control-socket"
    celery = "celery --quiet --app cms_portal"
    quiet = "--without-gossip --without-mingle --without-heartbeat --loglevel WARNING"
    commands = {
        "web": f"{web} {mild} cms_portal.wsgi",
        "worker": f"{celery} worker --concurrency 2 {quiet}",
        "beat": f"{celery} beat --loglevel WARNING --pidfile=",
    }
    environment = os.environ | {
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
        "TMPDIR": str(settings.PORTAL_DATA / "tmp"),
    }
    return [
        Child(name, ["-m", *command.split()], settings.BASE_DIR, environment)
        for name, command in commands.items()
    ]


def announce(port: int) -> None:
    """Say where the portal is as soon as all its parts are well, or which of them is not."""
    heartbeat.delay()
    deadline = time.monotonic() + READY_SECONDS
    while set((state := _state(port)).values()) != {OK}:
        if time.monotonic() > deadline:
            say("portal", f"Not all is well yet: {state}")
            break
        time.sleep(0.5)
    say("portal", f"The portal is at http://{ADDRESS}:{port}")
    for line in loading.told():
        say("portal", line)
    say("portal", f"Ctrl-C stops it; its data stays in {settings.PORTAL_DATA}")


def _state(port: int) -> dict[str, str]:
    """How all parts are, the web server included."""
    address = f"http://{ADDRESS}:{port}/healthz?of=database"
    try:
        with urllib.request.urlopen(address, timeout=5):
            web = OK
    except OSError as problem:
        web = str(problem)
    return {"web": web} | look(list(PARTS))


@contextmanager
def _only_one() -> Iterator[None]:
    """Two portals on one data folder would send everything twice."""
    settings.PORTAL_DATA.mkdir(parents=True, exist_ok=True)
    with (settings.PORTAL_DATA / "portal.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"A portal already runs on {settings.PORTAL_DATA}: stop it first."
            raise CommandError(message) from None
        yield


def _check_port(port: int) -> None:
    """Refuse a port that somebody else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as problem:
            message = f"Port {port} cannot be used ({problem.strerror}): try PORT=8001 make run."
            raise CommandError(message) from None


@contextmanager
def _database() -> Iterator[None]:
    """The embedded server, unless DATABASE_URL names another one."""
    own = embedded.attached(settings.PORTAL_DATA) if settings.EMBEDDED_DATABASE else nullcontext()
    with own:
        try:
            yield
        finally:
            connections.close_all()


def _database_up() -> None:
    """Start the embedded server again if somebody ended it."""
    if settings.EMBEDDED_DATABASE and embedded.revive(settings.PORTAL_DATA):
        say("portal", "The database had stopped and was started again.")


@contextmanager
def _stopping(children: list[Child]) -> Iterator[None]:
    """Whatever happens, no process stays behind."""
    try:
        yield
    finally:
        _deaf()
        stop(children)


def _deaf() -> None:
    """From here on nothing interrupts the stopping, which ends within seconds by itself."""
    _listen(signal.SIG_IGN)


def _listen(handler: Callable[[int, FrameType | None], Any] | signal.Handlers) -> None:
    """Treat Ctrl-C, the end of the terminal and a polite kill alike."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)
