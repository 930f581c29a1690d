"""Lists of the Committee's room cost the same for few and for many."""

from collections.abc import Callable

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accreditation.canonical import sha256_hex
from accreditation.committee.models import CommitteeRules, Item, Position, Term
from accreditation.machine import loading
from partners.clock import portal_now
from partners.models import User

ClientAs = Callable[[User], Client]


def load_items(term: Term, state: str, number: int) -> list[Item]:
    """So many items in one state, loaded."""
    now = portal_now()
    seats = [seat.line() for seat in term.seats.select_related("party", "alternate_party")]
    counted = state == "published"
    already = Item.objects.count()
    rows = [
        Item(
            reference=f"StC9/Item-{already + n}",
            state=state,
            term=term,
            purpose="adopt",
            subject_kind="proposal",
            subject_reference=f"PROPOSAL-{already + n}",
            question={"en": f"Question {n}"},
            dossier="{}",
            dossier_sha256=sha256_hex("{}"),
            process_version="PROCESS-1",
            rules=CommitteeRules.current(),
            seats=seats,
            opened_at=now,
            closes_at=now.replace(year=now.year + 1),
            outcome="adopted" if counted else "",
            record="{}" if counted else "",
            record_sha256=sha256_hex("{}") if counted else "",
            published_at=now if counted else None,
        )
        for n in range(number)
    ]
    with loading():
        return Item.objects.bulk_create(rows)


def cost(client: Client, url: str) -> int:
    """How many queries a page takes, caches warm."""
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["committee:list", "records"])
@pytest.mark.parametrize("reader", ["nobody", "member", "secretariat"])
def test_lists_take_the_same_queries_for_few_and_for_many(
    term: Term, client_as: ClientAs, member: User, secretariat: User, name: str, reader: str
) -> None:
    readers = {
        "nobody": Client(),
        "member": client_as(member),
        "secretariat": client_as(secretariat),
    }
    for state in ("open", "published"):
        load_items(term, state, 1)
    few = cost(readers[reader], reverse(name))

    for state in ("open", "published"):
        for item in load_items(term, state, 14):
            if state == "open":
                Position.objects.bulk_create(
                    [position(item, code, by=member) for code in ("EUR-1", "EUR-2", "AFR-1")]
                )

    assert cost(readers[reader], reverse(name)) == few


def position(item: Item, seat: str, *, by: User) -> Position:
    """A position of a seat."""
    return Position(
        item=item,
        seat=seat,
        capacity="member",
        number=1,
        value="yes",
        at=portal_now(),
        by=by,
        height=1,
        hash=sha256_hex(f"{item.pk} {seat}"),
    )


@pytest.mark.parametrize("model", ["item", "position", "ledgerentry", "refusal", "representative"])
def test_admin_lists_take_the_same_queries_for_few_and_for_many(
    term: Term, client_as: ClientAs, member: User, secretariat: User, model: str
) -> None:
    ContentType.objects.clear_cache()
    browser = client_as(secretariat)
    url = reverse(f"admin:accreditation_{model}_changelist")
    [first] = load_items(term, "open", 1)
    position(first, "EUR-1", by=member).save()
    few = cost(browser, url)

    for item in load_items(term, "open", 12):
        position(item, "EUR-1", by=member).save()

    assert cost(browser, url) == few


def test_pages_hold_twenty_five(term: Term, client_as: ClientAs, secretariat: User) -> None:
    load_items(term, "published", 26)
    page = Client().get(reverse("records")).content.decode()

    assert page.count("/records/StC9/") == 2 * 25
    assert "?page=2" in page
