"""The frozen dossier of an application: what the Committee sees, in canonical form."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from accreditation.applications.counted_files import sound_uploads
from accreditation.proposals.answers import values_of
from accreditation.proposals.asked import counting

if TYPE_CHECKING:
    from accreditation.applications.applications import Application


def dossier_of(
    application: "Application",
    *,
    conditions: Sequence[dict[str, Any]] = (),
    questions: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Answers, documents with their hashes, findings and recommendation, by the process applied.

    `conditions` and `questions` are what the Committee is asked to decide along; questions of
    earlier deferrals come with their answers.
    """
    organisation = application.organisation
    signature = application.cosignatures.relied_on().last()
    held = organisation.accreditations.renewable_at(None).first()
    return {
        "format": "cms-application-dossier/1",
        "reference": application.reference,
        "process": application.process.reference,
        "process_sha256": application.process.sha256,
        "organisation": {
            "name": organisation.name,
            "acronym": organisation.acronym,
            "kind": organisation.kind,
            "country": organisation.country.iso3,
            "website": organisation.website,
        },
        "submitted_at": application.submitted_at,
        "declared_by": application.declared_by,
        "declared_function": application.declared_function,
        **({"signature": signature.line()} if signature is not None else {}),
        "answers": counting(application.process.content["form"], values_of(application)),
        "documents": [upload.line() for upload in sound_uploads(application)],
        "findings": [f.line() for f in application.findings.order_by("criterion")],
        "recommendation": application.recommendation,
        "recommendation_text": application.recommendation_text,
        "conditions": list(conditions),
        "questions": [*(each.line() for each in application.questions.all()), *questions],
        **({"renews": held.renewal_line()} if held else {}),
    }
