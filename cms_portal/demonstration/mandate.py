"""13.AA a, b, 13.BB, 13.CC a: the working group, a first version returned, a second one adopted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accreditation.committee.models import Item
from accreditation.proposals.drafting import comment, edit
from accreditation.proposals.editing import changed
from accreditation.proposals.models import Category, GroupMember, Process, Proposal, WorkingGroup
from accreditation.workflow import perform
from cms_portal.demonstration import facts, votes
from cms_portal.demonstration.story import Story

TITLE: Final = "Special accreditation of NGO partners: process and template for reporting to COP"
SHORT_TITLE: Final = "Short process: applications decided between meetings by no objection"
RENEWAL_TITLE: Final = "Amendments to the process: a short form for renewals"
LONGER_TITLE: Final = "Amendments to the process: forty-five days for completing an application"
TERMS_OF_REFERENCE: Final = (
    "To explore options for a special accreditation for NGO partners, including a process and a "
    "template for reporting to the Conference of the Parties; to hear Parties, NGOs and members of "
    "the Civil Society Project Steering Group; to work in writing and online."
)
# Address before the @, name, category and on whose behalf; the first three exist already.
MEMBERS: Final = (
    ("member", "", Category.PARTY, "Italy"),
    ("afr-2", "", Category.PARTY, "Kenya"),
    ("officer", "", Category.SECRETARIAT, "CMS Secretariat"),
    ("group", "", Category.NGO, "Reed Warbler Roundtable (fictional)"),
    ("tern", "Tara Tern", Category.NGO, "Long Way Tern Society (fictional)"),
    ("steering", "Stefan Steering", Category.STEERING_GROUP, "Civil Society Project (fictional)"),
    ("museum", "Mo Museum", Category.OTHER, "Museum of Imaginary Animals (fictional)"),
)
FIRST_COMMENTS: Final = (
    ("group", "criteria/C2", "Say how many years “regular” means, or leave it to the findings."),
    ("afr-2", "documents/D5", "Small organisations may have accounts that nobody audited."),
    ("steering", "form/H", "Ask for the code of conduct in the three working languages."),
    ("member", "decision", "The quorum must be checked against the Rules of Procedure."),
    ("tern", "report/R3/R3c", "Good: keep this question. It should not become required."),
    ("museum", "clauses/notice", "A right to be heard should come before any suspension."),
)
SECOND_COMMENTS: Final = (
    ("group", "eligibility", "Two years let youth organisations in. The group agrees."),
    ("member", "eligibility", "Italy can go along with two years if C2 is looked at closely."),
    ("steering", "clauses/validity", "Three years fit the rhythm of the meetings of the COP."),
)


@dataclass(frozen=True)
class Processes:
    """What the Committee adopted: by vote, and for some applications by no objection."""

    full: Process
    short: Process


def tell(story: Story) -> Processes:
    """The group, two versions of one proposal, a short second one, and both adopted."""
    group = establish(story)
    proposal = drafted(story, group)
    proposal = returned(story, proposal)
    return adopted(story, rewritten(story, proposal), shortened(story))


def establish(story: Story) -> WorkingGroup:
    """13.AA a: the working group with members of every category."""
    story.walk.to(-430)
    group = WorkingGroup.objects.create(
        term=story.term,
        title="Intersessional Working Group on NGO participation",
        terms_of_reference=TERMS_OF_REFERENCE,
    )
    for local, name, category, on_behalf_of in MEMBERS:
        user = story.people.add(local, name) if name else story.people[local]
        GroupMember.objects.create(
            group=group, user=user, category=category, on_behalf_of=on_behalf_of
        )
    story.walk.to(-428, 15)
    established: WorkingGroup = perform("establish", group, by=story.secretariat)
    return established


def drafted(story: Story, group: WorkingGroup) -> Proposal:
    """13.BB: version 0 is commented on, circulated, and submitted."""
    walk, officer = story.walk, story.secretariat
    walk.to(-420)
    proposal = Proposal.objects.create(group=group, title=TITLE)
    proposal = perform("open_drafting", proposal, by=officer)
    remark(story, proposal, FIRST_COMMENTS[:3], from_day=-416)
    walk.to(-405, 11)
    proposal = perform("circulate", proposal, by=officer, comments_close_at=walk.end(-380))
    remark(story, proposal, FIRST_COMMENTS[3:], from_day=-398)
    walk.to(-378, 10)
    submitted: Proposal = perform("submit", proposal, by=officer)
    return submitted


def returned(story: Story, proposal: Proposal) -> Proposal:
    """13.CC a: in writing, the Committee does not adopt the first version."""
    walk, officer = story.walk, story.secretariat
    walk.to(-370, 14)
    proposal = perform("present", proposal, by=officer, closes_at=walk.end(-335))
    item = about(proposal)
    votes.open_items(story, [item])
    votes.state(story, [(item, votes.FIRST_VERSION)], from_day=-364)
    walk.to(-334, 8)
    votes.close_items(story, [item], publish=True)
    fresh: Proposal = Proposal.objects.get(pk=proposal.pk)
    return fresh


def rewritten(story: Story, proposal: Proposal) -> Proposal:
    """The second version asks for two years of existence; the depositary's voice breaks a tie."""
    walk, officer = story.walk, story.secretariat
    walk.to(-326, 10)
    proposal = perform("revise", proposal, by=officer)
    rework(story, proposal, "opening", without_note)
    rework(story, proposal, "eligibility", lambda values: values | {"minimum_years": 2})
    rework(story, proposal, "decision", lambda values: values | {"tie": "depositary"})
    walk.to(-320, 10)
    proposal = perform("circulate", proposal, by=officer, comments_close_at=walk.end(-300))
    remark(story, proposal, SECOND_COMMENTS, from_day=-315)
    walk.to(-298, 16)
    submitted: Proposal = perform("submit", proposal, by=officer)
    return submitted


def shortened(story: Story) -> Proposal:
    """A second process beside it, by which silence is consent."""
    story.walk.to(-297, 9)
    proposal = begun(story, SHORT_TITLE)
    rework(story, proposal, "opening", without_note)
    rework(story, proposal, "eligibility", lambda values: values | {"minimum_years": 2})
    rework(story, proposal, "decision", lambda values: values | {"procedure": "no_objection"})
    story.walk.to(-295, 16)
    submitted: Proposal = perform("submit", proposal, by=story.secretariat)
    return submitted


def adopted(story: Story, full: Proposal, short: Proposal) -> Processes:
    """Both are adopted in one sitting of a meeting, the short one first."""
    walk, meeting = story.walk, story.meeting(facts.LAST_STC)
    walk.to(-290, 11)
    items = []
    for proposal in (full, short):
        walk.on(6)
        perform("present", proposal, by=story.secretariat, meeting=meeting)
        items.append(about(proposal))
    walk.to(-270, 9)
    votes.open_items(story, items)
    asked = [(item, votes.SECOND_VERSION) for item in items]
    votes.state(story, asked, from_day=-270, hour=10, together=True)
    walk.to(-270, 15)
    votes.close_items(story, reversed(items), publish=True)
    versions = Process.objects.adopted()
    return Processes(full=versions.get(proposal=full), short=versions.get(proposal=short))


def amend(story: Story) -> Proposal:
    """A further proposal, circulated now: the working group is asked for comments."""
    walk, officer = story.walk, story.secretariat
    walk.to(-43, 9)
    proposal = begun(story, RENEWAL_TITLE)
    remark(
        story,
        proposal,
        [("tern", "form/E", "For a renewal, ask only what has changed since the last report.")],
        from_day=-40,
    )
    walk.to(-33, 10)
    circulated: Proposal = perform(
        "circulate", proposal, by=officer, comments_close_at=walk.end(21)
    )
    return circulated


def lengthen(story: Story) -> Proposal:
    """A last proposal, submitted: an item of the docket is on it."""
    story.walk.to(-31, 9)
    proposal = begun(story, LONGER_TITLE)
    rework(story, proposal, "opening", without_note)
    rework(story, proposal, "completion", lambda values: values | {"days": 45})
    story.walk.to(-29, 16)
    submitted: Proposal = perform("submit", proposal, by=story.secretariat)
    return submitted


def begun(story: Story, title: str) -> Proposal:
    """A further proposal of the same group, in drafting."""
    group = WorkingGroup.objects.get(term=story.term)
    proposal = Proposal.objects.create(group=group, title=title)
    drafting: Proposal = perform("open_drafting", proposal, by=story.secretariat)
    return drafting


def remark(story: Story, proposal: Proposal, remarks: Any, *, from_day: int) -> None:
    """Members of the group comment, one a day."""
    for later, (local, path, text) in enumerate(remarks):
        story.walk.to(from_day + later, 9 + later, 20)
        comment(proposal, by=story.people[local], path=path, text=text)


def rework(
    story: Story,
    proposal: Proposal,
    path: str,
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> None:
    """The Secretariat changes one element of the newest version."""
    story.walk.on(25)

    def changed_content(content: Mapping[str, Any]) -> dict[str, Any]:
        values = {key: content[key] for key in ("title", "note", "summary") if key in content}
        return changed(content, path, change(values if path == "opening" else content[path]))

    edit(
        proposal.versions.latest("number"),
        by=story.secretariat,
        path=path,
        seen=None,
        change=changed_content,
    )


def without_note(values: dict[str, Any]) -> dict[str, Any]:
    """The opening without the note that it is version 0."""
    return {key: value for key, value in values.items() if key != "note"}


def about(proposal: Proposal) -> Item:
    """The newest item on a proposal."""
    return Item.objects.about("proposal", proposal.reference).latest("pk")
