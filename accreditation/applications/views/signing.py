"""The page behind the link: what is signed, signed or declined once, without an account."""

from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from accreditation.applications.cosigning import NotSigned, TextChanged, decline, sign
from accreditation.applications.cosigning_forms import DeclineForm, SignForm
from accreditation.applications.models import Cosignature
from accreditation.applications.reading import Reading
from accreditation.applications.signed_content import content_sha256
from accreditation.serving import served
from partners.guessing import count_try, kept_by_nobody, tried

WRONG_CODES_A_MINUTE: Final = 30
SIGN: Final = "sign-by-link"
Answer = Callable[..., HttpResponseBase]


def told_to_nobody(view: Answer) -> Answer:
    """Answer so that nobody on the way keeps it, finds it, or learns the address from it."""

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return kept_by_nobody(view(*args, **kwargs))

    return answered


# The right to sign lies in the address and in no cookie, so there is nothing that another site
# could lend; and a page that sends no referrer sends its forms from no known origin.
@method_decorator([csrf_exempt, told_to_nobody], name="dispatch")
class LinkView(View):
    """What a link opens; every code that opens nothing has one answer."""

    http_method_names: Sequence[str] = ("get", "head", "post")
    request: HttpRequest
    cosignature: Cosignature

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the request behind the code (404), unless too many wrong ones came (429)."""
        if tried(request, what=SIGN) >= WRONG_CODES_A_MINUTE:
            refused = self.shown("applications/sign_too_often.html", status=429)
            refused["Retry-After"] = "60"
            return refused
        self.code: str = kwargs.pop("code")
        found = Cosignature.objects.opened_by(self.code)
        if found is None:
            count_try(request, what=SIGN)
            return self.shown("applications/sign_unknown.html", status=HTTPStatus.NOT_FOUND)
        self.cosignature = found
        with translation.override(self.language()):
            if not found.is_live:
                return self.closed()
            return super().dispatch(request, *args, **kwargs)

    def language(self) -> str:
        """The language asked for on the page, otherwise that of the mail."""
        asked = self.request.GET.get("language", "")
        return asked if asked in dict(settings.LANGUAGES) else self.cosignature.language

    def closed(self) -> HttpResponse:
        """Why the link can no longer be used, and nothing of the application (410)."""
        context = {"because": self.cosignature.closed_because}
        return self.shown("applications/sign_closed.html", status=HTTPStatus.GONE, **context)

    def shown(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page for somebody without an account."""
        return render(self.request, template, context, status=status)


class SignView(LinkView):
    """The whole application in words, and the form; looking changes nothing."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Everything that would be signed."""
        initial = {"name": self.cosignature.name, "function": self.cosignature.function}
        return self.page(SignForm(initial=initial), DeclineForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign, or say why not; of two at once, the second finds the link used."""
        try:
            return self.declined() if "decline" in request.POST else self.signed()
        except NotSigned:
            self.cosignature.refresh_from_db()
            return self.closed()

    def signed(self) -> HttpResponse:
        """Keep the signature, or show what is lacking, or the text that changed meanwhile."""
        form = SignForm(self.request.POST)
        if not form.is_valid():
            return self.page(form, DeclineForm(), status=422)
        given = {key: form.cleaned_data[key] for key in ("name", "function")}
        try:
            entry = sign(self.cosignature, **given, seen=self.request.POST.get("seen", ""))
        except TextChanged:
            again = SignForm(initial=given)  # what was ticked was ticked under another text
            return self.page(again, DeclineForm(), status=HTTPStatus.CONFLICT, has_changed=True)
        self.cosignature.refresh_from_db()
        return self.shown("applications/sign_done.html", cosignature=self.cosignature, entry=entry)

    def declined(self) -> HttpResponse:
        """Keep that it was declined, with the reason."""
        form = DeclineForm(self.request.POST)
        if not form.is_valid():
            initial = {"name": self.cosignature.name, "function": self.cosignature.function}
            return self.page(SignForm(initial=initial), form, status=422)
        entry = decline(self.cosignature, reason=form.cleaned_data["reason"])
        return self.shown("applications/sign_done.html", entry=entry)

    def page(
        self,
        sign_form: SignForm,
        decline_form: DeclineForm,
        *,
        status: int = 200,
        has_changed: bool = False,
    ) -> HttpResponse:
        """The page to read and sign, with the mark of what it shows."""
        application = self.cosignature.application
        return self.shown(
            "applications/sign.html",
            status=status,
            application=application,
            cosignature=self.cosignature,
            code=self.code,
            reading=Reading(application, file_address=self.file_address),
            seen=content_sha256(application),
            sign_form=sign_form,
            decline_form=decline_form,
            has_changed=has_changed,
        )

    def file_address(self, uuid: str) -> str:
        """Where a file is read with the link."""
        return reverse("applications:sign-file", args=[self.code, uuid])


class SignFileView(LinkView):
    """One document of the application, while the link can be used."""

    http_method_names = ("get", "head")

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponseBase:
        """Send the file as an attachment, in a sandbox."""
        uploads = self.cosignature.application.uploads.live().exclude(file="")
        return served(self.request, get_object_or_404(uploads, uuid=uuid))
