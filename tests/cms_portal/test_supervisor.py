import os
import time
from pathlib import Path

import pytest

from cms_portal import supervisor
from cms_portal.supervisor import Child, ChildFailedError, keep_running, stop


def child(folder: Path, program: str) -> Child:
    (folder / "program.py").write_text(program)
    return Child("child", [str(folder / "program.py")], folder, dict(os.environ))


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline, f"{path} was never written"
        time.sleep(0.05)
    return path.read_text()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_the_lines_of_a_process_carry_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = child(tmp_path, "print('good morning')")

    one.start()
    assert one.process
    one.process.wait(20)
    deadline = time.monotonic() + 5
    while not one.last_lines and time.monotonic() < deadline:
        time.sleep(0.02)

    assert capsys.readouterr().out == "child  | good morning\n"


def test_a_process_that_keeps_stopping_ends_everything_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LONGEST_PAUSE", 0)
    one = child(tmp_path, "raise SystemExit('no paper')")

    with pytest.raises(ChildFailedError, match=r"stopped 6 times. It said: .*no paper"):
        keep_running([one], lambda: None)


def test_a_process_that_died_is_started_again(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    one = child(
        tmp_path,
        f"import os, time; open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)",
    )
    one.look_after()
    first = int(wait_for(note))
    note.unlink()
    assert one.process
    one.process.kill()
    one.process.wait()

    one.look_after()
    one.due = 0
    one.look_after()

    assert int(wait_for(note)) != first
    assert one.failures == 1
    stop([one])


def test_a_stubborn_process_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.5)
    note = tmp_path / "pid"
    one = child(
        tmp_path,
        f"""
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open({str(note)!r}, "w").write(str(other.pid))
time.sleep(60)
""",
    )
    one.look_after()
    grandchild = int(wait_for(note))

    stop([one])

    assert one.process
    assert one.process.poll() is not None
    time.sleep(0.2)
    assert not is_alive(grandchild)
