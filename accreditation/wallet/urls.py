"""Addresses of the documents of one organisation."""

from django.urls import path

from accreditation.wallet import views

app_name = "wallet"
ONE = "<uuid:document>/"
urlpatterns = [
    path("", views.DocumentsView.as_view(), name="documents"),
    path("add/", views.AddView.as_view(), name="add"),
    path(ONE, views.DocumentView.as_view(), name="document"),
    path(f"{ONE}file/", views.FileView.as_view(), name="file"),
    path(f"{ONE}take-out/", views.TakeOutView.as_view(), name="take-out"),
]
