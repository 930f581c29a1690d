"""Addresses of the published records."""

from django.urls import path

from accreditation.committee import record_views

urlpatterns = [
    path("", record_views.RecordListView.as_view(), name="records"),
    path("<path:reference>.json", record_views.RecordJsonView.as_view(), name="record-json"),
    path("<path:reference>/", record_views.RecordView.as_view(), name="record"),
]
