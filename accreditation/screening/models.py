"""What the room of screening stores."""

from accreditation.screening.lists import ListEntry, SanctionsList
from accreditation.screening.screenings import Hit, HitVerdict, Screening

__all__ = ["Hit", "HitVerdict", "ListEntry", "SanctionsList", "Screening"]
