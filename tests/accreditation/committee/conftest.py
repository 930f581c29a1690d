"""Items before the Committee, and a clock that can be moved."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection

from accreditation.committee.models import Item, Term
from accreditation.committee.taking import take_position
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.models import User
from tests import cast

DAY = 24 * 60 * 60
Moved = Callable[[int], AbstractContextManager[None]]


@contextmanager
def clock_moved(seconds: int) -> Iterator[None]:
    """The database's clock, so many seconds ahead on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SET portal.clock_offset = %s", [str(seconds)])
        yield
        cursor.execute("SET portal.clock_offset = '0'")


@pytest.fixture
def later() -> Moved:
    """Move the clock ahead for a while."""
    return clock_moved


@pytest.fixture
def written_item(submitted_proposal: Proposal, secretariat: User, term: Term) -> Item:
    """An item on the proposal, decided in writing within 30 days, prepared."""
    perform("present", submitted_proposal, by=secretariat, **cast.in_writing(30))
    return Item.objects.about("proposal", submitted_proposal.reference).get()


@pytest.fixture
def voting_item(written_item: Item, secretariat: User) -> Item:
    """The item on the proposal, open for positions in writing."""
    return cast.opened(written_item, secretariat)


@pytest.fixture
def delegates(term: Term, member: User, alternate: User, chair: User) -> dict[str, User]:
    """One person for every seat, by seat code."""
    return cast.delegates(term)


@pytest.fixture
def published_item(
    voting_item: Item, delegates: dict[str, User], secretariat: User, chair: User, later: Moved
) -> Item:
    """The item on the proposal: eight said yes, one no; counted, certified and published."""
    return cast_and_publish(voting_item, delegates, officer=secretariat, chair=chair)


def cast_and_publish(item: Item, delegates: dict[str, User], *, officer: User, chair: User) -> Item:
    """Let nine seats speak, then take the item to its published record."""
    for code in [line["seat"] for line in item.seats if line["kind"] == "regional"][:9]:
        value = "no" if code == "EUR-1" else "yes"
        take_position(item, by=delegates[code], value=value, reasons=f"{code} explains itself.")
    with clock_moved(31 * DAY):
        item = perform("close", item)
        item = perform("certify", item, by=chair)
        return perform("publish", item, by=officer)
