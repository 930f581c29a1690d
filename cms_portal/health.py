"""Whether the portal is well: database, broker, worker and scanner, each with its reason if not."""

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import Max
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import server_error
from kombu.exceptions import OperationalError as BrokerError

from accreditation import scanner
from cms_portal.celery import PATIENCE, app
from cms_portal.models import WorkerHeartbeat

OK: Final = "ok"
ANSWER_SECONDS: Final = 2.5
SILENCE: Final = timedelta(seconds=90)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The state of the parts asked for with ?of=database,broker, or of all: 200, or 503."""
    asked = [part for part in request.GET.get("of", "").split(",") if part in parts()]
    state = look(asked or list(parts()))
    return JsonResponse(state, status=200 if set(state.values()) == {OK} else 503)


def out_of_order(request: HttpRequest) -> HttpResponse:
    """The last page: 503 where the database does not answer in time, 500 for a fault of ours."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "30"})
    return server_error(request)


def parts() -> dict[str, Callable[[], str]]:
    """What the portal consists of here: a scanner only where one is set."""
    return PARTS | ({"scanner": _scanner} if scanner.is_set() else {})


def look(asked: list[str]) -> dict[str, str]:
    """Look at all parts at the same time; a part that hangs is not waited for."""
    state = dict.fromkeys(asked, f"no answer within {ANSWER_SECONDS} seconds")
    threads = [Thread(target=_note, args=(part, state), daemon=True) for part in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(ANSWER_SECONDS)
    return dict(state)


def _note(part: str, state: dict[str, str]) -> None:
    """Write down how one part is."""
    state[part] = parts()[part]()


def _with_database(question: Callable[[], str]) -> str:
    """Ask over a connection of this thread's own, which is closed at the end."""
    try:
        return question()
    except DatabaseError:
        return "the database does not answer"
    finally:
        connection.close()


def _database() -> str:
    """Whether the database answers a question."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _worker() -> str:
    """Whether a worker gave a sign of life lately."""
    seen = WorkerHeartbeat.objects.aggregate(silence=Now() - Max("seen_at"))["silence"]
    if seen is None:
        return "no worker has been seen yet"
    if seen > SILENCE:
        return f"no worker has been seen for {int(seen.total_seconds())} seconds"
    return OK


def _broker() -> str:
    """Whether the broker takes a connection, or its folder a file."""
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        return OK if os.access(settings.BROKER_FOLDER, os.W_OK) else "the folder cannot be written"
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=PATIENCE)
    except (BrokerError, OSError):
        return "the broker does not answer"
    return OK


def _scanner() -> str:
    """Whether the virus scanner answers; without it files wait unchecked and are not served."""
    return OK if scanner.ping() else "the scanner does not answer: new files wait, unchecked"


PARTS: Final[dict[str, Callable[[], str]]] = {
    "database": lambda: _with_database(_database),
    "broker": _broker,
    "worker": lambda: _with_database(_worker),
}
