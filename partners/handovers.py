"""Who is the contact point, and how it passes on: handed over, or asked for and not refused."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partners.clock import PortalNow, portal_now
from partners.invitations import days_from_now
from partners.mail import owe
from partners.organisations import Membership, Organisation
from partners.people import User

DAYS_TO_REFUSE = 14
ACTS: dict[str, str | Promise] = {
    "ask": _("Ask for the contact point"),
    "refuse": _("Refuse, and remain the contact point"),
    "take": _("Become the contact point now"),
    "drop": _("Withdraw the request"),
}


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Requests for the contact point."""

    def standing(self) -> "HandoverQuerySet":
        """Those on which something may still happen: at most one an organisation."""
        return self.filter(closed_at=None)


class Handover(models.Model):
    """A request that the contact point pass to another person of the organisation.

    The contact point may refuse it until `refuse_until`; afterwards the person may take it.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        TAKEN = "taken", _("taken after the time to refuse")
        HANDED = "handed", _("handed over")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="handovers"
    )
    to = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("new contact point")
    )
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=PortalNow(), editable=False)
    refuse_until = models.DateTimeField(
        _("may be refused until"), db_default=PortalNow(), editable=False
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, blank=True, editable=False
    )

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for the contact point")
        verbose_name_plural = _("requests for the contact point")
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(closed_at__isnull=True),
                name="one_request_for_the_contact_point",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, outcome="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(outcome="")),
                name="closed_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        """Organisation and person."""
        return f"{self.organisation}: {self.to}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new one its days."""
        if self._state.adding:
            self.refuse_until = days_from_now(DAYS_TO_REFUSE)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Ask for a person of the organisation who is not its contact point already."""
        super().clean()
        if not (self.organisation_id and self.to_id):
            return
        if self.organisation.handovers.standing().exclude(pk=self.pk).exists():
            raise ValidationError(_("The contact point has been asked for already."))
        place = Membership.objects.filter(organisation=self.organisation_id, user=self.to_id)
        if not place.exclude(role=Membership.Role.CONTACT_POINT).exists():
            message = _("Name somebody who works for the organisation in another role.")
            raise ValidationError({"to": message})

    @property
    def is_asked_for_oneself(self) -> bool:
        """Whether the person named asked, and not the Secretariat on the organisation's request."""
        return self.asked_by_id == self.to_id

    @property
    def can_be_taken(self) -> bool:
        """Whether the time to refuse is over."""
        return self.closed_at is None and portal_now() > self.refuse_until

    def close(self, outcome: str) -> None:
        """Record what became of it."""
        self.closed_at = portal_now()
        self.outcome = outcome
        self.save(update_fields=["closed_at", "outcome"])


def open_acts(
    handover: Handover | None, *, role: str | None, user: User
) -> list[tuple[str, str | Promise]]:
    """What a person of this role may do about the contact point now, with the words for it."""
    if handover is None:
        return [("ask", ACTS["ask"])] if role == Membership.Role.ALTERNATE else []
    acts = []
    if role == Membership.Role.CONTACT_POINT:
        acts.append("refuse")
    if handover.to_id == user.pk:
        acts += ["take", "drop"] if handover.can_be_taken else ["drop"]
    return [(act, ACTS[act]) for act in acts]


def contact_point_of(organisation: Organisation) -> User | None:
    """The person whom the Secretariat writes to first."""
    return User.objects.filter(
        memberships__organisation=organisation,
        memberships__role=Membership.Role.CONTACT_POINT,
    ).first()


def tell_asked(handover: Handover) -> None:
    """Tell the contact point, who is named and who asked: until when, and what silence means."""
    people = (contact_point_of(handover.organisation), handover.to, handover.asked_by)
    _tell(handover.organisation, "asked", handover.pk, people, handover=handover)


def refuse(handover: Handover) -> None:
    """Let the contact point stay who it is, and tell both."""
    handover.close(Handover.Outcome.REFUSED)
    people = (contact_point_of(handover.organisation), handover.to)
    _tell(handover.organisation, "refused", handover.pk, people, handover=handover)


def pass_on(organisation: Organisation, to: User, *, outcome: str) -> None:
    """Make a person of the organisation its contact point, and tell both.

    The former contact point becomes the alternate. The caller holds the organisation's lock; raises
    Membership.DoesNotExist where the person works for it no longer.
    """
    place = organisation.memberships.get(user=to)
    former = contact_point_of(organisation)
    organisation.memberships.filter(role=Membership.Role.CONTACT_POINT).update(
        role=Membership.Role.ALTERNATE
    )
    place.role = Membership.Role.CONTACT_POINT
    place.save(update_fields=["role"])
    for handover in organisation.handovers.standing():
        handover.close(outcome if handover.to_id == to.pk else Handover.Outcome.HANDED)
    _tell(organisation, "passed", _instant(portal_now()), (former, to), to=to, former=former)


def _tell(organisation: Organisation, event: str, mark: Any, people: Any, **context: Any) -> None:
    """Owe a message on the contact point to the active people among these."""
    told = {person.pk: person for person in people if person is not None and person.is_active}
    owe(
        told.values(),
        key=f"organisation.contact_point {event} {organisation.pk} {mark}",
        reference=" ".join((organisation.acronym or organisation.name).split())[:80],
        template=f"contact_point_{event}",
        context={
            "organisation": organisation,
            "path": organisation.get_absolute_url(),
            **context,
        },
    )


def _instant(at: datetime) -> str:
    """A mark of an instant, for the key of a message."""
    return at.strftime("%Y%m%d%H%M%S%f")
