"""A person's deadlines at a secret address, read by a calendar program without login."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.utils import translation
from django.views import View

from accreditation.deadlines import calendar_of
from partners.guessing import count_try, kept_by_nobody, tried
from partners.models import CalendarAddress, User

WRONG_CODES_A_MINUTE: Final = 30
FEED: Final = "calendar-feed"


class FeedView(View):
    """Who knows the code reads; every other code has one answer, whatever is the matter with it."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The calendar (200), no such thing (404), or too many wrong codes (429)."""
        if tried(request, what=FEED) >= WRONG_CODES_A_MINUTE:
            refused = render(request, "429.html", status=429)
            refused["Retry-After"] = "60"
            return refused
        address = CalendarAddress.objects.opened_by(code)
        if address is None:
            count_try(request, what=FEED)
            return kept_by_nobody(HttpResponseNotFound("Not found", content_type="text/plain"))
        return feed(address.user)


def feed(user: User) -> HttpResponse:
    """The person's calendar in that person's language."""
    with translation.override(user.language):
        content = calendar_of(user).to_ical()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="deadlines.ics"'
    return kept_by_nobody(response)
