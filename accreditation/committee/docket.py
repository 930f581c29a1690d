"""Preparing items: a question on a frozen dossier, for a meeting or in writing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.canonical import canonical, sha256_hex
from accreditation.committee.audience import members_told
from accreditation.committee.blocs import Bloc
from accreditation.committee.objections import held_objections
from accreditation.committee.seats import Term
from accreditation.ledger import record
from accreditation.references import next_number, prefixed
from accreditation.workflow import ACTS, Act, NotReady, refusals_kept
from partners.mail import owe
from partners.models import Organisation

if TYPE_CHECKING:
    from accreditation.committee.items import Item

LEAST = 2  # items that are moved together


def prepare(  # noqa: PLR0913 - an item is given everything it holds, by name
    *,
    kind: str,
    purpose: str,
    reference: str,
    question: dict[str, str],
    dossier: str,
    process_version: str,
    rules: dict[str, Any],
    term: Term,
    act: Act,
    interested: list[str] | None = None,
    organisation: Organisation | None = None,
) -> "Item":
    """Prepare an item as part of the step under way; the step was given meeting or closes_at."""
    model = apps.get_model("accreditation", "Item")
    meeting = act.given.get("meeting")
    closes_at = None if meeting else act.given.get("closes_at")
    series = meeting.code if meeting else f"StC-{term.code}-W"
    follows = model._base_manager.all()
    before = follows.filter(subject_kind=kind, subject_reference=reference).order_by("-pk").first()
    item: Item = model._base_manager.create(
        reference=prefixed(f"{series}/Item-{next_number(f'item {series}')}"),
        term=term,
        meeting=meeting,
        closes_at=closes_at,
        purpose=purpose,
        subject_kind=kind,
        subject_reference=reference,
        question=question,
        dossier=dossier,
        dossier_sha256=sha256_hex(dossier),
        process_version=process_version,
        rules=rules,
        interested_countries=interested or [],
        organisation=organisation,
        follows=before,
    )
    act.enter(item=item.reference, dossier_sha256=item.dossier_sha256)
    return item


def follow(item: "Item", act: Act) -> "Item":
    """Prepare the item that takes up a question on which nothing was decided, on the same dossier.

    A blocked decision goes to a meeting or to a vote by its rules; the objections' reasons go to
    every member. The Secretariat schedules the new item, before the Committee of the current term.
    """
    model = apps.get_model("accreditation", "Item")
    rules = dict(item.rules)
    if item.outcome == "objected":
        rules["procedure"] = "consensus" if rules["objection_effect"] == "refer" else "vote"
    first = item.reference.partition("/Rev.")[0]
    revisions = model._base_manager.filter(reference__startswith=f"{first}/Rev.").count()
    new: Item = model._base_manager.create(
        reference=f"{first}/Rev.{revisions + 1}",
        term=Term.objects.current() or item.term,
        purpose=item.purpose,
        subject_kind=item.subject_kind,
        subject_reference=item.subject_reference,
        question=item.question,
        dossier=item.dossier,
        dossier_sha256=item.dossier_sha256,
        process_version=item.process_version,
        rules=rules,
        interested_countries=item.interested_countries,
        organisation=item.organisation,
        follows=item,
    )
    act.enter(followed_by=new.reference)
    if item.outcome == "objected":
        circulate_reasons(item, new)
    return new


def circulate_reasons(item: "Item", new: "Item") -> None:
    """Send the reasons of the objections to every member, word for word."""
    owe(
        members_told(item),
        key=f"item.objections {item.reference}",
        reference=item.reference,
        template="objections",
        context={
            "item": item,
            "new": new,
            "objections": held_objections(item),
            "path": item.get_absolute_url(),
        },
    )


def move_together(items: Sequence["Item"], *, title: str, by: Any) -> Bloc:
    """Move items en bloc, before they are open. Raises PermissionDenied or NotReady."""
    with refusals_kept("bloc.make", ", ".join(item.reference for item in items), by):
        if not by.is_officer:
            raise PermissionDenied(_("Only the Secretariat moves items together."))
        return _moved_together([item.pk for item in items], title, by)


def _moved_together(keys: list[int], title: str, by: Any) -> Bloc:
    """The bloc, under the locks of its items."""
    model = apps.get_model("accreditation", "Item")
    chosen = model._base_manager.select_for_update().filter(pk__in=keys)
    found: list[Item] = list(chosen.order_by("pk"))
    if reasons := list(_not_together(found)):
        raise NotReady(reasons)
    term = found[0].term
    series = f"StC-{term.code}-B"
    bloc = Bloc.objects.create(
        reference=prefixed(f"{series}/Bloc-{next_number(f'bloc {series}')}"),
        term=term,
        title=title,
        made_by=by,
    )
    for item in found:
        item.bloc = bloc
        item.save(update_fields=["bloc"])
    record("bloc.make", bloc.reference, by=by, data={"items": [item.reference for item in found]})
    return bloc


def _not_together(items: "Sequence[Item]") -> list[str]:
    """Why these items cannot be moved together."""
    reasons = []
    if len(items) < LEAST:
        reasons.append(_("Choose at least two items."))
    if any(item.state not in ("prepared", "scheduled") for item in items):
        reasons.append(_("Only items that are not yet open can be moved together."))
    if any(item.bloc_id is not None for item in items):
        reasons.append(_("One of these items is already moved together with others."))
    if len({alike(item) for item in items}) > 1:
        reasons.append(_("These items are not decided at the same time by the same rules."))
    return reasons


def alike(item: "Item") -> tuple[Any, ...]:
    """What items that are moved together have in common: the Committee, when, and all rules."""
    return item.term_id, item.meeting_id, item.closes_at, canonical(item.rules)


def fits_its_bloc(item: "Item") -> bool:
    """Whether the item is still decided when, and as, the others are with which it is moved."""
    others = type(item)._base_manager.filter(bloc=item.bloc_id, lifted_at=None).exclude(pk=item.pk)
    return {alike(other) for other in others} <= {alike(item)}


ACTS |= {"bloc.make": gettext_lazy("Moved together")}
