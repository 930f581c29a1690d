"""Many requests at once on one item, each on a connection of its own, and what came of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from accreditation.committee.models import Item
from partners.clock import portal_now
from partners.models import User

THREADS = 20
PATIENCE = 120  # seconds

Form = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What one request was answered, and between which two instants of the database's clock."""

    asked_at: datetime
    answered_at: datetime
    status: int
    location: str = ""
    fault: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the browser was sent to a receipt."""
        return self.status == 302 and "/receipt/" in self.location

    @property
    def is_refused(self) -> bool:
        """Whether the page said that it is no longer possible."""
        return self.status == 409


class Crowd:
    """Posts of one person's positions on one item, sent by many threads together."""

    def __init__(self, item: Item, user: User) -> None:
        """Sign the person in once; every request carries that session."""
        self.address = reverse("committee:position", args=[item.reference])
        client = Client()
        client.force_login(user)
        self.cookies = client.cookies
        self.answers: list[Answer] = []

    def post(
        self, forms: list[Form], *, ahead: float = 0, beside: Callable[[], Any] | None = None
    ) -> list[Answer]:
        """Send every form once, with the clock so many seconds ahead; `beside` acts meanwhile."""
        waiting: SimpleQueue[Form] = SimpleQueue()
        for form in forms:
            waiting.put(form)
        start = Barrier(THREADS + (beside is not None))
        threads = [Thread(target=self._send, args=(waiting, start, ahead)) for _ in range(THREADS)]
        if beside is not None:
            threads.append(Thread(target=_act, args=(beside, start, ahead)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads)
        return self.answers

    def _send(self, waiting: "SimpleQueue[Form]", start: Barrier, ahead: float) -> None:
        """One thread: take forms until none is left."""
        with own_clock(ahead):
            start.wait(PATIENCE)
            for form in taken_from(waiting):
                self.answers.append(self._asked(form))

    def _asked(self, form: Form) -> Answer:
        """One request."""
        client = Client(raise_request_exception=False)
        client.cookies = self.cookies
        asked_at = portal_now()
        response = client.post(self.address, {**form, "confirm": "1"})
        return Answer(
            asked_at=asked_at,
            answered_at=portal_now(),
            status=response.status_code,
            location=response.headers.get("Location", ""),
        )


def taken_from(waiting: "SimpleQueue[Form]") -> Iterator[Form]:
    """The forms that are left, one by one."""
    while True:
        try:
            yield waiting.get_nowait()
        except Empty:
            return


class own_clock:  # noqa: N801 - reads as a sentence
    """A connection of the thread's own, with the database's clock ahead; closed afterwards."""

    def __init__(self, ahead: float) -> None:
        """Take the seconds."""
        self.ahead = ahead

    def __enter__(self) -> None:
        """Move the clock."""
        with connection.cursor() as cursor:
            cursor.execute("SET portal.clock_offset = %s", [str(self.ahead)])

    def __exit__(self, *_error: object) -> None:
        """Leave the connection."""
        connection.close()


def _act(beside: Callable[[], Any], start: Barrier, ahead: float) -> None:
    """Another actor, at the same moment and by the same clock."""
    with own_clock(ahead):
        start.wait(PATIENCE)
        beside()
