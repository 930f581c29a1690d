"""What somebody typed while the session ended: held for a while, and shown again after signing in.

Only what a form of a section sends is held, in the cache that all web processes share, under a code
of 128 bits that stands in the address to which signing in leads back.
"""

import secrets
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseRedirect, QueryDict

from accreditation.canonical import sha256_hex

SECONDS: Final = 2 * 60 * 60
MOST_BYTES: Final = 200_000
HELD: Final = "held"


def hold(request: HttpRequest) -> HttpResponseRedirect:
    """Hold what was sent, and lead to signing in and back to it; too much is not held."""
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    sent = typed.urlencode()
    if len(sent) > MOST_BYTES:
        return redirect_to_login(request.path)
    code = secrets.token_urlsafe(16)
    cache.set(key(code), sent, SECONDS)
    return redirect_to_login(f"{request.path}?{urlencode({HELD: code})}")


def held(request: HttpRequest) -> QueryDict | None:
    """What was typed before signing in, if the address leads back to it and it is still there."""
    code = request.GET.get(HELD, "")
    sent = cache.get(key(code)) if code else None
    return QueryDict(sent) if sent is not None else None


def key(code: str) -> str:
    """The key in the cache: the code's hash, so that any text may stand in the address."""
    return f"held-answers:{sha256_hex(code)}"
