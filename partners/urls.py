"""Addresses of people and organisations."""

from django.urls import path

from partners import (
    account_views,
    data_views,
    invitation_views,
    organisation_views,
    place_views,
    views,
)

app_name = "partners"
urlpatterns = [
    path("inbox/", views.InboxView.as_view(), name="inbox"),
    path("inbox/<uuid:uuid>/", views.NoticeView.as_view(), name="notice"),
    path("account/", account_views.AccountView.as_view(), name="account"),
    path(
        "account/calendar/",
        account_views.CalendarAddressView.as_view(),
        name="account-calendar",
    ),
    path("account/data/", data_views.OwnDataView.as_view(), name="account-data"),
    path("account/erase/", data_views.EraseView.as_view(), name="account-erase"),
    path("account/data.json", data_views.OwnDataFileView.as_view(), name="account-data-file"),
    path("organisation/", organisation_views.MyOrganisationView.as_view(), name="organisation"),
    path(
        "organisation/new/",
        organisation_views.OrganisationNewView.as_view(),
        name="organisation-new",
    ),
    path(
        "organisation/<uuid:uuid>/",
        organisation_views.OrganisationView.as_view(),
        name="organisation-detail",
    ),
    path(
        "organisation/<uuid:uuid>/edit/",
        organisation_views.OrganisationEditView.as_view(),
        name="organisation-edit",
    ),
    path(
        "organisation/<uuid:uuid>/invite/",
        invitation_views.InvitePersonView.as_view(),
        name="invite",
    ),
    path(
        "organisation/<uuid:uuid>/invited/<int:pk>/",
        invitation_views.PendingInvitationView.as_view(),
        name="invited",
    ),
    path(
        "organisation/<uuid:uuid>/people/<int:pk>/",
        place_views.RoleView.as_view(),
        name="role",
    ),
    path(
        "organisation/<uuid:uuid>/people/<int:pk>/hand-over/",
        place_views.HandOverView.as_view(),
        name="hand-over",
    ),
    path(
        "organisation/<uuid:uuid>/contact-point/<slug:act>/",
        place_views.ContactPointView.as_view(),
        name="contact-point",
    ),
    path(
        "invitations/<str:code>/",
        invitation_views.AcceptInvitationView.as_view(),
        name="invitation",
    ),
]
