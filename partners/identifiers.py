"""Identifiers that others give to organisations, each checked after its own standard."""

import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CROCKFORD: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # base 32 without i, l, o and u
ROR_FORM: Final = re.compile(r"0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}")
IATI_FORM: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]+(?:_[A-Z0-9]+)*-[^\s/&|?]+")


def bare_ror(written: str) -> str:
    """A ROR identifier without the address that people copy with it, in small letters."""
    bare = re.sub(r"^(https?://)?(www\.)?ror\.org/", "", written.strip(), flags=re.IGNORECASE)
    return bare.rstrip("/").lower()


def is_ror(value: str) -> None:
    """Let pass an identifier of the Research Organization Registry (ror.org, "ROR identifier").

    A zero, six characters of Crockford's base 32, and two check digits after ISO/IEC 7064,
    MOD 97-10. Raises ValidationError.
    """
    if not ROR_FORM.fullmatch(value):
        message = _("A ROR identifier has nine characters, as in 02mhbdp94.")
        raise ValidationError(message, code="form")
    number = 0
    for character in value[:7]:
        number = number * 32 + CROCKFORD.index(character)
    if (number * 100 + int(value[7:])) % 97 != 1:
        message = _("The check digits of this ROR identifier are wrong: compare it with ror.org.")
        raise ValidationError(message, code="check")


def is_iati(value: str) -> None:
    """Let pass an organisation identifier of the International Aid Transparency Initiative.

    Two letters for the country (or XI, XM and the like), the agency that registers, and its number:
    `GB-CHC-202918` (IATI standard 2.03, "Organisation identifiers"). Raises ValidationError.
    """
    if not IATI_FORM.fullmatch(value):
        message = _(
            "An IATI identifier names country, register and number, as in GB-CHC-202918, without "
            "spaces and without / & | ?"
        )
        raise ValidationError(message, code="form")
