"""The copy of an application, for the organisation that handed it in."""

from typing import Any

from django.utils.translation import get_language

from accreditation.applications.counted_files import sound_uploads
from accreditation.applications.models import Application
from accreditation.proposals.answers import values_of
from accreditation.proposals.conditions import by_code
from accreditation.proposals.sections import in_words
from reporting.pdf import Part
from reporting.printed.wording import common, moment


def facts(application: Application) -> dict[str, Any]:
    """The answers in words, the documents with their hashes, and who declared them."""
    localised = application.process.in_language(get_language() or "en")
    titles = {code: question["label"] for code, question in by_code(localised["form"]).items()} | {
        document["code"]: document["title"] for document in localised["documents"]
    }
    organisation = application.organisation
    return common("application", application.reference) | {
        "application": application.reference,
        "name": organisation.name,
        "country": str(organisation.country),
        "invitation": application.invitation.reference,
        "process": application.process.reference,
        "process_sha256": application.process.sha256,
        "submitted_at": moment(application.submitted_at or application.state_since),
        "declared_by": application.declared_by,
        "declared_function": application.declared_function,
        "signature": _signature(application),
        "sections": in_words(localised["form"], values_of(application)),
        "documents": [
            {
                "code": upload.document,
                "title": titles.get(upload.document, upload.document),
                "name": upload.name,
                "size": upload.size,
                "sha256": upload.sha256,
                "explanation": upload.explanation,
            }
            for upload in sound_uploads(application)
        ],
    }


def _signature(application: Application) -> dict[str, Any]:
    """When the head of organisation signed through a link; empty where somebody declared for it."""
    signature = application.cosignatures.relied_on().last()
    if signature is None or signature.signed_at is None:
        return {}
    return {
        "at": moment(signature.signed_at),
        "content_sha256": signature.content_sha256,
        "was_changed_since": signature.was_changed_since,
    }


def parts(found: dict[str, Any]) -> list[Part]:
    """One part."""
    return [Part("pdf/application.html", {})]
