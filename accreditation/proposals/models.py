"""What the room of proposals stores."""

from accreditation.proposals.groups import Category, GroupMember, GroupState, WorkingGroup
from accreditation.proposals.processes import Process, ProcessState, ProcessTranslation
from accreditation.proposals.proposals import Comment, Proposal, ProposalState

__all__ = [
    "Category",
    "Comment",
    "GroupMember",
    "GroupState",
    "Process",
    "ProcessState",
    "ProcessTranslation",
    "Proposal",
    "ProposalState",
    "WorkingGroup",
]
