"""Documents: asked for, watched while they are made, and had as a file."""

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View

from partners.permissions import is_person
from reporting.documents import DocumentState, IssuedDocument
from reporting.issuing import ask, file_name
from reporting.printed.kinds import PRINTED

FOR_EVER = 365 * 24 * 60 * 60


class AskView(View):
    """Ask for a document: POST with kind, subject and, if not the page's, a language."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Have it made, or find the one that says the same, and go to its page."""
        printed = PRINTED.get(request.POST.get("kind", ""))
        if printed is None:
            raise Http404
        subject = get_object_or_404(
            printed.subjects(request.user), **{printed.lookup: request.POST.get("subject", "")}
        )
        language = request.POST.get("language") or get_language() or "en"
        if language not in dict(settings.LANGUAGES):
            raise Http404
        by = request.user if is_person(request.user) else None
        return redirect(ask(request.POST["kind"], subject, language=language, by=by))


def visible(request: HttpRequest, uuid: Any) -> IssuedDocument:
    """The document, if the person may know of it; otherwise 404."""
    return get_object_or_404(IssuedDocument.objects.visible_to(request.user), uuid=uuid)


def words(document: IssuedDocument) -> str:
    """How far a document is, in a sentence."""
    if document.state == DocumentState.ISSUED:
        return _("The document is issued.")
    if document.state == DocumentState.FAILED and document.is_private:
        return _("The document could not be made. Ask for it again later.")
    if document.state == DocumentState.FAILED:
        return _("The document could not be made. The Secretariat has been told.")
    if document.state == DocumentState.QUEUED:
        return _("Queued: the portal takes it up in a moment.")
    if not document.parts_total:
        return _("Being made: the pages are laid out.")
    return _("Being made: %(done)s of %(total)s parts are laid out.") % {
        "done": document.parts_done,
        "total": document.parts_total,
    }


class DocumentView(View):
    """One document: how far it is, then the file with its hash."""

    def get(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        """The page; it reloads itself while the document is being made."""
        document = visible(request, uuid)
        context = {"document": document, "words": words(document)}
        response = render(request, "reporting/document.html", context)
        response["Cache-Control"] = "no-store"
        return response


class ProgressView(View):
    """How far a document is, for the page's script."""

    def get(self, request: HttpRequest, uuid: Any) -> JsonResponse:
        """Parts done and in all, the sentence, and whether it is finished."""
        document = visible(request, uuid)
        return JsonResponse(
            {
                "done": document.parts_done,
                "total": document.parts_total,
                "words": words(document),
                "finished": document.is_finished,
            },
            headers={"Cache-Control": "no-store"},
        )


class FileView(View):
    """The issued file, for those who may see the document; it never runs in our origin."""

    def get(self, request: HttpRequest, uuid: Any) -> FileResponse:
        """The bytes as an attachment."""
        document = visible(request, uuid)
        if not document.is_issued:
            raise Http404
        response = FileResponse(
            document.file.open("rb"),
            as_attachment=True,
            filename=file_name(document),
            content_type="application/pdf",
        )
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        response["ETag"] = f'"{document.sha256}"'
        response["Cache-Control"] = (
            f"public, max-age={FOR_EVER}, immutable" if document.is_public else "private, no-store"
        )
        return response
