"""Two officers at the same moment: one verdict stands, and none slips past the Committee's gate."""

from typing import Any

import pytest
from django.db import models

from accreditation.applications.models import Application
from accreditation.ledger import LedgerEntry
from accreditation.screening.models import Hit, HitVerdict
from accreditation.screening.running import judge, screen
from accreditation.workflow import NotReady, StepRefused, perform
from partners.models import User
from tests import cast
from tests.accreditation.screening.listing import loaded
from tests.accreditation.test_committee_rivals import first_then

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = HitVerdict.Value.FALSE_POSITIVE
SAME = HitVerdict.Value.CONFIRMED


@pytest.fixture
def hit(ready_application: Application, secretariat: User) -> Hit:
    """A hit on a ready application, not judged."""
    organisation = ready_application.organisation
    organisation.former_names = "Zorblan Muhammad Kaziri"
    organisation.save()
    loaded(secretariat, entities=())
    return screen(ready_application, by=secretariat).hits.get()


def test_of_two_officers_who_judge_at_once_the_second_is_told(
    hit: Hit, secretariat: User, officer: User
) -> None:
    answer: Any = first_then(
        lambda: judge(hit, OTHER, reason="Another person.", seen=0, by=secretariat),
        lambda: judge(hit, SAME, reason="The same.", seen=0, by=officer),
    )

    assert isinstance(answer, StepRefused)
    assert hit.verdicts.get().by == secretariat
    assert LedgerEntry.objects.filter(object=str(hit.uuid)).count() == 1


def test_without_the_lock_the_second_would_not_be_told(
    hit: Hit, secretariat: User, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_lock(found: Any, *_arguments: Any, **_options: Any) -> Any:
        return found.all()

    monkeypatch.setattr(models.QuerySet, "select_for_update", without_lock)

    answer: Any = first_then(
        lambda: judge(hit, OTHER, reason="Another person.", seen=0, by=secretariat),
        lambda: judge(hit, SAME, reason="The same.", seen=0, by=officer),
    )

    assert not isinstance(answer, StepRefused)


def test_an_application_is_not_presented_while_a_hit_of_it_is_being_confirmed(
    hit: Hit, ready_application: Application, secretariat: User, officer: User
) -> None:
    judge(hit, OTHER, reason="Another person.", seen=0, by=secretariat)
    meeting = cast.meeting()

    answer: Any = first_then(
        lambda: judge(hit, SAME, reason="The same after all.", seen=1, by=secretariat),
        lambda: perform("present", ready_application, by=officer, meeting=meeting),
    )

    assert isinstance(answer, NotReady)
    ready_application = Application.objects.get(pk=ready_application.pk)
    assert ready_application.state == "ready"
