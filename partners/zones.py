"""Time zones of people: in which of them a deadline is shown, beside Bonn time and UTC."""

from typing import Final
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HOME: Final = "Europe/Berlin"

# Names of the IANA database, one or two for every offset and region where Parties are.
COMMON: Final = (
    "Africa/Abidjan",
    "Africa/Addis_Ababa",
    "Africa/Algiers",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Harare",
    "Africa/Johannesburg",
    "Africa/Kampala",
    "Africa/Kinshasa",
    "Africa/Lagos",
    "Africa/Nairobi",
    "Africa/Tunis",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Costa_Rica",
    "America/Havana",
    "America/La_Paz",
    "America/Lima",
    "America/Mexico_City",
    "America/Montevideo",
    "America/New_York",
    "America/Panama",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Vancouver",
    "Asia/Almaty",
    "Asia/Amman",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Riyadh",
    "Asia/Shanghai",
    "Asia/Tashkent",
    "Asia/Tbilisi",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Asia/Ulaanbaatar",
    "Australia/Sydney",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Monaco",
    "Europe/Paris",
    "Europe/Rome",
    "Europe/Zagreb",
    "Europe/Zurich",
    "Indian/Antananarivo",
    "Indian/Mahe",
    "Indian/Mauritius",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Fiji",
    "Pacific/Honolulu",
    "Pacific/Palau",
    "UTC",
)


def is_a_zone(name: str) -> None:
    """Only names of the IANA database. Raises ValidationError."""
    if name not in available_timezones():
        raise ValidationError(_("There is no such time zone."))


def choices(current: str = HOME) -> list[tuple[str, str]]:
    """The common zones, and the one that a person has."""
    names = sorted({*COMMON, current})
    return [(name, name.replace("_", " ")) for name in names]
