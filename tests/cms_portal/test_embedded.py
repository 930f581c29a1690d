import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from cms_portal import embedded


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose server, if one is left, is ended at the end."""
    yield tmp_path / "data"
    if pid := embedded._server_pid(tmp_path / "data"):
        os.kill(pid, signal.SIGQUIT)


def ask(data: Path, question: str) -> object:
    connection = psycopg2.connect(embedded.database_url(data))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_the_server_starts_keeps_its_data_and_stops(data: Path) -> None:
    with embedded.attached(data, durable=False):
        assert ask(data, "SELECT current_database()") == "portal"
        assert ask(data, "SELECT lower('ÉÑ')") == "éñ"
        assert ask(data, "CREATE TABLE kept (); SELECT 1") == 1
    assert not embedded.is_running(data)

    with embedded.attached(data, durable=False):
        assert ask(data, "SELECT to_regclass('kept')::text") == "kept"
    assert embedded._server_pid(data) is None


def test_the_last_to_leave_stops_the_server(data: Path) -> None:
    with embedded.attached(data, durable=False):
        with embedded.attached(data, durable=False):
            pass
        assert embedded.is_running(data)
    assert not embedded.is_running(data)


def test_the_server_listens_on_no_address_and_lets_nobody_else_in(data: Path) -> None:
    with embedded.attached(data, durable=False):
        assert ask(data, "SHOW listen_addresses") == ""
        socket = embedded.socket_folder(data) / embedded.SOCKET
        assert socket.stat().st_mode & 0o777 == 0o700
        assert socket.parent.stat().st_mode & 0o777 == 0o700


def test_a_long_path_with_blanks_gets_a_short_socket(tmp_path: Path) -> None:
    data = tmp_path / ("a long, long path " * 6) / "var"

    with embedded.attached(data, durable=False):
        assert str(embedded.socket_folder(data)).startswith("/tmp/cms-portal-")  # noqa: S108
        assert ask(data, "SELECT 1") == 1


def test_two_checkouts_have_two_addresses(tmp_path: Path) -> None:
    deep = "x" * 120

    first = embedded.database_url(tmp_path / "one" / deep)
    second = embedded.database_url(tmp_path / "two" / deep)

    assert first != second


def test_a_killed_server_comes_back_though_its_number_belongs_to_another(data: Path) -> None:
    with embedded.attached(data, durable=False):
        pid = embedded._server_pid(data)
        assert pid
        os.kill(pid, signal.SIGKILL)
        note = embedded.cluster(data) / "postmaster.pid"
        lines = note.read_text().splitlines()
        note.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

        assert embedded.revive(data)
        assert not embedded.revive(data)
        assert ask(data, "SELECT 1") == 1


def test_a_server_that_cannot_start_says_why(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with embedded.attached(data, durable=False):
        pass
    monkeypatch.setattr(embedded, "START_SECONDS", 2)
    with (embedded.cluster(data) / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = on\n")

    refused = pytest.raises(embedded.EmbeddedDatabaseError, match="no_such_setting")
    with refused, embedded.attached(data, durable=False):
        pass


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "theirs")

    with pytest.raises(embedded.EmbeddedDatabaseError, match="belongs to somebody else"):
        embedded._own(tmp_path / "mine")
