"""Giving again what was given before: from the organisation's documents or with an application."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accreditation.applications.models import Application, Upload
from accreditation.applications.states import WRITABLE
from accreditation.applications.uploads import put
from accreditation.applications.writing import held
from accreditation.examining import UploadRefused
from accreditation.wallet.models import WalletDocument
from accreditation.wallet.uses import USES, Use
from partners.clock import portal_today


def reuse(
    application: Application, document: str, part: int, kept: WalletDocument, *, by: Any
) -> Upload:
    """Put a document of the organisation into a slot, on the same stored bytes.

    The upload keeps the document's last day as it is now. Raises UploadRefused (taken out, expired
    or infected since the page was shown, or another organisation's), MovedOn or NotOpen.
    """
    with held(application, "document", document) as fresh:
        usable = WalletDocument.objects.usable_on(portal_today()).select_for_update()
        own = usable.filter(organisation=fresh.organisation_id, pk=kept.pk).first()
        if own is None:
            raise UploadRefused(
                _("“%(title)s” cannot be used any more: it was taken out, or has expired.")
                % {"title": kept.title}
            )
        upload = Upload(document=document, part=part, uploaded_by=by, wallet_document=own)
        upload.take_over(own)
        upload.valid_until = own.valid_until
        return put(fresh, upload)


def carry_documents(previous: Application, application: Application, *, by: Any) -> list[Upload]:
    """Give the files of an earlier application with a new one, where it has the same slot.

    A slot is the same by the document's code and the part. Carried are files that stand, did not
    expire before today in Bonn and are not infected; reasons for having none are not carried,
    nor is anything into a slot that is filled already. All or nothing; the uploads made, each
    naming where it came from. Raises MovedOn, or ValueError where the organisations differ.
    """
    if previous.organisation_id != application.organisation_id:
        message = f"{application} and {previous} are not of the same organisation"
        raise ValueError(message)
    today = portal_today()
    with held(application, "document") as fresh:
        documents = fresh.process.content["documents"]
        free = {(each["code"], n) for each in documents for n in range(1, each["count"] + 1)}
        free -= set(fresh.uploads.live().values_list("document", "part"))
        before = previous.uploads.live().exclude(file="").order_by("document", "part")
        standing = [u for u in before if not (u.is_infected or u.is_expired_on(today))]
        return [
            _carried(upload, fresh, by=by)
            for upload in standing
            if (upload.document, upload.part) in free
        ]


def _carried(before: Upload, application: Application, *, by: Any) -> Upload:
    """The same file, given with another application."""
    upload = Upload(
        document=before.document,
        part=before.part,
        uploaded_by=by,
        valid_until=before.valid_until,
        wallet_document_id=before.wallet_document_id,
        carried_from=before,
    )
    upload.take_over(before)
    return put(application, upload)


def uses_of(documents: Sequence[WalletDocument]) -> Iterator[Use]:
    """The applications with which documents of an organisation are given; one query."""
    uploads = Upload.objects.live().filter(wallet_document__in=documents)
    shown = uploads.select_related("application__invitation").defer("application__dossier")
    for upload in shown.order_by("application", "document", "part"):
        application = upload.application
        yield Use(
            document=upload.wallet_document_id,  # type: ignore[arg-type] # the filter names them
            label=_("%(code)s of the application to “%(invitation)s”")
            % {"code": upload.document, "invitation": application.invitation.title},
            url=application.get_absolute_url(),
            is_running=application.state in WRITABLE,
        )


def register() -> None:
    """Have the organisation's documents show in which applications they are used."""
    if uses_of not in USES:
        USES.append(uses_of)
