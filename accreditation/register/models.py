"""What the register stores."""

from accreditation.register.accreditations import Accreditation, AccreditationState

__all__ = ["Accreditation", "AccreditationState"]
