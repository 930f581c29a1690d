"""What follows from the steps of a proposal, and what a decision of the Committee on it means."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from accreditation.committee import subjects
from accreditation.committee.docket import prepare
from accreditation.committee.models import CommitteeRules, Item, Term
from accreditation.proposals import content as contents
from accreditation.references import numbered
from accreditation.workflow import ACTS, Act

if TYPE_CHECKING:
    from accreditation.proposals.proposals import Proposal

QUESTION = {
    "en": "Adopt the process and reporting template of proposal %s",
    "fr": "Adopter le processus et le modèle de rapport de la proposition %s",
    "es": "Adoptar el proceso y la plantilla de informe de la propuesta %s",
}


# Acts of drafting, which are no steps: what pages call them.
DRAFTING = {
    "process.edit": _("Edited the draft"),
    "process.translate": _("Translated texts"),
    "proposal.comment": _("Commented"),
}


def give_proposal_reference(proposal: "Proposal", act: Act) -> None:
    """The proposal is numbered when drafting opens."""
    proposal.reference = numbered("PROPOSAL", proposal.stamp.year)


def begin_version(proposal: "Proposal", act: Act) -> None:
    """Start from version 0, with its translations beside it."""
    process = proposal.versions.create(number=1, content=contents.version_0())
    for language in ("fr", "es"):
        process.translations.create(
            language=language, texts=contents.version_0_translation(language), by=act.by
        )


def new_version(proposal: "Proposal", act: Act) -> None:
    """Copy the newest version and its newest translations into one to be drafted on."""
    old = proposal.version
    process = proposal.versions.create(number=old.number + 1, content=old.content)
    seen: set[str] = set()
    for translation in old.translations.all():
        if translation.language not in seen:
            seen.add(translation.language)
            process.translations.create(
                language=translation.language,
                standing=translation.standing,
                texts=translation.texts,
                by=act.by,
            )
    proposal.version = process


def freeze_version(proposal: "Proposal", act: Act) -> None:
    """Freeze the version that is submitted."""
    act.bring("freeze", proposal.version)


def put_to_committee(proposal: "Proposal", act: Act) -> None:
    """Prepare the item on the frozen version, by the Committee's own rules."""
    version = proposal.version
    prepare(
        kind="proposal",
        purpose="adopt",
        reference=proposal.reference,
        question={lang: text % proposal.reference for lang, text in QUESTION.items()},
        dossier=version.canonical,
        process_version=version.reference,
        rules=CommitteeRules.current(),
        term=Term.objects.current() or proposal.group.term,
        act=act,
    )


def adopt_version(proposal: "Proposal", act: Act) -> None:
    """The version put to the Committee is adopted with the proposal."""
    act.bring("adopt", proposal.version)


def set_version_aside(proposal: "Proposal", act: Act) -> None:
    """The version put to the Committee is kept as not adopted."""
    act.bring("set_aside", proposal.version)


def find_proposal(reference: str) -> "Proposal":
    """The proposal an item is about."""
    model = apps.get_model("accreditation", "Proposal")
    found: Proposal = model._base_manager.get(reference=reference)
    return found


def carry_out(item: Item, act: Act) -> None:
    """Adopted, not adopted, or no decision: 13.CC a."""
    means = {"adopted": "adopt", "not_adopted": "return"}
    act.bring(means.get(item.outcome, "put_back"), find_proposal(item.subject_reference))


def cancelled(item: Item, act: Act) -> None:
    """The item is off the table: the proposal waits for another."""
    act.bring("put_back", find_proposal(item.subject_reference))


def register() -> None:
    """Tell the Committee's room what its outcomes mean for proposals, and name the acts here."""
    ACTS.update(DRAFTING)
    subjects.register(
        "proposal",
        "adopt",
        subjects.Subject(
            label=_("Adopt a process"),
            find=find_proposal,
            carry_out=carry_out,
            cancelled=cancelled,
            is_public=True,
        ),
    )
