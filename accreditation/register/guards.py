"""What must hold before an accreditation ends by itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.machine import Guard
from partners.clock import portal_today

if TYPE_CHECKING:
    from accreditation.register.accreditations import Accreditation


@Guard
def validity_has_ended(accreditation: "Accreditation") -> Iterator[str | Promise]:
    """An accreditation expires after its last day, never before."""
    if portal_today() <= accreditation.valid_until:
        yield _("The accreditation is still valid.")
