"""Proof that a condition is met: sent by the partner, found sufficient or returned."""

import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accreditation.applications.beginning import begin
from accreditation.applications.models import Application
from accreditation.asked import asked_of
from accreditation.checking import check_waiting_files
from accreditation.committee.dossiers import shown as shown_as
from accreditation.committee.models import Item
from accreditation.deadlines import due_for
from accreditation.examining import examine
from accreditation.ledger import LedgerEntry
from accreditation.register.models import (
    Accreditation,
    AccreditationCondition,
    ConditionProof,
    ConditionProofFile,
)
from accreditation.register.proving import WITHDRAW_PROOF
from accreditation.register.reminders import send_condition_reminders
from accreditation.tasks import remind_organisations
from accreditation.templatetags.desk import Lane, beside
from accreditation.workflow import NotReady, StepRefused, perform
from partners.clock import end_of_day, portal_today
from partners.mail import send
from partners.models import Notice, User
from tests import cast
from tests.accreditation import clamd
from tests.accreditation.applications import hostile
from tests.accreditation.applications.hostile import sent

SignIn = Callable[[User], Client]
PROOF: dict[str, Any] = {"number": 1, "text": "The accounts are published."}
RETURN: dict[str, Any] = {"number": 1, "reason": "The second year is lacking."}


@pytest.fixture(autouse=True)
def kept_files(settings: Settings, tmp_path: Path) -> Callable[[], list[Path]]:
    """The files that are kept, in a folder of the test."""
    settings.MEDIA_ROOT = str(tmp_path)
    return lambda: sorted(path for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def conditional(ready_application: Application, secretariat: User, chair: User) -> Accreditation:
    """An accreditation with two conditions, one due in 30 days and one without a day."""
    conditions = [
        {"number": 1, "text": "Send the accounts.", "due_on": portal_today() + timedelta(days=30)},
        {"number": 2, "text": "Name contact points."},
    ]
    item = cast.presented_item(
        ready_application, secretariat, meeting=cast.meeting(), conditions=conditions
    )
    cast.decided(item, by=secretariat, chair=chair, value="yes")
    return Accreditation.objects.get()


@pytest.fixture
def proved(conditional: Accreditation, editor: User) -> Accreditation:
    """The same, with a proof of the first condition and one file."""
    files = [examine(sent("accounts.pdf", hostile.pdf()))]
    return perform("send_proof", conditional, by=editor, **PROOF, files=files)


def step(accreditation: Accreditation, name: str) -> str:
    return reverse("step", args=["accreditation", accreditation.reference, name])


def conditions_page(accreditation: Accreditation) -> str:
    return reverse("register:conditions", args=[accreditation.reference])


def file_of(accreditation: Accreditation) -> str:
    [kept] = ConditionProofFile.objects.filter(proof__condition__accreditation=accreditation)
    return kept.get_absolute_url()


def shown(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())


def codes(client: Client, *addresses: str) -> list[int]:
    """What each address answers, with the files read to their end."""
    found = []
    for address in addresses:
        answer = client.get(address)
        found.append(answer.status_code)
        b"".join(answer)
    return found


def is_needed(notice: Notice) -> bool:
    """Whether its mail is to go out, as things stand now."""
    return Notice.objects.get(pk=notice.pk).is_needed


def moved(accreditation: Accreditation) -> tuple[str, bool]:
    """Who moves next for those concerned, and whether a deadline is set."""
    waits = Accreditation.objects.get(pk=accreditation.pk).waits_within()
    assert waits is not None
    return str(waits.who), bool(waits.until)


def test_an_editor_sends_proof_with_files_and_both_sides_are_told(
    *,
    conditional: Accreditation,
    client_as: SignIn,
    editor: User,
    contact_point: User,
    secretariat: User,
    officer: User,
    kept_files: Callable[[], list[Path]],
) -> None:
    Notice.objects.all().delete()
    given = {
        "number": "1",
        "text": "Here they are.",
        "file_1": sent("accounts.pdf", hostile.pdf()),
        "file_3": sent("scan.png", hostile.picture("PNG")),
    }

    response = client_as(editor).post(step(conditional, "send_proof"), given)

    assert response.status_code == 302
    proof = ConditionProof.objects.get()
    assert (proof.number, proof.text, proof.sent_by) == (1, "Here they are.", editor)
    assert [file.name for file in proof.files.all()] == ["accounts.pdf", "scan.png"]
    assert len(kept_files()) == 2
    entry = LedgerEntry.objects.get(act="accreditation.send_proof")
    assert (entry.data["condition"], entry.data["proof"]) == (1, 1)
    assert entry.data["files"] == [file.sha256 for file in proof.files.all()]
    told = set(Notice.objects.values_list("recipient", flat=True))
    assert told == {contact_point.pk, secretariat.pk, officer.pk}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("script.pdf", hostile.scripted_pdf()),
        ("program.pdf", hostile.launching_pdf()),
        ("page.html", b"<script>alert(1)</script>"),
        ("virus.pdf", hostile.EICAR),
        ("empty.pdf", b""),
        ("picture.pdf", hostile.picture("PNG")),
    ],
    ids=["script", "program", "page", "virus", "empty", "mistyped"],
)
def test_a_hostile_file_is_refused_at_this_door_too_and_nothing_is_kept(
    conditional: Accreditation,
    client_as: SignIn,
    contact_point: User,
    kept_files: Callable[[], list[Path]],
    name: str,
    data: bytes,
) -> None:
    given = {"number": "1", "text": "Here.", "file_1": sent(name, data)}

    response = client_as(contact_point).post(step(conditional, "send_proof"), given)

    said = unescape(response.content.decode())
    assert response.status_code == 422
    assert name in said
    assert "Choose the files again" in said
    assert "Here." in said
    assert not ConditionProof.objects.exists()
    assert kept_files() == []


def test_words_are_needed_and_at_most_five_files_are_taken(
    conditional: Accreditation, contact_point: User, kept_files: Callable[[], list[Path]]
) -> None:
    files = [examine(sent("accounts.pdf", hostile.pdf()))] * 6

    with pytest.raises(NotReady, match="in words"):
        perform("send_proof", conditional, by=contact_point, number=1, text=" ")
    with pytest.raises(NotReady, match="At most 5 files"):
        perform("send_proof", conditional, by=contact_point, **PROOF, files=files)

    assert kept_files() == []


def test_only_those_who_write_for_the_partner_send_proof(
    conditional: Accreditation, reader: User, rival: User, secretariat: User, client_as: SignIn
) -> None:
    for user in (reader, rival, secretariat):
        with pytest.raises(PermissionDenied):
            perform("send_proof", conditional, by=user, **PROOF)
        assert client_as(user).get(step(conditional, "send_proof")).status_code == 403


def test_only_the_secretariat_returns_a_proof(
    proved: Accreditation, contact_point: User, rival: User, member: User
) -> None:
    for user in (contact_point, rival, member):
        with pytest.raises(PermissionDenied):
            perform("return_proof", proved, by=user, **RETURN)


def test_one_proof_of_a_condition_waits_at_a_time(
    proved: Accreditation, contact_point: User
) -> None:
    with pytest.raises(NotReady, match="Condition 1 is not waiting for a proof"):
        perform("send_proof", proved, by=contact_point, **PROOF)

    other = perform("send_proof", proved, by=contact_point, **(PROOF | {"number": 2}))

    assert ConditionProof.objects.count() == 2
    with pytest.raises(NotReady, match="The Secretariat is looking"):
        perform("send_proof", other, by=contact_point, **PROOF)


def test_a_proof_is_returned_with_reasons_and_the_day_stays(
    proved: Accreditation, client_as: SignIn, secretariat: User, contact_point: User
) -> None:
    before = proved.conditions.get(number=1).due_on
    client = client_as(secretariat)
    empty = client.post(step(proved, "return_proof"), {"number": "1"})
    none_there = client.post(step(proved, "return_proof"), RETURN | {"number": 2})

    response = client.post(step(proved, "return_proof"), RETURN)

    assert (empty.status_code, none_there.status_code, response.status_code) == (422, 422, 302)
    proof = ConditionProof.objects.get()
    assert (proof.is_returned, proof.returned_by, proof.reason) == (
        True,
        secretariat,
        RETURN["reason"],
    )
    assert proved.conditions.get(number=1).due_on == before
    page = shown(client_as(contact_point), conditions_page(proved))
    assert "not sufficient, because" in page
    assert RETURN["reason"] in page
    again = perform("send_proof", proved, by=contact_point, **PROOF)
    assert again.entry.data["proof"] == 2


def test_a_blank_reason_returns_nothing(proved: Accreditation, secretariat: User) -> None:
    with pytest.raises(NotReady, match="what the proof lacks"):
        perform("return_proof", proved, by=secretariat, number=1, reason="  ")


def test_a_condition_is_found_met_by_its_proof_and_needs_no_other(
    proved: Accreditation, secretariat: User, contact_point: User
) -> None:
    met = perform("meet_condition", proved, by=secretariat, number=1)

    assert (met.entry.data["condition"], met.entry.data["proof"]) == (1, 1)
    with pytest.raises(NotReady, match="Condition 1 is not waiting for a proof"):
        perform("send_proof", met, by=contact_point, **PROOF)
    with pytest.raises(NotReady, match="No proof waits"):
        perform("return_proof", met, by=secretariat, **RETURN)


def test_proof_is_still_taken_after_the_day(
    conditional: Accreditation, contact_point: User
) -> None:
    cast.later(40)

    late = perform("send_proof", conditional, by=contact_point, **PROOF)

    assert late.conditions.get(number=1).is_late
    assert late.conditions.with_proof().get().number == 1


def test_nothing_is_sent_on_an_accreditation_that_has_ended(
    conditional: Accreditation, contact_point: User
) -> None:
    ended = perform("relinquish", conditional, by=contact_point)

    with pytest.raises(StepRefused):
        perform("send_proof", ended, by=contact_point, **PROOF)


def test_who_moves_next_is_said_at_every_turn(
    conditional: Accreditation, contact_point: User, secretariat: User
) -> None:
    assert moved(conditional) == ("the partner: proof of condition 1", True)
    assert conditional.waits_until == end_of_day(portal_today() + timedelta(days=30))
    cast.later(1)
    perform("send_proof", conditional, by=contact_point, **PROOF)

    assert moved(conditional) == ("the Secretariat: to look at the proof of condition 1", False)
    assert conditional.waits_since == ConditionProof.objects.get().sent_at

    returned = perform("return_proof", conditional, by=secretariat, **RETURN)
    assert moved(returned) == ("the partner: proof of condition 1", True)

    perform("meet_condition", returned, by=secretariat, number=1)
    assert moved(returned) == ("the partner: proof of condition 2", True)
    perform("meet_condition", returned, by=secretariat, number=2)
    assert moved(returned) == ("the partner", False)


def test_the_partners_people_and_the_secretariat_read_the_proof(
    proved: Accreditation, client_as: SignIn, reader: User, secretariat: User
) -> None:
    for user in (reader, secretariat):
        seeing = client_as(user)
        assert "The accounts are published." in shown(seeing, conditions_page(proved))
        answer = seeing.get(file_of(proved))
        assert answer["Content-Disposition"] == 'attachment; filename="accounts.pdf"'
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"] == "private, no-store"
        assert b"".join(answer).startswith(b"%PDF")


def test_nobody_else_learns_of_the_proof(
    proved: Accreditation,
    client: Client,
    client_as: SignIn,
    rival: User,
    member: User,
    stranger: User,
) -> None:
    for user in (rival, member, stranger):
        assert client_as(user).get(conditions_page(proved)).status_code == 404
        assert client_as(user).get(file_of(proved)).status_code == 404
    assert client.get(file_of(proved)).status_code == 302
    public = shown(client, proved.get_absolute_url())
    for private in ("The accounts are published.", "accounts.pdf", "condition 1", "Send proof"):
        assert private not in public


def test_a_file_is_found_under_its_own_accreditation_only(
    proved: Accreditation, client_as: SignIn, secretariat: User
) -> None:
    [kept] = ConditionProofFile.objects.all()
    elsewhere = reverse("register:proof-file", args=["CMS-ACC-1999-0001", kept.uuid])

    assert client_as(secretariat).get(elsewhere).status_code == 404


def test_members_before_whom_a_suspension_lies_read_the_proof_once_they_declared(
    proved: Accreditation, client_as: SignIn, secretariat: User, member: User
) -> None:
    perform("return_proof", proved, by=secretariat, **RETURN)
    perform("give_notice", proved, by=secretariat)
    cast.later(100)
    noticed = Accreditation.objects.get()
    perform(
        "propose_suspension", noticed, by=secretariat, meeting=cast.meeting(), reasons="Lacking."
    )
    item = cast.opened(Item.objects.get(subject_kind="accreditation"), secretariat)
    client = client_as(member)
    document = reverse(
        "committee:document", args=[item.reference, ConditionProofFile.objects.get().uuid]
    )
    before = codes(client, file_of(noticed), document)

    client.post(reverse("committee:declare", args=[item.reference]), {"has_conflict": "no"})
    after = codes(client, file_of(noticed), document)

    assert (before, after) == ([404, 404], [200, 200])
    page = shown(client, item.get_absolute_url())
    assert "The accounts are published." in page
    assert RETURN["reason"] in page
    assert document in page


def put_to_the_committee(accreditation: Accreditation, officer: User) -> Item:
    """The item that asks to suspend it, open, after its notice has run."""
    perform("give_notice", accreditation, by=officer)
    cast.later(100)
    noticed = Accreditation.objects.get(pk=accreditation.pk)
    perform("propose_suspension", noticed, by=officer, meeting=cast.meeting(), reasons="Lacking.")
    return cast.opened(Item.objects.get(purpose="suspend"), officer)


def test_the_committee_reads_that_a_proof_waits_and_not_that_the_condition_is_overdue(
    proved: Accreditation, client_as: SignIn, secretariat: User
) -> None:
    item = put_to_the_committee(proved, secretariat)

    page = shown(client_as(secretariat), item.get_absolute_url())
    [first, second] = shown_dossier(item)["conferred_under"]

    assert "proof sent" in page
    assert "2 conditions; met: 0, overdue: 0" in page
    assert "not looked at when this was put to the Committee: 1" in page
    assert (first["is_late"], first["waiting_proof"]["number"]) == (True, 1)
    assert second["waiting_proof"] is None


def shown_dossier(item: Item) -> dict[str, Any]:
    """What the frozen dossier of an item is read as."""
    return shown_as(item, json.loads(item.dossier)).content


def test_a_withheld_file_is_not_linked_in_the_dossier_either(
    infected: Accreditation, client_as: SignIn, secretariat: User
) -> None:
    item = put_to_the_committee(infected, secretariat)
    kept = ConditionProofFile.objects.get()
    address = reverse("committee:document", args=[item.reference, kept.uuid])

    page = shown(client_as(secretariat), item.get_absolute_url())

    assert "accounts.pdf" in page
    assert "withdrawn: a virus was found" in page
    assert address not in page


def test_the_committee_reads_the_proofs_of_the_accreditation_that_would_be_renewed(
    *,
    proved: Accreditation,
    client_as: SignIn,
    contact_point: User,
    secretariat: User,
    member: User,
) -> None:
    renewal = cast.opened_invitation(proved.process, secretariat, kind="renewal")
    begun = begin(renewal, proved.organisation, by=contact_point)
    begun.answers.all().delete()
    cast.answer_everything(begun, contact_point)
    submitted = perform("submit", begun, by=contact_point, **cast.DECLARATION)
    item = cast.opened(
        cast.presented_item(cast.ready_application(submitted, secretariat), secretariat),
        secretariat,
    )
    document = reverse(
        "committee:document", args=[item.reference, ConditionProofFile.objects.get().uuid]
    )
    client = client_as(member)
    client.post(reverse("committee:declare", args=[item.reference]), {"has_conflict": "no"})

    page = shown(client, item.get_absolute_url())

    assert "proof sent" in page
    assert "The accounts are published." in page
    assert document in page
    assert codes(client, document) == [200]


def test_reminders_come_14_7_2_and_1_days_before_and_stop_once_proof_is_sent(
    conditional: Accreditation, contact_point: User, secretariat: User
) -> None:
    owed = []
    for day in (0, 15, 17, 24, 25, 29):
        cast.later(day)
        owed.append((send_condition_reminders(), send_condition_reminders()))
    assert owed == [(0, 0), (0, 0), (1, 0), (1, 0), (0, 0), (1, 0)]
    reminder = Notice.objects.filter(key__startswith="accreditation.remind ").latest("pk")
    assert reminder.recipient == contact_point
    assert "Send the accounts." in reminder.body
    assert is_needed(reminder)

    proved = perform("send_proof", conditional, by=contact_point, **PROOF)
    cast.later(30)

    assert not is_needed(reminder)
    assert send_condition_reminders() == 0
    perform("return_proof", proved, by=secretariat, **RETURN)
    assert send_condition_reminders() == 1
    send(reminder)
    assert Notice.objects.get(pk=reminder.pk).dropped_at is None


def test_the_day_of_a_condition_that_is_over_is_not_reminded_of(
    conditional: Accreditation,
) -> None:
    cast.later(31)

    assert send_condition_reminders() == 0


def test_the_task_reminds_of_conditions_as_well(conditional: Accreditation) -> None:
    cast.later(17)

    assert remind_organisations() == 1


def test_the_home_page_and_the_calendar_ask_for_the_proof_until_it_is_sent(
    conditional: Accreditation, editor: User, reader: User
) -> None:
    by = end_of_day(portal_today() + timedelta(days=30))
    asked = [ask for ask in asked_of(editor) if "condition 1" in str(ask.what)]
    due = [ask for ask in due_for(reader) if "condition 1" in str(ask.what)]

    perform("send_proof", conditional, by=editor, **PROOF)

    assert [ask.by for ask in (*asked, *due)] == [by, by]
    assert not [ask for ask in asked_of(editor) if "condition 1" in str(ask.what)]


def test_the_desk_shows_what_proofs_wait_on_us(
    proved: Accreditation, client_as: SignIn, secretariat: User
) -> None:
    line = next(each for each in beside(Lane.US) if str(each.kind) == "proofs of conditions")
    listed = shown(client_as(secretariat), line.url)

    perform("return_proof", proved, by=secretariat, **RETURN)

    assert line.number == 1
    assert proved.reference in listed
    assert proved.reference not in shown(client_as(secretariat), line.url)


def test_the_page_of_conditions_asks_as_often_for_many_proofs(
    proved: Accreditation,
    client_as: SignIn,
    secretariat: User,
    contact_point: User,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    client = client_as(secretariat)

    def another() -> None:
        perform("return_proof", proved, by=secretariat, **RETURN)
        perform("send_proof", proved, by=contact_point, **PROOF)

    another()
    with django_assert_max_num_queries(60) as few:
        client.get(conditions_page(proved))
    for _number in range(4):
        another()

    with django_assert_max_num_queries(len(few)):
        client.get(conditions_page(proved))


def test_a_condition_is_named_by_number_and_text(conditional: Accreditation) -> None:
    assert [str(each) for each in AccreditationCondition.objects.all()] == [
        "1. Send the accounts.",
        "2. Name contact points.",
    ]


def test_a_file_of_a_proof_waits_for_the_scanner_and_is_withdrawn_if_infected(
    conditional: Accreditation,
    client_as: SignIn,
    editor: User,
    contact_point: User,
    secretariat: User,
) -> None:
    with clamd.no_scanner_there():
        files = [examine(sent("accounts.pdf", hostile.noted(clamd.MARK)))]
        perform("send_proof", conditional, by=editor, **PROOF, files=files)
    waiting = codes(client_as(secretariat), file_of(conditional))
    with clamd.scanner():
        checked = check_waiting_files()

    notices = Notice.objects.filter(key__startswith="accreditation.infected ")
    assert (waiting, checked) == ([503], 1)
    assert codes(client_as(secretariat), file_of(conditional)) == [409]
    assert {contact_point, secretariat} <= {notice.recipient for notice in notices}
    assert "proof of a condition" in notices[0].body
    assert LedgerEntry.objects.filter(act=WITHDRAW_PROOF, object=conditional.reference).exists()


@pytest.fixture
def infected(conditional: Accreditation, editor: User) -> Accreditation:
    """The same, with a file in which the scanner found a virus once it answered."""
    with clamd.no_scanner_there():
        files = [examine(sent("accounts.pdf", hostile.noted(clamd.MARK)))]
        perform("send_proof", conditional, by=editor, **PROOF, files=files)
    with clamd.scanner():
        check_waiting_files()
    return Accreditation.objects.get(pk=conditional.pk)


def test_the_public_does_not_learn_that_a_file_of_a_proof_was_infected(
    infected: Accreditation, client: Client, client_as: SignIn, member: User, editor: User
) -> None:
    addresses = (infected.get_absolute_url(), reverse("api-accreditations"))

    for reader in (client, client_as(member)):
        for address in addresses:
            assert "infected" not in shown(reader, address)
    assert "Withdraw an infected file" in shown(client_as(editor), infected.get_absolute_url())


def test_a_withheld_file_of_a_proof_is_named_with_the_reason_and_without_a_link(
    infected: Accreditation, client_as: SignIn, secretariat: User
) -> None:
    page = shown(client_as(secretariat), conditions_page(infected))

    assert "accounts.pdf" in page
    assert "withdrawn: a virus was found" in page
    assert file_of(infected) not in page


def test_no_file_of_a_proof_is_left_behind_where_the_act_fails_after_it_was_kept(
    conditional: Accreditation,
    editor: User,
    kept_files: Callable[[], list[Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = [examine(sent("accounts.pdf", hostile.pdf()))]

    def broken(*_what: Any, **_how: Any) -> None:
        assert len(kept_files()) == 1
        message = "The ledger cannot be written"
        raise OSError(message)

    with monkeypatch.context() as outage:
        outage.setattr("accreditation.workflow.record", broken)
        with pytest.raises(OSError, match="ledger"):
            perform("send_proof", conditional, by=editor, **PROOF, files=files)

    assert kept_files() == []
    assert not ConditionProof.objects.exists()
    perform("send_proof", conditional, by=editor, **PROOF, files=files)
    assert len(kept_files()) == 1


@pytest.mark.parametrize(("name", "data"), hostile.OF_EACH_SORT)
def test_a_hostile_file_is_refused_as_proof_and_nothing_typed_is_lost(
    conditional: Accreditation,
    client_as: SignIn,
    editor: User,
    kept_files: Callable[[], list[Path]],
    name: str,
    data: bytes,
) -> None:
    given = {"number": "1", "text": "Here they are.", "file_1": sent(name, data)}

    answer = client_as(editor).post(step(conditional, "send_proof"), given)

    assert answer.status_code == 422
    assert "Here they are." in answer.content.decode()
    assert kept_files() == []
    assert not ConditionProofFile.objects.exists()
