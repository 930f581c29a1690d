"""The one door: three answers, one entry a step, everything or nothing, and one winner."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from accreditation import workflow
from accreditation.committee.models import Item
from accreditation.ledger import GENESIS, LedgerEntry, Refusal, export, verify
from accreditation.machine import KINDS, Guard, Step
from accreditation.proposals.models import GroupMember, Proposal, WorkingGroup
from accreditation.workflow import NotReady, StepRefused, blockers, open_steps, perform
from partners.models import Notice, User
from tests import cast


@pytest.fixture
def planned(term: Any, member: User, officer: User, group_member: User) -> WorkingGroup:
    """A working group with members, not yet established."""
    group = WorkingGroup.objects.create(term=term, title="Intersessional Working Group")
    for category, user in {"party": member, "secretariat": officer, "ngo": group_member}.items():
        GroupMember.objects.create(group=group, user=user, category=category, on_behalf_of="them")
    return group


def again(obj: Any) -> Any:
    """The object as it stands in the database."""
    return type(obj)._base_manager.get(pk=obj.pk)


def changed_step(monkeypatch: pytest.MonkeyPatch, kind: str, name: str, **changes: Any) -> None:
    """Declare a step of a kind differently, for one test."""
    declared = KINDS[kind].STEPS[name]
    fields = {f: getattr(declared, f) for f in declared.__dataclass_fields__}
    monkeypatch.setitem(KINDS[kind].STEPS, name, Step(**fields | changes))


# --- Three answers --------------------------------------------------------------------------------


def test_a_step_moves_the_object_and_leaves_one_entry(
    planned: WorkingGroup, secretariat: User
) -> None:
    established = perform("establish", planned, by=secretariat)

    [entry] = LedgerEntry.objects.all()
    assert established.state == "established"
    assert established.state_since == established.established_at
    assert (entry.seq, entry.prev) == (1, GENESIS)
    assert (entry.act, entry.object) == ("group.establish", "IWG-COP13-COP14")
    assert entry.actor == str(secretariat.uuid)
    assert {k: entry.data[k] for k in ("from", "to")} == {"from": "planned", "to": "established"}
    assert established.entry == entry


def test_a_step_from_the_wrong_state_is_refused(planned: WorkingGroup, secretariat: User) -> None:
    with pytest.raises(StepRefused, match="no longer possible"):
        perform("close", planned, by=secretariat)

    [refusal] = Refusal.objects.all()
    assert (refusal.act, refusal.object) == ("group.close", planned.reference)
    assert (refusal.actor, refusal.reason) == (str(secretariat.uuid), "StepRefused")
    assert not LedgerEntry.objects.exists()


def test_a_step_that_is_not_declared_is_refused(planned: WorkingGroup, secretariat: User) -> None:
    with pytest.raises(StepRefused, match="There is no such step"):
        perform("save", planned, by=secretariat)

    assert Refusal.objects.get().act == "group.save"
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "member", "chair", "contact_point", "nobody"])
def test_another_persons_step_is_denied(
    who: str, planned: WorkingGroup, request: pytest.FixtureRequest
) -> None:
    by = None if who == "nobody" else request.getfixturevalue(who)

    with pytest.raises(PermissionDenied, match="Only the Secretariat may do this"):
        perform("establish", planned, by=by)

    [refusal] = Refusal.objects.all()
    assert refusal.reason == "PermissionDenied"
    assert refusal.actor == ("portal" if by is None else str(by.uuid))
    assert again(planned).state == "planned"
    assert not LedgerEntry.objects.exists()


def test_a_person_who_was_locked_out_may_do_nothing(
    planned: WorkingGroup, secretariat: User
) -> None:
    secretariat.is_active = False
    secretariat.save()

    with pytest.raises(PermissionDenied):
        perform("establish", planned, by=User.objects.get(pk=secretariat.pk))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No member is named for"), ("fr", ""), ("es", "")]
)
def test_a_step_that_is_not_ready_gives_its_reasons_in_the_persons_language(
    language: str, words: str, planned: WorkingGroup, secretariat: User
) -> None:
    planned.members.filter(category="ngo").delete()

    with translation.override(language), pytest.raises(NotReady) as answer:
        perform("establish", planned, by=secretariat)
    with translation.override(language):
        expected = blockers("establish", planned)

    assert answer.value.reasons == expected
    assert len(expected) == 1
    assert words in expected[0]
    assert Refusal.objects.get().reason == "NotReady"
    assert not LedgerEntry.objects.exists()


def test_reasons_are_evaluated_in_the_language_that_is_active(
    planned: WorkingGroup, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    @Guard
    def speaks(group: WorkingGroup) -> Iterator[str]:
        """Says which language it is asked in."""
        yield translation.get_language() or ""

    changed_step(monkeypatch, "group", "establish", needs=(speaks,))
    found = {}
    for language in ("en", "fr", "es"):
        with translation.override(language), pytest.raises(NotReady) as answer:
            perform("establish", planned, by=secretariat)
        found[language] = answer.value.reasons

    assert found == {"en": ["en"], "fr": ["fr"], "es": ["es"]}


def test_open_steps_tell_what_is_missing_before_it_is_tried(
    planned: WorkingGroup, secretariat: User, stranger: User
) -> None:
    planned.members.all().delete()

    [step] = open_steps(planned, secretariat)

    assert step.name == "establish"
    assert len(step.reasons) == 3
    assert open_steps(planned, stranger) == []
    assert blockers("close", planned) == ["This is not possible from “Planned”."]


# --- Everything or nothing ------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["fills", "then"])
def test_a_failing_effect_rolls_everything_back(
    place: str, planned: WorkingGroup, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(group: WorkingGroup, act: workflow.Act) -> None:
        group.members.all().delete()
        message = "The effect failed."
        raise RuntimeError(message)

    changed_step(monkeypatch, "group", "establish", **{place: (fail,)})

    with pytest.raises(RuntimeError):
        perform("establish", planned, by=secretariat)

    assert again(planned).state == "planned"
    assert planned.members.count() == 3
    assert not LedgerEntry.objects.exists()
    assert not Notice.objects.exists()


def test_a_failing_notice_rolls_everything_back(
    planned: WorkingGroup, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_told: Any) -> None:
        message = "Nobody could be told."
        raise RuntimeError(message)

    monkeypatch.setattr(workflow, "TELLERS", [fail])

    with pytest.raises(RuntimeError):
        perform("establish", planned, by=secretariat)

    assert again(planned).state == "planned"
    assert not LedgerEntry.objects.exists()


def test_what_a_step_brings_along_is_in_its_one_entry(
    group: WorkingGroup, secretariat: User
) -> None:
    proposal = Proposal.objects.create(group=group, title="A proposal")
    drafted = perform("open_drafting", proposal, by=secretariat)
    before = LedgerEntry.objects.count()

    perform("submit", drafted, by=secretariat)

    [entry] = LedgerEntry.objects.filter(seq__gt=before)
    version = again(drafted).version
    assert entry.act == "proposal.submit"
    assert entry.data["process_sha256"] == version.sha256
    [brought] = entry.data["brought"]
    assert (brought["step"], brought["from"]) == ("process.freeze", "draft")


def test_certifying_carries_the_outcome_out_in_the_same_entry(
    submitted_proposal: Proposal, secretariat: User, chair: User
) -> None:
    process = cast.adopted_process(submitted_proposal, by=secretariat, chair=chair)

    entry = LedgerEntry.objects.get(act="item.certify")
    brought = [each["step"] for each in entry.data["brought"]]
    assert brought == ["proposal.adopt", "process.adopt"]
    assert entry.data["record_sha256"] == Item.objects.get().record_sha256
    assert process.state == "adopted"
    assert not LedgerEntry.objects.filter(act__in=brought).exists()


# --- No other door --------------------------------------------------------------------------------


def test_a_step_called_directly_is_refused(planned: WorkingGroup) -> None:
    with pytest.raises(Exception, match="conditions"):
        planned.establish()

    assert again(planned).state == "planned"


def test_the_state_is_not_assigned(planned: WorkingGroup) -> None:
    with pytest.raises(AttributeError, match="Direct"):
        planned.state = "established"


def test_the_state_is_not_updated_past_the_door(planned: WorkingGroup) -> None:
    with pytest.raises(DatabaseError, match="has no step from planned to closed"):
        WorkingGroup.objects.update(state="closed")


def test_a_stale_form_that_saves_late_is_refused(planned: WorkingGroup, secretariat: User) -> None:
    stale = again(planned)
    perform("establish", planned, by=secretariat)
    stale.title = "A title typed long ago"

    with pytest.raises(Exception, match="The state has been changed"), transaction.atomic():
        stale.save()

    assert again(planned).title == planned.title


# --- Who is told ----------------------------------------------------------------------------------


def test_each_is_told_in_the_own_language_and_once(
    group: WorkingGroup, secretariat: User, group_member: User, member: User
) -> None:
    for user, language in ((group_member, "fr"), (member, "es")):
        user.language = language
        user.save()
    proposal = Proposal.objects.create(group=group, title="A proposal")

    perform("open_drafting", proposal, by=secretariat)

    [entry] = LedgerEntry.objects.filter(act="proposal.open_drafting")
    told = {n.recipient: n for n in Notice.objects.filter(key__startswith="proposal.")}
    assert set(told) == {each.user for each in group.members.all()}
    assert (told[group_member].language, told[member].language) == ("fr", "es")
    assert {n.key for n in told.values()} == {f"{entry.act} {entry.object} {entry.seq}"}
    assert len(told) == Notice.objects.filter(key__startswith="proposal.").count()


def test_telling_twice_is_once(group: WorkingGroup, secretariat: User) -> None:
    proposal = Proposal.objects.create(group=group, title="A proposal")
    drafted = perform("open_drafting", proposal, by=secretariat)
    owed = Notice.objects.count()

    for tell in workflow.TELLERS:
        tell(drafted, "open_drafting", drafted.entry, secretariat)

    assert Notice.objects.count() == owed


# --- Two rivals -----------------------------------------------------------------------------------


def race(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts at the same time, each in a connection of its own; what each gave or raised."""
    start = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait()
            found[place] = act()
        except Exception as raised:  # noqa: BLE001 - whatever it is, the test looks at it
            found[place] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def meet(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Both rivals have read the row before either of them moves it, if nothing keeps them apart."""

    def install(patience: float) -> None:
        both = threading.Barrier(2)
        check = workflow._check

        def checked(*args: Any, **kwargs: Any) -> None:
            check(*args, **kwargs)
            try:
                both.wait(timeout=patience)
            except threading.BrokenBarrierError:
                return  # the other one is kept waiting at the lock

        monkeypatch.setattr(workflow, "_check", checked)

    return install


def established_twice(planned: WorkingGroup, one: User, other: User) -> list[Any]:
    """Two officers establish the same group at the same time."""
    return race(
        lambda: perform("establish", planned, by=one),
        lambda: perform("establish", planned, by=other),
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_rivals_one_wins_and_one_is_refused(
    planned: WorkingGroup, secretariat: User, officer: User, meet: Callable[[float], None]
) -> None:
    meet(0.3)

    found = established_twice(planned, secretariat, officer)

    assert sorted(type(each).__name__ for each in found) == ["StepRefused", "WorkingGroup"]
    assert LedgerEntry.objects.filter(act="group.establish").count() == 1
    assert Refusal.objects.get().reason == "StepRefused"
    assert verify(export()).height == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_same_race_shows_the_fault(
    planned: WorkingGroup,
    secretariat: User,
    officer: User,
    meet: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        QuerySet, "select_for_update", lambda self, **_how: self._chain(), raising=True
    )
    meet(10)

    found = established_twice(planned, secretariat, officer)

    answers = sorted(type(each).__name__ for each in found)
    assert answers != ["StepRefused", "WorkingGroup"]
    assert not Refusal.objects.exists()
