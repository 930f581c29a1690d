"""The addresses of the workflow: each room's, and the one behind every step."""

from django.urls import include, path

from accreditation.feed import FeedView
from accreditation.views import HomeView, StepCalendarView, StepView

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("steps/<str:kind>/<path:reference>/<str:step>/", StepView.as_view(), name="step"),
    path(
        "deadlines/<str:kind>/<path:reference>.ics",
        StepCalendarView.as_view(),
        name="step-calendar",
    ),
    path("calendar/<str:code>.ics", FeedView.as_view(), name="calendar-feed"),
    path("working-group/", include("accreditation.proposals.urls")),
    path("committee/", include("accreditation.committee.urls")),
    path("records/", include("accreditation.committee.record_urls")),
    path("applications/", include("accreditation.applications.urls")),
    path("people/organisation/<uuid:uuid>/documents/", include("accreditation.wallet.urls")),
    path("screening/", include("accreditation.screening.urls")),
    path("register/", include("accreditation.register.urls")),
]
