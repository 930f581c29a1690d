import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from threading import Timer

import psutil

PATIENCE = 300
ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(data: Path, port: int, mode: str = "demonstration") -> subprocess.Popen[str]:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "CELERY_BROKER_URL"}
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "portal"],
        cwd=ROOT,
        env=environment | {"PORTAL_MODE": mode, "PORTAL_DATA": str(data), "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(portal: subprocess.Popen[str], words: str) -> list[str]:
    assert portal.stdout
    lines = []
    impatience = Timer(PATIENCE, portal.kill)
    impatience.start()
    try:
        for line in portal.stdout:
            lines.append(line)
            if words in line:
                return lines
    finally:
        impatience.cancel()
    message = f"{words!r} was never said:\n{''.join(lines)}"
    raise AssertionError(message)


def healthz(port: int) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer)


def left_over(data: Path) -> list[str]:
    """What still runs and knows this data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            words = " ".join(process.cmdline())
            if str(data) in words or process.environ().get("PORTAL_DATA") == str(data):
                found.append(words)
        except psutil.Error:
            continue
    return found


def test_make_run_from_nothing_to_nothing_and_again(tmp_path: Path) -> None:
    data, port = tmp_path / "var", free_port()

    portal = start(data, port)
    read_until(portal, f"The portal is at http://127.0.0.1:{port}")

    well = {"database": "ok", "broker": "ok", "worker": "ok"}
    assert healthz(port) == (200, well)
    assert "already runs" in start(data, free_port()).communicate(timeout=PATIENCE)[0]
    taken = start(tmp_path / "other", port).communicate(timeout=PATIENCE)[0]
    assert f"Port {port} cannot be used" in taken

    portal.send_signal(signal.SIGINT)
    said, _none = portal.communicate(timeout=PATIENCE)
    assert "Everything has stopped." in said
    assert portal.returncode == 0
    assert left_over(data) == []

    again = start(data, port)
    lines = read_until(again, "The portal is at")
    assert not any("First start" in line for line in lines)

    again.kill()
    again.communicate(timeout=PATIENCE)
    deadline = time.monotonic() + 30
    while len(left := left_over(data)) > 0 and "/postgres" not in left[0]:
        assert time.monotonic() < deadline, left
        time.sleep(0.5)

    last = start(data, port)
    read_until(last, "The portal is at")
    last.terminate()
    assert "Everything has stopped." in last.communicate(timeout=PATIENCE)[0]
    assert left_over(data) == []


def test_the_command_refuses_outside_the_demonstration(tmp_path: Path) -> None:
    refused = start(tmp_path, free_port(), mode="test")

    assert "runs a demonstration only" in refused.communicate(timeout=PATIENCE)[0]
    assert refused.returncode == 1
