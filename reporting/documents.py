"""Issued documents: asked for, rendered by a worker, issued once with their hash, kept for ever."""

import uuid
from typing import Any, ClassVar

import pgtrigger
from celery import current_app
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accreditation.committee.reading import dossier_readable_by
from accreditation.decisions import Clause
from accreditation.machine import Stateful, Waits, refuse, state_field, stateful, step
from accreditation.workflow import Act
from partners.models import User
from partners.permissions import is_person, is_secretariat, the_system


class DocumentState(models.TextChoices):
    """Where a document is."""

    QUEUED = "queued", _("Queued")
    RENDERING = "rendering", _("Being rendered")
    ISSUED = "issued", _("Issued")
    FAILED = "failed", _("Failed")


def wake_worker(document: "IssuedDocument", act: Act | None = None) -> None:
    """Let a worker look at the document after commit; if the broker is away, the sweep finds it."""
    transaction.on_commit(
        lambda: current_app.send_task("reporting.tasks.render_document", [str(document.uuid)]),
        robust=True,
    )


class DocumentQuerySet(models.QuerySet["IssuedDocument"]):
    """Issued documents, read by who asks."""

    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Public ones; people also those of their organisation, while they belong; officers all.

        What shows a dossier is for those who may read it now; a receipt for its person alone.
        """
        seen = Q(is_public=True)
        if not is_person(user):
            return self.filter(seen)
        seen |= Q(organisation__in=list(user.roles))
        if user.is_officer:
            seen = Q(pk__isnull=False)
        common = Q(private_to__isnull=True)
        return self.filter(
            common & Q(item__isnull=True) & seen
            | common & Q(item__in=dossier_readable_by(user).values("pk"))
            | Q(private_to=user)
        )

    def issued(self) -> "DocumentQuerySet":
        """Those that are issued, the newest first."""
        return self.filter(state=DocumentState.ISSUED).order_by("-issued_at")

    def waiting(self) -> "DocumentQuerySet":
        """Those no worker has taken up."""
        return self.filter(state=DocumentState.QUEUED)


@stateful("document")
class IssuedDocument(Stateful):
    """A PDF that the portal issues: rendered from a frozen context, stored with its SHA-256."""

    class Kind(models.TextChoices):
        """What is printed."""

        COP_REPORT = "cop-report", _("Report to the Conference of the Parties")
        CERTIFICATE = "certificate", _("Certificate of accreditation")
        RECORD = "record", _("Record of decision")
        APPLICATION = "application", _("Copy of an application")
        RECEIPT = "receipt", _("Receipt of a position")
        BRIEF = "brief", _("Brief on an item")

    State = DocumentState
    TONES: ClassVar = {"issued": "good", "failed": "bad", "rendering": "waiting"}
    WAITS: ClassVar = {
        DocumentState.QUEUED: Waits(_("the portal")),
        DocumentState.RENDERING: Waits(_("the portal")),
        DocumentState.FAILED: Waits(_("the Secretariat")),
    }

    state = state_field(DocumentState)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    document_kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=80, db_index=True)
    language = models.CharField(_("language"), max_length=2)
    organisation = models.ForeignKey(
        "partners.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        "accreditation.Item",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("item whose dossier it shows"),
    )
    private_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("for this person alone"),
    )
    is_public = models.BooleanField(_("public"), default=False)
    context = models.TextField(_("frozen context, canonical"))
    context_sha256 = models.CharField(_("SHA-256 of the context"), max_length=64)
    template_version = models.CharField(_("template version"), max_length=80)
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    parts_done = models.PositiveIntegerField(_("parts done"), default=0)
    parts_total = models.PositiveIntegerField(_("parts in all"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    file = models.FileField(upload_to="issued/", blank=True, max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    ledger_height = models.PositiveBigIntegerField(_("ledger height"), default=0)
    ledger_hash = models.CharField(_("ledger hash"), max_length=64, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="issued") | (~Q(sha256="") & ~Q(file="")),
                name="issued_documents_are_stored",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(item__isnull=True, private_to__isnull=True),
                name="public_documents_are_nobodys",
            ),
            models.UniqueConstraint(
                fields=[
                    "document_kind",
                    "subject",
                    "language",
                    "context_sha256",
                    "template_version",
                ],
                name="one_document_per_content",
            ),
        ]
        triggers: ClassVar = [
            refuse(
                "issued_once",
                on=pgtrigger.Update | pgtrigger.Delete,
                when="OLD.state = 'issued' AND"
                " (TG_OP = 'DELETE' OR to_jsonb(NEW) <> to_jsonb(OLD))",
                because="an issued document never changes",
            ),
            refuse(
                "context_is_frozen",
                on=pgtrigger.Update,
                when="NEW.context <> OLD.context OR NEW.context_sha256 <> OLD.context_sha256"
                " OR NEW.reference <> OLD.reference OR NEW.language <> OLD.language"
                " OR NEW.document_kind <> OLD.document_kind OR NEW.subject <> OLD.subject"
                " OR NEW.template_version <> OLD.template_version"
                " OR NEW.ledger_height <> OLD.ledger_height"
                " OR NEW.ledger_hash <> OLD.ledger_hash"
                " OR NEW.asked_at IS DISTINCT FROM OLD.asked_at",
                because="a document is rendered from what was frozen when it was asked for",
            ),
        ]

    @property
    def is_issued(self) -> bool:
        """Whether the file can be had."""
        return self.state == DocumentState.ISSUED

    @property
    def is_private(self) -> bool:
        """Whether it is for one person alone, and not even for officers."""
        return self.private_to_id is not None

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in (DocumentState.ISSUED, DocumentState.FAILED)

    def get_absolute_url(self) -> str:
        """The document's page: progress, then the file with its hash."""
        return reverse("documents:detail", args=[self.uuid])

    @step(
        DocumentState.QUEUED,
        DocumentState.RENDERING,
        who=the_system,
        label=_("Render"),
        basis=Clause.DOCUMENTS,
    )
    def render(self) -> None:
        """Let a worker take the document up."""
        self.attempts += 1
        self.parts_done = 0

    @step(
        DocumentState.RENDERING,
        DocumentState.ISSUED,
        who=the_system,
        label=_("Issue"),
        basis=Clause.DOCUMENTS,
    )
    def issue(self, *, stored_as: str, size: int, sha256: str) -> None:
        """Store the bytes for ever, with their hash."""
        self.file.name = stored_as
        self.size = size
        self.sha256 = sha256
        self.error = ""
        self.issued_at = self.stamp

    @step(
        DocumentState.RENDERING,
        DocumentState.FAILED,
        who=the_system,
        label=_("Give up"),
        basis=Clause.DOCUMENTS,
    )
    def fail(self, *, error: str) -> None:
        """Say why the document could not be rendered."""
        self.error = error

    @step(
        (DocumentState.FAILED, DocumentState.RENDERING),
        DocumentState.QUEUED,
        who=is_secretariat | the_system,
        label=_("Try again"),
        then=[wake_worker],
        basis=Clause.DOCUMENTS,
        weight="primary",
    )
    def retry(self) -> None:
        """Queue the document again, from the same frozen context; given up, it begins anew."""
        if self.state == DocumentState.FAILED:
            self.attempts = 0
