"""What every request passes: the person's language, and the second factor where it is required."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.views.defaults import page_not_found

Answer = Callable[[HttpRequest], HttpResponse]
ALWAYS_OPEN = ("/accounts/", "/i18n/", "/static/", "/healthz")


class UserLanguage:
    """A signed-in person's own language, unless this browser has chosen one."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if not chosen and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class RequireSecondFactor:
    """Secretariat and Committee set up a second factor before anything else (a setting)."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send people who need a second factor and have none to the page where they set it up."""
        if self.is_wanting(request):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def is_wanting(self, request: HttpRequest) -> bool:
        """Whether this person must first set up a second factor."""
        user = request.user
        if not settings.PORTAL_REQUIRE_MFA or not user.is_authenticated:
            return False
        if request.path.startswith(ALWAYS_OPEN):
            return False
        decides = user.is_officer or user.represents.filter(until__isnull=True).exists()
        return decides and not is_mfa_enabled(user, ["totp", "webauthn"])


class UnstorableText:
    """What is asked for by a text that PostgreSQL cannot hold does not exist (404)."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A zero byte in an address or a field without a form; forms refuse it themselves."""
        if isinstance(error, ValueError) and "NUL (0x00)" in str(error):
            return page_not_found(request, Http404())
        return None
