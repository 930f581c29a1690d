"""`manage.py demo --empty`: seats, meetings and people, and a mandate that has not begun."""

import pytest
from django.core.management import CommandError, call_command

from accreditation.applications.models import Application
from accreditation.committee.models import (
    CommitteeRules,
    Item,
    Meeting,
    Observer,
    Representative,
    Term,
)
from accreditation.ledger import LedgerEntry
from accreditation.mandate import gates
from accreditation.proposals.models import Proposal, WorkingGroup
from cms_portal.demonstration import people
from partners.models import Agreement, Country, User
from tests import cast


def test_seats_and_people_are_there_and_nothing_of_the_mandate(db: None) -> None:
    call_command("demo", empty=True, verbosity=0)

    term = Term.objects.current()
    assert term is not None
    held = term.seats.filter(representatives__capacity="member")
    assert held.distinct().count() == term.seats.count() == 14
    assert {f"{local}@demo.test" for local, _name, _what in people.NAMED} <= set(
        User.objects.values_list("email", flat=True)
    )
    assert [gate.state for gate in gates()] == ["current"] + ["closed"] * 6
    for nothing in (WorkingGroup, Proposal, Item, Application, LedgerEntry):
        assert not nothing._base_manager.exists()


def test_the_real_seats_are_those_of_the_cast(db: None) -> None:
    call_command("demo", empty=True, verbosity=0)

    stored = [
        (
            seat.code,
            seat.kind,
            seat.region,
            seat.party.iso3,
            seat.alternate_party.iso3 if seat.alternate_party else "",
            seat.office,
        )
        for seat in Term.objects.get().seats.select_related("party", "alternate_party")
    ]
    assert stored == cast.SEATS


def test_facts_are_loaded(db: None) -> None:
    call_command("demo", empty=True, verbosity=0)

    assert Agreement.objects.count() == 7
    assert CommitteeRules.objects.filter(confirmed=False).count() == 1
    assert Country.objects.filter(is_party=True).count() == 24
    assert Meeting.objects.filter(title__contains="demonstration").count() == 3
    assert str(Meeting.objects.get(code="COP14").starts_on) == "2024-02-12"


def test_some_seats_have_alternates_and_a_second_person_and_two_observers_read_along(
    db: None,
) -> None:
    call_command("demo", empty=True, verbosity=0)

    alternates = Representative.objects.filter(capacity="alternate").order_by("pk")
    assert list(alternates.values_list("seat__code", "user__email")) == [
        ("EUR-1", "alternate@demo.test"),
        ("AFR-1", "afr-1-alternate@demo.test"),
        ("SCC-1", "scc-1-alternate@demo.test"),
    ]
    members = Representative.objects.filter(capacity="member", seat__code="EUR-1")
    assert set(members.values_list("user__email", flat=True)) == {
        "member@demo.test",
        "deputy@demo.test",
    }
    assert dict(Observer.objects.values_list("user__email", "reads_dossiers")) == {
        "observer@demo.test": False,
        "reader@demo.test": True,
    }


def test_empty_and_scale_do_not_go_together(db: None) -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("demo", "--empty", "--scale", "5")


def test_a_number_below_nothing_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="above 0"):
        call_command("demo", scale=-1)
