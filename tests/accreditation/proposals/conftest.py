"""The working group's room at its beginning."""

import pytest

from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.workflow import perform
from partners.models import User


@pytest.fixture
def proposal(group: WorkingGroup, secretariat: User) -> Proposal:
    """A proposal in drafting."""
    planned = Proposal.objects.create(group=group, title="Special accreditation for NGO partners")
    return perform("open_drafting", planned, by=secretariat)


@pytest.fixture
def draft(proposal: Proposal) -> Process:
    """Its first version."""
    return proposal.version
