"""The proposal of 13.AA b: drafted, commented, submitted, considered, adopted or returned."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from accreditation.committee.models import Meeting
from accreditation.decisions import Decision
from accreditation.machine import Guard, Waits, state_field, stateful, step
from accreditation.proposals import content as contents
from accreditation.proposals.drafts import Drafted
from accreditation.proposals.effects import (
    adopt_version,
    begin_version,
    freeze_version,
    give_proposal_reference,
    new_version,
    put_to_committee,
    set_version_aside,
)
from accreditation.proposals.groups import GroupState, WorkingGroup, groups_of, is_group_member
from accreditation.proposals.processes import Process
from partners.clock import PortalNow
from partners.models import User
from partners.permissions import is_person, is_secretariat, the_system


@Guard
def group_is_established(proposal: "Proposal") -> Iterator[str | Promise]:
    """The working group of 13.AA a exists."""
    if proposal.group.state != GroupState.ESTABLISHED:
        yield _("The working group is not yet established.")


@Guard
def content_is_whole(proposal: "Proposal") -> Iterator[str | Promise]:
    """The process version is complete and sound."""
    try:
        contents.validate(proposal.version.content)
    except contents.ContentInvalid as invalid:
        yield from invalid.messages


class ProposalState(models.TextChoices):
    """Where a proposal is."""

    PLANNED = "planned", _("Planned")
    DRAFTING = "drafting", _("In drafting")
    CIRCULATED = "circulated", _("Circulated for comment")
    SUBMITTED = "submitted", _("Submitted to the Standing Committee")
    CONSIDERED = "considered", _("Before the Standing Committee")
    ADOPTED = "adopted", _("Adopted")
    RETURNED = "returned", _("Returned to drafting")


IN_THE_GROUP = (ProposalState.DRAFTING, ProposalState.CIRCULATED)
IN_PUBLIC = (ProposalState.SUBMITTED, ProposalState.CONSIDERED, ProposalState.ADOPTED)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, read by who asks."""

    def visible_to(self, user: Any) -> "ProposalQuerySet":
        """Submitted ones are public; drafts are the group's and the Secretariat's."""
        if user.is_authenticated and user.is_officer:
            return self
        seen = models.Q(state__in=[*IN_PUBLIC, ProposalState.RETURNED])
        if is_person(user):
            seen |= models.Q(group__in=groups_of(user))
        return self.filter(seen)


@stateful("proposal")
class Proposal(Drafted):
    """The working group's proposal of a process and a template for reporting to COP."""

    State = ProposalState
    TONES: ClassVar = {"adopted": "good", "returned": "bad", "considered": "waiting"}
    WAITS: ClassVar = {
        ProposalState.PLANNED: Waits(_("the Secretariat")),
        ProposalState.DRAFTING: Waits(_("the working group")),
        ProposalState.CIRCULATED: Waits(
            _("the working group"),
            _("The Secretariat may submit the proposal without further comments."),
            until="comments_close_at",
        ),
        ProposalState.SUBMITTED: Waits(_("the Secretariat")),
        ProposalState.CONSIDERED: Waits(_("the Standing Committee")),
        ProposalState.RETURNED: Waits(_("the Secretariat")),
    }

    state = state_field(ProposalState)
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="proposals")
    title = models.CharField(_("title"), max_length=250)
    comments_close_at = models.DateTimeField(_("comments until"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def get_absolute_url(self) -> str:
        """The proposal's page."""
        return reverse("proposals:proposal", args=[self.reference])

    @cached_property
    def version(self) -> Process:
        """The newest version of the process it proposes."""
        newest = self.versions.order_by("-number").first()
        return newest or Process(proposal=self)

    @property
    def is_planned(self) -> bool:
        """Whether drafting has not begun."""
        return self.state == ProposalState.PLANNED

    @property
    def is_drafting(self) -> bool:
        """Whether the newest version is being written."""
        return self.state == ProposalState.DRAFTING

    @property
    def takes_comments(self) -> bool:
        """Whether the group may comment now: in drafting, or until the day circulation gave."""
        closes = self.comments_close_at
        return self.state in IN_THE_GROUP and (closes is None or self.stamp <= closes)

    @step(
        ProposalState.PLANNED,
        ProposalState.DRAFTING,
        who=is_secretariat,
        needs=[group_is_established],
        fills=[give_proposal_reference],
        then=[begin_version],
        label=_("Open drafting"),
        basis=Decision.AA_A,
        weight="primary",
    )
    def open_drafting(self) -> None:
        """Let the working group draft; it starts from version 0."""

    @step(
        ProposalState.DRAFTING,
        ProposalState.CIRCULATED,
        who=is_secretariat,
        needs=[content_is_whole],
        label=_("Circulate for comment"),
        basis=Decision.BB,
    )
    def circulate(self, *, comments_close_at: Any = None) -> None:
        """Invite Parties, NGOs and others in the group to support the work (13.BB)."""
        self.comments_close_at = comments_close_at

    @step(
        ProposalState.CIRCULATED,
        ProposalState.DRAFTING,
        who=is_secretariat,
        label=_("Resume drafting"),
        basis=Decision.BB,
    )
    def resume_drafting(self) -> None:
        """Take comments up in the draft."""
        self.comments_close_at = None

    @step(
        IN_THE_GROUP,
        ProposalState.SUBMITTED,
        who=is_secretariat,
        needs=[content_is_whole],
        then=[freeze_version],
        label=_("Submit to the Standing Committee"),
        basis=Decision.AA_B,
        weight="primary",
    )
    def submit(self) -> None:
        """Present the proposal; its process version is frozen."""
        self.submitted_at = self.stamp

    @step(
        ProposalState.SUBMITTED,
        ProposalState.CONSIDERED,
        who=is_secretariat,
        then=[put_to_committee],
        label=_("Put to the Standing Committee"),
        basis=Decision.AA_B,
        weight="primary",
    )
    def present(self, *, meeting: Meeting | None = None, closes_at: Any = None) -> None:
        """Prepare the item by which the Committee considers the proposal."""

    @step(
        ProposalState.CONSIDERED,
        ProposalState.ADOPTED,
        who=the_system,
        then=[adopt_version],
        label=_("Adopt"),
        basis=Decision.CC_A,
    )
    def adopt(self) -> None:
        """Record that the Committee adopted the process."""
        self.adopted_at = self.stamp

    @step(
        ProposalState.CONSIDERED,
        ProposalState.RETURNED,
        who=the_system,
        then=[set_version_aside],
        label=_("Return to drafting"),
        basis=Decision.CC_A,
    )
    def return_(self) -> None:
        """Record that the Committee did not adopt the process."""

    @step(
        ProposalState.CONSIDERED,
        ProposalState.SUBMITTED,
        who=the_system,
        label=_("Put back"),
        basis=Decision.CC_A,
    )
    def put_back(self) -> None:
        """No decision was reached: the proposal waits for another item."""

    @step(
        ProposalState.RETURNED,
        ProposalState.DRAFTING,
        who=is_secretariat,
        then=[new_version],
        label=_("Draft a new version"),
        basis=Decision.AA_A,
        weight="primary",
    )
    def revise(self) -> None:
        """Begin a new version from the one that was not adopted."""


class Comment(models.Model):
    """A comment of a member of the working group on one part of a version."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="comments")
    path = models.CharField(_("part"), max_length=120, blank=True)
    text = models.TextField(_("comment"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), db_default=PortalNow())

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        """Part commented on."""
        return self.path or str(self.process)


may_comment = is_group_member | is_secretariat
