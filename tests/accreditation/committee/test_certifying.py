"""Who certifies: the Chair, or a second officer; never who conducted or wrote down the count."""

import pytest
from django.core.exceptions import PermissionDenied

from accreditation.committee.models import CommitteeRules, Item, Term
from accreditation.committee.recording import record_at_meeting
from accreditation.committee.waiting import to_certify
from accreditation.proposals.models import Proposal
from accreditation.workflow import NotReady, perform
from partners.clock import portal_today
from partners.models import Officer, User
from tests import cast
from tests.accreditation.committee import desk
from tests.accreditation.committee.conftest import DAY, clock_moved


def test_an_officer_who_opened_an_item_does_not_certify_what_the_portal_closed(
    voting_item: Item, secretariat: User, officer: User
) -> None:
    with clock_moved(31 * DAY):
        closed = perform("close", voting_item)

        with pytest.raises(PermissionDenied):
            perform("certify", closed, by=secretariat)
        assert perform("certify", closed, by=officer).state == "certified"


def test_an_officer_who_extended_an_item_does_not_certify_it(
    voting_item: Item, officer: User, secretariat: User
) -> None:
    perform("extend", voting_item, by=officer, **cast.in_writing(40))
    with clock_moved(41 * DAY):
        closed = perform("close", voting_item)

        for person in (officer, secretariat):
            with pytest.raises(PermissionDenied):
                perform("certify", closed, by=person)


def test_the_alternate_of_the_chairs_seat_does_not_preside(
    open_item: Item, secretariat: User, chair: User
) -> None:
    alternate = cast.seat_person(open_item.term, "EUR-2", cast.person("france"), "alternate")
    closed = perform("close", open_item, by=secretariat)

    assert (to_certify(alternate), [item.pk for item in to_certify(chair)]) == ([], [closed.pk])
    with pytest.raises(PermissionDenied):
        perform("certify", closed, by=alternate)


def test_a_chair_who_recorded_the_meeting_as_an_officer_does_not_certify_it(
    open_item: Item, secretariat: User, chair: User
) -> None:
    Officer.objects.create(user=chair)
    chair = User.objects.get(pk=chair.pk)
    record_at_meeting(open_item, by=chair, seat="AFR-1", value="yes")
    closed = perform("close", open_item, by=secretariat)

    with pytest.raises(PermissionDenied):
        perform("certify", closed, by=chair)


def test_the_chair_who_voted_certifies(open_item: Item, secretariat: User, chair: User) -> None:
    cast.say(open_item, by=chair, value="yes")
    closed = perform("close", open_item, by=secretariat)

    assert perform("certify", closed, by=chair).certified_by == chair


def test_a_seat_that_stepped_out_must_still_be_there_when_the_seats_are_frozen(
    written_item: Item, secretariat: User, member: User
) -> None:
    scheduled = perform("schedule", written_item, by=secretariat)
    scheduled.recusals.create(seat="EUR-1", by=member)
    Term.objects.get().seats.filter(code="EUR-1").update(code="EUR-9")

    with pytest.raises(NotReady, match="Seat EUR-1 stepped out"):
        perform("open", scheduled, by=secretariat)


def test_a_question_put_after_the_cop_goes_to_the_committee_of_the_new_term(
    submitted_proposal: Proposal, secretariat: User, chair: User, member: User
) -> None:
    old = desk.silent(submitted_proposal, by=secretariat)
    cast.say(old, by=member, value="object", reasons="It goes too far.")
    new = Term.objects.create(
        code="COP14-COP15", starts_on=portal_today(), ends_on=old.term.ends_on
    )

    with clock_moved(31 * DAY):
        perform("certify", perform("close", old), by=chair)

    assert Item.objects.get(follows=old).term == new
    assert Item.objects.get(pk=old.pk).term != new


def test_a_proposal_is_put_to_the_committee_that_sits_now(
    submitted_proposal: Proposal, secretariat: User
) -> None:
    CommitteeRules.objects.get_or_create(pk=1)
    new = Term.objects.create(
        code="COP14-COP15",
        starts_on=portal_today(),
        ends_on=submitted_proposal.group.term.ends_on,
    )

    perform("present", submitted_proposal, by=secretariat, meeting=cast.meeting())

    assert Item.objects.get().term == new
