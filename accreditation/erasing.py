"""What the workflow's rooms do when a person is erased: what stands against it, what goes.

The act is on the record before the history is purged: the database purges for nobody else.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Lower, Replace
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accreditation.applications.cosigning_mail import forget_mails, mails_of
from accreditation.applications.models import Cosignature
from accreditation.committee.models import Representative
from accreditation.committee.notes import PrivateNote
from accreditation.committee.observers import Observer
from accreditation.ledger import record
from accreditation.workflow import ACTS
from partners.clock import PortalNow
from partners.erasure import ERASERS, FORMER, HINDRANCES, addresses_of
from partners.models import Notice, User

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


def forget_in_signatures(user: User) -> None:
    """Forget who was asked and did not sign; of a signature its address, of who asked the words.

    A signature itself stays with the application, like a declaration made for the head.
    """
    own = [address.lower() for address in addresses_of(user)]
    asked_of = Cosignature.objects.annotate(to=Lower("email")).filter(to__in=own)
    unsigned = asked_of.filter(signed_at=None)
    forget_mails(unsigned)
    unsigned.pending().update(withdrawn_at=PortalNow())
    unsigned.forget()
    asked_of.update(email="")
    asked_by = Cosignature.objects.filter(asked_by=user)
    asked_by.update(words="")
    forget_mails(asked_by.exclude(pk__in=asked_by.live().values("pk")))
    for pk in asked_by.values_list("pk", flat=True):
        Notice.objects.filter(mails_of(pk)).update(
            body=Replace("body", Value(str(user)), Value(FORMER))
        )


def erase(user: User, *, by: Any) -> None:
    """Throw private notes away, put the act on the record, then purge the history of texts."""
    PrivateNote.objects.visible_to(user).delete()
    forget_in_signatures(user)
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
