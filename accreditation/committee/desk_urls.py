"""Addresses of what the Secretariat does in the Committee's room."""

from django.urls import URLPattern, path

from accreditation.committee import desk_letters, desk_views

urlpatterns: list[URLPattern] = [
    path(
        "transcriptions/<path:reference>/scan/",
        desk_letters.ScanView.as_view(),
        name="transcription-scan",
    ),
    path(
        "transcriptions/<path:reference>/",
        desk_letters.TranscriptionView.as_view(),
        name="transcription",
    ),
    path("<path:reference>/meeting/", desk_views.RecordView.as_view(), name="record"),
    path("<path:reference>/transcribe/", desk_letters.TranscribeView.as_view(), name="transcribe"),
    path(
        "<path:reference>/transcriptions/",
        desk_letters.TranscriptionsView.as_view(),
        name="transcriptions",
    ),
    path("<path:reference>/simulation/", desk_views.SimulationView.as_view(), name="simulation"),
]
