"""The scanner's client, against a scanner of our own and, where it is installed, the real one."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accreditation import scanner
from accreditation.examining import UploadRefused, examine, examine_at_once
from tests.accreditation import clamd
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent

ENGINE = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


def test_without_the_setting_nothing_is_scanned_and_files_say_so() -> None:
    assert not scanner.is_set()
    assert examine(sent("a.pdf", hostile.pdf())).scanned == "not_scanned"


def test_every_byte_is_sent_and_what_is_clean_is_clean() -> None:
    data = bytes(range(256)) * 1000

    with clamd.scanner() as heard:
        verdict = scanner.scan(data)

    assert not verdict.is_infected
    assert heard == [data]


def test_what_is_found_is_named() -> None:
    with clamd.scanner():
        assert scanner.scan(b"x" + clamd.MARK).signature == "Example.Virus"


def test_an_infected_file_is_refused_with_the_name_of_what_was_found() -> None:
    with clamd.scanner(), pytest.raises(UploadRefused) as refusal:
        examine(sent("a.pdf", hostile.noted(clamd.MARK)))

    assert str(refusal.value) == (
        "“a.pdf”: the virus scanner found “Example.Virus” in this file. Check your computer before "
        "you send it again."
    )


@pytest.mark.parametrize(
    "said",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"\0",
        b"OK\0",
        b"stream: FOUND\0",
        b"stream: OK!\0",
    ],
)
def test_anything_but_a_verdict_is_none(said: bytes) -> None:
    with clamd.scanner(lambda _data: said):
        with pytest.raises(scanner.NoVerdict):
            scanner.scan(b"x")
        assert examine(sent("a.pdf", hostile.pdf())).scanned == "pending"


def test_a_scanner_that_has_heard_enough_is_heard_out() -> None:
    """It answers and hangs up while we still send: what it said counts, and is no verdict."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=clamd.hang_up, args=(listener,), daemon=True)
        thread.start()
        with (
            clamd.at(listener),
            pytest.raises(scanner.NoVerdict),
        ):
            scanner.scan(bytes(50_000_000))
        thread.join(5)


def test_a_closed_port_is_no_answer() -> None:
    with clamd.no_scanner_there():
        assert not scanner.ping()
        with pytest.raises(scanner.NoAnswer):
            scanner.scan(b"x")


def test_a_silent_scanner_is_not_waited_for_beyond_its_time() -> None:
    began = time.monotonic()

    with clamd.silent_scanner(), pytest.raises(scanner.NoAnswer):
        scanner.scan(b"x", seconds=0.3)

    assert 0.2 < time.monotonic() - began < 1.5


def test_a_scanner_that_dribbles_has_no_more_time_in_all() -> None:
    """Each byte comes in time, the whole does not."""

    def dribbling(data: bytes) -> bytes:
        time.sleep(0.4)
        return b"stream: OK"

    with clamd.scanner(dribbling), pytest.raises(scanner.NoAnswer):
        scanner.scan(b"x", seconds=0.6)


def test_what_cannot_wait_is_refused_while_the_scanner_is_away() -> None:
    with clamd.no_scanner_there(), pytest.raises(UploadRefused, match="in a minute"):
        examine_at_once(sent("letter.pdf", hostile.pdf()))


def test_a_scanner_that_answers_is_well() -> None:
    with clamd.scanner():
        assert scanner.ping()


@pytest.fixture
def engine(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A real clamd with two signatures of its own, on a socket of the test."""
    assert ENGINE
    signatures = tmp_path / "signatures"
    signatures.mkdir(mode=0o755)
    lines = {"Local.Eicar": hostile.EICAR, "Local.Mark": clamd.MARK}
    text = "".join(f"{name}:0:*:{mark.hex()}\n" for name, mark in lines.items())
    (signatures / "local.ndb").write_text(text)
    path = tmp_path / "clamd.sock"
    conf = tmp_path / "clamd.conf"
    conf.write_text(
        f"LocalSocket {path}\nDatabaseDirectory {signatures}\nForeground yes\nAlertExceedsMax yes\n"
        f"TemporaryDirectory {tmp_path}\nStreamMaxLength 1M\nMaxThreads 2\n"
    )
    settings.PORTAL_SCANNER = str(path)
    with subprocess.Popen(
        [ENGINE, "--config-file", str(conf)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            until = time.monotonic() + 30
            while not scanner.ping():
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
            yield path
        finally:
            process.terminate()
            process.communicate(timeout=20)


@pytest.mark.clamd
def test_the_real_engine_finds_what_is_infected_and_nothing_else(engine: Path) -> None:
    found = [scanner.scan(data).signature for data in (hostile.EICAR, hostile.pdf())]

    assert found == ["Local.Eicar.UNOFFICIAL", ""]
    assert examine(sent("a.pdf", hostile.pdf())).scanned == "clean"
    with pytest.raises(UploadRefused, match=r"Local\.Mark"):
        examine(sent("a.docx", hostile.docx({"word/media/a.txt": clamd.MARK})))


@pytest.mark.clamd
def test_the_real_engine_says_when_a_file_is_too_large_for_it(engine: Path) -> None:
    with pytest.raises(scanner.NoVerdict):
        scanner.scan(bytes(8_000_000))
    assert scanner.ping()
