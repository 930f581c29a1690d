"""The one way in which a file that somebody gave leaves the portal."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from accreditation.kept_files import KeptFile

RETRY_SECONDS = 60


def served(request: HttpRequest, kept: KeptFile, *, name: str = "") -> HttpResponseBase:
    """The file as an attachment, in a sandbox: to save, and never to open in the portal's pages.

    What the scanner has not looked at (503) or found infected (409) is served to nobody: a page
    says why. Who may ask is the caller's to check.
    """
    if kept.is_withheld:
        return _withheld(request, kept, name=name or kept.name)
    try:
        content = kept.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        content,
        as_attachment=True,
        filename=name or kept.name,
        content_type=kept.content_type,
    )
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _withheld(request: HttpRequest, kept: KeptFile, *, name: str) -> HttpResponseBase:
    """The page that says why a file is not served."""
    status = 409 if kept.is_infected else 503
    context = {"kept": kept, "name": name}
    answer = render(request, "accreditation/withheld.html", context, status=status)
    if kept.is_pending:
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer
