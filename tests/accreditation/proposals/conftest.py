"""The working group's room at its beginning."""

import pytest

from accreditation.committee.models import CommitteeRules, Item
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.workflow import perform
from partners.models import User
from tests import cast


@pytest.fixture
def proposal(group: WorkingGroup, secretariat: User) -> Proposal:
    """A proposal in drafting."""
    planned = Proposal.objects.create(group=group, title="Special accreditation for NGO partners")
    return perform("open_drafting", planned, by=secretariat)


@pytest.fixture
def draft(proposal: Proposal) -> Process:
    """Its first version."""
    return proposal.version


@pytest.fixture
def returned_proposal(submitted_proposal: Proposal, secretariat: User, chair: User) -> Proposal:
    """A proposal that the Committee did not adopt."""
    CommitteeRules.objects.get_or_create(pk=1)
    presented = perform("present", submitted_proposal, by=secretariat, meeting=cast.meeting())
    item = Item.objects.about("proposal", presented.reference).get()
    cast.decided(item, by=secretariat, chair=chair, value="no")
    return Proposal.objects.get(pk=presented.pk)
