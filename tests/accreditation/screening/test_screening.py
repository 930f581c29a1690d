"""Screening of applications: hits, verdicts that are remembered, and the step that waits for it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.ledger import LedgerEntry, export, verify
from accreditation.machine import loading
from accreditation.screening.models import Hit, HitVerdict, Screening
from accreditation.screening.names import names_in
from accreditation.screening.running import judge, screen
from accreditation.workflow import NotReady, StepRefused, blockers, perform
from partners.models import User
from tests import cast
from tests.accreditation.screening.listing import BODY, PERSON, loaded

SignIn = Callable[[User], Client]
OTHER = HitVerdict.Value.FALSE_POSITIVE
SAME = HitVerdict.Value.CONFIRMED
WHY = "Another year of birth."


@pytest.fixture
def application(ready_application: Application, contact_point: User) -> Application:
    """A ready application whose head is called almost like a listed person."""
    answered(ready_application, "B1", "Mohammed Qaziri Zorblan")
    return ready_application


def answered(application: Application, code: str, value: Any) -> None:
    """Give an answer another value, past what the state allows."""
    with loading():
        application.answers.filter(question=code).update(value=value)


def panel(client: Client, application: Application) -> str:
    """The page of the case."""
    address = reverse("admin:accreditation_application_change", args=[application.pk])
    return client.get(address).content.decode()


def address_of(hit: Hit, application: Application) -> str:
    """Where a hit is judged."""
    return reverse("screening:judge", args=[application.reference, hit.uuid])


def test_the_names_that_are_screened_and_where_they_stand(application: Application) -> None:
    organisation = application.organisation
    organisation.former_names = "Cranes of Old (1990)\nOlder Cranes"
    organisation.acronym = "ESC"
    organisation.save()
    answered(application, "J1", "Ada Example")
    answered(application, "C9", [{"name": "Ibis Board"}, {"name": "Heron Board"}])

    names = names_in(application)
    found = {(name.text, where, name.exact) for name in names for where in name.where}

    assert {
        ("Example Society for Cranes", "profile", False),
        ("Cranes of Old", "profile", False),
        ("Older Cranes", "profile", False),
        ("ESC", "profile", True),
        ("Ada Example", "declared_by", False),
        ("Ada Example", "J1", False),
        ("Mohammed Qaziri Zorblan", "B1", False),
        ("Ibis Board", "C9", False),
        ("Heron Board", "C9", False),
    } <= found
    assert len({(name.text, name.exact) for name in names}) == len(names)
    assert not {where for _text, where, _exact in found} & {"B4", "B7", "C1"}


def test_a_hit_says_which_name_which_alias_and_why(
    application: Application, secretariat: User
) -> None:
    sanctions_list = loaded(secretariat)

    screening = screen(application, by=secretariat)

    hit = screening.hits.get()
    assert screening.sanctions_list == sanctions_list
    assert (hit.name, hit.alias) == ("Mohammed Qaziri Zorblan", "Zorblan Muhammad al-Kaziri")
    assert hit.entry.dataid == PERSON["dataid"]
    assert ["qaziri", "kaziri", 95] in hit.pairs
    assert hit.is_open


def test_a_former_name_and_an_acronym_are_found(
    application: Application, secretariat: User
) -> None:
    organisation = application.organisation
    organisation.former_names = "Invisible Heron Fictional Front (1990)"
    organisation.acronym = "FFIH"
    organisation.save()
    loaded(secretariat, individuals=())

    hits = screen(application, by=secretariat).hits.all()

    assert {(hit.name, hit.alias) for hit in hits} == {
        ("Invisible Heron Fictional Front", BODY["names"][0]),
        ("FFIH", "FFIH"),
    }


# --- Memory ---------------------------------------------------------------------------------------


def test_a_false_positive_is_remembered_while_name_and_entry_stay(
    application: Application, secretariat: User, officer: User
) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()
    judge(hit, OTHER, reason=WHY, seen=0, by=secretariat)
    loaded(secretariat, entities=(), made="2026-02-01")  # the entry stays as it was

    again = screen(application, by=officer).hits.get()

    assert again == hit
    assert again.verdict is not None
    assert (again.verdict.value, again.verdict.reason, again.verdict.by) == (
        OTHER,
        WHY,
        secretariat,
    )


def test_it_is_forgotten_when_the_name_changes(application: Application, secretariat: User) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()
    judge(hit, OTHER, reason=WHY, seen=0, by=secretariat)
    answered(application, "B1", "Mohammed Qaziri Zorblan II")

    again = screen(application, by=secretariat).hits.get()

    assert again != hit
    assert again.is_open


def test_it_is_forgotten_when_the_entry_changes(
    application: Application, secretariat: User
) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()
    judge(hit, OTHER, reason=WHY, seen=0, by=secretariat)
    changed = PERSON | {"aliases": [*PERSON["aliases"], ("Zorb the Unseen", "Low")]}
    loaded(secretariat, individuals=(changed,), made="2026-02-01")

    again = screen(application, by=secretariat).hits.get()

    assert again != hit
    assert again.is_open


# --- Verdicts -------------------------------------------------------------------------------------


def test_a_verdict_needs_a_reason_and_an_officer(
    application: Application, secretariat: User, contact_point: User
) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()

    with pytest.raises(NotReady, match="reason"):
        judge(hit, OTHER, reason="  ", seen=0, by=secretariat)
    with pytest.raises(PermissionDenied):
        judge(hit, OTHER, reason=WHY, seen=0, by=contact_point)
    with pytest.raises(PermissionDenied):
        screen(application, by=contact_point)

    assert not HitVerdict.objects.exists()


def test_a_verdict_may_be_given_again_on_sight_of_the_one_before_and_both_stay(
    application: Application, secretariat: User, officer: User
) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()
    judge(hit, SAME, reason="It is so.", seen=0, by=secretariat)

    with pytest.raises(StepRefused, match="Another officer judged this hit in between: Confirmed"):
        judge(hit, OTHER, reason=WHY, seen=0, by=officer)
    judge(hit, OTHER, reason=WHY, seen=1, by=officer)

    assert [each.value for each in hit.verdicts.all()] == [SAME, OTHER]
    for change in (lambda: hit.verdicts.update(reason="No."), hit.verdicts.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_acts_are_on_the_record_without_names_and_not_on_that_of_the_application(
    application: Application, secretariat: User
) -> None:
    loaded(secretariat)
    screening = screen(application, by=secretariat)
    hit = screening.hits.get()
    verdict = judge(hit, SAME, reason="It is Zorblan.", seen=0, by=secretariat)

    run = LedgerEntry.objects.get(act="screening.run")
    said = LedgerEntry.objects.get(act="screening.confirm")
    assert (run.object, said.object) == (str(screening.uuid), str(hit.uuid))
    assert run.data["result_sha256"] == screening.commitment([hit])
    assert said.data == {
        "number": 1,
        "said_sha256": hit.commitment(SAME, verdict.number, verdict.reason),
    }
    acts = LedgerEntry.objects.filter(act__startswith="screening.")
    written = json.dumps([entry.body for entry in acts])
    for secret in ("Zorblan", "Qaziri", PERSON["dataid"], hit.entry_sha256, application.reference):
        assert secret not in written
    assert not acts.filter(object__in=application.known_as).exists()
    assert verify(export()).height == LedgerEntry.objects.count()


# --- The step that waits for it -------------------------------------------------------------------


def present(application: Application, by: User) -> Application:
    """Put it before the Committee."""
    return perform("present", application, by=by, meeting=cast.meeting())


def test_without_any_list_nothing_waits_and_the_page_says_so(
    application: Application, secretariat: User, client_as: SignIn
) -> None:
    page = panel(client_as(secretariat), application)
    with pytest.raises(NotReady, match="No list is loaded"):
        screen(application, by=secretariat)

    assert "No list is loaded" in page
    assert present(application, secretariat).state == "presented"


def test_it_is_presented_once_every_hit_is_found_to_be_false(
    application: Application, secretariat: User
) -> None:
    loaded(secretariat)
    with pytest.raises(NotReady, match="names were not screened"):
        present(application, secretariat)
    hit = screen(application, by=secretariat).hits.get()
    with pytest.raises(NotReady, match="1 hit of the screening of names is not judged"):
        present(application, secretariat)
    judge(hit, SAME, reason="It is so.", seen=0, by=secretariat)
    with pytest.raises(NotReady, match="1 hit of the screening of names is confirmed"):
        present(application, secretariat)
    judge(hit, OTHER, reason=WHY, seen=1, by=secretariat)

    assert present(application, secretariat).state == "presented"


def test_a_newer_list_or_another_name_asks_for_another_screening(
    application: Application, secretariat: User
) -> None:
    loaded(secretariat, individuals=())
    screen(application, by=secretariat)
    assert blockers("present", application) == []

    application.organisation.name_fr = "Société d’exemple"
    application.organisation.save()
    renamed = blockers("present", application)
    screen(application, by=secretariat)
    loaded(secretariat, individuals=(), made="2026-02-01")
    newer = blockers("present", application)

    assert renamed == ["Names changed since they were screened against the sanctions list."]
    assert newer == ["A newer sanctions list was loaded since the names were screened."]


def test_what_changes_in_other_answers_asks_for_nothing(
    application: Application, secretariat: User
) -> None:
    loaded(secretariat, individuals=())
    screen(application, by=secretariat)

    answered(application, "D1", "Another purpose.")

    assert blockers("present", application) == []


# --- Pages ----------------------------------------------------------------------------------------


def test_an_officer_screens_and_judges_on_the_page_of_the_case(
    application: Application, secretariat: User, client_as: SignIn
) -> None:
    loaded(secretariat)
    client = client_as(secretariat)

    run = client.post(reverse("screening:run", args=[application.reference]), follow=True)
    hit = Hit.objects.get()
    before = panel(client, application)
    verdict = {"seen": 0, "value": OTHER, "reason": WHY}
    judged = client.post(address_of(hit, application), verdict, follow=True)

    assert "Hits: 1." in run.content.decode()
    assert "“Mohammed Qaziri Zorblan” is like “Zorblan Muhammad al-Kaziri”" in before
    assert "qaziri = kaziri (95)" in before
    assert "Not judged yet" in before
    assert "no contact points" in before
    assert "Example Society for Cranes (the organisation’s own record" in before
    assert WHY in judged.content.decode()
    assert "Not judged yet" not in judged.content.decode()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"seen": 0, "value": OTHER, "reason": ""}, 422),
        ({"seen": 0, "reason": WHY}, 422),
        ({"seen": 5, "value": OTHER, "reason": WHY}, 409),
    ],
)
def test_what_is_not_kept_is_shown_with_what_was_typed(
    given: dict[str, Any],
    status: int,
    application: Application,
    secretariat: User,
    client_as: SignIn,
) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()

    answer = client_as(secretariat).post(address_of(hit, application), given)

    assert answer.status_code == status
    assert given["reason"] in answer.content.decode()
    assert not HitVerdict.objects.exists()


def test_a_hit_of_another_application_is_not_judged_here(
    application: Application, secretariat: User, client_as: SignIn, draft_application: Application
) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()
    Screening.hits.through.objects.all().delete()

    verdict = {"seen": 0, "value": OTHER, "reason": WHY}
    answer = client_as(secretariat).post(address_of(hit, application), verdict)

    assert answer.status_code == 404


@pytest.mark.parametrize("who", ["contact_point", "editor", "reader", "rival", "member", "chair"])
def test_nobody_else_learns_of_a_screening(
    who: str,
    application: Application,
    secretariat: User,
    client_as: SignIn,
    request: pytest.FixtureRequest,
) -> None:
    user = request.getfixturevalue(who)
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()
    judge(hit, OTHER, reason=WHY, seen=0, by=secretariat)
    present(application, secretariat)
    client = client_as(user)
    verdict = {"seen": 1, "value": SAME, "reason": "No."}

    run = client.post(reverse("screening:run", args=[application.reference]))
    judged = client.post(address_of(hit, application), verdict)
    pages = [client.get(application.get_absolute_url()), client.get(reverse("register:list"))]

    assert (run.status_code, judged.status_code) == (404, 404)
    assert (Screening.objects.count(), HitVerdict.objects.count()) == (1, 1)
    for page in pages:
        assert "creening" not in page.content.decode()
        assert "Screen names" not in page.content.decode()


def test_the_frozen_dossier_says_nothing_of_it(application: Application, secretariat: User) -> None:
    loaded(secretariat)
    hit = screen(application, by=secretariat).hits.get()
    judge(hit, OTHER, reason=WHY, seen=0, by=secretariat)

    dossier = present(application, secretariat).dossier

    assert WHY not in dossier
    assert "screening" not in dossier
    assert str(hit.uuid) not in dossier


def test_the_page_issues_as_many_queries_for_many_hits_as_for_one(
    application: Application, secretariat: User, client_as: SignIn
) -> None:
    client = client_as(secretariat)

    def queries() -> int:
        panel(client, application)  # what is cached once
        with CaptureQueriesContext(
            connection,
        ) as found:
            panel(client, application)
        return len(found)

    loaded(secretariat)
    judge(screen(application, by=secretariat).hits.get(), OTHER, reason=WHY, seen=0, by=secretariat)
    one = queries()
    more = tuple(PERSON | {"dataid": str(number)} for number in range(1, 6))
    loaded(secretariat, individuals=more, made="2026-02-01")
    hits = screen(application, by=secretariat).hits.all()
    for hit in hits:
        judge(hit, OTHER, reason=WHY, seen=0, by=secretariat)

    assert len(hits) == 5
    assert queries() == one
