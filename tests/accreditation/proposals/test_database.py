"""What PostgreSQL refuses about versions that came by the real way, shown with raw SQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accreditation.applications.models import Invitation
from accreditation.proposals.models import Process, Proposal
from partners.clock import portal_now


def refused(because: str, sql: str, *params: Any) -> None:
    """The database refuses a statement, with these words."""
    raises = pytest.raises(DatabaseError, match=because)
    with raises, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


CHANGES = [
    "content = '{}'::jsonb",
    "canonical = canonical || ' '",
    "sha256 = repeat('0', 64)",
    "sha256 = ''",
    "reference = 'PROCESS-1999-0001'",
    "number = number + 1",
    "frozen_at = frozen_at + interval '1 second'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_frozen_version_never_changes(submitted_proposal: Proposal, change: str) -> None:
    refused(
        "a frozen process never changes",
        f"UPDATE accreditation_process SET {change} WHERE proposal_id = %s",
        submitted_proposal.pk,
    )


def test_a_frozen_version_is_not_deleted(submitted_proposal: Proposal) -> None:
    submitted_proposal.version.translations.all().delete()

    refused(
        "a frozen process never changes",
        "DELETE FROM accreditation_process WHERE proposal_id = %s",
        submitted_proposal.pk,
    )


@pytest.mark.parametrize("change", [*CHANGES, "adopted_at = now()", "state_since = now()"])
def test_an_adopted_version_never_changes(adopted_process: Process, change: str) -> None:
    refused(
        "(an adopted|a frozen) process never changes",
        f"UPDATE accreditation_process SET {change} WHERE id = %s",
        adopted_process.pk,
    )


def test_an_adopted_version_has_no_way_back(adopted_process: Process) -> None:
    refused(
        "portal:",
        "UPDATE accreditation_process SET state = 'draft' WHERE id = %s",
        adopted_process.pk,
    )


def test_only_the_committee_adopts(submitted_proposal: Proposal) -> None:
    refused(
        "adopted by a certified decision of the Committee",
        "UPDATE accreditation_process SET state = 'adopted' WHERE proposal_id = %s",
        submitted_proposal.pk,
    )


def test_no_invitation_opens_on_a_version_that_is_not_adopted(
    submitted_proposal: Proposal,
) -> None:
    Invitation.objects.create(
        process=submitted_proposal.version,
        title="Too early",
        closes_at=portal_now() + timedelta(days=1),
    )

    refused(
        "no invitation opens before a process is adopted",
        "UPDATE accreditation_invitation SET state = 'open', opened_at = now()"
        " WHERE title = 'Too early'",
    )
