from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accreditation.applications.models import Application
from accreditation.workflow import perform
from partners.models import User

SignIn = Callable[[User], Client]


@pytest.fixture
def assessed(submitted_application: Application, secretariat: User) -> Application:
    """An application in assessment."""
    return perform("accept", submitted_application, by=secretariat)


def page(application: Application) -> str:
    """The address of the findings."""
    return reverse("applications:findings", args=[application.reference])


def as_shown(client: Client, application: Application) -> dict[str, str]:
    """What the browser would send back if nothing was touched."""
    sent = {}
    for row in client.get(page(application)).context["rows"]:
        code = row["assessed"].criterion["code"]
        sent[f"seen-{code}"] = row["seen"]
        for name in ("value", "note"):
            sent[f"{code}-{name}"] = row["form"][name].value() or ""
    return sent


def test_officers_record_findings_with_their_evidence(
    client_as: SignIn, assessed: Application, secretariat: User
) -> None:
    client = client_as(secretariat)
    given = as_shown(client, assessed) | {"C1-value": "met", "C1-note": "D1, page 3."}

    client.post(page(assessed), given)

    [finding] = assessed.findings.all()
    assert (finding.criterion, finding.value, finding.note) == ("C1", "met", "D1, page 3.")
    assert finding.by == secretariat


def test_a_finding_can_be_changed_and_taken_away(
    client_as: SignIn, assessed: Application, secretariat: User
) -> None:
    client = client_as(secretariat)
    assessed.findings.create(criterion="C1", value="met", note="Seen.", by=secretariat)

    client.post(page(assessed), as_shown(client, assessed) | {"C1-value": "partly"})
    changed = assessed.findings.get().value
    client.post(page(assessed), as_shown(client, assessed) | {"C1-value": "", "C1-note": ""})

    assert changed == "partly"
    assert not assessed.findings.exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"C1-value": "met"}, "A finding needs its evidence and reasons."),
        ({"C1-note": "Seen."}, "Choose a finding."),
        ({"C1-value": "splendid", "C1-note": "x"}, "Choose one of the findings offered."),
    ],
)
def test_half_a_finding_is_not_saved(
    client_as: SignIn, assessed: Application, secretariat: User, given: dict[str, str], told: str
) -> None:
    client = client_as(secretariat)

    response = client.post(page(assessed), as_shown(client, assessed) | given)

    assert response.status_code == 422
    assert told in response.content.decode()
    assert not assessed.findings.exists()


def test_two_officers_on_one_finding_see_a_conflict_and_overwrite_nothing(
    client_as: SignIn, assessed: Application, secretariat: User, officer: User
) -> None:
    mine, theirs = client_as(secretariat), client_as(officer)
    my_tab, their_tab = as_shown(mine, assessed), as_shown(theirs, assessed)
    theirs.post(page(assessed), their_tab | {"C1-value": "met", "C1-note": "Theirs."})

    conflict = mine.post(page(assessed), my_tab | {"C1-value": "not_met", "C1-note": "Mine."})
    kept = assessed.findings.get().note
    shown = {
        f"seen-{row['assessed'].criterion['code']}": row["seen"] for row in conflict.context["rows"]
    }
    mine.post(page(assessed), my_tab | shown | {"C1-value": "not_met", "C1-note": "Mine."})

    assert conflict.status_code == 409
    assert "Theirs." in conflict.content.decode()
    assert "Mine." in conflict.content.decode()
    assert kept == "Theirs."
    assert assessed.findings.get().note == "Mine."


def test_findings_on_different_criteria_stay_side_by_side(
    client_as: SignIn, assessed: Application, secretariat: User, officer: User
) -> None:
    mine, theirs = client_as(secretariat), client_as(officer)
    my_tab, their_tab = as_shown(mine, assessed), as_shown(theirs, assessed)

    theirs.post(page(assessed), their_tab | {"C1-value": "met", "C1-note": "Theirs."})
    mine.post(page(assessed), my_tab | {"C2-value": "met", "C2-note": "Mine."})

    found = assessed.findings.order_by("criterion").values_list("criterion", "note")
    assert list(found) == [("C1", "Theirs."), ("C2", "Mine.")]


def test_findings_are_the_secretariats_alone(
    client_as: SignIn, assessed: Application, contact_point: User
) -> None:
    client = client_as(contact_point)

    assert client.get(page(assessed)).status_code == 403
    assert client.post(page(assessed)).status_code == 403


def test_findings_outside_assessment_are_not_saved_and_not_lost(
    client_as: SignIn, ready_application: Application, secretariat: User
) -> None:
    client = client_as(secretariat)
    given = as_shown(client, ready_application) | {"C1-note": "Typed too late."}

    response = client.post(page(ready_application), given)

    assert response.status_code == 409
    assert "Typed too late." in response.content.decode()


def test_postgresql_refuses_findings_after_assessment(ready_application: Application) -> None:
    with (
        pytest.raises(DatabaseError, match="findings change only while"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accreditation_finding SET value = 'not_met'")
