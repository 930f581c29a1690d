"""Process versions: the rules, form and templates the Committee adopts and the portal runs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accreditation.decisions import Decision
from accreditation.machine import LOADING, refuse, state_field, stateful, step
from accreditation.proposals import content as contents
from accreditation.proposals import editing
from accreditation.proposals.asked import asked
from accreditation.proposals.changes import Change, changes
from accreditation.proposals.drafts import Drafted
from accreditation.proposals.groups import groups_of
from accreditation.references import numbered
from accreditation.workflow import Act
from partners.clock import PortalNow
from partners.models import User
from partners.permissions import is_person, the_system


class ProcessState(models.TextChoices):
    """Where a version of the process is."""

    DRAFT = "draft", _("Draft of the working group")
    FROZEN = "frozen", _("Submitted and frozen")
    ADOPTED = "adopted", _("Adopted")
    NOT_ADOPTED = "not_adopted", _("Not adopted")


def freeze_content(process: "Process", act: Act) -> None:
    """Give the version its number and the hash of its original text."""
    year = process.stamp.year
    process.reference = numbered("PROCESS", year)
    process.canonical, process.sha256 = contents.freeze(process.content)
    act.enter(process=process.reference, process_sha256=process.sha256)


class ProcessQuerySet(models.QuerySet["Process"]):
    """Process versions, read by who asks."""

    def visible_to(self, user: Any) -> "ProcessQuerySet":
        """What was frozen is public; drafts are the group's and the Secretariat's."""
        if is_person(user) and user.is_officer:
            return self
        seen = ~models.Q(state=ProcessState.DRAFT)
        if is_person(user):
            seen |= models.Q(proposal__group__in=groups_of(user))
        return self.filter(seen)

    def adopted(self) -> "ProcessQuerySet":
        """Versions the Committee has adopted, the newest first."""
        return self.filter(state=ProcessState.ADOPTED).order_by("-adopted_at")


@stateful("process")
class Process(Drafted):
    """One version of the process: criteria, form, documents, decision rules, report template.

    Its texts are in the original language; official translations stand beside it in rows of their
    own. Once frozen its content never changes; once adopted nothing of it does (13.CC a).
    """

    State = ProcessState
    TONES: ClassVar = {"adopted": "good", "frozen": "waiting", "not_adopted": "bad"}

    state = state_field(ProcessState)
    proposal = models.ForeignKey(
        "accreditation.Proposal", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("number in the proposal"), default=1)
    content = models.JSONField(_("content"), default=contents.version_0)
    canonical = models.TextField(_("frozen canonical form"), blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("process version")
        verbose_name_plural = _("process versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "number"], name="versions_are_numbered")
        ]
        triggers: ClassVar = [
            refuse(
                "frozen_never_changes",
                on=pgtrigger.Update | pgtrigger.Delete,
                when="OLD.sha256 <> '' AND (TG_OP = 'DELETE' OR NEW.content <> OLD.content"
                " OR NEW.canonical <> OLD.canonical OR NEW.sha256 <> OLD.sha256"
                " OR NEW.reference <> OLD.reference OR NEW.number <> OLD.number"
                " OR NEW.proposal_id <> OLD.proposal_id"
                " OR (OLD.frozen_at IS NOT NULL"
                " AND NEW.frozen_at IS DISTINCT FROM OLD.frozen_at))",
                because="a frozen process never changes",
            ),
            refuse(
                "adopted_for_ever",
                on=pgtrigger.Update | pgtrigger.Delete,
                when="OLD.state = 'adopted' AND"
                " (TG_OP = 'DELETE' OR to_jsonb(NEW) <> to_jsonb(OLD))",
                because="an adopted process never changes",
            ),
            refuse(
                "adopted_by_the_committee",
                when="NEW.state = 'adopted'"  # noqa: S608 - built from declared names, never from input
                " AND (TG_OP = 'INSERT' OR OLD.state <> 'adopted')"
                f" AND NOT {LOADING}"
                " AND NOT EXISTS (SELECT 1 FROM accreditation_item i"
                " JOIN accreditation_proposal p ON p.reference = i.subject_reference"
                " WHERE p.id = NEW.proposal_id AND i.subject_kind = 'proposal'"
                " AND i.purpose = 'adopt' AND i.dossier_sha256 = NEW.sha256"
                " AND i.outcome = 'adopted' AND i.state IN ('certified', 'published'))",
                because="a process is adopted by a certified decision of the Committee",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The version's page."""
        return reverse("proposals:process", args=[self.reference])

    @property
    def is_draft(self) -> bool:
        """Whether its content may still change."""
        return self.state == ProcessState.DRAFT

    @property
    def is_editable(self) -> bool:
        """Whether officers may change its content now: a draft, of a proposal in drafting."""
        return self.is_draft and bool(self.proposal.is_drafting)

    @property
    def is_adopted(self) -> bool:
        """Whether the Committee has adopted it."""
        return self.state == ProcessState.ADOPTED

    def __str__(self) -> str:
        """Its number once frozen, such as PROCESS-2026-0001."""
        return self.reference if self.sha256 else f"{self.proposal.reference} v{self.number}"

    @cached_property
    def localised(self) -> dict[str, Any]:
        """The content in the page's language, where a translation has it."""
        return self.in_language(get_language() or "en")

    def in_language(self, language: str) -> dict[str, Any]:
        """The content in a language, with the original where no translation is given."""
        latest = next(
            (t for t in self.translations.all() if t.language == language),
            None,
        )
        return contents.localise(self.content, latest.texts if latest else {})

    def asked(self, part: str, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The sections of the form or the report template that are asked, in the page's language.

        `part` is "form" or "report"; `answers` are those given, by question code.
        """
        return asked(self.localised[part], answers)

    @property
    def decision_rules(self) -> dict[str, Any]:
        """The rules by which the Committee decides under this version, as a record keeps them."""
        silent = {"running_count": "hidden"}
        rules = silent | self.content["decision"]
        rules.pop("days", None)
        return rules | {"confirmed": not editing.is_marked(self.content, "decision")}

    def replaces(self, *, as_of: datetime | None) -> "Process | None":
        """The adopted version whose place it takes, or would take; as of an instant, or of now."""
        adopted = Process.objects.adopted().exclude(pk=self.pk)
        if as_of is not None:
            adopted = adopted.filter(adopted_at__lt=as_of)
        return adopted.first()

    def changes_from(self, other: "Process") -> list[Change]:
        """What it changes against another version, in words."""
        return changes(other.content, self.content)

    @property
    def deferral(self) -> dict[str, int]:
        """How often an application may be deferred, and with how many questions at most."""
        return contents.DEFERRAL | self.content.get("deferral", {})

    @property
    def clarification(self) -> dict[str, int]:
        """How often the Secretariat asks, with how many questions, and the days to answer."""
        return contents.CLARIFICATION | self.content.get("clarification", {})

    @step(
        ProcessState.DRAFT,
        ProcessState.FROZEN,
        who=the_system,
        fills=[freeze_content],
        label=_("Freeze"),
        basis=Decision.AA_B,
    )
    def freeze(self) -> None:
        """Freeze the content as submitted."""
        self.frozen_at = self.stamp

    @step(
        ProcessState.FROZEN,
        ProcessState.ADOPTED,
        who=the_system,
        label=_("Adopt the version"),
        basis=Decision.CC_A,
    )
    def adopt(self) -> None:
        """Freeze the version for ever: it is what the portal runs."""
        self.adopted_at = self.stamp

    @step(
        ProcessState.FROZEN,
        ProcessState.NOT_ADOPTED,
        who=the_system,
        label=_("Set the version aside"),
        basis=Decision.CC_A,
    )
    def set_aside(self) -> None:
        """Keep the version as one that was not adopted."""


class ProcessTranslation(models.Model):
    """Texts of a process version in another language, official or courtesy; newest first."""

    class Standing(models.TextChoices):
        """What the translation counts as."""

        OFFICIAL = "official", _("Official translation")
        COURTESY = "courtesy", _("Courtesy translation")

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=2)
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing.choices, default=Standing.COURTESY
    )
    texts = models.JSONField(_("texts by path"), default=dict)
    at = models.DateTimeField(_("at"), db_default=PortalNow())
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("translation of a process")
        verbose_name_plural = _("translations of processes")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["process", "language", "number"], name="translations_are_numbered"
            )
        ]

    def __str__(self) -> str:
        """Language and standing."""
        return f"{self.language}: {self.get_standing_display()}"
