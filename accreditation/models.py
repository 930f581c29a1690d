"""What the workflow stores: gathered from its rooms, in the order of the mandate."""

from accreditation.applications.models import Answer, Application, Finding, Invitation, Upload
from accreditation.committee.models import (
    CommitteeRules,
    Item,
    Meeting,
    Position,
    Recusal,
    Representative,
    Seat,
    Term,
)
from accreditation.ledger import LedgerEntry, LedgerHead, Refusal
from accreditation.proposals.models import (
    Comment,
    GroupMember,
    Process,
    ProcessTranslation,
    Proposal,
    WorkingGroup,
)
from accreditation.references import Counter
from accreditation.register.models import Accreditation

__all__ = [
    "Accreditation",
    "Answer",
    "Application",
    "Comment",
    "CommitteeRules",
    "Counter",
    "Finding",
    "GroupMember",
    "Invitation",
    "Item",
    "LedgerEntry",
    "LedgerHead",
    "Meeting",
    "Position",
    "Process",
    "ProcessTranslation",
    "Proposal",
    "Recusal",
    "Refusal",
    "Representative",
    "Seat",
    "Term",
    "Upload",
    "WorkingGroup",
]
