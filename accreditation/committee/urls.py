"""Addresses of the Committee's room."""

from django.urls import path

from accreditation.committee import acts, views

app_name = "committee"
urlpatterns = [
    path("", views.CommitteeView.as_view(), name="list"),
    path("<path:reference>/position/", acts.PositionView.as_view(), name="position"),
    path(
        "<path:reference>/receipt/<str:seat>/<str:capacity>/<int:number>/",
        acts.ReceiptView.as_view(),
        name="receipt",
    ),
    path("<path:reference>/step-out/", acts.RecuseView.as_view(), name="recuse"),
    path("<path:reference>/documents/<uuid:uuid>/", acts.DocumentView.as_view(), name="document"),
    path("<path:reference>/", views.ItemView.as_view(), name="item"),
]
