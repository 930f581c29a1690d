"""Verifying a certificate by its code or a document by its hash: database and web are enough."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views import View

from accreditation.register.models import Accreditation, AccreditationState
from partners.clock import portal_today
from partners.guessing import count_try
from reporting.documents import IssuedDocument

GUESSES_A_MINUTE: Final = 60
CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,100}")
SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verdict:
    """What the register says about a certificate today."""

    label: str | Promise
    meaning: str | Promise
    tone: str


IN_FORCE: Final = Verdict(
    _("In force"), _("The accreditation stands today, as the register has it."), "good"
)
EXPIRED: Final = Verdict(
    _("Expired"), _("The accreditation ended with its last day and was not renewed."), "bad"
)
VERDICTS: Final = {
    AccreditationState.ACTIVE: IN_FORCE,
    AccreditationState.NOTICE: IN_FORCE,
    AccreditationState.SUSPENDED: Verdict(
        _("Suspended"),
        _("The Standing Committee has suspended the accreditation; it does not stand today."),
        "bad",
    ),
    AccreditationState.WITHDRAWN: Verdict(
        _("Withdrawn"), _("The Standing Committee has withdrawn the accreditation."), "bad"
    ),
    AccreditationState.EXPIRED: EXPIRED,
    AccreditationState.RELINQUISHED: Verdict(
        _("Given up"), _("The partner has given the accreditation up."), "bad"
    ),
    AccreditationState.RENEWED: Verdict(
        _("Renewed"),
        _("A newer accreditation of this partner has taken its place; see the register."),
        "waiting",
    ),
}


def verdict(accreditation: Accreditation) -> Verdict:
    """What stands today; after its last day an accreditation is over, whatever its state."""
    if accreditation.is_in_force and accreditation.valid_until < portal_today():
        return EXPIRED
    return VERDICTS[AccreditationState(accreditation.state)]


def is_guessing(request: HttpRequest) -> bool:
    """Whether too many codes were tried from one address in this minute."""
    return count_try(request, what="verify") > GUESSES_A_MINUTE


def code_in(typed: str) -> str:
    """The code in what was typed: the code itself, or the address that the QR code leads to."""
    typed = typed.strip()
    found = CODE.search(typed.rstrip("/").rpartition("/")[2])
    return found[0] if found else ""


class VerifyView(View):
    """Enter the code of a certificate, or the hash of a document."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the code; with one, go to its page."""
        if code := code_in(request.GET.get("code", "")):
            return redirect("verify-code", code)
        return render(request, "reporting/verify.html")


class VerifyCodeView(View):
    """What the register says about one code, without login."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The verdict (200), nothing known (404), or too many tries (429)."""
        if is_guessing(request):
            refused = render(request, "429.html", status=429)
            refused["Retry-After"] = "60"
            return refused
        response = self.found(request, code)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def found(self, request: HttpRequest, code: str) -> HttpResponse:
        """The page for what the code belongs to."""
        if not CODE.fullmatch(code):
            return self.page(request, status=404, unknown=True)
        found = (
            Accreditation.objects.select_related("organisation__country", "process")
            .filter(code=code)
            .first()
        )
        if found is not None:
            return self.page(request, accreditation=found, verdict=verdict(found))
        document = self.document(code.lower())
        if document is not None:
            visible = IssuedDocument.objects.visible_to(request.user).filter(pk=document.pk)
            return self.page(request, document=document, is_visible=visible.exists())
        return self.page(request, status=404, unknown=True)

    def document(self, code: str) -> IssuedDocument | None:
        """The issued document with this hash."""
        if not SHA256.fullmatch(code):
            return None
        return IssuedDocument.objects.issued().filter(sha256=code).first()

    def page(self, request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page of a code."""
        context["again_url"] = reverse("verify")
        return render(request, "reporting/verdict.html", context, status=status)
