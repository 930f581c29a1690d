"""What the workflow's rooms do when a person is erased: what stands against it, what goes.

The act is on the record before the history is purged: the database purges for nobody else.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.committee.models import Representative
from accreditation.committee.notes import PrivateNote
from accreditation.committee.observers import Observer
from accreditation.ledger import record
from accreditation.workflow import ACTS
from partners.erasure import ERASERS, HINDRANCES
from partners.models import User

ERASE: Final = "person.erase"
# Row histories in which an earlier text may name a person; rooms above add theirs.
HISTORIES: Final = {"accreditation_answerevent", "accreditation_applicationquestionevent"}


def holds_a_place(user: User) -> Iterator[str | Promise]:
    """Who speaks for a seat or observes does so until the place has ended."""
    if Representative.objects.holding().filter(user=user).exists():
        yield _(
            "This person acts for a seat of the Standing Committee. Ask the Secretariat to end the"
            " place first."
        )
    if Observer.objects.holding().filter(user=user).exists():
        yield _(
            "This person observes the Standing Committee. Ask the Secretariat to end the place"
            " first."
        )


def erase(user: User, *, by: Any) -> None:
    """Throw private notes away, put the act on the record, then purge the history of texts."""
    PrivateNote.objects.visible_to(user).delete()
    record(ERASE, str(user.uuid), by=by)
    with connection.cursor() as cursor:
        for history in sorted(HISTORIES):
            cursor.execute("SELECT portal_forget(%s, %s::regclass)", [user.pk, history])


def register() -> None:
    """Enter what these rooms do, and what the act is called."""
    ACTS[ERASE] = _("Erase a person’s data")
    if holds_a_place not in HINDRANCES:
        HINDRANCES.append(holds_a_place)
    if erase not in ERASERS:
        ERASERS.append(erase)
