"""Addresses of this room."""

from django.urls import path

from accreditation.register import proof_forms, proof_views, status_forms, views

__all__ = ["app_name", "proof_forms", "status_forms", "urlpatterns"]

app_name = "register"
urlpatterns = [
    path("", views.RegisterView.as_view(), name="list"),
    path("<path:reference>/conditions/", proof_views.ConditionsView.as_view(), name="conditions"),
    path(
        "<path:reference>/proofs/<uuid:uuid>/",
        proof_views.ProofFileView.as_view(),
        name="proof-file",
    ),
    path("<path:reference>/", views.AccreditationView.as_view(), name="detail"),
]
