"""Addresses of this room."""

from django.urls import path

from accreditation.proposals import edit_views, translate_views, views

app_name = "proposals"
PROCESS = "process/<str:reference>"
urlpatterns = [
    path("", views.ProposalListView.as_view(), name="list"),
    path("proposal/<str:reference>/", views.ProposalView.as_view(), name="proposal"),
    path("proposal/<str:reference>/comment/", views.CommentView.as_view(), name="comment"),
    path(f"{PROCESS}.json", views.ProcessJsonView.as_view(), name="process-json"),
    path(f"{PROCESS}/", views.ProcessView.as_view(), name="process"),
    path(f"{PROCESS}/edit/", edit_views.OutlineView.as_view(), name="edit"),
    path(f"{PROCESS}/edit/add/<path:path>/", edit_views.AddView.as_view(), name="edit-add"),
    path(
        f"{PROCESS}/edit/remove/<path:path>/", edit_views.RemoveView.as_view(), name="edit-remove"
    ),
    path(f"{PROCESS}/edit/move/<path:path>/", edit_views.MoveView.as_view(), name="edit-move"),
    path(
        f"{PROCESS}/edit/element/<path:path>/",
        edit_views.ElementView.as_view(),
        name="edit-element",
    ),
    path(
        f"{PROCESS}/translations/", translate_views.TranslationView.as_view(), name="translations"
    ),
    path(
        f"{PROCESS}/translations/<path:path>/",
        translate_views.TranslatePartView.as_view(),
        name="translate",
    ),
    path("<str:reference>/", views.GroupView.as_view(), name="group"),
]
