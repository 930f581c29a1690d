"""How documents word dates and what every document says about itself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.utils.dateformat import format as dated
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.clock import deadline_zone

FORMAT: Final = "cms-document/1"
DAY: Final = {"en": "j F Y", "fr": "j F Y", "es": r"j \d\e F \d\e Y"}
LANGUAGES: Final = {"en": "English", "fr": "Français", "es": "Español"}


def day(given: date) -> str:
    """A day as documents of this language write it."""
    return dated(given, DAY[get_language() or "en"])


def moment(given: datetime) -> str:
    """An instant in Bonn's time, which is named."""
    local = given.astimezone(deadline_zone())
    return _("%(day)s, %(time)s (Bonn)") % {"day": day(local), "time": dated(local, "H:i")}


def days(first: date, last: date) -> str:
    """A span of days; a single day when both are the same."""
    if first == last:
        return day(first)
    return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}


def common(kind: str, subject: str) -> dict[str, Any]:
    """What the facts of every document begin with."""
    return {
        "format": FORMAT,
        "kind": kind,
        "subject": subject,
        "language": get_language() or "en",
        "is_demonstration": settings.DEMONSTRATION,
    }


@dataclass(frozen=True)
class Letterhead:
    """What identifies one issued document; it stands beside the frozen facts."""

    reference: str
    language: str
    asked_at: datetime
    context_sha256: str
    ledger_height: int
    ledger_hash: str

    def context(self) -> dict[str, Any]:
        """The letterhead in words, in the active language."""
        return {
            "reference": self.reference,
            "issued_on": day(self.asked_at.astimezone(deadline_zone())),
            "language_name": LANGUAGES[self.language],
            "context_sha256": self.context_sha256,
            "ledger_height": self.ledger_height,
            "ledger_hash": self.ledger_hash,
        }
