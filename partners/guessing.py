"""Counting tries of secret codes by address, for all web processes together."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from partners.clock import portal_now


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
