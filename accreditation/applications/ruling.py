"""What a rule on who may apply looks at, and what it says: met, not met, or not known yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy


class Outcome(TextChoices):
    """What a rule says on what is known."""

    MET = "met", gettext_lazy("Met")
    NOT_MET = "not_met", gettext_lazy("Not met")
    UNKNOWN = "unknown", gettext_lazy("Not known yet")


TONES: Mapping[str, str] = {
    Outcome.MET: "good",
    Outcome.NOT_MET: "bad",
    Outcome.UNKNOWN: "waiting",
}


@dataclass(frozen=True)
class Facts:
    """What the rules look at; None is what is not known.

    Years are counted from a day, or from a year where the process asks for no more, until
    `closes_on`: the last day of the invitation. `kind` is what is invited, `accredited_as` the
    accreditation in words where one is known.
    """

    closes_on: date
    has_agreement: bool | None = None
    counted_from: date | int | None = None
    kind: str = ""
    is_accredited: bool | None = None
    may_renew: bool | None = None
    accredited_as: str = ""


@dataclass(frozen=True)
class Checked:
    """A rule with what it says, why, and what there is to do about it."""

    rule: "Rule"
    outcome: Outcome
    reason: str
    remedy: str = ""

    @property
    def is_met(self) -> bool:
        """Whether what is known speaks for it."""
        return self.outcome == Outcome.MET

    @property
    def is_not_met(self) -> bool:
        """Whether what is known speaks against it."""
        return self.outcome == Outcome.NOT_MET

    @property
    def label(self) -> str:
        """The outcome in a word."""
        return str(self.outcome.label)

    @property
    def tone(self) -> str:
        """The tone of that word."""
        return TONES[self.outcome]


class Rule(Protocol):
    """One rule on who may apply."""

    key: ClassVar[str]

    @property
    def label(self) -> str:
        """What it is about, in a few words."""

    @property
    def sentence(self) -> str:
        """The rule in words."""

    def check(self, facts: Facts) -> Checked:
        """Met, not met or not known, and why."""
