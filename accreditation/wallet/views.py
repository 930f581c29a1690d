"""The page of an organisation's documents: its people read, those who write for it change."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views import View

from accreditation.examining import TYPES, UploadRefused
from accreditation.kept_files import Validity
from accreditation.serving import served
from accreditation.wallet.forms import AddForm, ChangeForm
from accreditation.wallet.keeping import ChangedMeanwhile, add, change, take_out
from accreditation.wallet.models import WalletDocument
from accreditation.wallet.uses import Use, uses_of
from partners.clock import portal_today
from partners.models import Membership, Organisation
from partners.organisation_views import OrganisationMixin
from partners.permissions import is_editor


@dataclass(frozen=True)
class Shown:
    """A document as the page shows it."""

    document: WalletDocument
    validity: Validity | None
    uses: list[Use]


def shown(documents: list[WalletDocument], today: date) -> list[Shown]:
    """Documents with how long they are valid and where they are used; one query for all uses."""
    uses = uses_of(documents)
    return [Shown(each, each.validity_on(today), uses[each.pk]) for each in documents]


class WalletMixin(OrganisationMixin):
    """The organisation in the address, for its own people; 404 for others, officers included."""

    def own(self, request: HttpRequest, uuid: UUID) -> Organisation:
        """The organisation."""
        found = self.organisation(request, uuid)
        if self.role(request, found) is None:
            raise Http404
        return found

    def written(self, request: HttpRequest, uuid: UUID) -> Organisation:
        """The organisation, for those who write for it; 403 for its readers."""
        found = self.own(request, uuid)
        if not self.writes(request, found):
            raise PermissionDenied(_("Only %(who)s may do this.") % {"who": is_editor.label})
        return found

    def writes(self, request: HttpRequest, organisation: Organisation) -> bool:
        """Whether the person writes for it."""
        return self.role(request, organisation) in Membership.WRITING

    def document(
        self, request: HttpRequest, organisation: Organisation, document: UUID
    ) -> WalletDocument:
        """The document in the address, or 404."""
        mine = WalletDocument.objects.visible_to(request.user).select_related("organisation")
        return get_object_or_404(mine, organisation=organisation, uuid=document)

    def page(
        self,
        request: HttpRequest,
        organisation: Organisation,
        form: Any = None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        """The page of all documents, with the form for another one where the person may add."""
        mine = WalletDocument.objects.visible_to(request.user).select_related("organisation")
        documents = mine.filter(organisation=organisation)
        context = {
            "organisation": organisation,
            "rows": shown(list(documents.order_by("title", "pk")), portal_today()),
            "may_write": self.writes(request, organisation),
            "form": form or AddForm(),
            "file_types": {"types": TYPES, "limit": settings.UPLOAD_MAX_BYTES},
        }
        return render(request, "wallet/documents.html", context, status=status)


class DocumentsView(WalletMixin, View):
    """All documents, with where each is used; type and size are told before one is added."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The page."""
        return self.page(request, self.own(request, uuid))


class AddView(WalletMixin, View):
    """Add a document."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The form stands on the page of all documents."""
        return redirect("wallet:documents", self.own(request, uuid).uuid)

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Look at the file and keep it, or say on the page what is wrong with it (422)."""
        organisation = self.written(request, uuid)
        form = AddForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(request, organisation, form, status=422)
        given = form.cleaned_data
        try:
            document = add(
                organisation,
                given["file"],
                title=given["title"],
                valid_until=given["valid_until"],
                by=request.user,
            )
        except UploadRefused as why:
            form.add_error("file", str(why))
            return self.page(request, organisation, form, status=422)
        messages.success(request, _("“%(title)s” is kept.") % {"title": document.title})
        return redirect("wallet:documents", organisation.uuid)


class DocumentView(WalletMixin, View):
    """One document: its title and last day, to be changed; what a colleague changed stays."""

    def get(self, request: HttpRequest, uuid: UUID, document: UUID) -> HttpResponse:
        """The form as the document stands."""
        kept = self.document(request, self.written(request, uuid), document)
        return self.one(request, kept, ChangeForm.of(kept))

    def post(self, request: HttpRequest, uuid: UUID, document: UUID) -> HttpResponse:
        """Change it; 409 where a colleague did so meanwhile."""
        kept = self.document(request, self.written(request, uuid), document)
        form = ChangeForm(request.POST)
        if not form.is_valid():
            return self.one(request, kept, form, status=422)
        try:
            change(kept, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile as now:
            form.add_error(None, told_of(now.document))
            return self.one(request, now.document, form, status=409)
        messages.success(request, _("Saved."))
        return redirect("wallet:documents", uuid)

    def one(
        self, request: HttpRequest, kept: WalletDocument, form: ChangeForm, *, status: int = 200
    ) -> HttpResponse:
        """The form's page."""
        [row] = shown([kept], portal_today())
        context = {"organisation": kept.organisation, "row": row, "form": form}
        return render(request, "wallet/document.html", context, status=status)


def told_of(document: WalletDocument) -> str:
    """What a colleague made of a document meanwhile."""
    if document.removed_at is not None:
        return _("A colleague took this document out in between; nothing was changed.")
    day = date_format(document.valid_until) if document.valid_until else _("does not expire")
    return _(
        "A colleague changed this document in between; nothing was overwritten. It is now "
        "“%(title)s”, valid until: %(day)s. Open it again to change it."
    ) % {"title": document.title, "day": day}


class TakeOutView(WalletMixin, View):
    """POST only: take a document out."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, uuid: UUID, document: UUID) -> HttpResponse:
        """Take it out; applications that use the file keep it."""
        kept = self.document(request, self.written(request, uuid), document)
        take_out(kept, by=request.user)
        messages.success(request, _("“%(title)s” was taken out.") % {"title": kept.title})
        return redirect("wallet:documents", uuid)


class FileView(WalletMixin, View):
    """The file of a document, to save."""

    def get(self, request: HttpRequest, uuid: UUID, document: UUID) -> HttpResponseBase:
        """The file, or the page that says why it is not served."""
        return served(request, self.document(request, self.own(request, uuid), document))
