"""What the partners app stores."""

from partners.calendars import CalendarAddress
from partners.notices import Notice
from partners.organisations import (
    Agreement,
    Country,
    Membership,
    MembershipInvitation,
    Organisation,
)
from partners.people import Officer, User

__all__ = [
    "Agreement",
    "CalendarAddress",
    "Country",
    "Membership",
    "MembershipInvitation",
    "Notice",
    "Officer",
    "Organisation",
    "User",
]
