"""How the Committee decides on a proposal, before any process is adopted: its own settings."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accreditation.committee.seats import voting_kinds

NOT_CONFIRMED = _("not confirmed against the CMS Rules of Procedure")

PROCEDURES = [
    ("vote", _("Vote (roll call)")),
    ("no_objection", _("No objection (silence is consent)")),
    ("consensus", _("Consensus at a meeting")),
]


class CommitteeRules(models.Model):
    """How the Committee decides on a proposal, before any process is adopted: settings."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    procedure = models.CharField(
        _("procedure"),
        max_length=20,
        default="vote",
        choices=PROCEDURES,
    )
    voting_kinds = models.JSONField(
        _("kinds of seats that are entitled"),
        default=voting_kinds,
    )
    quorum_seats = models.PositiveSmallIntegerField(_("quorum, in seats"), default=7)
    quorum_regions = models.PositiveSmallIntegerField(_("quorum, in regions"), default=3)
    majority = models.CharField(
        _("majority"),
        max_length=20,
        default="simple",
        choices=[("simple", _("simple majority")), ("two_thirds", _("two thirds"))],
    )
    tie = models.CharField(
        _("on a tie"),
        max_length=20,
        default="not_carried",
        choices=[
            ("not_carried", _("not carried")),
            ("depositary", _("the depositary's voice decides")),
        ],
    )
    objections_to_block = models.PositiveSmallIntegerField(_("objections that block"), default=1)
    objection_effect = models.CharField(
        _("a blocked decision"),
        max_length=10,
        default="refer",
        choices=[("refer", _("goes to a meeting")), ("vote", _("goes to a vote"))],
    )
    running_count = models.CharField(
        _("what was said, before closing"),
        max_length=10,
        default="hidden",
        choices=[
            ("hidden", _("hidden from everybody but the seat itself")),
            ("shown", _("shown to the members and the Secretariat")),
        ],
    )
    days = models.PositiveSmallIntegerField(_("days for a decision in writing"), default=30)
    confirmed = models.BooleanField(
        _("confirmed against the CMS Rules of Procedure"), default=False
    )

    class Meta:
        verbose_name = _("rules for adopting a process")
        verbose_name_plural = _("rules for adopting a process")

    def __str__(self) -> str:
        """What it is."""
        return str(self._meta.verbose_name)

    @classmethod
    def stored(cls) -> "CommitteeRules":
        """The row of settings, or the defaults where nothing was ever set."""
        return cls.objects.filter(pk=1).first() or cls()

    @classmethod
    def current(cls) -> dict[str, Any]:
        """The rules in the form a record keeps them."""
        own = cls.stored()
        return {
            "procedure": own.procedure,
            "voting_kinds": own.voting_kinds,
            "quorum_seats": own.quorum_seats,
            "quorum_regions": own.quorum_regions,
            "majority": own.majority,
            "tie": own.tie,
            "objections_to_block": own.objections_to_block,
            "objection_effect": own.objection_effect,
            "running_count": own.running_count,
            "confirmed": own.confirmed,
        }
