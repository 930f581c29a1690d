"""What the Committee's room stores."""

from accreditation.committee.blocs import Bloc
from accreditation.committee.conflicts import Declaration
from accreditation.committee.items import Item, ItemState
from accreditation.committee.notes import PrivateNote
from accreditation.committee.observers import Observer
from accreditation.committee.positions import Position, Recusal
from accreditation.committee.seats import Meeting, Representative, Seat, Term
from accreditation.committee.settings import CommitteeRules
from accreditation.committee.transcriptions import Transcription, TranscriptionState

__all__ = [
    "Bloc",
    "CommitteeRules",
    "Declaration",
    "Item",
    "ItemState",
    "Meeting",
    "Observer",
    "Position",
    "PrivateNote",
    "Recusal",
    "Representative",
    "Seat",
    "Term",
    "Transcription",
    "TranscriptionState",
]
