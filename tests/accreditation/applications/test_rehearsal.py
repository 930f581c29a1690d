"""The rehearsal before an account: one address, a gap list, and nothing stored."""

from collections.abc import Callable, Mapping
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accreditation.applications.eligibility import Facts
from accreditation.applications.models import Application, Invitation
from accreditation.applications.rehearsing import gap_list
from accreditation.ledger import LedgerEntry
from accreditation.proposals.content import version_0
from accreditation.proposals.models import Process
from partners.clock import portal_today
from partners.models import User
from tests import cast
from tests.accreditation.applications.test_invitations import (
    restricted_invitation,
    restricted_under,
)

SignIn = Callable[[User], Client]
CRITERIA = [criterion["code"] for criterion in version_0()["criteria"]]
DOCUMENTS = [document["code"] for document in version_0()["documents"]]
EVERYTHING = (
    {"minimum_years": "2001-05-04", "not_yet_accredited": "no"}
    | {f"criterion-{code}": "yes" for code in CRITERIA}
    | {f"document-{code}": "yes" for code in DOCUMENTS}
)
ALL = 2 + len(CRITERIA) + len(DOCUMENTS)


def rehearse(client: Client, given: Mapping[str, str] | None = None) -> str:
    """The page for some answers."""
    response = client.get(reverse("applications:rehearsal"), given or {})
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def test_with_nothing_filled_in_there_is_only_the_form(
    client: Client, open_invitation: Invitation
) -> None:
    page = rehearse(client)

    assert "Your gap list" not in page
    assert open_invitation.title in page
    assert "Nothing is stored" in page
    assert 'name="minimum_years"' in page
    assert 'name="formal_partners_only"' not in page
    for code in CRITERIA:
        assert f'name="criterion-{code}"' in page
    for code in DOCUMENTS:
        assert f'name="document-{code}"' in page
    assert len(page.encode()) < 100_000


def test_a_criterion_is_asked_with_its_help_and_the_questions_that_speak_to_it(
    client: Client, open_invitation: Invitation
) -> None:
    content = open_invitation.process.content
    labels = {q["code"]: q["label"] for section in content["form"] for q in section["questions"]}

    page = rehearse(client)

    for criterion in content["criteria"]:
        assert criterion["help"] in page
        for code in criterion["questions"]:
            assert f"<li>{code} {labels[code]}</li>" in page


def test_what_was_not_answered_says_so(client: Client, open_invitation: Invitation) -> None:
    page = rehearse(client, {"criterion-C1": "partly"})

    assert "What is missing, and what to do (1)" in page
    assert f"Not answered yet ({ALL - 1})" in page
    assert "Gather what is still lacking" in page
    assert "Section D, question D2:" in page


def test_everything_met_is_said(client: Client, open_invitation: Invitation) -> None:
    page = rehearse(client, EVERYTHING)

    assert "By these answers nothing is missing." in page
    assert f"What is met ({ALL})" in page
    assert "What is missing" not in page.replace("what is missing?", "")
    assert page.count("<h1") == 1


def test_what_is_missing_says_what_to_do(client: Client, open_invitation: Invitation) -> None:
    given = EVERYTHING | {
        "minimum_years": portal_today().isoformat(),
        "criterion-C4": "not_yet",
        "document-D1": "later",
        "document-D2": "none",
    }

    page = rehearse(client, given)

    assert "What is missing, and what to do (4)" in page
    assert "The organisation is too young" in page
    assert "Apply under an invitation that closes on" in page
    assert "See whether it can be shown before the deadline" in page
    assert "Have it ready before you submit." in page
    assert "To be explained" in page
    assert "Say in its place why it cannot be supplied." in page


def test_a_document_that_may_not_be_explained_is_missing() -> None:
    content = version_0()
    content["documents"][0]["may_explain"] = False

    gaps = gap_list(content, Facts(closes_on=date(2024, 6, 30)), {"D1": "none"})

    [line] = gaps.missing
    assert line.standing == "missing"
    assert "takes no reason in its place" in line.todo


def test_a_year_that_leaves_it_open_is_not_called_met() -> None:
    facts = Facts(closes_on=date(2024, 6, 30), counted_from=2021)

    [line, *_others] = gap_list(version_0(), facts, {}).missing

    assert line.standing == "unknown"
    assert "The year alone does not say" in line.why


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("minimum_years", "soon", "Give a date as year-month-day"),
        ("minimum_years", "0001-01-01", "Give a date as year-month-day"),
        ("criterion-C1", "perhaps", "Choose one of the answers given."),
        ("document-D1", "\x00", "Choose one of the answers given."),
        ("process", "PROCESS-1999-0001", "Choose one of the answers given."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_nothing_is_lost(
    client: Client, open_invitation: Invitation, name: str, value: str, message: str
) -> None:
    page = rehearse(client, {"criterion-C2": "partly", name: value})

    assert "One of the answers cannot be read." in page
    assert message in page
    assert "Your gap list" not in page
    [kept] = [part for part in page.split("<input") if 'id="id_criterion-C2_2"' in part]
    assert "checked" in kept


def test_where_only_formal_partners_may_apply_the_agreement_is_asked_for(
    client: Client, term: object
) -> None:
    invitation = restricted_invitation()

    without = rehearse(client, {"formal_partners_only": "no"})
    having = rehearse(client, {"formal_partners_only": "yes"})

    assert invitation.title in without
    assert "Only formal partners of the Secretariat may apply" in without
    assert "Ask the Secretariat how a partnership agreement is signed" in without
    assert "There is a partnership agreement with the Secretariat." in having
    assert "What is met (1)" in having


def test_of_several_processes_one_is_chosen_in_the_address(
    client: Client, open_invitation: Invitation, secretariat: User, chair: User
) -> None:
    group = open_invitation.process.proposal.group
    other = restricted_under(group, secretariat, chair)

    first = rehearse(client)
    second = rehearse(client, {"process": other.process.reference})

    assert 'name="process"' in first
    assert 'name="formal_partners_only"' not in first
    assert 'name="formal_partners_only"' in second
    assert "Your gap list" not in second


def test_a_first_accreditation_is_rehearsed_also_while_only_a_renewal_is_open(
    client: Client, adopted_process: Process, secretariat: User
) -> None:
    renewal = cast.opened_invitation(adopted_process, secretariat, kind="renewal")

    unnamed = rehearse(client)
    first = rehearse(client, {"process": adopted_process.reference})
    to_renew = rehearse(client, {"process": f"{adopted_process.reference} renewal"})

    for page in (unnamed, first):
        assert 'name="not_yet_accredited"' in page
        assert 'name="accredited_only"' not in page
        assert "years are counted until today" in page
    assert 'name="accredited_only"' in to_renew
    assert renewal.title in to_renew


def test_without_an_open_invitation_years_count_until_today(
    client: Client, adopted_process: Process
) -> None:
    page = rehearse(client, EVERYTHING)

    assert adopted_process.reference in page
    assert "years are counted until today" in page


def test_without_an_adopted_process_there_is_nothing_to_rehearse(client: Client, db: None) -> None:
    page = rehearse(client, EVERYTHING)

    assert "There is nothing to rehearse yet" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_nothing_is_stored(client: Client, open_invitation: Invitation) -> None:
    entries = LedgerEntry.objects.count()

    with connection.execute_wrapper(only_reads):
        rehearse(client, EVERYTHING)

    assert LedgerEntry.objects.count() == entries
    assert not Application.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    assert client.post(reverse("applications:rehearsal"), EVERYTHING).status_code == 405


def only_reads(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
    """Let nothing through that writes."""
    assert sql.lstrip().upper().startswith("SELECT"), sql
    return execute(sql, params, many, context)


@pytest.mark.parametrize("size", [1, 4])
def test_the_rehearsal_issues_as_many_queries_for_many_invitations_as_for_one(
    client: Client,
    adopted_process: Process,
    secretariat: User,
    size: int,
    django_assert_num_queries: Any,
) -> None:
    for number in range(size):
        cast.opened_invitation(adopted_process, secretariat, days=30 + number)

    with django_assert_num_queries(REHEARSAL_QUERIES):
        rehearse(client, EVERYTHING)


def test_the_public_pages_lead_to_the_rehearsal(
    client: Client, open_invitation: Invitation
) -> None:
    address = reverse("applications:rehearsal")

    for page in (reverse("home"), reverse("applications:list"), open_invitation.get_absolute_url()):
        shown = client.get(page).content.decode()

        assert address in shown, page
        assert "#timeline" in shown or 'id="timeline"' in shown, page


REHEARSAL_QUERIES = 4
