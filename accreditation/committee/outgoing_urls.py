"""Addresses of what leaves the Committee's room; receipts and briefs are asked for as documents."""

from django.urls import URLPattern, path

from accreditation.committee import outgoing_calendar

urlpatterns: list[URLPattern] = [
    path(
        "<path:reference>/calendar.ics",
        outgoing_calendar.CalendarView.as_view(),
        name="calendar",
    ),
]
