"""What the workflow stores: gathered from its rooms, in the order of the mandate."""

from accreditation.applications.models import (
    Answer,
    Application,
    ApplicationExtension,
    ApplicationQuestion,
    Cosignature,
    Finding,
    Invitation,
    Upload,
)
from accreditation.committee.models import (
    Bloc,
    CommitteeRules,
    Declaration,
    Item,
    Meeting,
    Observer,
    Position,
    PrivateNote,
    Recusal,
    Representative,
    Seat,
    Term,
    Transcription,
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
from accreditation.register.models import (
    Accreditation,
    AccreditationCondition,
    ConditionProof,
    ConditionProofFile,
)
from accreditation.wallet.models import WalletDocument

__all__ = [
    "Accreditation",
    "AccreditationCondition",
    "Answer",
    "Application",
    "ApplicationExtension",
    "ApplicationQuestion",
    "Bloc",
    "Comment",
    "CommitteeRules",
    "ConditionProof",
    "ConditionProofFile",
    "Cosignature",
    "Counter",
    "Declaration",
    "Finding",
    "GroupMember",
    "Invitation",
    "Item",
    "LedgerEntry",
    "LedgerHead",
    "Meeting",
    "Observer",
    "Position",
    "PrivateNote",
    "Process",
    "ProcessTranslation",
    "Proposal",
    "Recusal",
    "Refusal",
    "Representative",
    "Seat",
    "Term",
    "Transcription",
    "Upload",
    "WalletDocument",
    "WorkingGroup",
]
