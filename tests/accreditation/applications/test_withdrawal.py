"""Withdrawal up to the decision, and what becomes of the Committee's item on the application."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accreditation.applications.models import Application
from accreditation.committee.models import Item
from accreditation.register.models import Accreditation
from accreditation.workflow import StepRefused, perform
from partners.clock import deadline_zone, end_of_day, portal_now
from partners.models import User
from tests import cast


def counted(item: Item, by: User) -> Item:
    """The item, opened, answered with yes by everybody, closed and counted."""
    item = cast.opened(item, by)
    everyone = cast.delegates(item.term)
    for code in [line["seat"] for line in item.seats if line["kind"] != "depositary"]:
        cast.say(item, by=everyone[code], value="yes")
    return perform("close", item, by=by)


@pytest.mark.parametrize("given", [{}, cast.DEFERRAL])
def test_what_is_withdrawn_between_count_and_check_is_not_decided(
    given: dict[str, Any],
    ready_application: Application,
    secretariat: User,
    chair: User,
    contact_point: User,
) -> None:
    item = cast.presented_item(ready_application, secretariat, meeting=cast.meeting(), **given)
    item = counted(item, secretariat)

    perform("withdraw", ready_application, by=contact_point)
    certified = perform("certify", item, by=chair)

    assert perform("publish", certified, by=secretariat).outcome == "adopted"
    assert Application.objects.get(pk=ready_application.pk).state == "withdrawn"
    assert not Accreditation.objects.exists()
    assert certified.entry.data["without_effect"] == "withdrawn"


def test_what_the_committee_has_decided_is_not_withdrawn(
    prepared_item: Item, secretariat: User, chair: User, contact_point: User
) -> None:
    perform("certify", counted(prepared_item, secretariat), by=chair)

    with pytest.raises(StepRefused):
        perform("withdraw", Application.objects.get(), by=contact_point)


def test_certifying_locks_what_is_renewed_before_the_ledger(
    accreditation: Accreditation,
    contact_point: User,
    secretariat: User,
    chair: User,
) -> None:
    again = cast.opened_invitation(accreditation.process, secretariat, kind="renewal")
    draft = cast.begun_application(accreditation.organisation, again, contact_point)
    ready = cast.ready_application(cast.submitted_application(draft, contact_point), secretariat)
    item = counted(cast.presented_item(ready, secretariat), secretariat)

    with CaptureQueriesContext(connection) as asked:
        perform("certify", item, by=chair)

    locks = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
    ledger = min(n for n, sql in enumerate(locks) if "accreditation_ledgerhead" in sql)
    held = [n for n, sql in enumerate(locks) if "accreditation_accreditation" in sql]
    assert Accreditation.objects.get(pk=accreditation.pk).state == "renewed"
    assert min(held) < ledger


def test_the_time_to_complete_is_counted_in_days_of_bonn(
    submitted_application: Application, secretariat: User
) -> None:
    now = portal_now()
    late = (now + timedelta(days=1)).replace(hour=23, minute=30, second=0)
    with connection.cursor() as cursor:
        cursor.execute("SET portal.clock_offset = %s", [str(int((late - now).total_seconds()))])
        points = [{"kind": "question", "code": "A1", "text": "Please complete."}]
        returned = perform("return", submitted_application, by=secretariat, points=points)
        cursor.execute("SET portal.clock_offset = '0'")

    days = returned.process.content["completion"]["days"]
    in_bonn = late.astimezone(deadline_zone()).date()
    assert in_bonn > late.date()
    assert returned.completion_due_at == end_of_day(in_bonn + timedelta(days=days))
