"""The states of an accreditation, and who moves next in each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.machine import Waits


class AccreditationState(models.TextChoices):
    """Where an accreditation is."""

    ACTIVE = "active", _("Accredited")
    NOTICE = "notice", _("Accredited, under notice")
    SUSPENDED = "suspended", _("Suspended")
    WITHDRAWN = "withdrawn", _("Withdrawn by the Committee")
    EXPIRED = "expired", _("Expired")
    RELINQUISHED = "relinquished", _("Given up")
    RENEWED = "renewed", _("Renewed")


IN_FORCE = (AccreditationState.ACTIVE, AccreditationState.NOTICE)
HELD = (*IN_FORCE, AccreditationState.SUSPENDED)

TONES = {
    "active": "good",
    "notice": "waiting",
    "suspended": "bad",
    "withdrawn": "bad",
    "renewed": "good",
}
WAITS = {
    AccreditationState.ACTIVE: Waits(
        _("the partner"),
        _("A missing report is put to the Committee with notice; nothing is automatic."),
    ),
    AccreditationState.NOTICE: Waits(
        _("the partner"),
        _("Once the notice has run, the Secretariat may put the accreditation to the Committee."),
        until="notice_ends_at",
    ),
    AccreditationState.SUSPENDED: Waits(_("the Standing Committee")),
}
