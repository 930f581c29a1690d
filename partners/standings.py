"""What an organisation may hold with CMS: four standings, which are never merged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.organisations import Organisation
from partners.people import User
from partners.vocabulary import MOUS


class Agreement(models.Model):
    """A formal partnership: an agreement signed with the Secretariat."""

    class Precision(models.TextChoices):
        """How exactly the date is known."""

        DAY = "day", _("day")
        MONTH = "month", _("month")
        ABOUT = "about", _("about")
        RANGE = "range", _("range")

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("organisation"),
    )
    partner = models.CharField(_("partner as named in the agreement"), max_length=250)
    title = models.CharField(_("agreement"), max_length=250)
    concluded_on = models.DateField(_("concluded on"))
    precision = models.CharField(
        _("date known to the"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    place = models.CharField(_("place or occasion"), max_length=250, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("partnership agreement")
        verbose_name_plural = _("partnership agreements")
        ordering: ClassVar = ["concluded_on"]

    def __str__(self) -> str:
        """Partner and title."""
        return f"{self.partner}: {self.title}"


class MouSignature(models.Model):
    """A cooperating partner's signature of a Memorandum of Understanding."""

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="mou_signatures",
        verbose_name=_("organisation"),
    )
    instrument = models.CharField(
        _("Memorandum of Understanding"), max_length=40, choices=list(MOUS.items())
    )
    signed_on = models.DateField(_("signed on"))

    class Meta:
        verbose_name = _("signature of an MOU")
        verbose_name_plural = _("signatures of MOUs")
        ordering: ClassVar = ["signed_on"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "instrument"], name="one_signature_per_mou"
            )
        ]

    def __str__(self) -> str:
        """Organisation and MOU."""
        return f"{self.organisation}: {self.get_instrument_display()}"


class StandingKind(models.TextChoices):
    """The four standings, in the order in which pages show them."""

    OBSERVER = "observer", _("Observer at a meeting")
    FORMAL = "formal", _("Formal partner")
    SPECIAL = "special", _("Specially accredited partner")
    COOPERATING = "cooperating", _("Cooperating partner of an MOU")


MEANINGS: dict[str, str | Promise] = {
    StandingKind.OBSERVER: _("Admitted to one meeting, by the rules of that meeting."),
    StandingKind.FORMAL: _("Has signed a partnership agreement with the Secretariat."),
    StandingKind.SPECIAL: _("Accredited by a decision of the Standing Committee."),
    StandingKind.COOPERATING: _("Has signed a Memorandum of Understanding of the CMS Family."),
}


@dataclass(frozen=True)
class Evidence:
    """What shows that a standing is held: words, the day, and where to read more."""

    text: str
    since: date
    path: str = ""


@dataclass(frozen=True)
class Standing:
    """One standing of one organisation; where nothing is recorded of it, evidence is None."""

    kind: StandingKind
    evidence: Sequence[Evidence] | None

    @property
    def meaning(self) -> str | Promise:
        """What it is, in a sentence."""
        return MEANINGS[self.kind]

    @property
    def is_held(self) -> bool:
        """Whether something here shows it."""
        return bool(self.evidence)

    @property
    def label(self) -> str | Promise:
        """Held, not held, or not recorded."""
        if self.evidence is None:
            return _("not recorded here")
        return _("held") if self.evidence else _("not held")

    @property
    def since(self) -> date | None:
        """Since when it is held."""
        return min((each.since for each in self.evidence or ()), default=None)


def agreements(organisation: Organisation, user: User) -> list[Evidence]:
    """The organisation's agreements with the Secretariat."""
    return [
        Evidence(text=", ".join(filter(None, (each.title, each.place))), since=each.concluded_on)
        for each in organisation.agreements.all()
    ]


def mou_signatures(organisation: Organisation, user: User) -> list[Evidence]:
    """The MOUs that the organisation has signed."""
    return [
        Evidence(text=each.get_instrument_display(), since=each.signed_on)
        for each in organisation.mou_signatures.all()
    ]


# What shows each standing, as the person who asks may see it: the rooms above register theirs.
STANDINGS: dict[StandingKind, Callable[[Organisation, User], list[Evidence]]] = {
    StandingKind.FORMAL: agreements,
    StandingKind.COOPERATING: mou_signatures,
}


def standings(organisation: Organisation, *, user: User) -> list[Standing]:
    """The four standings of an organisation, as a person may see them."""
    return [
        Standing(kind, STANDINGS[kind](organisation, user) if kind in STANDINGS else None)
        for kind in StandingKind
    ]
