"""Addresses of the Committee's room."""

from django.urls import path

from accreditation.committee import (
    acts,
    asked_out,
    bloc_views,
    desk_urls,
    gate_views,
    outgoing_urls,
    views,
)

app_name = "committee"
urlpatterns = [
    path("", views.CommitteeView.as_view(), name="list"),
    path(
        "blocs/<path:reference>/position/",
        bloc_views.BlocPositionView.as_view(),
        name="bloc-position",
    ),
    path("blocs/<path:reference>/", bloc_views.BlocView.as_view(), name="bloc"),
    path("<path:reference>/position/", acts.PositionView.as_view(), name="position"),
    path(
        "<path:reference>/receipt/<str:seat>/<str:capacity>/<int:number>/",
        acts.ReceiptView.as_view(),
        name="receipt",
    ),
    path("<path:reference>/step-out/", acts.RecuseView.as_view(), name="recuse"),
    path("<path:reference>/ask-out/", asked_out.AskOutView.as_view(), name="ask-out"),
    path("<path:reference>/declare/", gate_views.DeclareView.as_view(), name="declare"),
    path("<path:reference>/note/", acts.NoteView.as_view(), name="note"),
    path("<path:reference>/documents/<uuid:uuid>/", acts.DocumentView.as_view(), name="document"),
    *desk_urls.urlpatterns,
    *outgoing_urls.urlpatterns,
    path("<path:reference>/", views.ItemView.as_view(), name="item"),
]
