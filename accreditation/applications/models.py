"""What the room of applications stores."""

from accreditation.applications.applications import Application
from accreditation.applications.cosignatures import Cosignature
from accreditation.applications.extensions import ApplicationExtension
from accreditation.applications.invitations import Invitation, InvitationState
from accreditation.applications.parts import Answer, Finding, Upload
from accreditation.applications.questions import ApplicationQuestion
from accreditation.applications.states import ApplicationState

__all__ = [
    "Answer",
    "Application",
    "ApplicationExtension",
    "ApplicationQuestion",
    "ApplicationState",
    "Cosignature",
    "Finding",
    "Invitation",
    "InvitationState",
    "Upload",
]
