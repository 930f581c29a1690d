"""The kinds of documents the portal issues: whose facts, for whom, and in which parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from accreditation.applications.models import Application
from accreditation.committee.models import Item, Meeting
from accreditation.register.models import Accreditation
from partners.models import Organisation
from partners.permissions import is_person
from reporting.documents import IssuedDocument
from reporting.pdf import Part
from reporting.printed import application, certificate, cop_report, record

Facts = dict[str, Any]


def of_nobody(subject: Any) -> Organisation | None:
    """A document that belongs to no organisation."""
    return None


def of_its_organisation(subject: Any) -> Organisation | None:
    """A document of the organisation it is about."""
    organisation: Organisation = subject.organisation
    return organisation


@dataclass(frozen=True)
class Printed:
    """One kind of document: which subjects it has for a person, its facts, its parts."""

    subjects: Callable[[Any], QuerySet[Any]]
    lookup: str
    facts: Callable[[Any], Facts]
    parts: Callable[[Facts], list[Part]]
    is_public: bool
    organisation: Callable[[Any], Organisation | None] = of_nobody


def certified(user: Any) -> QuerySet[Any]:
    """Accreditations in force: anybody may have the certificate."""
    return Accreditation.objects.visible_to(user).in_force()


def meetings_of_cop(user: Any) -> QuerySet[Any]:
    """Meetings of the Conference of the Parties, for Secretariat officers."""
    if is_person(user) and user.is_officer:
        return Meeting.objects.filter(kind=Meeting.Kind.COP)
    return Meeting.objects.none()


def published(user: Any) -> QuerySet[Any]:
    """Items whose record is published."""
    return Item.objects.visible_to(user).filter(state="published")


def submitted(user: Any) -> QuerySet[Any]:
    """Applications that were submitted, for those who may read them."""
    return Application.objects.visible_to(user).exclude(submitted_at=None)


Kind = IssuedDocument.Kind
PRINTED: Final[dict[str, Printed]] = {
    Kind.CERTIFICATE: Printed(
        subjects=certified,
        lookup="reference",
        facts=certificate.facts,
        parts=certificate.parts,
        is_public=True,
        organisation=of_its_organisation,
    ),
    Kind.COP_REPORT: Printed(
        subjects=meetings_of_cop,
        lookup="code",
        facts=cop_report.facts,
        parts=cop_report.parts,
        is_public=True,
    ),
    Kind.RECORD: Printed(
        subjects=published,
        lookup="reference",
        facts=record.facts,
        parts=record.parts,
        is_public=True,
    ),
    Kind.APPLICATION: Printed(
        subjects=submitted,
        lookup="reference",
        facts=application.facts,
        parts=application.parts,
        is_public=False,
        organisation=of_its_organisation,
    ),
}
