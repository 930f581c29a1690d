"""Every declared step is taken once by its person; every guard stops its step once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accreditation.applications.asking import Answered
from accreditation.canonical import mark_of
from accreditation.committee.models import Bloc, Item, Term
from accreditation.ledger import LedgerEntry, Refusal, export, verify
from accreditation.machine import KINDS, loading
from accreditation.proposals.models import GroupMember
from accreditation.screening.models import SanctionsList
from accreditation.workflow import NotReady, perform
from partners.clock import portal_now, portal_today
from partners.models import Officer, User
from tests import cast
from tests.loaded import World

DAY = 86400
YEARS = 10 * 366 * DAY
STEPS = [f"{kind}.{name}" for kind, model in sorted(KINDS.items()) for name in model.STEPS]
GUARDS = [
    f"{kind}.{name}-{guard.name}"
    for kind, model in sorted(KINDS.items())
    for name, step in model.STEPS.items()
    for guard in step.needs
]


@pytest.fixture
def world(term: Term, contact_point: User, organisation: Any) -> World:
    """A loaded mandate."""
    return World(term=term, contact=contact_point, organisation=organisation)


def later(seconds: int) -> None:
    """Move the clock of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL portal.clock_offset = %s", [str(seconds)])


def changed(obj: Any, **fields: Any) -> Any:
    """The object with other fields, loaded past what forms would say."""
    with loading():
        type(obj)._base_manager.filter(pk=obj.pk).update(**fields)
    return type(obj)._base_manager.get(pk=obj.pk)


def answered(application: Any) -> Any:
    """An application with everything in it."""
    with loading():
        cast.answer_everything(application, application.begun_by)
    return application


def found_on(application: Any) -> Any:
    """An application with a finding for every criterion."""
    with loading():
        for criterion in application.process.content["criteria"]:
            application.findings.create(
                criterion=criterion["code"], value="met", note="Seen.", by=application.begun_by
            )
    return application


def reported(report: Any) -> Any:
    """A report with everything in it."""
    by = User.objects.get(email="contact@example.test")
    with loading():
        for section in report.process.content["report"]:
            for question in section["questions"]:
                report.answers.create(
                    question=question["code"], value=cast.sample(question), changed_by=by
                )
    return report


def peopled(group: Any) -> Any:
    """A group with a member of each kind that 13.AA a names."""
    for category in ("party", "secretariat", "ngo"):
        user = cast.person(f"group-{category}")
        GroupMember.objects.create(group=group, user=user, category=category)
    return group


Ready = Callable[[World], Any]
GIVEN: dict[str, dict[str, Any]] = {
    "application.submit": cast.DECLARATION,
    "application.return": {"points": [{"code": "A1", "text": "Please complete."}]},
    "application.recommend": {"recommendation": "approve", "text": "It meets all."},
    "application.ask": {
        "questions": [{"criterion": "C1", "about": "", "text": "Where do you work?"}],
        "due_at": datetime(2099, 1, 1, tzinfo=UTC),
    },
    "application.ask_extension": {
        "until": datetime(2099, 1, 1, tzinfo=UTC),
        "reason": "The accounts are being audited.",
    },
    "application.refuse_extension": {"reason": "There was time enough."},
    "application.answer": {"answers": {1: Answered("In three countries.", mark_of(""))}},
    "accreditation.propose_suspension": {"reasons": "No report came."},
    "accreditation.propose_reinstatement": {"reasons": "The report came."},
    "accreditation.propose_withdrawal": {"reasons": "No report came, nor an answer."},
    "accreditation.meet_condition": {"number": 1},
    "accreditation.send_proof": {"number": 1, "text": "They are published."},
    "accreditation.return_proof": {"number": 1, "reason": "The second year is lacking."},
    "report.return": {"text": "Please complete."},
    "item.extend": {"closes_at": datetime(2099, 1, 1, tzinfo=UTC)},
    "document.issue": {"stored_as": "issued/one.pdf", "size": 3, "sha256": "0" * 64},
    "document.fail": {"error": "The template is broken."},
}


# Entries of their own beside the step's: a confirmed transcription is a position, with a receipt.
BESIDE: dict[str, int] = {"transcription.confirm": 1}


def loaded(kind: str, state: str) -> Ready:
    """The object as it is loaded."""
    return lambda world: world.load(kind, state)


def of_the_decided_proposal(outcome: str, *, version: bool) -> Ready:
    """A proposal, or its version, on which the Committee has decided."""

    def ready(world: World) -> Any:
        proposal = world.load("proposal", "considered")
        world.certified("proposal", proposal, outcome)
        return proposal.version if version else proposal

    return ready


def decided_application(outcome: str) -> Ready:
    """An application on which the Committee has decided."""

    def ready(world: World) -> Any:
        application = world.load("application", "presented")
        world.certified("application", application, outcome)
        return application

    return ready


def item_in_writing(world: World) -> Any:
    """An item decided in writing, whose deadline lies ahead."""
    with loading():
        return world.item_in("open", meeting=None, closes_at=portal_now() + timedelta(days=1))


def item_moved_together(world: World) -> Any:
    """An open item that is moved together with others."""
    bloc = Bloc.objects.create(
        reference="StC99/Bloc-1", term=world.term, title="Several", made_by=world.contact
    )
    with loading():
        return world.item_in("open", bloc=bloc)


def transcription_of_one_out(world: World) -> Any:
    """A position written down for a seat whose State has stepped out since."""
    transcription = world.load("transcription", "entered")
    transcription.item.recusals.create(seat="EUR-1", by=world.contact)
    return transcription


def transcription_on_a_closed_item(world: World) -> Any:
    """A position written down that nobody confirmed before the item closed."""
    transcription = world.load("transcription", "entered")
    perform("close", transcription.item)
    return type(transcription)._base_manager.get(pk=transcription.pk)


def closed_item(world: World) -> Any:
    """An item that was closed and counted."""
    return perform("close", world.load("item", "open"))


def deferred_with_a_question(world: World) -> Any:
    """An application that the Committee deferred with one question."""
    application = world.load("application", "deferred")
    application.questions.create(
        number=1,
        criterion="C1",
        text="Where do you work?",
        asked_at=portal_now(),
        item_reference="StC99/Item-1",
    )
    return application


def asked(world: World) -> Any:
    """An application in assessment with one question that is open for another day."""
    due_at = portal_now() + timedelta(days=1)
    application = world.load("application", "in_assessment")
    application.questions.create(
        number=1,
        round=1,
        criterion="C1",
        text="Where do you work?",
        asked_at=portal_now(),
        due_at=due_at,
    )
    return changed(application, asked_rounds=1, answers_due_at=due_at)


def returned_in_time(world: World) -> Any:
    """A returned application that may be completed for another day."""
    tomorrow = portal_now() + timedelta(days=1)
    return changed(world.load("application", "returned"), rounds=1, completion_due_at=tomorrow)


def more_time_asked(world: World, *, days: int = 7) -> Any:
    """A returned application on which a request for more time waits."""
    application = returned_in_time(world)
    application.extensions.create(
        what="completion",
        round=1,
        asked_by=world.contact,
        asked_at=portal_now(),
        until=portal_now() + timedelta(days=days),
        reason="The accounts are being audited.",
    )
    return application


def more_time_asked_too_often(world: World) -> Any:
    """A returned application on which two requests for more time were refused."""
    application = returned_in_time(world)
    for _number in range(2):
        application.extensions.create(
            what="completion",
            round=1,
            asked_by=world.contact,
            asked_at=portal_now(),
            until=portal_now() + timedelta(days=7),
            reason="The accounts are being audited.",
            decided_at=portal_now(),
            decided_by=world.contact,
            granted=False,
            refusal="There was time enough.",
        )
    return application


def noticed(world: World) -> Any:
    """An accreditation under notice, one day after the notice has run."""
    accreditation = world.load("accreditation", "notice")
    days = accreditation.process.content["reporting"]["notice_days"]
    later((days + 1) * DAY)
    return accreditation


def conditional(world: World, **met: Any) -> Any:
    """An accreditation that was conferred under one condition."""
    accreditation = world.load("accreditation", "active")
    accreditation.conditions.create(number=1, text="Publish the accounts.", **met)
    return accreditation


def proved(world: World) -> Any:
    """An accreditation under one condition, of which a proof waits."""
    accreditation = conditional(world)
    accreditation.conditions.get().proofs.create(
        number=1, text="They are published.", sent_at=portal_now(), sent_by=world.contact
    )
    return accreditation


def noted_report(world: World) -> Any:
    """A report of which the Committee has taken note."""
    report = world.load("report", "accepted")
    world.certified("report", report, "adopted")
    return report


def after_its_time(kind: str, state: str) -> Ready:
    """An object whose time is over."""

    def ready(world: World) -> Any:
        found = world.load(kind, state)
        later(YEARS)
        return found

    return ready


# The object from which a step is taken, where loading one in its first source is not enough.
READY: dict[str, Ready] = {
    "group.establish": lambda world: peopled(world.load("group", "planned")),
    "proposal.adopt": of_the_decided_proposal("adopted", version=False),
    "process.adopt": of_the_decided_proposal("adopted", version=True),
    "item.extend": item_in_writing,
    "item.lift_out": item_moved_together,
    "item.certify": closed_item,
    "invitation.close": after_its_time("invitation", "open"),
    "application.submit": lambda world: answered(world.load("application", "draft")),
    "application.complete": lambda world: answered(world.load("application", "returned")),
    "application.accept": lambda world: answered(world.load("application", "submitted")),
    "application.recommend": lambda world: found_on(world.load("application", "in_assessment")),
    "application.accredit": decided_application("adopted"),
    "application.decline": decided_application("not_adopted"),
    "application.lapse": after_its_time("application", "draft"),
    "application.answer": deferred_with_a_question,
    "application.ask_extension": returned_in_time,
    "application.grant_extension": more_time_asked,
    "application.refuse_extension": more_time_asked,
    "accreditation.propose_suspension": noticed,
    "accreditation.propose_withdrawal": noticed,
    "accreditation.meet_condition": conditional,
    "accreditation.send_proof": conditional,
    "accreditation.return_proof": proved,
    "accreditation.expire": after_its_time("accreditation", "active"),
    "report.note": noted_report,
    "report.submit": lambda world: reported(world.load("report", "draft")),
    "report.accept": lambda world: reported(world.load("report", "submitted")),
}


def ready(step: str, world: World) -> Any:
    """An object from which a step can be taken."""
    kind, name = step.split(".")
    first = KINDS[kind].STEPS[name].sources[0]
    return READY.get(step, loaded(kind, first))(world)


def given(step: str, obj: Any) -> dict[str, Any]:
    """What a step is given."""
    if step.endswith(".present") or ".propose_" in step:
        return GIVEN.get(step, {}) | {"meeting": cast.meeting()}
    if step == "report.note":
        return {"item": Item.objects.about("report", obj.reference).get().reference}
    return GIVEN.get(step, {})


def whose(step: str, world: World) -> User | None:
    """The person whose step it is; nobody where it is the portal's."""
    kind, name = step.split(".")
    who = KINDS[kind].STEPS[name].who.name
    if who == "the_system":
        return None
    if who in {"is_contact_point", "is_editor"}:
        return world.contact
    if who == "may_lift_out":
        return cast.seat_person(world.term, "EUR-1", cast.person("lifter"))
    officer = cast.person("officer")
    Officer.objects.create(user=officer)
    return officer


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_its_person_and_leaves_one_entry(step: str, world: World) -> None:
    kind, name = step.split(".")
    declared = KINDS[kind].STEPS[name]
    obj = ready(step, world)
    entries = LedgerEntry.objects.count()

    moved = perform(name, obj, by=whose(step, world), **given(step, obj))

    assert moved.state == declared.leads_to(obj.state)
    assert moved.entry.act == step
    assert (moved.entry.data["from"], moved.entry.data["to"]) == (obj.state, moved.state)
    added = 1 + BESIDE.get(step, 0)
    assert LedgerEntry.objects.count() == entries + added
    assert verify(export()).height == entries + added


# --- Guards ---------------------------------------------------------------------------------------


def unpeopled(world: World) -> Any:
    """A planned group without members."""
    return world.load("group", "planned")


def ungrouped_proposal(world: World) -> Any:
    """A proposal of a group that is not established."""
    return changed(world.load("proposal", "planned"), group=world.load("group", "planned"))


def hollow_proposal(world: World) -> Any:
    """A proposal whose version has no content."""
    proposal = world.load("proposal", "drafting")
    changed(proposal.version, content={})
    return type(proposal)._base_manager.get(pk=proposal.pk)


def item_with(state: str, **fields: Any) -> Ready:
    """An item in a state, with other fields."""

    def make(world: World) -> Any:
        with loading():
            return world.item_in(state, **fields)

    return make


def seatless_item(world: World) -> Any:
    """An item of a term without seats."""
    return changed(world.load("item", "scheduled"), term=world.load("group", "planned").term)


def item_without_a_seat_that_stepped_out(world: World) -> Any:
    """An item out of which a State has stepped whose seat is none of the term's any more."""
    item = world.load("item", "scheduled")
    item.recusals.create(seat="OLD-1", by=world.contact)
    return item


def item_past_its_deadline(world: World) -> Any:
    """An open item, decided in writing, whose deadline has passed."""
    item = item_in_writing(world)
    later(2 * DAY)
    return item


def item_by_silence_at_a_meeting(world: World) -> Any:
    """An item by no objection, which is for decisions in writing only, before a meeting."""
    rules = {**world.process.decision_rules, "procedure": "no_objection"}
    with loading():
        return world.item_in("scheduled", rules=rules)


def unadopted_invitation(world: World) -> Any:
    """A draft of an invitation under a process that is not adopted."""
    draft = world.load("invitation", "draft")
    return changed(draft, process=world.load("process", "frozen"))


def founded_today(state: str) -> Ready:
    """A complete application of an organisation that was registered today."""

    def make(world: World) -> Any:
        application = answered(world.load("application", state))
        with loading():
            application.answers.filter(question="A8").update(value=portal_today().isoformat())
        return application

    return make


def overdue_with_a_request(world: World) -> Any:
    """A returned application whose time ended while a request for more time waits."""
    application = more_time_asked(world)
    return changed(application, completion_due_at=portal_now() - timedelta(seconds=1))


def carried_and_not_looked_at(world: World) -> Any:
    """A complete draft, one answer of which was carried over from an earlier application."""
    application = answered(world.load("application", "draft"))
    with loading():
        earlier = world.load("application", "accredited")
        application.answers.filter(question="A1").update(carried_from=earlier)
    return application


def late_completion(world: World) -> Any:
    """An application whose time to be completed is over."""
    application = answered(world.load("application", "returned"))
    return changed(application, completion_due_at=portal_now() - timedelta(seconds=1))


def returned_too_often(world: World) -> Any:
    """An application that was returned more often than any process allows."""
    return changed(world.load("application", "submitted"), rounds=99)


def asked_too_often(world: World) -> Any:
    """An application on which the Secretariat asked more often than any process allows."""
    return changed(world.load("application", "in_assessment"), asked_rounds=99)


def asked_about(ready: Ready, purpose: str) -> Ready:
    """An object about which the Committee is being asked already."""

    def make(world: World) -> Any:
        obj = ready(world)
        with loading():
            world.item_on(obj, "prepared", purpose)
        return obj

    return make


def with_its_condition_met(world: World) -> Any:
    """An accreditation whose one condition is met."""
    return conditional(world, met_at=portal_now(), met_by=world.contact)


def with_an_expired_document(state: str) -> Ready:
    """An application with a document that was valid until yesterday."""

    def make(world: World) -> Any:
        return with_document(world, state, valid_until=portal_today() - timedelta(days=1))

    return make


def with_document(world: World, state: str, **given: Any) -> Any:
    """A whole application in a state, with a file as its first document."""
    application = answered(world.load("application", state))
    with loading():
        application.uploads.filter(document="D1").update(
            explanation="", file="uploads/a.pdf", name="a.pdf", **given
        )
    return application


def with_a_file_that_waits_for_the_scanner(world: World) -> Any:
    """An application handed in while the scanner was away."""
    return with_document(world, "submitted", scanned="pending")


def ready_with_a_list_loaded(world: World) -> Any:
    """A ready application whose names nobody screened since a sanctions list was loaded."""
    application = world.load("application", "ready")
    SanctionsList.objects.create(
        sha256="0" * 64, individuals=0, entities=0, loaded_by=world.contact
    )
    return application


# The object on which a guard gives its reasons.
STOPPED: dict[str, Ready] = {
    "group.establish-members_of_each_kind": unpeopled,
    "proposal.open_drafting-group_is_established": ungrouped_proposal,
    "proposal.circulate-content_is_whole": hollow_proposal,
    "proposal.submit-content_is_whole": hollow_proposal,
    "item.open-has_a_time": item_with("scheduled", meeting=None),
    "item.open-fits_its_procedure": item_by_silence_at_a_meeting,
    "item.open-recused_seats_are_there": item_without_a_seat_that_stepped_out,
    "item.open-seats_are_known": seatless_item,
    "item.extend-is_in_writing": loaded("item", "open"),
    "item.lift_out-is_moved_together": loaded("item", "open"),
    "transcription.confirm-is_still_in_time": transcription_on_a_closed_item,
    "transcription.confirm-seat_may_speak": transcription_of_one_out,
    "item.close-deadline_has_passed": item_in_writing,
    "item.cancel-is_not_late": item_past_its_deadline,
    "item.certify-is_counted": item_with("closed", outcome=""),
    "invitation.open-process_is_adopted": unadopted_invitation,
    "invitation.open-deadline_lies_ahead": after_its_time("invitation", "draft"),
    "invitation.close-deadline_has_passed": loaded("invitation", "open"),
    "application.submit-invitation_is_open": after_its_time("application", "draft"),
    "application.submit-is_eligible": founded_today("draft"),
    "application.submit-all_was_looked_at": carried_and_not_looked_at,
    "application.submit-nothing_is_missing": loaded("application", "draft"),
    "application.submit-documents_are_valid": with_an_expired_document("draft"),
    "application.return-rounds_are_left": returned_too_often,
    "application.complete-completion_in_time": late_completion,
    "application.complete-is_eligible": founded_today("returned"),
    "application.complete-nothing_is_missing": loaded("application", "returned"),
    "application.complete-documents_are_valid": with_an_expired_document("returned"),
    "application.accept-nothing_is_missing": loaded("application", "submitted"),
    "application.accept-files_are_checked": with_a_file_that_waits_for_the_scanner,
    "application.recommend-every_criterion_has_a_finding": loaded("application", "in_assessment"),
    "application.lapse-deadline_was_missed": loaded("application", "draft"),
    "application.lapse-no_request_for_time_waits": overdue_with_a_request,
    "application.recommend-no_question_is_open": lambda world: found_on(asked(world)),
    "application.ask-rounds_of_questions_are_left": asked_too_often,
    "application.ask-no_question_is_open": asked,
    "application.answer-questions_may_be_answered": loaded("application", "deferred"),
    "application.ask_extension-time_is_running": loaded("application", "returned"),
    "application.ask_extension-no_request_waits": more_time_asked,
    "application.ask_extension-requests_are_left": more_time_asked_too_often,
    "application.grant_extension-a_request_waits": returned_in_time,
    "application.grant_extension-requested_day_lies_ahead": lambda world: more_time_asked(
        world, days=-1
    ),
    "application.refuse_extension-a_request_waits": returned_in_time,
    "application.present-names_are_screened": ready_with_a_list_loaded,
    "accreditation.lift_notice-nothing_is_pending": asked_about(
        loaded("accreditation", "notice"), "suspend"
    ),
    "accreditation.propose_suspension-nothing_is_pending": asked_about(noticed, "suspend"),
    "accreditation.propose_suspension-notice_has_run": loaded("accreditation", "notice"),
    "accreditation.propose_reinstatement-nothing_is_pending": asked_about(
        loaded("accreditation", "suspended"), "reinstate"
    ),
    "accreditation.propose_withdrawal-nothing_is_pending": asked_about(noticed, "withdraw"),
    "accreditation.propose_withdrawal-notice_has_run": loaded("accreditation", "notice"),
    "accreditation.meet_condition-conditions_are_open": with_its_condition_met,
    "accreditation.send_proof-proof_is_awaited": proved,
    "accreditation.return_proof-a_proof_waits": conditional,
    "accreditation.expire-validity_has_ended": loaded("accreditation", "active"),
    "report.propose_note-nothing_is_pending": asked_about(loaded("report", "accepted"), "note"),
    "report.submit-nothing_is_missing": loaded("report", "draft"),
    "report.accept-nothing_is_missing": loaded("report", "submitted"),
}


def test_every_guard_is_shown_to_stop_its_step() -> None:
    assert sorted(STOPPED) == sorted(GUARDS)


@pytest.mark.parametrize("guard", GUARDS)
def test_a_guard_stops_its_step_with_reasons(guard: str, world: World) -> None:
    step, name = guard.split("-")
    kind, step_name = step.split(".")
    obj = STOPPED[guard](world)
    [check] = [g for g in KINDS[kind].STEPS[step_name].needs if g.name == name]
    reasons = check(obj)
    entries = LedgerEntry.objects.count()

    with pytest.raises(NotReady) as answer:
        perform(step_name, obj, by=whose(step, world), **given(step, obj))

    assert reasons
    assert set(reasons) <= set(answer.value.reasons)
    assert type(obj)._base_manager.get(pk=obj.pk).state == obj.state
    assert LedgerEntry.objects.count() == entries
    assert Refusal.objects.get().reason == "NotReady"
