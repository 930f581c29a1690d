"""What three organisations keep among their documents: valid, about to expire, and expired."""

from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile

from accreditation.applications.reusing import reuse
from accreditation.wallet.keeping import add
from cms_portal.demonstration.sheets import sheet
from cms_portal.demonstration.story import Body, Story

# Title and last day, in days from the present; None where a document does not expire.
KEPT: Final[dict[str, dict[str, int | None]]] = {
    "cranes": {"Statutes": None, "Certificate of registration": 200},
    "storks": {"Statutes": None, "Audited accounts": -10},
    "kites": {
        "Statutes": None,
        "Certificate of registration": 21,
        "Letter of good standing": -12,
    },
}
# With which document of its application an organisation gives one of them.
USED: Final = {("kites", "Certificate of registration"): "D2"}


def paper(body: Body, title: str) -> SimpleUploadedFile:
    """A file of an organisation: one page that says whose it is and what it would be."""
    return sheet(title, [title, body.facts["name"], "A document of the demonstration."])


def keep(story: Story) -> None:
    """Organisations keep documents; one draft stands on one that is about to expire."""
    for key, documents in KEPT.items():
        body = story.bodies[key]
        for title, days in documents.items():
            story.walk.on(3)
            kept = add(
                body.organisation,
                paper(body, title),
                title=title,
                valid_until=None if days is None else story.walk.day(days),
                by=body.contact,
            )
            if code := USED.get((key, title)):
                reuse(story.applications[key], code, 1, kept, by=body.contact)
