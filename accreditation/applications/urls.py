"""Addresses of this room."""

from django.urls import path

from accreditation.applications import answering, asking_forms, forms, presenting
from accreditation.applications.views.applications import ApplicationView, CheckView
from accreditation.applications.views.cosigning import AskSignatureView, PendingSignatureView
from accreditation.applications.views.documents import (
    ConfirmView,
    DocumentsView,
    ExplainView,
    FileView,
    RemoveView,
    ReuseView,
    UploadView,
)
from accreditation.applications.views.findings import FindingsView
from accreditation.applications.views.invitations import (
    BeginView,
    InvitationListView,
    InvitationView,
)
from accreditation.applications.views.rehearsal import RehearsalView
from accreditation.applications.views.sections import SectionView
from accreditation.applications.views.signing import SignFileView, SignView

__all__ = ["answering", "app_name", "asking_forms", "forms", "presenting", "urlpatterns"]

app_name = "applications"
INVITATION = "invitations/<path:reference>/"
LINK = "sign/<str:code>/"
ONE = "<path:reference>/"
SLOT = f"{ONE}documents/<str:code>/<int:part>/"
urlpatterns = [
    path("", InvitationListView.as_view(), name="list"),
    path("rehearsal/", RehearsalView.as_view(), name="rehearsal"),
    path(f"{LINK}files/<uuid:uuid>/", SignFileView.as_view(), name="sign-file"),
    path(LINK, SignView.as_view(), name="sign"),
    path(f"{INVITATION}begin/", BeginView.as_view(), name="begin"),
    path(INVITATION, InvitationView.as_view(), name="invitation"),
    path(f"{ONE}sections/<str:code>/", SectionView.as_view(), name="section"),
    path(f"{ONE}documents/", DocumentsView.as_view(), name="documents"),
    path(f"{SLOT}upload/", UploadView.as_view(), name="upload"),
    path(f"{SLOT}reuse/", ReuseView.as_view(), name="reuse"),
    path(f"{SLOT}confirm/", ConfirmView.as_view(), name="confirm"),
    path(f"{SLOT}explain/", ExplainView.as_view(), name="explain"),
    path(f"{SLOT}remove/", RemoveView.as_view(), name="remove"),
    path(f"{ONE}files/<uuid:uuid>/", FileView.as_view(), name="file"),
    path(f"{ONE}check/", CheckView.as_view(), name="check"),
    path(f"{ONE}signature/ask/", AskSignatureView.as_view(), name="ask-signature"),
    path(f"{ONE}signature/", PendingSignatureView.as_view(), name="signature"),
    path(f"{ONE}findings/", FindingsView.as_view(), name="findings"),
    path(ONE, ApplicationView.as_view(), name="application"),
]
