"""The kinds of documents the portal issues: whose facts, for whom, and in which parts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accreditation.applications.models import Application
from accreditation.committee.models import Item, Meeting, Position
from accreditation.committee.reading import dossier_readable_by
from accreditation.committee.subjects import SUBJECTS
from accreditation.register.models import Accreditation
from partners.models import Organisation, User
from partners.permissions import is_person
from reporting.documents import IssuedDocument
from reporting.pdf import Part
from reporting.printed import application, brief, certificate, cop_report, receipt, record

Facts = dict[str, Any]


def of_nobody(subject: Any) -> None:
    """A document that belongs to no organisation, shows no dossier or is for no single person."""
    return


def of_its_organisation(subject: Any) -> Organisation | None:
    """A document of the organisation it is about."""
    organisation: Organisation = subject.organisation
    return organisation


def confidential_item(item: Item) -> Item | None:
    """The item whose confidential dossier a document shows."""
    return None if item.has_public_dossier else item


def on_public_text(item: Item) -> bool:
    """Whether the dossier is public anyway, as the text of a process is."""
    return item.has_public_dossier


def never(subject: Any) -> bool:
    """A document that is public by its kind, or not at all."""
    return False


def item_of_position(position: Position) -> Item:
    """The item on which a position was taken."""
    return position.item


def who_acted(position: Position) -> User:
    """The person who took a position."""
    return position.by


@dataclass(frozen=True)
class Printed:
    """One kind of document: which subjects it has for a person, its facts, its parts.

    `item` is the item whose dossier it shows; `private_to` the person who alone may have it.
    """

    subjects: Callable[[Any], QuerySet[Any]]
    lookup: str
    facts: Callable[[Any], Facts]
    parts: Callable[[Facts], list[Part]]
    is_public: bool
    organisation: Callable[[Any], Organisation | None] = of_nobody
    item: Callable[[Any], Item | None] = of_nobody
    private_to: Callable[[Any], User | None] = of_nobody
    is_public_for: Callable[[Any], bool] = never

    def is_for_all(self, subject: Any) -> bool:
        """Whether anybody may have the document on this subject."""
        return self.is_public or self.is_public_for(subject)


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


def own_positions(user: Any) -> QuerySet[Any]:
    """Positions a person took in the portal, by the reference of their receipts."""
    who = user if is_person(user) else None
    slash = Value("/")
    number = Cast("number", CharField())
    receipts = Concat("item__reference", slash, "seat", slash, "capacity", slash, number)
    own = Position.objects.filter(by=who, channel=Position.Channel.PORTAL)
    return own.select_related("item", "by").annotate(receipt_reference=receipts)


def readable(user: Any) -> QuerySet[Any]:
    """Items whose dossier a person may read: confidential ones behind the gate, public texts."""
    public = Q(pk__in=[])
    for (kind, purpose), subject in SUBJECTS.items():
        if subject.is_public:
            public |= Q(subject_kind=kind, purpose=purpose)
    seen = Item.objects.visible_to(user)
    return seen.filter(public | Q(pk__in=dossier_readable_by(user).values("pk")))


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
    Kind.RECEIPT: Printed(
        subjects=own_positions,
        lookup="receipt_reference",
        facts=receipt.facts,
        parts=receipt.parts,
        is_public=False,
        item=item_of_position,
        private_to=who_acted,
    ),
    Kind.BRIEF: Printed(
        subjects=readable,
        lookup="reference",
        facts=brief.facts,
        parts=brief.parts,
        is_public=False,
        item=confidential_item,
        is_public_for=on_public_text,
    ),
}
