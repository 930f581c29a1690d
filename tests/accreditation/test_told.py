"""Who is told: a table over declared steps, and every audience answers with people."""

import pytest
from django.utils import translation

from accreditation.applications.models import Application
from accreditation.applications.states import ApplicationState
from accreditation.committee.guards import may_certify
from accreditation.committee.leaving import recuse
from accreditation.committee.models import Item, Representative
from accreditation.machine import KINDS
from accreditation.proposals.models import WorkingGroup
from accreditation.told import TOLD, committee, contact_points, secretariat, tell, working_group
from accreditation.workflow import TELLERS, perform
from partners.clock import portal_now
from partners.models import Notice, Officer, User
from tests import cast


def test_every_act_that_is_told_of_is_a_declared_step() -> None:
    declared = {f"{kind}.{name}" for kind, model in KINDS.items() for name in model.STEPS}

    assert set(TOLD) <= declared


def test_every_act_that_is_told_of_is_told_to_somebody() -> None:
    assert [act for act, audiences in TOLD.items() if not audiences] == []


def test_the_organisation_hears_of_every_step_that_is_not_its_own() -> None:
    """What the Secretariat, the Committee or the portal does to an organisation is told it."""
    silent = {
        "application.recommend",  # the advice is read with the record, not before
        "application.reassess",
        "application.put_back",
        "accreditation.renew",  # told as application.accredit
        "accreditation.lift_notice",
    }
    others = {
        f"{kind}.{name}"
        for kind in ("application", "accreditation", "report")
        for name, step in KINDS[kind].STEPS.items()
        if "is_contact_point" not in step.who.name
    }

    assert others - set(TOLD) <= silent


def test_the_workflow_tells(db: None) -> None:
    assert TELLERS.count(tell) == 1


def test_the_secretariat_is_everyone_who_holds_a_place(
    secretariat: User, officer: User, stranger: User
) -> None:
    former = Officer.objects.get(user=officer)
    former.until = portal_now()
    former.save()

    assert list(secretariat_of()) == [secretariat]


def secretariat_of() -> list[User]:
    """The audience, as a list."""
    return list(secretariat(None))


def test_contact_points_are_the_one_and_its_alternate(
    draft_application: Application, contact_point: User, editor: User, reader: User
) -> None:
    assert list(contact_points(draft_application)) == [contact_point]


def test_the_committee_is_who_represents_a_seat_now(
    prepared_item: Item, member: User, alternate: User, chair: User
) -> None:
    Representative.objects.filter(user=alternate).update(until=portal_now())

    told = set(committee(prepared_item))

    assert {member, chair} <= told
    assert alternate not in told


def test_the_working_group_is_its_members(group: WorkingGroup, group_member: User) -> None:
    proposal = group.proposals.create(title="A proposal")

    assert set(working_group(proposal)) == {m.user for m in group.members.all()}


def test_people_whose_accounts_are_closed_are_not_told(
    group: WorkingGroup, group_member: User, secretariat: User
) -> None:
    group_member.is_active = False
    group_member.save()

    perform("open_drafting", group.proposals.create(title="A proposal"), by=secretariat)

    assert not Notice.objects.filter(recipient=group_member).exists()
    assert Notice.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_notice_names_the_object_and_leads_to_its_page(
    language: str, submitted_application: Application, contact_point: User
) -> None:
    notice = Notice.objects.get(recipient=contact_point, key__startswith="application.submit")

    assert notice.reference == submitted_application.reference
    assert submitted_application.reference in notice.subject + notice.body
    assert notice.path == submitted_application.get_absolute_url()


def test_a_state_that_stepped_out_hears_no_more_of_the_item(
    open_item: Item, member: User, alternate: User, chair: User
) -> None:
    recuse(open_item, by=member)

    told = set(committee(open_item))

    assert told.isdisjoint({member, alternate})
    assert chair in told


def test_the_committee_hears_nothing_of_an_item_that_was_never_before_it(
    prepared_item: Item, secretariat: User, member: User
) -> None:
    perform("cancel", prepared_item, by=secretariat)

    assert not Notice.objects.filter(key__startswith="item.cancel").exists()


def test_of_a_count_hears_whoever_may_certify_it_and_nobody_else(
    open_item: Item, secretariat: User, officer: User, member: User, chair: User
) -> None:
    third = cast.officer("third")

    closed = perform("close", open_item, by=officer)

    told = Notice.objects.filter(key__startswith=f"item.close {closed.reference} ")
    assert {notice.recipient for notice in told} == {chair, third}
    assert not may_certify(closed, officer)
    assert not may_certify(closed, member)


def test_the_secretariat_hears_nothing_of_a_draft_that_is_withdrawn(
    draft_application: Application, contact_point: User, secretariat: User
) -> None:
    perform("withdraw", draft_application, by=contact_point)

    [notice] = Notice.objects.filter(key__startswith="application.withdraw")
    assert notice.recipient == contact_point


def test_a_notice_is_in_the_language_of_who_reads_it_and_not_of_who_acts(
    submitted_application: Application, contact_point: User, secretariat: User
) -> None:
    User.objects.filter(pk=contact_point.pk).update(language="fr")

    with translation.override("es"):
        perform("accept", submitted_application, by=secretariat)

    body = Notice.objects.get(key__startswith="application.accept").body
    with translation.override("fr"):
        assert str(ApplicationState.ASSESSED.label) in body
    with translation.override("es"):
        assert str(ApplicationState.ASSESSED.label) not in body
