"""What the head of organisation signs: the answers and documents, as one SHA-256."""

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from accreditation.applications.counted_files import sound_uploads
from accreditation.canonical import canonical, sha256_hex
from accreditation.proposals.answers import values_of
from accreditation.proposals.asked import counting
from accreditation.workflow import Act, NotReady

if TYPE_CHECKING:
    from accreditation.applications.applications import Application
    from accreditation.applications.cosignatures import Cosignature

FORMAT: Final = "cms-application-content/1"


def content_of(application: "Application") -> dict[str, Any]:
    """The answers to what the process asks, and the documents with their hashes or reasons."""
    process = application.process
    return {
        "format": FORMAT,
        "process": process.reference,
        "process_sha256": process.sha256,
        "answers": counting(process.content["form"], values_of(application)),
        "documents": [
            {
                "document": upload.document,
                "part": upload.part,
                "name": upload.name,
                "sha256": upload.sha256,
                "explanation": upload.explanation,
            }
            for upload in sound_uploads(application)
        ],
    }


def content_sha256(application: "Application") -> str:
    """The SHA-256 of what would be signed now."""
    return sha256_hex(canonical(content_of(application)))


def standing_signature(application: "Application") -> "Cosignature | None":
    """The signature that is good for the application as it is now, if there is one."""
    signed = application.cosignatures.signed()
    if not signed.exists():
        return None
    return signed.filter(content_sha256=content_sha256(application)).last()


def declare_with_signature(application: "Application", act: Act) -> None:
    """Take name and function from the signature that is relied on.

    Raises NotReady where the application was changed since it was signed.
    """
    relied_on = act.given.get("cosignature")
    signature = standing_signature(application)
    if relied_on is not None and (signature is None or signature.uuid != relied_on):
        raise NotReady([_("The head of organisation signed another text: ask again.")])
    if signature is None or (act.step.name == "submit" and relied_on is None):
        return
    application.declared_by = signature.name
    application.declared_function = signature.function
    act.enter(
        signed_by_link=True,
        cosignature=str(signature.uuid),
        content_sha256=signature.content_sha256,
    )


def keep_what_was_relied_on(application: "Application", act: Act) -> None:
    """Mark the signature with which the application was handed in."""
    if uuid := act.data.get("cosignature"):
        application.cosignatures.filter(uuid=uuid).update(relied_on_at=application.stamp)
