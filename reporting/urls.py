"""The addresses of what goes out: reports, documents, verification, open data."""

from django.urls import URLPattern, URLResolver, include, path

from reporting import api, verification
from reporting.views import documents, reports

document_pages = [
    path("", documents.AskView.as_view(), name="ask"),
    path("<uuid:uuid>/", documents.DocumentView.as_view(), name="detail"),
    path("<uuid:uuid>/state.json", documents.ProgressView.as_view(), name="state"),
    path("<uuid:uuid>/file/", documents.FileView.as_view(), name="file"),
]

report_pages = [
    path("", reports.ReportListView.as_view(), name="list"),
    path("begin/", reports.BeginView.as_view(), name="begin"),
    path(
        "<path:reference>/sections/<str:section>/",
        reports.SectionView.as_view(),
        name="section",
    ),
    path("<path:reference>/", reports.ReportView.as_view(), name="report"),
]

open_data = [
    path("", api.IndexView.as_view(), name="api"),
    path("accreditations/", api.AccreditationsView.as_view(), name="api-accreditations"),
    path("records/", api.RecordsView.as_view(), name="api-records"),
    path("mandate/", api.MandateView.as_view(), name="api-mandate"),
    path("meetings/", api.MeetingsView.as_view(), name="api-meetings"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("documents/", include((document_pages, "documents"))),
    path("reports/", include((report_pages, "reports"))),
    path("verify/", verification.VerifyView.as_view(), name="verify"),
    path("verify/<str:code>/", verification.VerifyCodeView.as_view(), name="verify-code"),
    path("api/v1/", include(open_data)),
]
