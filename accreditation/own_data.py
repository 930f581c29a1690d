"""What the workflow's rooms keep about a person: places, words given, acts."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accreditation.committee.conflicts import Declaration
from accreditation.committee.models import Position, Recusal, Representative
from accreditation.committee.notes import PrivateNote
from accreditation.committee.observers import Observer
from accreditation.committee.transcriptions import Transcription
from accreditation.ledger import LedgerEntry, Refusal
from accreditation.own_data_of_organisations import APPLICATIONS, AT, ON_THE_RECORD
from accreditation.proposals.models import GroupMember
from accreditation.proposals.proposals import Comment
from partners.personal import PLACES_STAY, Part, contribute

ITEM: Final = (_("Item"), "item__reference")

PLACES: Final = (
    Part(
        name="seats",
        label=_("Places on the Standing Committee"),
        why=_("To know for which seat you may speak."),
        until=PLACES_STAY,
        of=lambda user: Representative.objects.filter(user=user).order_by("pk"),
        columns={
            "term": (_("Term"), "seat__term__code"),
            "seat": (_("Seat"), "seat__code"),
            "capacity": (_("Capacity"), "capacity"),
            "since": (_("Since"), "since"),
            "until": (_("Until"), "until"),
        },
    ),
    Part(
        name="observes",
        label=_("Places as an observer"),
        why=_("To know what you may follow."),
        until=PLACES_STAY,
        of=lambda user: Observer.objects.filter(user=user).order_by("pk"),
        columns={
            "term": (_("Term"), "term__code"),
            "on_behalf_of": (_("On behalf of"), "on_behalf_of"),
            "since": (_("Since"), "since"),
            "until": (_("Until"), "until"),
        },
    ),
    Part(
        name="working_groups",
        label=_("Places in working groups"),
        why=_("Decision 13.AA a asks who takes part."),
        until=PLACES_STAY,
        of=lambda user: GroupMember.objects.filter(user=user).order_by("pk"),
        columns={
            "group": (_("Working group"), "group__reference"),
            "category": (_("Category"), "category"),
            "on_behalf_of": (_("On behalf of"), "on_behalf_of"),
        },
    ),
)

COMMITTEE: Final = (
    Part(
        name="declarations",
        label=_("Declarations on conflicts of interest"),
        why=_("A dossier opens only to who declared, and a conflict keeps it shut."),
        until=ON_THE_RECORD,
        of=lambda user: Declaration.objects.filter(user=user),
        columns={
            "item": ITEM,
            "has_conflict": (_("Conflict of interest"), "has_conflict"),
            "at": AT,
        },
    ),
    Part(
        name="positions",
        label=_("Positions you took for a seat"),
        why=_("They are counted, and anyone may count them again."),
        until=ON_THE_RECORD,
        of=lambda user: Position.objects.filter(by=user, transcription__isnull=True),
        columns={
            "item": ITEM,
            "seat": (_("Seat"), "seat"),
            "capacity": (_("Capacity"), "capacity"),
            "number": (_("Number"), "number"),
            "position": (_("Position"), "value"),
            "reasons": (_("Reasons"), "reasons"),
            "at": AT,
        },
    ),
    Part(
        name="recusals",
        label=_("States you let step out"),
        why=_("A State that stepped out is left out of the count."),
        until=ON_THE_RECORD,
        of=lambda user: Recusal.objects.filter(by=user),
        columns={"item": ITEM, "seat": (_("Seat"), "seat"), "at": AT},
    ),
    Part(
        name="transcriptions",
        label=_("Letters and calls you wrote down"),
        why=_("Two officers answer for each."),
        until=ON_THE_RECORD,
        of=lambda user: Transcription.objects.filter(entered_by=user).order_by("pk"),
        columns={
            "item": ITEM,
            "reference": (_("Reference"), "reference"),
            "at": (_("At"), "entered_at"),
        },
    ),
    Part(
        name="notes",
        label=_("Private notes"),
        why=_("For you alone."),
        until=_("Until you empty them, or your account is erased."),
        of=lambda user: PrivateNote.objects.visible_to(user).order_by("pk"),
        columns={
            "item": ITEM,
            "text": (_("Text"), "text"),
            "saved_at": (_("Saved"), "saved_at"),
        },
    ),
    Part(
        name="comments",
        label=_("Comments in the working group"),
        why=_("The proposal was drafted from them."),
        until=_("As long as the proposal is kept, under a random number once erased."),
        of=lambda user: Comment.objects.filter(by=user),
        columns={
            "process": (_("Version"), "process__reference"),
            "part": (_("Part"), "path"),
            "text": (_("Text"), "text"),
            "at": AT,
        },
    ),
)

ACTS: Final = (
    Part(
        name="acts",
        label=_("Your acts on the record"),
        why=_("Each act stands in the ledger, with a random number for who acted."),
        until=_("For good: the ledger is never changed. It holds neither name nor address."),
        of=lambda user: LedgerEntry.objects.filter(actor=str(user.uuid)),
        columns={
            "number": (_("Number"), "seq"),
            "act": (_("Act"), "act"),
            "object": (_("Object"), "object"),
            "at": AT,
        },
    ),
    Part(
        name="refused",
        label=_("Acts that were refused"),
        why=_("To see attempts at what somebody may not do."),
        until=_("For good: the list is never changed. It holds neither name nor address."),
        of=lambda user: Refusal.objects.filter(actor=str(user.uuid)),
        columns={
            "act": (_("Act"), "act"),
            "object": (_("Object"), "object"),
            "reason": (_("Reason"), "reason"),
            "at": AT,
        },
    ),
)


def register() -> None:
    """Add what these rooms keep to what a person is shown."""
    contribute(*PLACES, *COMMITTEE, *APPLICATIONS, *ACTS)
