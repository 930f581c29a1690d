"""What must hold before an application goes to the Committee, as a room above this one says it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise

from accreditation.machine import Guard

if TYPE_CHECKING:
    from accreditation.applications.applications import Application

SCREENINGS: Final[list[Callable[["Application"], Iterator[str | Promise]]]] = []


@Guard
def names_are_screened(application: "Application") -> Iterator[str | Promise]:
    """Its names were screened as they are now against the newest list, if one was ever loaded."""
    for screening in SCREENINGS:
        yield from screening(application)
