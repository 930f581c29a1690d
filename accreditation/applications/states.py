"""The states of an application, and who moves next in each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.machine import Waits


class ApplicationState(models.TextChoices):
    """Where an application is."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for completion")
    ASSESSED = "in_assessment", _("In assessment")
    READY = "ready", _("Ready for the Committee")
    PRESENTED = "presented", _("Before the Standing Committee")
    ACCREDITED = "accredited", _("Accredited")
    DECLINED = "declined", _("Not approved")
    DEFERRED = "deferred", _("Deferred")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


WRITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
WITH_SECRETARIAT = (ApplicationState.SUBMITTED, ApplicationState.ASSESSED, ApplicationState.READY)
# Where the organisation may be asked to act by a day, and ask for more time.
ASKED_TO_ACT = (ApplicationState.RETURNED, ApplicationState.ASSESSED)
AWAITING = (*WITH_SECRETARIAT, ApplicationState.PRESENTED)
UNDECIDED = (
    *WRITABLE,
    *WITH_SECRETARIAT,
    ApplicationState.PRESENTED,
    ApplicationState.DEFERRED,
)
DECIDED = (ApplicationState.ACCREDITED, ApplicationState.DECLINED)

TONES = {
    "returned": "waiting",
    "accredited": "good",
    "declined": "bad",
    "deferred": "waiting",
}
WAITS = {
    ApplicationState.DRAFT: Waits(
        _("your organisation"),
        _("A draft that is not submitted by the deadline lapses."),
        until="deadline",
    ),
    ApplicationState.SUBMITTED: Waits(
        _("the Secretariat"), _("Nothing is lost: the Secretariat is reminded.")
    ),
    ApplicationState.RETURNED: Waits(
        _("the organisation"),
        _("An application that is not completed by then lapses."),
        until="deadline",
    ),
    ApplicationState.ASSESSED: Waits(_("the Secretariat")),
    ApplicationState.READY: Waits(_("the Secretariat")),
    ApplicationState.PRESENTED: Waits(_("the Standing Committee")),
    ApplicationState.DEFERRED: Waits(_("the Secretariat")),
}
ASKED = Waits(
    _("the organisation"),
    _("What is not answered by then is assessed as it stands."),
    until="deadline",
)
MORE_TIME_ASKED = Waits(
    _("the organisation"),
    _("Nothing lapses while the request for more time waits for the Secretariat’s decision."),
    until="deadline",
)
MORE_TIME_TO_DECIDE = Waits(
    _("the Secretariat"),
    _(
        "The application does not lapse before the Secretariat has decided on the request for more"
        " time; it can be completed again once the time is granted."
    ),
)
DEFERRED_WITH_QUESTIONS = Waits(
    _("the organisation"),
    _("What is not answered when the Secretariat assesses again goes on without an answer."),
)
