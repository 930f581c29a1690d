"""Secret codes in addresses: counting tries for all web processes together, telling nobody."""

from typing import TypeVar

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

from partners.clock import portal_now

R = TypeVar("R", bound=HttpResponseBase)


def _key(request: HttpRequest, what: str) -> str:
    """Where the tries of one address in this minute are counted."""
    address = get_adapter().get_client_ip(request) or "unknown"
    return f"{what}:{address}:{portal_now():%Y%m%d%H%M}"


def tried(request: HttpRequest, *, what: str) -> int:
    """How often one address has tried in this minute."""
    count: int = cache.get(_key(request, what), 0)
    return count


def count_try(request: HttpRequest, *, what: str) -> int:
    """Count one try more; how many there are in this minute."""
    key = _key(request, what)
    cache.add(key, 0, timeout=120)
    try:
        count: int = cache.incr(key)
    except ValueError:  # the entry was thrown out in between
        return 0
    return count


def kept_by_nobody(response: R) -> R:
    """An answer that nobody on the way keeps, and that tells nobody where it came from."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
