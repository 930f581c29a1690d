"""What the partners app stores."""

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
    "Country",
    "Membership",
    "MembershipInvitation",
    "Notice",
    "Officer",
    "Organisation",
    "User",
]
