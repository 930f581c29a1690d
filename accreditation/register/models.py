"""What the room of the register stores."""

from accreditation.register.accreditations import Accreditation, AccreditationState
from accreditation.register.conditions import AccreditationCondition

__all__ = ["Accreditation", "AccreditationCondition", "AccreditationState"]
