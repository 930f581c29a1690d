"""A virus scanner for tests: it speaks clamd's INSTREAM and says what it is told to say."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings

Says = Callable[[bytes], bytes]
FOUND = b"stream: Example.Virus FOUND\0"
OK = b"stream: OK\0"
MARK = b"A-MARK-THAT-ONLY-THE-SCANNER-KNOWS"


def marked(data: bytes) -> bytes:
    """What a scanner says that knows one mark."""
    return FOUND if MARK in data else OK


@contextmanager
def scanner(says: Says = marked) -> Iterator[list[bytes]]:
    """A scanner on this machine, set for the block; the files it was sent."""
    sent: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(listener, says, sent), daemon=True)
        thread.start()
        with _set(f"clamd://127.0.0.1:{port}"):
            yield sent
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@contextmanager
def no_scanner_there() -> Iterator[None]:
    """A scanner is set, and nobody listens at its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with _set(f"clamd://127.0.0.1:{port}"):
        yield


@contextmanager
def silent_scanner() -> Iterator[None]:
    """A scanner that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener, at(listener):
        yield


def hang_up(listener: socket.socket) -> None:
    """Say after a few bytes that it is too much, and hang up."""
    link, _address = listener.accept()
    with link:
        link.recv(1000)
        link.sendall(b"INSTREAM size limit exceeded. ERROR\0")


@contextmanager
def at(listener: socket.socket) -> Iterator[None]:
    """The scanner is set to be where somebody listens."""
    with _set(f"clamd://127.0.0.1:{listener.getsockname()[1]}"):
        yield


@contextmanager
def _set(address: str) -> Iterator[None]:
    """The setting, for the block."""
    before = settings.PORTAL_SCANNER
    settings.PORTAL_SCANNER = address
    try:
        yield
    finally:
        settings.PORTAL_SCANNER = before


def _serve(listener: socket.socket, says: Says, sent: list[bytes]) -> None:
    """Answer one connection after the other, until the listener is closed."""
    while True:
        try:
            link, _address = listener.accept()
        except OSError:
            return
        with link, link.makefile("rb") as heard:
            if _command(heard.read) == b"zPING":
                link.sendall(b"PONG\0")
                continue
            data = b""
            while size := int.from_bytes(heard.read(4), "big"):
                data += heard.read(size)
            sent.append(data)
            link.sendall(says(data))


def _command(read: Callable[[int], bytes]) -> bytes:
    """What is asked, to its closing zero."""
    words = b""
    while (letter := read(1)) != b"\0":
        words += letter
    return words
