"""Addresses of this room: for officers alone."""

from django.urls import path

from accreditation.screening import views

app_name = "screening"
urlpatterns = [
    path("<path:reference>/hits/<uuid:uuid>/", views.JudgeView.as_view(), name="judge"),
    path("<path:reference>/", views.ScreenView.as_view(), name="run"),
]
