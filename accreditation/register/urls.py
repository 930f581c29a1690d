"""Addresses of this room."""

from django.urls import path

from accreditation.register import status_forms, views

__all__ = ["app_name", "status_forms", "urlpatterns"]

app_name = "register"
urlpatterns = [
    path("", views.RegisterView.as_view(), name="list"),
    path("<path:reference>/", views.AccreditationView.as_view(), name="detail"),
]
