"""What the room of the register stores."""

from accreditation.register.accreditations import Accreditation, AccreditationState
from accreditation.register.conditions import AccreditationCondition
from accreditation.register.proofs import ConditionProof, ConditionProofFile

__all__ = [
    "Accreditation",
    "AccreditationCondition",
    "AccreditationState",
    "ConditionProof",
    "ConditionProofFile",
]
