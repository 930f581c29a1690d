"""What an item is about: rooms above register what each outcome means for their kind.

The Committee answers a question; it does not know what it is asked about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from accreditation.machine import Stateful
from accreditation.workflow import Act

if TYPE_CHECKING:
    from accreditation.committee.items import Item


@dataclass(frozen=True)
class Subject:
    """A purpose for which items of one kind are put: its name, its object, what follows."""

    label: str | Promise
    find: Callable[[str], Stateful]
    carry_out: Callable[["Item", Act], None]
    cancelled: Callable[["Item", Act], None]


SUBJECTS: dict[tuple[str, str], Subject] = {}


def register(kind: str, purpose: str, subject: Subject) -> None:
    """Say what an outcome means for items of this kind and purpose."""
    SUBJECTS[kind, purpose] = subject


def of(item: "Item") -> Subject:
    """The subject registered for an item."""
    return SUBJECTS[item.subject_kind, item.purpose]
