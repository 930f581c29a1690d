"""Keeps the processes of one machine running: web, worker and beat, as one command."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread
from typing import IO, Final

GRACE_SECONDS: Final = 12
SETTLED_SECONDS: Final = 60
MOST_RESTARTS: Final = 5
LONGEST_PAUSE: Final = 16
_printing = Lock()


class ChildFailedError(RuntimeError):
    """A process that keeps stopping; the message holds its last words."""


def say(name: str, line: str) -> None:
    """Print one line with the name of the process it comes from."""
    with _printing:
        sys.stdout.write(f"{name:<7}| {line.rstrip()}\n")
        sys.stdout.flush()


@dataclass
class Child:
    """One process, with its last lines and the times it had to be started again."""

    name: str
    arguments: list[str]
    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    started: float = 0
    failures: int = 0
    due: float = 0
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=5))

    def start(self) -> None:
        """Start the process in a group of its own, so that Ctrl-C reaches it through us alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            [*_dies_with_parent(), sys.executable, *self.arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        Thread(target=self._echo, args=(self.process.stdout,), daemon=True).start()

    def _echo(self, output: IO[str]) -> None:
        """Pass the lines on, with the name before them."""
        with output:
            for line in output:
                self.last_lines.append(line.rstrip())
                say(self.name, line)

    def look_after(self) -> None:
        """Start the process again if it stopped, after a pause that grows."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return
        if (code := self.process.poll()) is None:
            return
        self.failures = 1 if now - self.started > SETTLED_SECONDS else self.failures + 1
        if self.failures > MOST_RESTARTS:
            words = " / ".join(self.last_lines)
            message = f"The {self.name} process stopped {self.failures} times. It said: {words}"
            raise ChildFailedError(message)
        pause = min(2 ** (self.failures - 1), LONGEST_PAUSE)
        say(self.name, f"stopped with code {code}; starting it again in {pause} s")
        self._kill_group()
        self.process, self.due = None, now + pause

    def ask_to_stop(self) -> None:
        """Let the process finish what it is doing."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop_by(self, deadline: float) -> None:
        """Wait until the deadline, then end what is left of the process and its children."""
        if not self.process:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(self.name, "did not stop in time and is ended")
        self._kill_group()
        self.process.wait()

    def _kill_group(self) -> None:
        """End whatever the process started and left behind."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


def _dies_with_parent() -> list[str]:
    """On Linux: the process is told to stop even if this one is killed outright."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def keep_running(children: list[Child], before: Callable[[], None]) -> None:
    """Look after the processes until one fails for good or somebody interrupts."""
    while True:
        before()
        for child in children:
            child.look_after()
        time.sleep(0.5)


def stop(children: list[Child]) -> None:
    """Stop all processes, politely first."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in children:
        child.stop_by(deadline)
