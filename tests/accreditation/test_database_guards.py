"""What PostgreSQL itself refuses, shown with raw SQL, whoever writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from accreditation.applications.models import (
    Application,
    ApplicationExtension,
    ApplicationQuestion,
    Cosignature,
    Invitation,
)
from accreditation.canonical import canonical, sha256_hex
from accreditation.committee.leaving import recuse
from accreditation.committee.models import Item, Position, Recusal, Term
from accreditation.ledger import GENESIS, LedgerEntry, head
from accreditation.machine import KINDS, Stateful, loading
from accreditation.proposals.models import Process, WorkingGroup
from accreditation.register.models import (
    Accreditation,
    AccreditationCondition,
    ConditionProof,
)
from accreditation.workflow import StepRefused, perform
from partners.clock import portal_now
from partners.erasure import erase
from partners.models import Organisation, User
from tests import cast
from tests.loaded import World


@pytest.fixture
def world(term: Term, contact_point: User, organisation: Organisation) -> World:
    """A loaded mandate."""
    return World(term=term, contact=contact_point, organisation=organisation)


def run(sql: str, *params: Any) -> int:
    """Run raw SQL; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


@contextmanager
def refused(because: str) -> Iterator[None]:
    """The database refuses what is done here, with these words."""
    with pytest.raises(DatabaseError, match=because), transaction.atomic():
        yield


def answer(sql: str, *params: Any) -> str:
    """What the database says to raw SQL, its refusal or nothing; whatever it did is undone."""
    try:
        with transaction.atomic():
            run(sql, *params)
            transaction.set_rollback(True)
    except DatabaseError as refusal:
        return str(refusal).splitlines()[0]
    return ""


@contextmanager
def in_production() -> Iterator[None]:
    """What the session says of itself in production, and a loader that tries all the same."""
    with transaction.atomic():
        run("SET LOCAL portal.mode = 'production'")
        run("SET LOCAL portal.loading = 'on'")
        yield
        run("SET LOCAL portal.loading = 'off'")
        run("SET LOCAL portal.mode = 'test'")


def table(obj: Any) -> str:
    """The table of an object."""
    return str(obj._meta.db_table)


# --- The state machine of every kind --------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_undeclared_move_is_refused_and_no_declared_one(kind: str, world: World) -> None:
    model: type[Stateful] = KINDS[kind]
    states = [state.value for state in model.State]
    moving = [step for step in model.STEPS.values() if step.target]
    declared = {(source, step.target) for step in moving for source in step.sources}

    said = {}
    for source in states:
        row = world.load(kind, source)
        for target in set(states) - {source}:
            move = f"UPDATE {table(row)} SET state = %s WHERE id = %s"
            said[source, target] = answer(move, target, row.pk)

    refused_moves = {move for move, words in said.items() if words.startswith("portal: ")}
    by_the_machine = {move for move, words in said.items() if "has no step" in words}
    assert set(said) - declared <= refused_moves
    assert not by_the_machine & declared


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_rows_begin_in_the_first_state_alone(kind: str, world: World) -> None:
    first, *later = [state.value for state in KINDS[kind].State]

    for state in later:
        row = world.load(kind, state)
        copied = [
            field.column
            for field in row._meta.local_fields
            if field.column not in {"id", "reference"}
        ]
        names = ", ".join(copied)
        said = answer(
            f"INSERT INTO {table(row)} (reference, {names})"
            f" SELECT 'copy', {names} FROM {table(row)} WHERE id = %s",
            row.pk,
        )
        assert f"begins in {first}, not in {state}" in said or "portal: " in said


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_in_production_no_row_is_loaded_in_a_later_state(kind: str, world: World) -> None:
    last = list(KINDS[kind].State)[-1].value

    with refused("portal: "), in_production():
        world.load(kind, last)


def test_positions_and_recusals_are_not_loaded_in_production(world: World) -> None:
    item = world.load("item", "published")
    row = {"seat": "EUR-1", "by_id": world.contact.pk}

    with refused("a position is taken while the item is open"), in_production():
        Position.objects.create(
            item=item, capacity="member", number=1, value="yes", at=portal_now(), height=1, **row
        )
    with refused("a recusal is taken before closing"), in_production():
        Recusal.objects.create(item=item, **row)


def test_a_declared_conflict_is_not_lifted(world: World) -> None:
    item = world.load("item", "open")
    declared = item.declarations.create
    declared(user=world.contact, has_conflict=True)

    with refused("a declared conflict is not lifted"):
        declared(user=world.contact, has_conflict=False)


@pytest.mark.parametrize("column", ["value = 'no'", "reasons = 'x'", "scan_sha256 = 'x'"])
def test_what_was_transcribed_is_not_rewritten(column: str, world: World) -> None:
    transcription = world.load("transcription", "entered")

    with refused("what was transcribed is not rewritten"):
        run(f"UPDATE {table(transcription)} SET {column} WHERE id = %s", transcription.pk)


def test_nobody_confirms_what_they_wrote_down(world: World) -> None:
    transcription = world.load("transcription", "entered")
    confirmed = "UPDATE {} SET state = 'confirmed', checked_by_id = entered_by_id WHERE id = %s"

    with refused("two_officers_transcribe"):
        run(confirmed.format(table(transcription)), transcription.pk)


def test_in_production_the_clock_has_no_offset(db: None) -> None:
    run("SET LOCAL portal.clock_offset = '86400'")

    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now() - clock_timestamp() > interval '23 hours'")
        assert cursor.fetchone() == (True,)
        cursor.execute("SET LOCAL portal.mode = 'production'")
        cursor.execute("SELECT portal_now() <= clock_timestamp()")
        assert cursor.fetchone() == (True,)


# --- The order of the mandate ---------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "frozen", "not_adopted"])
def test_no_invitation_opens_before_a_process_is_adopted(state: str, world: World) -> None:
    invitation = world.load("invitation", "draft")
    process = world.load("process", state)

    with refused("no invitation opens before a process is adopted"):
        run(
            "UPDATE accreditation_invitation SET state = 'open', process_id = %s WHERE id = %s",
            process.pk,
            invitation.pk,
        )


@pytest.mark.parametrize("state", ["draft", "closed", "cancelled"])
def test_no_application_begins_without_an_open_invitation(state: str, world: World) -> None:
    invitation = world.load("invitation", state)

    with refused("no application exists without an open invitation"):
        cast.begun_application(world.organisation, invitation, world.contact)


def test_no_application_begins_after_the_deadline(world: World) -> None:
    run("SET LOCAL portal.clock_offset = %s", str(31 * 86400))

    with refused("no application exists without an open invitation"):
        cast.begun_application(world.organisation, world.invitation, world.contact)


def test_no_application_begins_under_another_process_than_its_invitations(world: World) -> None:
    application = world.load("application", "draft")
    other = world.load("process", "adopted")

    with refused("an application keeps its organisation, invitation and process"):
        run("UPDATE accreditation_application SET process_id = %s", other.pk)
    with refused("no application exists without an open invitation"):
        run(
            "INSERT INTO accreditation_application (reference, begun_as, state, organisation_id,"
            " invitation_id, process_id, begun_by_id, declared_by, declared_function,"
            " return_points, rounds, asked_rounds, recommendation, recommendation_text, dossier,"
            " dossier_sha256)"
            " SELECT 'a', 'b', 'draft', organisation_id, %s, %s, begun_by_id, '', '', '[]', 0, 0,"
            " '', '', '', '' FROM accreditation_application WHERE id = %s",
            world.invitation.pk,
            other.pk,
            application.pk,
        )


def test_no_process_is_adopted_without_a_certified_decision(world: World) -> None:
    process = world.load("process", "frozen")

    with refused("a process is adopted by a certified decision of the Committee"):
        run("UPDATE accreditation_process SET state = 'adopted' WHERE id = %s", process.pk)


@pytest.mark.parametrize("state", ["accredited", "declined"])
def test_no_application_is_decided_without_a_certified_decision(state: str, world: World) -> None:
    reference = world.load("item", "closed").subject_reference

    with refused("an application is decided by a certified decision of the Committee"):
        run(
            "UPDATE accreditation_application SET state = %s WHERE reference = %s",
            state,
            reference,
        )


@pytest.mark.parametrize(
    "change",
    [
        {"state": "closed"},
        {"outcome": "not_adopted"},
        {"purpose": "approve"},
        {"subject_reference": "REPORT-1999-0001"},
        {"subject_kind": "application"},
        {},
    ],
)
def test_no_report_is_noted_without_a_certified_decision(
    change: dict[str, str], world: World
) -> None:
    report = world.load("report", "accepted")
    decided = {"purpose": "note", "subject_kind": "report", "subject_reference": report.reference}
    with loading():
        item = world.item_in(**{"state": "certified", "outcome": "adopted"} | decided | change)
    noted = "UPDATE reporting_partnerreport SET state = 'noted', item_reference = %s WHERE id = %s"

    with refused("a report is noted by a certified decision of the Committee"):
        run(noted, item.reference if change else "", report.pk)


def test_a_report_is_noted_by_the_decision_on_it(world: World) -> None:
    report = world.load("report", "accepted")
    item = world.certified("report", report, "adopted")
    noted = "UPDATE reporting_partnerreport SET state = 'noted', item_reference = %s WHERE id = %s"

    assert run(noted, item.reference, report.pk) == 1


@pytest.mark.parametrize("state", ["ready", "presented", "declined"])
def test_no_accreditation_stands_without_an_approved_application(state: str, world: World) -> None:
    application = world.load("application", state)
    accreditation = world.load("accreditation", "active")

    with refused("an accreditation is conferred on an approved application"):
        run(
            "INSERT INTO accreditation_accreditation (reference, state, application_id,"
            " organisation_id, process_id, item_reference, conferred_on, valid_until, code)"
            " SELECT 'new', 'active', %s, %s, process_id, '', conferred_on, valid_until, 'code'"
            " FROM accreditation_accreditation WHERE id = %s",
            application.pk,
            world.organisation.pk,
            accreditation.pk,
        )


# --- What is frozen -------------------------------------------------------------------------------


def changes(obj: Any, skip: set[Any]) -> Iterator[tuple[str, str]]:
    """Every column of a row with an expression that changes it."""
    for field in obj._meta.local_fields:
        if field.column in skip:
            continue
        column = f'"{field.column}"'
        match field.get_internal_type():
            case "JSONField":
                yield field.column, """'{"changed": true}'::jsonb"""
            case "DateTimeField" | "DateField":
                yield field.column, f"COALESCE({column}, now()) - interval '1 day'"
            case "BooleanField":
                yield field.column, f"NOT {column}"
            case "UUIDField":
                yield field.column, "gen_random_uuid()"
            case "CharField" | "TextField" | "FileField":
                yield field.column, f"left('x' || {column}, {field.max_length or 99})"
            case _:
                yield field.column, f"COALESCE({column}, 0) + 1"


def test_nothing_of_an_adopted_process_changes(world: World) -> None:
    process = world.load("process", "adopted")

    for column, changed in changes(process, skip=set()):
        with refused("an adopted process never changes|a frozen process never changes"):
            run(f'UPDATE accreditation_process SET "{column}" = {changed} WHERE id = {process.pk}')
    with refused("an adopted process never changes"):
        run("DELETE FROM accreditation_process WHERE id = %s", process.pk)


def test_the_content_of_a_frozen_process_never_changes(world: World) -> None:
    process = world.load("process", "frozen")

    open_columns = {"id", "state", "state_since", "adopted_at", "begun_as"}

    for column, changed in changes(process, skip=open_columns):
        with refused("a frozen process never changes"):
            run(f'UPDATE accreditation_process SET "{column}" = {changed} WHERE id = {process.pk}')


ITEM_FROZEN = {
    "reference",
    "term_id",
    "purpose",
    "subject_kind",
    "subject_reference",
    "question",
    "dossier",
    "dossier_sha256",
    "process_version",
    "rules",
    "seats",
    "opened_at",
}


@pytest.mark.parametrize("state", ["open", "closed", "certified", "published"])
def test_an_item_is_frozen_once_it_is_open(state: str, world: World) -> None:
    with loading():
        item = world.item_in(state, seats=[seat.line() for seat in world.term.seats.all()])
    all_columns = {field.column for field in item._meta.local_fields}

    for column, changed in changes(item, skip=all_columns - ITEM_FROZEN):
        with refused("an item is frozen once it is open"):
            run(f'UPDATE accreditation_item SET "{column}" = {changed} WHERE id = {item.pk}')


@pytest.mark.parametrize("column", ["outcome", "count", "closes_at", "record"])
def test_what_is_decided_is_never_changed(column: str, world: World) -> None:
    item = world.load("item", "certified")
    changed = dict(changes(item, skip=set()))[column]

    with refused("what is decided is never changed"):
        run(f'UPDATE accreditation_item SET "{column}" = {changed} WHERE id = {item.pk}')


def test_an_item_is_not_certified_without_count_and_record(world: World) -> None:
    item = world.load("item", "closed")

    with refused("an item is certified with its count and record"):
        run("UPDATE accreditation_item SET state = 'certified' WHERE id = %s", item.pk)


def test_an_item_is_never_deleted(world: World) -> None:
    item = world.load("item", "prepared")

    with refused("Cannot delete"):
        run("DELETE FROM accreditation_item WHERE id = %s", item.pk)


def test_a_deadline_is_never_shortened_and_may_be_extended(world: World) -> None:
    closes_at = portal_now() + timedelta(days=5)
    with loading():
        item = world.item_in("open", meeting=None, closes_at=closes_at)
    later = "UPDATE accreditation_item SET closes_at = closes_at + interval '1 day' WHERE id = %s"

    with refused("a deadline is never shortened"):
        run(
            "UPDATE accreditation_item SET closes_at = closes_at - interval '1 second'"
            " WHERE id = %s",
            item.pk,
        )
    with refused("a deadline is never shortened"):
        run("UPDATE accreditation_item SET closes_at = NULL WHERE id = %s", item.pk)
    assert run(later, item.pk) == 1


@pytest.mark.parametrize(
    "change", ["process_id = process_id + 1", "closes_at = now()", "reference = 'x'"]
)
def test_an_opened_invitation_keeps_its_process_and_never_closes_earlier(
    change: str, world: World
) -> None:
    with refused("an opened invitation keeps its process and never closes earlier"):
        run(f"UPDATE accreditation_invitation SET {change} WHERE id = %s", world.invitation.pk)


def test_a_submitted_application_is_never_deleted(world: World) -> None:
    application = world.load("application", "submitted")

    with refused("an application that was submitted is never deleted"):
        run("DELETE FROM accreditation_application WHERE id = %s", application.pk)


@pytest.mark.parametrize("part", ["answers", "documents", "findings"])
def test_parts_of_an_application_change_in_their_time_only(part: str, world: World) -> None:
    application = world.load("application", "ready")
    by = world.contact
    write = {
        "answers": lambda: application.answers.create(question="A1", value="x", changed_by=by),
        "documents": lambda: application.uploads.create(
            document="DOC1", explanation="none", uploaded_by=by
        ),
        "findings": lambda: application.findings.create(criterion="C1", value="met", by=by),
    }

    with refused(f"{part} change only while the application is in"):
        write[part]()


@pytest.mark.parametrize(
    "column", ["reference", "application_id", "organisation_id", "code", "conferred_on"]
)
def test_what_was_conferred_never_changes(column: str, world: World) -> None:
    accreditation = world.load("accreditation", "active")
    changed = dict(changes(accreditation, skip=set()))[column]

    with refused("what was conferred never changes"):
        run(f'UPDATE accreditation_accreditation SET "{column}" = {changed}')


def test_an_accreditation_is_never_deleted(world: World) -> None:
    world.load("accreditation", "expired")

    with refused("Cannot delete"):
        run("DELETE FROM accreditation_accreditation")


@pytest.fixture
def condition(world: World) -> AccreditationCondition:
    """A condition under which an accreditation was conferred, not met yet."""
    accreditation = world.load("accreditation", "active")
    return accreditation.conditions.create(number=1, text="Publish the accounts.")


CONDITION = "accreditation_accreditationcondition"
MET = f"UPDATE {CONDITION} SET met_at = %s, met_by_id = %s"


def test_a_condition_stays_as_approved(condition: AccreditationCondition) -> None:
    for column, changed in changes(condition, skip={"met_at", "met_by_id"}):
        with refused("a condition stays as approved"):
            run(f'UPDATE {CONDITION} SET "{column}" = {changed}')


def test_a_condition_is_found_to_be_met_once(
    condition: AccreditationCondition, contact_point: User, organisation: Organisation
) -> None:
    assert run(MET, portal_now(), contact_point.pk) == 1

    with refused("is found to be met once"):
        run(MET, portal_now() + timedelta(days=1), contact_point.pk)
    with refused("is found to be met once"):
        run(MET, None, None)


def test_a_condition_is_met_by_somebody(condition: AccreditationCondition) -> None:
    with refused("conditions_are_met_by_somebody"):
        run(MET, portal_now(), None)


def test_a_condition_is_never_deleted(condition: AccreditationCondition) -> None:
    with refused("Cannot delete"):
        run(f"DELETE FROM {CONDITION}")


@pytest.fixture
def question(world: World) -> ApplicationQuestion:
    """A question with which the Committee deferred an application."""
    return world.load("application", "deferred").questions.create(
        number=1,
        criterion="C1",
        text="Where do you work?",
        asked_at=portal_now(),
        item_reference="StC99/Item-1",
    )


QUESTION = "accreditation_applicationquestion"
ANSWER = {"answer", "answered_at", "answered_by_id"}


def test_a_question_stays_as_it_was_asked(question: ApplicationQuestion) -> None:
    for column, changed in changes(question, skip=ANSWER | {"due_at"}):
        with refused("a question stays as it was asked"):
            run(f'UPDATE {QUESTION} SET "{column}" = {changed}')

    assert run(f"UPDATE {QUESTION} SET answer = 'In three countries.'") == 1


def test_a_question_is_asked_and_answered_in_assessment_or_once_deferred(
    question: ApplicationQuestion,
) -> None:
    with loading():
        Application._base_manager.update(state="withdrawn")
    wrong = "questions change only while the application is in: deferred, in_assessment"

    with refused(wrong):
        run(f"UPDATE {QUESTION} SET answer = 'In four countries.'")
    with refused(wrong):
        question.application.questions.create(
            number=2, criterion="C1", text="Why?", asked_at=portal_now(), item_reference="x"
        )


@pytest.fixture
def clarification(world: World) -> ApplicationQuestion:
    """A question of the Secretariat, which has a round and a day."""
    return world.load("application", "in_assessment").questions.create(
        number=1, round=1, criterion="C1", text="Why?", asked_at=portal_now(), due_at=portal_now()
    )


def test_a_question_is_never_due_earlier(clarification: ApplicationQuestion) -> None:
    moved = f"UPDATE {QUESTION} SET due_at = due_at + %s::interval"

    with refused("a question is never due earlier"):
        run(moved, "-1 second")
    assert run(moved, "1 second") == 1


@pytest.mark.parametrize("change", ["due_at = NULL", "due_at = now() + interval '1 day'"])
def test_questions_of_the_secretariat_have_a_day_and_those_of_the_committee_none(
    change: str, clarification: ApplicationQuestion, world: World
) -> None:
    deferred = world.load("application", "deferred").questions.create(
        number=1, criterion="C1", text="Where?", asked_at=portal_now(), item_reference="x"
    )
    wrong = clarification if change.endswith("NULL") else deferred

    with refused("questions_of_a_round_have_a_day"):
        run(f"UPDATE {QUESTION} SET {change} WHERE id = %s", wrong.pk)


@pytest.mark.parametrize("column", ["completion_due_at", "answers_due_at"])
def test_a_deadline_of_an_application_is_never_made_earlier(column: str, world: World) -> None:
    application = world.load("application", "returned")
    moved = f"UPDATE accreditation_application SET {column} = %s WHERE id = %s"
    at = portal_now()

    assert run(moved, at, application.pk) == 1
    with refused("a deadline of an application is never made earlier"):
        run(moved, at - timedelta(seconds=1), application.pk)
    assert run(moved, at + timedelta(seconds=1), application.pk) == 1
    assert run(moved, None, application.pk) == 1


@pytest.fixture
def extension(world: World) -> ApplicationExtension:
    """A request for more time that waits."""
    return world.load("application", "returned").extensions.create(
        what="completion",
        round=1,
        asked_by=world.contact,
        asked_at=portal_now(),
        until=portal_now(),
        reason="The accounts are being audited.",
    )


EXTENSION = "accreditation_applicationextension"
DECISION = {"decided_at", "decided_by_id", "granted", "refusal"}
DECIDE = (
    f"UPDATE {EXTENSION} SET decided_at = now(), decided_by_id = %s, granted = {{}}, refusal = %s"
)


def test_a_request_for_more_time_stays_as_it_was_asked_and_is_decided_once(
    extension: ApplicationExtension, contact_point: User
) -> None:
    for column, changed in changes(extension, skip=DECISION):
        with refused("a request for more time stays as it was asked"):
            run(f'UPDATE {EXTENSION} SET "{column}" = {changed}')

    assert run(DECIDE.format("true"), contact_point.pk, "") == 1
    with refused("is decided once"):
        run(DECIDE.format("false"), contact_point.pk, "No.")


@pytest.mark.parametrize(("granted", "refusal"), [("false", ""), ("true", "No."), ("NULL", "")])
def test_a_request_for_more_time_is_decided_whole(
    granted: str, refusal: str, extension: ApplicationExtension, contact_point: User
) -> None:
    with refused("requests_for_time_are_decided_whole"):
        run(DECIDE.format(granted), contact_point.pk, refusal)


def test_one_request_for_more_time_waits_in_a_round(extension: ApplicationExtension) -> None:
    extension.pk = None

    with refused("one_request_for_time_waits"):
        extension.save(force_insert=True)


def test_more_time_is_asked_for_and_decided_in_its_time(extension: ApplicationExtension) -> None:
    with loading():
        Application._base_manager.update(state="submitted")

    with refused("requests change only while the application is in: returned, in_assessment"):
        run(DECIDE.format("true"), extension.asked_by_id, "")


def test_a_request_for_more_time_is_never_deleted(extension: ApplicationExtension) -> None:
    with refused("Cannot delete"):
        run(f"DELETE FROM {EXTENSION}")


SIGNATURE = "accreditation_cosignature"
SIGN = f"UPDATE {SIGNATURE} SET signed_at = now(), content_sha256 = %s"
MAY_CHANGE = {"relied_on_at", "email", "words"}


@pytest.fixture
def cosignature(world: World) -> Cosignature:
    """A request to the head of organisation that waits."""
    application = world.load("application", "draft")
    return Cosignature.objects.create(
        application=application, email="head@cranes.example", language="en", asked_by=world.contact
    )


def test_a_signature_is_given_once_and_stays_as_it_was_given(cosignature: Cosignature) -> None:
    assert run(SIGN, "a" * 64) == 1

    for column, changed in changes(cosignature, skip=MAY_CHANGE):
        with refused("a signature is given once|signatures change only|signed_on_a_content"):
            run(f'UPDATE {SIGNATURE} SET "{column}" = {changed}')
    assert run(f"UPDATE {SIGNATURE} SET relied_on_at = now(), email = ''") == 1


@pytest.mark.parametrize("end", ["declined_at", "withdrawn_at", "lapsed_at"])
def test_a_request_that_ended_is_not_signed(end: str, cosignature: Cosignature) -> None:
    run(f"UPDATE {SIGNATURE} SET {end} = now()")

    with refused("a signature is given once"):
        run(SIGN, "a" * 64)


def test_a_signature_is_asked_for_and_given_while_the_application_is_written(
    cosignature: Cosignature,
) -> None:
    with loading():
        Application._base_manager.update(state="submitted")

    with refused("signatures change only while the application is in: draft, returned"):
        run(SIGN, "a" * 64)
    cosignature.pk = None
    with refused("signatures change only while the application is in: draft, returned"):
        cosignature.save(force_insert=True)


def test_a_signature_is_never_deleted(cosignature: Cosignature) -> None:
    with refused("Cannot delete"):
        run(f"DELETE FROM {SIGNATURE}")


def test_a_question_is_never_deleted(question: ApplicationQuestion) -> None:
    with refused("Cannot delete"):
        run(f"DELETE FROM {QUESTION}")


def test_an_issued_document_never_changes(world: World) -> None:
    document = world.load("document", "issued")

    for column, changed in changes(document, skip={"is_public"}):
        with refused("an issued document never changes|rendered from what was frozen"):
            run(f'UPDATE reporting_issueddocument SET "{column}" = {changed}')
    with refused("an issued document never changes"):
        run("DELETE FROM reporting_issueddocument")


def test_a_document_is_rendered_from_what_was_frozen(world: World) -> None:
    world.load("document", "queued")

    with refused("a document is rendered from what was frozen when it was asked for"):
        run("""UPDATE reporting_issueddocument SET context = '{"a":1}'""")


@pytest.mark.parametrize("state", ["accepted", "noted"])
def test_an_accepted_report_is_kept(state: str, world: World) -> None:
    report = world.load("report", state)

    with refused("an accepted report is kept"):
        run("DELETE FROM reporting_partnerreport WHERE id = %s", report.pk)
    with refused("answers change only while the report is with the organisation"):
        report.answers.create(question="R1", value="x", changed_by=world.contact)


# --- What is only ever added ----------------------------------------------------------------------


@pytest.fixture
def written(world: World, member: User, chair: User) -> None:
    """One row in each table that is only ever added to."""
    with loading():
        item = world.item_in("open", seats=[seat.line() for seat in world.term.seats.all()])
    cast.say(item, by=member, value="yes")
    recuse(item, by=chair)
    with pytest.raises(StepRefused):
        perform("schedule", item, by=None)


ADDED_TO = ("ledgerentry", "refusal", "position", "recusal", "declaration")
COLUMN = {
    "ledgerentry": "act",
    "refusal": "act",
    "position": "value",
    "recusal": "seat",
    "declaration": "seat",
}


@pytest.mark.parametrize("name", ADDED_TO)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_what_is_only_added_is_neither_changed_nor_removed(
    name: str, act: str, written: None
) -> None:
    with refused("Cannot (update|delete)"):
        run(act.format(f"accreditation_{name}", COLUMN[name], "'x'"))


@pytest.mark.parametrize("act", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_row_history_is_neither_changed_nor_removed(act: str, world: World) -> None:
    application = world.load("application", "draft")
    report = world.load("report", "draft")
    application.answers.create(question="A1", value="x", changed_by=world.contact)
    report.answers.create(question="R1", value="x", changed_by=world.contact)

    for table_name in (
        "partners_organisationevent",
        "accreditation_applicationevent",
        "accreditation_answerevent",
        "reporting_partnerreportevent",
        "reporting_reportanswerevent",
    ):
        with refused("Cannot (update|delete)"):
            run(act.format(table_name))


@pytest.mark.parametrize("name", [*ADDED_TO, "ledgerhead"])
def test_what_is_only_added_is_not_emptied(name: str, written: None) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")

    with refused("is only ever added to"):
        run(f"TRUNCATE accreditation_{name} CASCADE")


def test_in_production_the_teardown_door_is_shut(written: None) -> None:
    with refused("is only ever added to"), in_production():
        run("SET LOCAL portal.teardown = 'on'")
        run("TRUNCATE accreditation_ledgerentry")


def test_a_position_is_taken_while_the_item_is_open_only(world: World, member: User) -> None:
    item = world.load("item", "scheduled")

    with refused("a position is taken while the item is open"):
        Position.objects.create(
            item=item,
            seat="EUR-1",
            capacity="member",
            number=1,
            value="yes",
            at=portal_now(),
            by=member,
            height=1,
        )


# --- The chain ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", ["UPDATE {} SET height = height + 1", "UPDATE {} SET hash = 'x'", "DELETE FROM {}"]
)
def test_the_head_of_the_ledger_is_not_moved_by_hand(change: str, db: None) -> None:
    with refused("the head moves with an entry only"):
        run(change.format("accreditation_ledgerhead"))


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ({"seq": 7}, "the entry does not follow the head"),
        ({"prev": "1" * 64}, "the entry does not follow the head"),
        ({"hash": "2" * 64}, "the hash does not fit the entry"),
        ({"body": "{}"}, "the hash does not fit the entry"),
    ],
)
def test_the_database_checks_every_new_link(wrong: dict[str, Any], because: str, db: None) -> None:
    at = portal_now()
    plain = {
        "seq": 1,
        "prev": GENESIS,
        "at": at,
        "actor": "portal",
        "act": "a.b",
        "object": "X",
        "data": {},
    }
    body = canonical(plain)
    entry = plain | {"body": body, "hash": sha256_hex(body)} | wrong

    with refused(because):
        LedgerEntry.objects.create(**entry)

    assert head().height == 0


def test_the_columns_of_an_entry_are_what_was_hashed(db: None) -> None:
    body = canonical({"seq": 1, "prev": GENESIS, "actor": "somebody", "act": "a.b"})

    with refused("the columns do not fit the entry"):
        LedgerEntry.objects.create(
            seq=1,
            prev=GENESIS,
            at=portal_now(),
            actor="somebody else",
            act="a.b",
            object="X",
            data={},
            body=body,
            hash=sha256_hex(body),
        )


def test_an_adopted_process_was_adopted_by_the_committee(adopted_process: Process) -> None:
    process = Process.objects.get(pk=adopted_process.pk)

    assert process.state == "adopted"
    assert Item.objects.get().dossier_sha256 == process.sha256
    assert not Invitation.objects.exists()
    assert not Application.objects.exists()


# --- The role without rights ----------------------------------------------------------------------

OPERATIONS = Path(settings.BASE_DIR) / "docs" / "operations.md"


@pytest.fixture
def app_role(written: None) -> str:
    """The role of docs/operations.md, under a name of this database's own."""
    role = f"{connection.settings_dict['NAME']}_app"
    [block] = [
        part.partition("```")[0]
        for part in OPERATIONS.read_text("utf-8").split("```sql\n")[1:]
        if "CREATE ROLE portal_app" in part
    ]
    run(block.replace("portal_app", role))
    return role


@pytest.mark.parametrize("name", ADDED_TO)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_portals_own_role_has_no_right_to_change_what_was_added(
    name: str, act: str, app_role: str
) -> None:
    run(f"SET LOCAL ROLE {app_role}")

    with refused("permission denied"):
        run(act.format(f"accreditation_{name}", COLUMN[name]))


def test_the_portals_own_role_can_do_the_portals_work(app_role: str, secretariat: User) -> None:
    group = WorkingGroup.objects.get()
    entries = LedgerEntry.objects.count()
    run(f"SET LOCAL ROLE {app_role}")

    closed = perform("close", group, by=secretariat)

    assert closed.state == "closed"
    assert LedgerEntry.objects.count() == entries + 1
    with refused("permission denied"):
        run("TRUNCATE accreditation_ledgerhead")
    with refused("the head moves with an entry only"):
        run("UPDATE accreditation_ledgerhead SET height = 0")


def test_the_portals_own_role_erases_a_person_and_purges_history_by_no_other_way(
    app_role: str, stranger: User
) -> None:
    run(f"SET LOCAL ROLE {app_role}")

    erase(stranger, by=stranger)

    assert LedgerEntry.objects.filter(act="person.erase").count() == 1
    with refused("permission denied"):
        run("DELETE FROM accreditation_answerevent")


@pytest.fixture
def proof(condition: AccreditationCondition, contact_point: User) -> ConditionProof:
    """A proof of the condition, with a file, that waits for the Secretariat."""
    sent = condition.proofs.create(
        number=1, text="They are published.", sent_at=portal_now(), sent_by=contact_point
    )
    sent.files.create(
        file="proofs/none.pdf", name="accounts.pdf", content_type="application/pdf", size=3,
        sha256="0" * 64,
    )  # fmt: skip
    return sent


PROOF = "accreditation_conditionproof"
RETURNED = f"UPDATE {PROOF} SET returned_at = %s, returned_by_id = %s, reason = %s"


def test_a_proof_stays_as_it_was_sent(proof: ConditionProof) -> None:
    for column, changed in changes(proof, skip={"returned_at", "returned_by_id", "reason"}):
        with refused("a proof stays as it was sent"):
            run(f'UPDATE {PROOF} SET "{column}" = {changed}')


def test_a_proof_is_returned_once_and_with_reasons(
    proof: ConditionProof, contact_point: User, organisation: Organisation
) -> None:
    with refused("proofs_are_returned_with_reasons"):
        run(RETURNED, portal_now(), contact_point.pk, "")
    assert run(RETURNED, portal_now(), contact_point.pk, "A year is lacking.") == 1

    with refused("is returned once"):
        run(RETURNED, None, None, "")


def test_one_proof_waits_and_none_of_a_condition_that_is_met(
    proof: ConditionProof, condition: AccreditationCondition, contact_point: User
) -> None:
    again = {"number": 2, "text": "Again.", "sent_at": portal_now(), "sent_by": contact_point}
    with refused("one_proof_waits"):
        condition.proofs.create(**again)
    run(RETURNED, portal_now(), contact_point.pk, "A year is lacking.")
    run(MET, portal_now(), contact_point.pk)

    with refused("a condition that is met needs no proof"):
        condition.proofs.create(**again)


def test_a_proof_and_its_files_are_never_deleted(proof: ConditionProof) -> None:
    for name in (f"{PROOF}file", PROOF):
        with refused("Cannot delete"):
            run(f"DELETE FROM {name}")


def test_a_file_of_a_proof_stays_as_it_was_sent_but_for_the_scanners_verdict(
    proof: ConditionProof,
) -> None:
    for column, changed in changes(proof.files.get(), skip={"scanned"}):
        with refused("a file of a proof stays as it was sent"):
            run(f'UPDATE {PROOF}file SET "{column}" = {changed}')
    assert run(f"UPDATE {PROOF}file SET scanned = 'clean'") == 1


def test_an_accreditation_renews_one_of_its_organisation_that_has_ended(world: World) -> None:
    standing, ended = (world.load("accreditation", state) for state in ("active", "expired"))
    other = Accreditation(
        reference="CMS-ACC-OTHER",
        application=world.load("application", "accredited"),
        organisation=world.organisation,
        process=world.process,
        item_reference="StC99/Item-1",
        conferred_on=portal_now().date(),
        valid_until=portal_now().date() + timedelta(days=900),
    )

    for before in (standing, ended):
        other.renews = before
        with refused("renews one of its organisation that has ended"):
            other.save(force_insert=True)
    other.renews = None
    other.save(force_insert=True)
    with refused("what was conferred never changes|renews one"):
        Accreditation.objects.filter(pk=other.pk).update(renews=ended)
