"""The intersessional working group of 13.AA a, and its members by category."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.committee.models import Term
from accreditation.decisions import Decision
from accreditation.machine import Guard, Waits, state_field, stateful, step
from accreditation.proposals.drafts import Drafted
from accreditation.workflow import Act
from partners.models import User
from partners.permissions import is_person, is_secretariat, predicate


@Guard
def members_of_each_kind(group: "WorkingGroup") -> Iterator[str | Promise]:
    """Parties, the Secretariat and NGOs take part, as 13.AA a asks."""
    present = set(group.members.values_list("category", flat=True))
    for category in (Category.PARTY, Category.SECRETARIAT, Category.NGO):
        if category not in present:
            yield _("No member is named for: %(category)s.") % {"category": category.label}


@predicate(_("the working group"))
def is_group_member(obj: Any, user: Any) -> bool:
    """A member of the object's working group."""
    return is_person(user) and obj.group_id in groups_of(user)


def groups_of(user: Any) -> set[int]:
    """Keys of the working groups a person belongs to, read once for each request."""
    if not is_person(user):
        return set()
    if not hasattr(user, "_groups"):
        user._groups = set(GroupMember.objects.filter(user=user).values_list("group_id", flat=True))
    groups: set[int] = user._groups
    return groups


def give_group_reference(group: "WorkingGroup", act: Act) -> None:
    """The group is known by its term from here."""
    group.reference = f"IWG-{group.term.code}"


class Category(models.TextChoices):
    """On whose behalf a member takes part (13.AA a)."""

    PARTY = "party", _("Party")
    SECRETARIAT = "secretariat", _("Secretariat")
    NGO = "ngo", _("NGO")
    STEERING_GROUP = "steering_group", _("Civil Society Project Steering Group")
    OTHER = "other", _("Other relevant organization")


class GroupState(models.TextChoices):
    """Where a working group is."""

    PLANNED = "planned", _("Planned")
    ESTABLISHED = "established", _("Established")
    CLOSED = "closed", _("Closed")


class GroupQuerySet(models.QuerySet["WorkingGroup"]):
    """Working groups, read by who asks."""

    def visible_to(self, user: Any) -> "GroupQuerySet":
        """Everybody sees established groups; the Secretariat all."""
        if user.is_authenticated and user.is_officer:
            return self
        return self.exclude(state=GroupState.PLANNED)


@stateful("group")
class WorkingGroup(Drafted):
    """The body that explores options for a special accreditation, for one term."""

    State = GroupState
    TONES: ClassVar = {"established": "good"}
    WAITS: ClassVar = {
        GroupState.PLANNED: Waits(_("the Secretariat")),
        GroupState.ESTABLISHED: Waits(_("the working group")),
    }

    state = state_field(GroupState)
    term = models.OneToOneField(Term, on_delete=models.PROTECT, verbose_name=_("term"))
    title = models.CharField(_("title"), max_length=200)
    terms_of_reference = models.TextField(_("terms of reference"), blank=True)
    established_at = models.DateTimeField(_("established at"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")

    def get_absolute_url(self) -> str:
        """The group's page."""
        return reverse("proposals:group", args=[self.reference])

    @property
    def is_planned(self) -> bool:
        """Whether it is not yet established."""
        return self.state == GroupState.PLANNED

    @property
    def is_closed(self) -> bool:
        """Whether its work has ended."""
        return self.state == GroupState.CLOSED

    def includes(self, user: Any) -> bool:
        """Whether a person belongs to the group, or is a Secretariat officer."""
        return is_person(user) and (user.is_officer or self.pk in groups_of(user))

    @step(
        GroupState.PLANNED,
        GroupState.ESTABLISHED,
        who=is_secretariat,
        needs=[members_of_each_kind],
        fills=[give_group_reference],
        label=_("Establish the working group"),
        basis=Decision.AA_A,
        weight="primary",
    )
    def establish(self) -> None:
        """Set the group up."""
        self.established_at = self.stamp

    @step(
        GroupState.ESTABLISHED,
        GroupState.CLOSED,
        who=is_secretariat,
        label=_("Close the working group"),
        basis=Decision.AA_A,
        weight="danger",
    )
    def close(self) -> None:
        """End the group's work."""


class GroupMember(models.Model):
    """A person who takes part in a working group, on behalf of somebody."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200)

    class Meta:
        verbose_name = _("member of the working group")
        verbose_name_plural = _("members of the working group")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "user"], name="one_place_in_a_group")
        ]

    def __str__(self) -> str:
        """Person and for whom."""
        return f"{self.user} ({self.on_behalf_of})"
