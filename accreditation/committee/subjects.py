"""What an item is about: rooms above register what each outcome means for their kind.

The Committee answers a question; it does not know what it is asked about.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from accreditation.machine import Stateful
from accreditation.workflow import Act

if TYPE_CHECKING:
    from accreditation.committee.item_facts import ItemFacts
    from accreditation.committee.items import Item


def nothing_more(subject: Any) -> Iterable[Stateful]:
    """A decision changes the subject alone."""
    return ()


def waits_still(item: "Item") -> bool:
    """The subject waits for a decision as long as nothing else says so."""
    return True


@dataclass(frozen=True)
class Subject:
    """A purpose for which items of one kind are put: its name, its object, what follows.

    `touches` is what a decision changes beside the subject: it is locked with the subject, because
    the ledger, which the record needs, is locked last. `awaits` says whether the subject still
    waits for a decision when an item brought none; `is_public`, whether its dossier is public.
    """

    label: str | Promise
    find: Callable[[str], Stateful]
    carry_out: Callable[["Item", Act], None]
    cancelled: Callable[["Item", Act], None]
    touches: Callable[[Any], Iterable[Stateful]] = nothing_more
    awaits: Callable[["Item"], bool] = waits_still
    is_public: bool = False


SUBJECTS: dict[tuple[str, str], Subject] = {}


def register(kind: str, purpose: str, subject: Subject) -> None:
    """Say what an outcome means for items of this kind and purpose."""
    SUBJECTS[kind, purpose] = subject


def of(item: "ItemFacts") -> Subject:
    """The subject registered for an item."""
    return SUBJECTS[item.subject_kind, item.purpose]
