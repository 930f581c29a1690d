"""Asking a virus scanner about a file: clamd's INSTREAM, with a limit on the whole conversation.

The command and the frames are those of `man 8 clamd`: `zINSTREAM`, then each piece behind its
length (four bytes, big-endian), then a length of zero; the answer is one line.
"""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

UPLOAD_SECONDS: Final = 4.0  # a person waits
PING_SECONDS: Final = 2.0
PIECE: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096
PORT: Final = 3310
SAID: Final = re.compile(r"stream: (?:(?P<signature>.+) FOUND|OK)")


class NoVerdict(Exception):  # noqa: N818 - an answer, not a fault
    """The scanner says neither clean nor infected: of a file too large for it, for instance."""


class NoAnswer(NoVerdict):
    """The scanner cannot be reached, or says nothing within its time."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner says; `signature` is what it found, and empty where it found nothing."""

    signature: str

    @property
    def is_infected(self) -> bool:
        """Whether it found something."""
        return bool(self.signature)


def is_set() -> bool:
    """Whether the installation has a scanner."""
    return bool(settings.PORTAL_SCANNER)


def scan(data: bytes, *, seconds: float = UPLOAD_SECONDS) -> Verdict:
    """Have bytes scanned, within so many seconds in all. Raises NoVerdict or NoAnswer."""
    with _conversation(seconds) as line:
        try:
            line.say(b"zINSTREAM\0")
            for start in range(0, len(data), PIECE):
                piece = data[start : start + PIECE]
                line.say(len(piece).to_bytes(4, "big") + piece)
            line.say(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough: what it says of that is read below
        said = line.heard()
    found = SAID.fullmatch(said)
    if found is None:
        raise NoVerdict(said)
    return Verdict(found["signature"] or "")


def ping() -> bool:
    """Whether the scanner answers."""
    try:
        with _conversation(PING_SECONDS) as line:
            line.say(b"zPING\0")
            return line.heard() == "PONG"
    except NoAnswer:
        return False


@dataclass
class _Line:
    """A connection with a limit on all that is said and heard over it."""

    link: socket.socket
    until: float

    def hurry(self) -> None:
        """Leave to the next word no more than what is left of the time."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.link.settimeout(left)

    def say(self, words: bytes) -> None:
        """Send all of it."""
        rest = memoryview(words)
        while rest:
            self.hurry()
            rest = rest[self.link.send(rest) :]

    def heard(self) -> str:
        """The answer, to its end; a connection that ends without one is no answer."""
        words = b""
        while not words.endswith(b"\0"):
            self.hurry()
            more = self.link.recv(LONGEST_ANSWER)
            words += more
            if not more or len(words) > LONGEST_ANSWER:
                message = "it ended without an answer"
                raise ConnectionError(message)
        return words.rstrip(b"\0\n").decode("utf-8", "replace")


@contextmanager
def _conversation(seconds: float) -> Iterator[_Line]:
    """A connection to the scanner; whatever is wrong with it is NoAnswer."""
    until = time.monotonic() + seconds
    try:
        with _connected(seconds) as link:
            yield _Line(link, until)
    except OSError as error:
        raise NoAnswer(str(error) or "no answer in time") from error


def _connected(seconds: float) -> socket.socket:
    """A connection over TCP (`clamd://host:port`), or over a socket of this machine (its path)."""
    where = urlsplit(settings.PORTAL_SCANNER)
    if where.hostname:
        return socket.create_connection((where.hostname, where.port or PORT), seconds)
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(seconds)
    try:
        link.connect(where.path)
    except OSError:
        link.close()
        raise
    return link
