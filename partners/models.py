"""What the partners app stores."""

from partners.calendars import CalendarAddress
from partners.handovers import Handover
from partners.invitations import MembershipInvitation
from partners.notices import Notice
from partners.organisations import Country, Membership, Organisation
from partners.people import Officer, User
from partners.standings import Agreement, MouSignature

__all__ = [
    "Agreement",
    "CalendarAddress",
    "Country",
    "Handover",
    "Membership",
    "MembershipInvitation",
    "MouSignature",
    "Notice",
    "Officer",
    "Organisation",
    "User",
]
