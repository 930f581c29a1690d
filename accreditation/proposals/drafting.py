"""Acts of drafting: editing a version, translating its texts, commenting on its parts.

Each is written with its entry in the ledger, in one transaction. Like steps they know three
answers: StepRefused (not in this state), PermissionDenied (wrong person), and why not yet.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accreditation.canonical import canonical, sha256_hex
from accreditation.ledger import record
from accreditation.proposals import content as contents
from accreditation.proposals import editing
from accreditation.proposals.models import Comment, Process, ProcessTranslation, Proposal
from accreditation.proposals.proposals import may_comment
from accreditation.workflow import StepRefused
from partners.permissions import is_secretariat

Change = Callable[[Mapping[str, Any]], dict[str, Any]]


class EditConflict(Exception):  # noqa: N818 - an answer, not a fault
    """Somebody changed the same element in between; `process` is as it stands now."""

    def __init__(self, process: Process) -> None:
        """Keep what stands now."""
        self.process = process
        super().__init__(process.reference)


def edit(process: Process, *, by: Any, path: str, seen: str | None, change: Change) -> Process:
    """Change one element of a draft; `seen` is the hash of the element the person had before them.

    Raises PermissionDenied, StepRefused, EditConflict, NoSuchElement, and ContentInvalid with the
    reasons why the changed content would be no process version.
    """
    if not is_secretariat(process, by):
        raise PermissionDenied(_("Only the Secretariat may do this."))
    with transaction.atomic():
        fresh = _locked(process)
        if not fresh.is_editable:
            raise StepRefused(_("This version is not in drafting: its content does not change."))
        if seen is not None and _hash_at(fresh, path) != seen:
            raise EditConflict(fresh)
        content = change(fresh.content)
        contents.validate(content)
        if content != fresh.content:
            fresh.content = content
            fresh.save(update_fields=["content"])
            record("process.edit", fresh.reference, by=by, data={"path": path})
        return fresh


def translate(
    process: Process,
    *,
    by: Any,
    language: str,
    texts: Mapping[str, str],
    standing: str,
    seen: str,
) -> ProcessTranslation:
    """Add a translation with some texts changed; the ones before it are kept.

    Raises PermissionDenied, and EditConflict when the same texts were changed in between.
    """
    if not is_secretariat(process, by):
        raise PermissionDenied(_("Only the Secretariat may do this."))
    with transaction.atomic():
        fresh = _locked(process)
        last = latest(fresh, language)
        if texts_seen(last, texts) != seen:
            raise EditConflict(fresh)
        new = {path: text for path, text in (last.texts | dict(texts)).items() if text.strip()}
        if last.pk and new == last.texts and standing == last.standing:
            return last
        added = fresh.translations.create(
            language=language, number=last.number + 1, standing=standing, texts=new, by=by
        )
        data = {"language": language, "number": added.number, "standing": standing}
        record("process.translate", fresh.reference, by=by, data=data)
        return added


def latest(process: Process, language: str) -> ProcessTranslation:
    """The newest translation into a language; an unsaved one, number 0, where there is none."""
    found = process.translations.filter(language=language).order_by("-number").first()
    return found or ProcessTranslation(process=process, language=language, number=0, texts={})


def texts_seen(translation: ProcessTranslation, paths: Mapping[str, Any]) -> str:
    """A hash of the texts at some addresses, and of their standing."""
    shown = {path: translation.texts.get(path, "") for path in paths}
    return sha256_hex(canonical([translation.standing, shown]))


def comment(proposal: Proposal, *, by: Any, path: str, text: str) -> Comment:
    """Add a comment on one part of the newest version.

    Raises PermissionDenied, and StepRefused when comments are not (or no longer) taken.
    """
    if not may_comment(proposal, by):
        raise PermissionDenied(_("Only members of the working group may comment."))
    with transaction.atomic():
        fresh = Proposal._base_manager.select_for_update().get(pk=proposal.pk)
        if not fresh.takes_comments:
            raise StepRefused(_("Comments are taken in drafting and while it is circulated."))
        added = Comment.objects.create(process=fresh.version, path=path, text=text, by=by)
        record("proposal.comment", fresh.reference, by=by, data={"path": path})
        return added


def _locked(process: Process) -> Process:
    """The version, fresh and locked, after its proposal, as every step locks them."""
    proposal = Proposal._base_manager.select_for_update().get(pk=process.proposal_id)
    fresh = Process._base_manager.select_for_update().get(pk=process.pk)
    fresh.proposal = proposal
    return fresh


def _hash_at(process: Process, path: str) -> str:
    """The hash of the element as it stands; nothing where it was taken away."""
    try:
        return editing.seen(process.content, path)
    except editing.NoSuchElement:
        return ""
